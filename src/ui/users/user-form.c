#include "config.h"

#include <glib/gi18n.h>

#include "core/rules/permissions.h"
#include "ui/common/duration-row.h"
#include "ui/common/json-row.h"
#include "ui/common/models-row.h"
#include "ui/common/reset-spend-row.h"
#include "ui/common/role-row.h"
#include "ui/common/text-row.h"

#include "ui/users/user-form.h"

struct _OrchUserForm {
  OrchRecordForm parent_instance;

  OrchIdentity *identity; /* (owned) (nullable): who edits */
  OrchUser *original;     /* (owned) (nullable): a copy, as it was when the form was filled */
  gboolean is_new;        /* for a user who does not exist yet */

  AdwPreferencesPage *page;
  AdwPreferencesGroup *budget_group;
  AdwPreferencesGroup *limits_group;
  AdwPreferencesGroup *more_group;
  OrchFieldRow *user_id;
  AdwActionRow *invite_row;
  GtkSwitch *invite_switch;
  OrchFieldRow *rows[ORCH_USER_N_FIELDS];
  OrchResetSpendRow *reset_spend_row;
};

G_DEFINE_FINAL_TYPE (OrchUserForm, orch_user_form, ORCH_TYPE_RECORD_FORM)

/* Who somebody is comes first where they are new. */
static void
move_to_end (OrchUserForm *self, AdwPreferencesGroup *group)
{
  g_object_ref (group);
  adw_preferences_page_remove (self->page, group);
  adw_preferences_page_add (self->page, group);
  g_object_unref (group);
}

/* Opens with what `shown` has; what differs from `original` in the end is a change. */
static void
fill (OrchUserForm *self, const OrchIdentity *identity, OrchUser *original, OrchUser *shown)
{
  OrchRecordForm *form = ORCH_RECORD_FORM (self);

  self->identity = orch_identity_copy (identity);
  self->original = orch_user_copy (original);
  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++)
    orch_record_form_add (form, self->rows[i], orch_user_field (i),
                          orch_user_get_value (original, i) != NULL,
                          orch_user_get_value (shown, i));
}

static void
orch_user_form_changed (OrchRecordForm *form)
{
  OrchUserForm *self = ORCH_USER_FORM (form);

  orch_reset_spend_row_offer (self->reset_spend_row, orch_user_get_spend (self->original),
                              self->rows[ORCH_USER_SPEND], self->rows[ORCH_USER_BUDGET_DURATION]);
}

static OrchAccess
orch_user_form_check_field (OrchRecordForm *form, guint index, OrchServer *server,
                            OrchReason *reason)
{
  OrchUserForm *self = ORCH_USER_FORM (form);

  if (index == ORCH_USER_N_FIELDS) /* the ID of a new one */
    return ORCH_ACCESS_ALLOWED;
  if (self->is_new && index == ORCH_USER_SPEND)
    return ORCH_ACCESS_ABSENT;

  return orch_permissions_check_user_field (self->identity, index,
                                            self->is_new ? NULL : self->original, reason);
}

static OrchChanges *
orch_user_form_diff (OrchRecordForm *form, GVariant *const *values)
{
  OrchUserForm *self = ORCH_USER_FORM (form);
  g_autoptr (OrchUser) edited = orch_user_copy (self->original);
  OrchChanges *changes;

  for (OrchUserField i = 0; i < ORCH_USER_N_FIELDS; i++)
    orch_user_set_value (edited, i, values[i]);

  changes = orch_user_diff (self->original, edited);
  if (self->is_new && values[ORCH_USER_N_FIELDS] != NULL)
    orch_changes_add (changes, orch_user_id_field (), NULL, values[ORCH_USER_N_FIELDS]);

  return changes;
}

static const char *
orch_user_form_describe_taken (OrchRecordForm *form, const char *field_name)
{
  return g_str_equal (field_name, orch_user_id_field ()->name)
             ? _ ("Another user has this ID.")
             : _ ("Another user has this e-mail address.");
}

static void
orch_user_form_dispose (GObject *object)
{
  OrchUserForm *self = ORCH_USER_FORM (object);

  g_clear_object (&self->original);
  g_clear_pointer (&self->identity, orch_identity_free);

  G_OBJECT_CLASS (orch_user_form_parent_class)->dispose (object);
}

static void
orch_user_form_class_init (OrchUserFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchRecordFormClass *form_class = ORCH_RECORD_FORM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_user_form_dispose;
  form_class->changed = orch_user_form_changed;
  form_class->check_field = orch_user_form_check_field;
  form_class->diff = orch_user_form_diff;
  form_class->describe_taken = orch_user_form_describe_taken;

  g_type_ensure (ORCH_TYPE_DURATION_ROW);
  g_type_ensure (ORCH_TYPE_JSON_ROW);
  g_type_ensure (ORCH_TYPE_MODELS_ROW);
  g_type_ensure (ORCH_TYPE_RESET_SPEND_ROW);
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
                _ ("Which models the user may call. None here means all models."), NULL);
  g_object_set (self->rows[ORCH_USER_METADATA], "hint", _ ("A JSON object."), NULL);

  orch_user_set_value (shown, ORCH_USER_ROLE,
                       g_variant_new_string (orch_role_to_string (ORCH_ROLE_INTERNAL_USER)));
  fill (self, identity, nobody, shown);
  orch_record_form_add (ORCH_RECORD_FORM (self), self->user_id, orch_user_id_field (), FALSE, NULL);
  gtk_widget_set_visible (
      GTK_WIDGET (self->invite_row),
      orch_permissions_check_user (identity, ORCH_ACTION_INVITE_USER, NULL, NULL)
          == ORCH_ACCESS_ALLOWED);
}

/**
 * orch_user_form_set_user:
 * @self: a form that was not filled yet
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
