#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/details-button.h"
#include "ui/common/question.h"
#include "ui/common/words.h"

#include "ui/users/key-count.h"

struct _OrchKeyCount {
  AdwBin parent_instance;

  OrchKeyService *service;   /* (owned) (nullable) */
  char *user_id;             /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): once it reads */

  GtkWidget *spinner; /* (unowned) */
  GtkLabel *label;    /* (unowned) */
  GtkBox *box;        /* (unowned): both */
};

G_DEFINE_FINAL_TYPE (OrchKeyCount, orch_key_count, ADW_TYPE_BIN)

static char *
describe_keys (GPtrArray *keys)
{
  guint n_of_teams = 0;
  g_autofree char *all = NULL;
  g_autofree char *of_teams = NULL;

  if (keys->len == 0)
    return g_strdup (_ ("The user has no API keys."));

  for (guint i = 0; i < keys->len; i++)
    n_of_teams += orch_key_get_team_id (keys->pdata[i]) != NULL;

  all = g_strdup_printf (
      ngettext ("%u API key will be deleted, too.", "%u API keys will be deleted, too.", keys->len),
      keys->len);
  if (n_of_teams == 0)
    return g_steal_pointer (&all);

  of_teams = g_strdup_printf (
      ngettext ("%u of them belongs to a team.", "%u of them belong to teams.", n_of_teams),
      n_of_teams);

  return g_strjoin (" ", all, of_teams, NULL);
}

static void
show_text (OrchKeyCount *self, const char *text)
{
  gtk_label_set_text (self->label, text);
  gtk_widget_set_visible (self->spinner, FALSE);
  orch_question_set_can_answer (GTK_WIDGET (self), TRUE);
}

static void
show_details (OrchKeyCount *self, const GError *error)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), GTK_ORIENTATION_VERTICAL);
  gtk_box_append (self->box, orch_details_button_new (error));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys =
      orch_key_service_list_of_user_finish (ORCH_KEY_SERVICE (source), result, &error);
  g_autofree char *text = NULL;

  /* The question is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (keys != NULL) {
    text = describe_keys (keys);
  } else {
    g_autofree char *words = orch_words_error (error);

    text = g_strdup_printf ("%s\n%s", _ ("How many API keys will be deleted is not known:"), words);
    show_details (ORCH_KEY_COUNT (user_data), error);
  }

  show_text (ORCH_KEY_COUNT (user_data), text);
}

static void
orch_key_count_map (GtkWidget *widget)
{
  OrchKeyCount *self = ORCH_KEY_COUNT (widget);

  GTK_WIDGET_CLASS (orch_key_count_parent_class)->map (widget);

  if (self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  orch_question_set_can_answer (widget, FALSE);
  orch_key_service_list_of_user_async (self->service, self->user_id, self->cancellable, listed_cb,
                                       self);
}

static void
orch_key_count_dispose (GObject *object)
{
  OrchKeyCount *self = ORCH_KEY_COUNT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->service);
  g_clear_pointer (&self->user_id, g_free);

  G_OBJECT_CLASS (orch_key_count_parent_class)->dispose (object);
}

static void
orch_key_count_class_init (OrchKeyCountClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = orch_key_count_dispose;
  GTK_WIDGET_CLASS (klass)->map = orch_key_count_map;
}

static void
orch_key_count_init (OrchKeyCount *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ ("Counting the user’s API keys…"));

  self->spinner = g_object_new (GTK_TYPE_SPINNER, "spinning", TRUE, NULL);
  self->label = GTK_LABEL (label);
  self->box = GTK_BOX (box);

  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->spinner);
  gtk_box_append (GTK_BOX (box), label);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * orch_key_count_new:
 * @session: the connection
 * @user_id: whose keys to count (GET /key/list), once the question is shown
 *
 * Returns: (transfer floating): a widget for orch_question_ask_with_async()
 */
GtkWidget *
orch_key_count_new (OrchSession *session, const char *user_id)
{
  OrchKeyCount *self;

  g_return_val_if_fail (ORCH_IS_SESSION (session), NULL);
  g_return_val_if_fail (user_id != NULL, NULL);

  self = g_object_new (ORCH_TYPE_KEY_COUNT, NULL);
  self->service = g_object_ref (orch_session_get_key_service (session));
  self->user_id = g_strdup (user_id);

  return GTK_WIDGET (self);
}
