#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/team-filter.h"

/* With more of them the list has a search. */
#define MANY_TEAMS 10
#define MAX_CHARS 18

struct _OrchTeamFilter {
  AdwBin parent_instance;

  GtkDropDown *drop_down;        /* (unowned) */
  OrchSession *session;          /* (owned) (nullable) */
  GSignalGroup *session_signals; /* (owned) */
  GSignalGroup *teams_signals;   /* (owned) */
  GPtrArray *ids;   /* (owned) (element-type utf8): of what the list offers behind "All teams" */
  char *selected;   /* (owned) (nullable): the ID of the chosen team */
  gboolean filling; /* nobody has chosen anything */
};

G_DEFINE_FINAL_TYPE (OrchTeamFilter, orch_team_filter, ADW_TYPE_BIN)

enum {
  SELECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static OrchTeams *
get_teams (OrchTeamFilter *self)
{
  return self->session != NULL ? orch_server_get_teams (orch_session_get_server (self->session))
                               : NULL;
}

static void
select_team (OrchTeamFilter *self, const char *id)
{
  if (g_strcmp0 (self->selected, id) == 0)
    return;

  g_free (self->selected);
  self->selected = g_strdup (id);
  g_signal_emit (self, signals[SELECTED], 0);
}

static void
selected_cb (OrchTeamFilter *self)
{
  guint position = gtk_drop_down_get_selected (self->drop_down);

  if (self->filling || position > self->ids->len)
    return;

  select_team (self, position > 0 ? self->ids->pdata[position - 1] : NULL);
}

/* The chosen team stays chosen, if it is still there. */
static void
fill (OrchTeamFilter *self)
{
  OrchTeams *teams = get_teams (self);
  guint n = teams != NULL ? g_list_model_get_n_items (G_LIST_MODEL (teams)) : 0;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint position = 0;

  g_ptr_array_set_size (self->ids, 0);
  gtk_string_list_append (names, _ ("All teams"));
  for (guint i = 0; i < n; i++) {
    g_autoptr (OrchTeam) team = g_list_model_get_item (G_LIST_MODEL (teams), i);

    gtk_string_list_append (names, orch_team_get_name (team));
    g_ptr_array_add (self->ids, g_strdup (orch_team_get_id (team)));
    if (g_strcmp0 (orch_team_get_id (team), self->selected) == 0)
      position = i + 1;
  }

  self->filling = TRUE;
  gtk_drop_down_set_model (self->drop_down, G_LIST_MODEL (names));
  gtk_drop_down_set_enable_search (self->drop_down, n > MANY_TEAMS);
  gtk_drop_down_set_selected (self->drop_down, position);
  self->filling = FALSE;

  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  if (position == 0)
    select_team (self, NULL);
}

static void
load (OrchTeamFilter *self)
{
  if (self->session != NULL)
    orch_session_load_teams (self->session, FALSE);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *name = gtk_list_item_get_item (item);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (name));
}

/* A long name must not make the window wide. */
static GtkListItemFactory *
create_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);

  return factory;
}

static void
orch_team_filter_dispose (GObject *object)
{
  OrchTeamFilter *self = ORCH_TEAM_FILTER (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->teams_signals);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (orch_team_filter_parent_class)->dispose (object);
}

static void
orch_team_filter_finalize (GObject *object)
{
  OrchTeamFilter *self = ORCH_TEAM_FILTER (object);

  g_ptr_array_unref (self->ids);
  g_free (self->selected);

  G_OBJECT_CLASS (orch_team_filter_parent_class)->finalize (object);
}

static void
orch_team_filter_class_init (OrchTeamFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_team_filter_dispose;
  G_OBJECT_CLASS (klass)->finalize = orch_team_filter_finalize;

  /**
   * OrchTeamFilter::selected:
   * @self: a filter
   *
   * Another team was chosen, or all.
   */
  signals[SELECTED] = g_signal_new ("selected", ORCH_TYPE_TEAM_FILTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
orch_team_filter_init (OrchTeamFilter *self)
{
  GtkExpression *name = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  GtkWidget *drop_down = gtk_drop_down_new (NULL, name);
  g_autoptr (GtkListItemFactory) factory = create_factory ();

  self->drop_down = GTK_DROP_DOWN (drop_down);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  gtk_drop_down_set_factory (self->drop_down, factory);
  gtk_widget_set_tooltip_text (drop_down, _ ("Show only what belongs to this team"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Team filter"), -1);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), drop_down);

  self->session_signals = g_signal_group_new (ORCH_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::identity", G_CALLBACK (load),
                                  self);
  self->teams_signals = g_signal_group_new (ORCH_TYPE_TEAMS);
  g_signal_group_connect_swapped (self->teams_signals, "items-changed", G_CALLBACK (fill), self);
  fill (self);
}

/**
 * orch_team_filter_set_session:
 * @self: a filter
 * @session: (nullable): the connection whose teams to choose from
 *
 * Offers the teams of @session, none of them chosen.
 */
void
orch_team_filter_set_session (OrchTeamFilter *self, OrchSession *session)
{
  g_return_if_fail (ORCH_IS_TEAM_FILTER (self));
  g_return_if_fail (session == NULL || ORCH_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_clear_pointer (&self->selected, g_free);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->teams_signals, get_teams (self));
  fill (self);
  load (self);
}

/**
 * orch_team_filter_clear:
 * @self: a filter
 *
 * Chooses all teams.
 */
void
orch_team_filter_clear (OrchTeamFilter *self)
{
  g_return_if_fail (ORCH_IS_TEAM_FILTER (self));

  gtk_drop_down_set_selected (self->drop_down, 0);
}

/**
 * orch_team_filter_get_team:
 * @self: a filter
 *
 * Returns: (transfer none) (nullable): the ID of the chosen team, %NULL for all
 */
const char *
orch_team_filter_get_team (OrchTeamFilter *self)
{
  g_return_val_if_fail (ORCH_IS_TEAM_FILTER (self), NULL);

  return self->selected;
}
