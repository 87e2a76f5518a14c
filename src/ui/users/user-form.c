#include "config.h"

#include <glib/gi18n.h>

#include "core/client/error.h"
#include "core/rules/permissions.h"
#include "ui/common/json-row.h"
#include "ui/common/role-row.h"
#include "ui/common/text-row.h"
#include "ui/common/words.h"
#include "ui/users/user-form.h"

struct _OrchUserForm {
  AdwBin parent_instance;

  OrchUser *original; /* (owned) (nullable): a copy, as it was when the form was filled */
  gboolean is_new;    /* for a user who does not exist yet */
  OrchServer *server; /* (owned) (nullable): what saves */

  AdwPreferencesPage *page;
  AdwPreferencesGroup *budget_group;
  AdwPreferencesGroup *limits_group;
  AdwPreferencesGroup *more_group;
  OrchFieldRow *user_id;
  AdwActionRow *invite_row;
  GtkSwitch *invite_switch;
  OrchFieldRow *rows[ORCH_USER_N_FIELDS];
  AdwActionRow *reset_spend_row;
  GtkCheckButton *reset_spend_check;
};

G_DEFINE_FINAL_TYPE (OrchUserForm, orch_user_form, ADW_TYPE_BIN)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
restrict_row (OrchUserForm *self, const OrchIdentity *identity, OrchUserField field)
{
  GtkWidget *row = GTK_WIDGET (self->rows[field]);
  OrchReason reason;
  OrchAccess access = orch_permissions_check_user_field (
      identity, field, self->is_new ? NULL : self->original, &reason);

  gtk_widget_set_visible (row, access != ORCH_ACCESS_ABSENT);
  gtk_widget_set_sensitive (row, access == ORCH_ACCESS_ALLOWED);
  gtk_widget_set_tooltip_text (row, orch_words_reason (reason));
}

static gboolean
spend_is_zero (OrchUserForm *self)
{
  g_autoptr (GVariant) spend = NULL;

  return orch_field_row_get_value (self->rows[ORCH_USER_SPEND], &spend) && spend != NULL
         && g_variant_get_double (spend) == 0;
}

/* Spend is carried into the new period, where it counts against the budget. */
static void
offer_reset_of_spend (OrchUserForm *self)
{
  gboolean offered = orch_user_get_spend (self->original) > 0
                     && gtk_widget_get_visible (GTK_WIDGET (self->rows[ORCH_USER_SPEND]))
                     && orch_field_row_is_edited (self->rows[ORCH_USER_BUDGET_DURATION]);

  gtk_widget_set_visible (GTK_WIDGET (self->reset_spend_row), offered);
  gtk_check_button_set_active (self->reset_spend_check, offered && spend_is_zero (self));
}

/* What has a value keeps one where the server cannot take it away; what has none is told before. */
static void
server_settled_cb (OrchUserForm *self)
{
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    const OrchField *field = orch_user_field (i);
    gboolean has_value = orch_user_get_value (self->original, i) != NULL;
    gboolean clears = orch_server_supports (self->server, field->clear_needs);

    if (field->clear == ORCH_CLEAR_NULL)
      orch_text_row_limit_unset (ORCH_TEXT_ROW (self->rows[i]), clears || !has_value,
                                 clears ? NULL : orch_words_cannot_unset (field));
  }
}

/* (nullable): the row that shows a field, by its name in JSON */
static OrchFieldRow *
find_row (OrchUserForm *self, const char *field_name)
{
  if (self->is_new && g_strcmp0 (orch_user_id_field ()->name, field_name) == 0)
    return self->user_id;

  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++)
    if (g_strcmp0 (orch_user_field (i)->name, field_name) == 0
        && gtk_widget_get_visible (GTK_WIDGET (self->rows[i])))
      return self->rows[i];

  return NULL;
}

static char *
describe_error (const GError *error, const char *field_name)
{
  if (!g_error_matches (error, ORCH_ERROR, ORCH_ERROR_EXISTS))
    return orch_words_error (error);

  return g_strdup (g_str_equal (field_name, orch_user_id_field ()->name)
                       ? _ ("Another user has this ID.")
                       : _ ("Another user has this e-mail address."));
}

/* Who somebody is comes first where they are new. */
static void
move_to_end (OrchUserForm *self, AdwPreferencesGroup *group)
{
  g_object_ref (group);
  adw_preferences_page_remove (self->page, group);
  adw_preferences_page_add (self->page, group);
  g_object_unref (group);
}

static void
row_changed_cb (OrchUserForm *self)
{
  offer_reset_of_spend (self);

  g_signal_emit (self, signals[CHANGED], 0);
}

static void
reset_spend_toggled_cb (OrchUserForm *self)
{
  OrchFieldRow *row = self->rows[ORCH_USER_SPEND];
  gboolean reset = gtk_check_button_get_active (self->reset_spend_check);

  /* The box mirrors the field, so that what will be saved is always what the field shows. */
  if (reset == spend_is_zero (self))
    return;

  if (reset)
    orch_field_row_set_text (row, "0");
  else
    orch_field_row_revert (row);
}

/* Opens with what `shown` has; what differs from `original` in the end is a change. */
static void
fill (OrchUserForm *self, const OrchIdentity *identity, OrchUser *original, OrchUser *shown)
{
  g_clear_object (&self->original);
  self->original = orch_user_copy (original);

  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    orch_field_row_set_value (self->rows[i], orch_user_field (i), orch_user_get_value (shown, i));
    restrict_row (self, identity, i);
  }

  offer_reset_of_spend (self);
}

static void
orch_user_form_dispose (GObject *object)
{
  OrchUserForm *self = ORCH_USER_FORM (object);

  g_clear_object (&self->original);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (orch_user_form_parent_class)->dispose (object);
}

static void
orch_user_form_class_init (OrchUserFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_user_form_dispose;

  /**
   * OrchUserForm::changed:
   * @self: the form
   *
   * Emitted after a field was edited.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_USER_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);

  g_type_ensure (ORCH_TYPE_JSON_ROW);
  g_type_ensure (ORCH_TYPE_ROLE_ROW);
  g_type_ensure (ORCH_TYPE_TEXT_ROW);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/user-form.ui");
  /* A row's ID in the template is the name of its field. */
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, orch_user_field (i)->name, FALSE,
                                               G_STRUCT_OFFSET (OrchUserForm, rows)
                                                   + i * sizeof (OrchFieldRow *));
  gtk_widget_class_bind_template_child (widget_class, OrchUserForm, page);
  gtk_widget_class_bind_template_child (widget_class, OrchUserForm, budget_group);
  gtk_widget_class_bind_template_child (widget_class, OrchUserForm, limits_group);
  gtk_widget_class_bind_template_child (widget_class, OrchUserForm, more_group);
  gtk_widget_class_bind_template_child (widget_class, OrchUserForm, user_id);
  gtk_widget_class_bind_template_child (widget_class, OrchUserForm, invite_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserForm, invite_switch);
  gtk_widget_class_bind_template_child (widget_class, OrchUserForm, reset_spend_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserForm, reset_spend_check);
  gtk_widget_class_bind_template_callback (widget_class, row_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, reset_spend_toggled_cb);
}

static void
orch_user_form_init (OrchUserForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_user_form_set_new:
 * @self: a form that was not filled yet
 * @identity: who creates a user
 *
 * Offers what a new user begins with. The role is always sent; the proxy has no default for it.
 */
void
orch_user_form_set_new (OrchUserForm *self, const OrchIdentity *identity)
{
  g_autoptr (OrchUser) nobody = orch_user_new ("");
  g_autoptr (OrchUser) shown = orch_user_new ("");

  g_return_if_fail (ORCH_IS_USER_FORM (self));
  g_return_if_fail (identity != NULL);

  self->is_new = TRUE;
  move_to_end (self, self->budget_group);
  move_to_end (self, self->limits_group);
  move_to_end (self, self->more_group);
  g_object_set (self->rows[ORCH_USER_ROLE], "hint", NULL, NULL);
  g_object_set (self->rows[ORCH_USER_MODELS], "hint",
                _ ("Names, separated by commas. Empty means all models."), NULL);
  g_object_set (self->rows[ORCH_USER_METADATA], "hint", _ ("A JSON object."), NULL);

  orch_user_set_value (shown, ORCH_USER_ROLE,
                       g_variant_new_string (orch_role_to_string (ORCH_ROLE_INTERNAL_USER)));
  fill (self, identity, nobody, shown);
  orch_field_row_set_value (self->user_id, orch_user_id_field (), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->user_id), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->invite_row), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->rows[ORCH_USER_SPEND]), FALSE);
}

/**
 * orch_user_form_set_user:
 * @self: a form
 * @identity: who edits
 * @user: whom; the form does not follow later changes
 *
 * Fills the form. What @identity may not change is absent or insensitive.
 */
void
orch_user_form_set_user (OrchUserForm *self, const OrchIdentity *identity, OrchUser *user)
{
  g_return_if_fail (ORCH_IS_USER_FORM (self));
  g_return_if_fail (identity != NULL);
  g_return_if_fail (ORCH_IS_USER (user));

  fill (self, identity, user, user);
}

/**
 * orch_user_form_set_server:
 * @self: a form that was filled
 * @server: where the changes will be saved
 *
 * Keeps the form from unsetting what @server cannot clear (contract §12.4), and says so there.
 */
void
orch_user_form_set_server (OrchUserForm *self, OrchServer *server)
{
  g_return_if_fail (ORCH_IS_USER_FORM (self));
  g_return_if_fail (ORCH_IS_SERVER (server));
  g_return_if_fail (self->original != NULL && self->server == NULL);

  self->server = g_object_ref (server);
  g_signal_connect_object (server, "notify::settled", G_CALLBACK (server_settled_cb), self,
                           G_CONNECT_SWAPPED);
  server_settled_cb (self);
}

/**
 * orch_user_form_get_changes:
 * @self: a form that was filled
 *
 * Gets what would be saved: all that was chosen, for a new user.
 *
 * Returns: (transfer full) (nullable): the changes, at least one; %NULL if there are none, or if a
 *   field is not valid
 */
OrchChanges *
orch_user_form_get_changes (OrchUserForm *self)
{
  g_autoptr (OrchUser) edited = NULL;
  g_autoptr (OrchChanges) changes = NULL;
  g_autoptr (GVariant) user_id = NULL;

  g_return_val_if_fail (ORCH_IS_USER_FORM (self), NULL);
  g_return_val_if_fail (self->original != NULL, NULL);

  edited = orch_user_copy (self->original);
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    g_autoptr (GVariant) value = NULL;

    if (!orch_field_row_get_value (self->rows[i], &value))
      return NULL;
    orch_user_set_value (edited, i, value);
  }

  changes = orch_user_diff (self->original, edited);
  if (self->is_new && !orch_field_row_get_value (self->user_id, &user_id))
    return NULL;
  if (user_id != NULL)
    orch_changes_add (changes, orch_user_id_field (), NULL, user_id);

  return orch_changes_get_n (changes) > 0 ? g_steal_pointer (&changes) : NULL;
}

/**
 * orch_user_form_is_edited:
 * @self: a form
 *
 * Tells whether anything was typed that would be lost, valid or not.
 *
 * Returns: whether a field was edited
 */
gboolean
orch_user_form_is_edited (OrchUserForm *self)
{
  g_return_val_if_fail (ORCH_IS_USER_FORM (self), FALSE);

  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++) {
    if (orch_field_row_is_edited (self->rows[i]))
      return TRUE;
  }

  return self->is_new && orch_field_row_is_edited (self->user_id);
}

/**
 * orch_user_form_wants_invitation:
 * @self: a form for a new user
 *
 * Returns: whether an invitation is to be made for the user
 */
gboolean
orch_user_form_wants_invitation (OrchUserForm *self)
{
  g_return_val_if_fail (ORCH_IS_USER_FORM (self), FALSE);

  return gtk_switch_get_active (self->invite_switch);
}

/**
 * orch_user_form_show_error:
 * @self: a form
 * @error: why the server refused what was sent
 *
 * Shows an error at the field that it is about.
 *
 * Returns: %FALSE if it is about none that the form shows
 */
gboolean
orch_user_form_show_error (OrchUserForm *self, const GError *error)
{
  const char *field_name;
  OrchFieldRow *row;
  g_autofree char *words = NULL;

  g_return_val_if_fail (ORCH_IS_USER_FORM (self), FALSE);
  g_return_val_if_fail (error != NULL, FALSE);

  field_name = orch_error_get_field (error);
  row = find_row (self, field_name);
  if (row == NULL)
    return FALSE;

  words = describe_error (error, field_name);
  orch_field_row_set_error (row, words);

  return TRUE;
}
