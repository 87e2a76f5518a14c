#include "config.h"

#include <string.h>

#include "core/model/teams.h"

struct _OrchTeams {
  GObject parent_instance;

  GPtrArray *sorted; /* (owned) (element-type OrchTeam) */
  GHashTable *by_id; /* (owned): ID of the team → team, of @sorted */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OrchTeams, orch_teams, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static int
compare_names (gconstpointer a, gconstpointer b)
{
  OrchTeam *team_a = *(OrchTeam *const *) a;
  OrchTeam *team_b = *(OrchTeam *const *) b;
  int order = g_utf8_collate (orch_team_get_name (team_a), orch_team_get_name (team_b));

  return order != 0 ? order : strcmp (orch_team_get_id (team_a), orch_team_get_id (team_b));
}

static GType
get_item_type (GListModel *model)
{
  return ORCH_TYPE_TEAM;
}

static guint
get_n_items (GListModel *model)
{
  return ORCH_TEAMS (model)->sorted->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  OrchTeams *self = ORCH_TEAMS (model);

  return position < self->sorted->len ? g_object_ref (self->sorted->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* Sorts what is in the table, and tells. */
static void
sort_again (OrchTeams *self)
{
  guint n_before = self->sorted->len;
  GHashTableIter iter;
  gpointer team;

  g_ptr_array_set_size (self->sorted, 0);
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &team))
    g_ptr_array_add (self->sorted, g_object_ref (team));
  g_ptr_array_sort (self->sorted, compare_names);

  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->sorted->len);
}

static void
orch_teams_finalize (GObject *object)
{
  OrchTeams *self = ORCH_TEAMS (object);

  g_ptr_array_unref (self->sorted);
  g_hash_table_unref (self->by_id);

  G_OBJECT_CLASS (orch_teams_parent_class)->finalize (object);
}

static void
orch_teams_class_init (OrchTeamsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = orch_teams_finalize;
}

static void
orch_teams_init (OrchTeams *self)
{
  self->sorted = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
}

/**
 * orch_teams_new:
 *
 * Returns: (transfer full): no team at all
 */
OrchTeams *
orch_teams_new (void)
{
  return g_object_new (ORCH_TYPE_TEAMS, NULL);
}

/**
 * orch_teams_take:
 * @self: the known teams
 * @teams: (transfer none) (element-type OrchTeam): teams that were read
 * @are_all: whether there are no others
 *
 * Takes over what was read; of others, what is known is kept unless @are_all.
 */
void
orch_teams_take (OrchTeams *self, GPtrArray *teams, gboolean are_all)
{
  g_return_if_fail (ORCH_IS_TEAMS (self));
  g_return_if_fail (teams != NULL);

  if (are_all)
    g_hash_table_remove_all (self->by_id);
  for (guint i = 0; i < teams->len; i++) {
    OrchTeam *team = teams->pdata[i];

    /* The key is the team's own. */
    g_hash_table_replace (self->by_id, (gpointer) orch_team_get_id (team), g_object_ref (team));
  }
  sort_again (self);
}

/**
 * orch_teams_forget:
 * @self: the known teams
 * @id: the ID of a team that is not there any more
 *
 * Takes a team out, if it is among them.
 */
void
orch_teams_forget (OrchTeams *self, const char *id)
{
  g_return_if_fail (ORCH_IS_TEAMS (self));
  g_return_if_fail (id != NULL);

  if (g_hash_table_remove (self->by_id, id))
    sort_again (self);
}

/**
 * orch_teams_find:
 * @self: the known teams
 * @id: (nullable): the ID of a team
 *
 * Returns: (transfer none) (nullable): the team, %NULL if it is not known
 */
OrchTeam *
orch_teams_find (OrchTeams *self, const char *id)
{
  g_return_val_if_fail (ORCH_IS_TEAMS (self), NULL);

  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

/**
 * orch_teams_get_name:
 * @self: the known teams
 * @id: the ID of a team
 *
 * Returns: (transfer none): the team's name, @id if it is not known
 */
const char *
orch_teams_get_name (OrchTeams *self, const char *id)
{
  OrchTeam *team = orch_teams_find (self, id);

  return team != NULL ? orch_team_get_name (team) : id;
}
