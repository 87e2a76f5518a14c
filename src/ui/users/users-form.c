#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/duration-row.h"
#include "ui/common/models-row.h"
#include "ui/common/role-row.h"
#include "ui/common/text-row.h"
#include "ui/users/pasted-users.h"

#include "ui/users/users-form.h"

/* The fields, in the order of their rows. A row's ID in the template is the name of its field, that
 * of its switch begins with "change_". */
static const OrchUserField fields[] = {
  ORCH_USER_MAX_BUDGET,
  ORCH_USER_BUDGET_DURATION,
  ORCH_USER_ROLE,
  ORCH_USER_MODELS,
};

#define N_FIELDS G_N_ELEMENTS (fields)

struct _OrchUsersForm {
  OrchRecordForm parent_instance;

  OrchIdentity *identity; /* (owned) (nullable): who edits */
  GStrv user_ids;         /* (owned) (nullable): of those who were chosen before */

  OrchPastedUsers *pasted_users;   /* (unowned) */
  GtkSwitch *switches[N_FIELDS];   /* (unowned) */
  AdwActionRow *choices[N_FIELDS]; /* (unowned): with the switches */
  OrchFieldRow *rows[N_FIELDS];    /* (unowned) */
  GtkSwitch *reset_spend;          /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchUsersForm, orch_users_form, ORCH_TYPE_RECORD_FORM)

static void
changed (OrchUsersForm *self)
{
  g_signal_emit_by_name (self, "changed");
}

/* What is switched on has to be typed: nobody gets an unlimited budget by accident. */
static void
switched_cb (OrchUsersForm *self, GParamSpec *pspec, GtkSwitch *field_switch)
{
  for (guint i = 0; i < N_FIELDS; i++) {
    if (self->switches[i] != field_switch)
      continue;

    orch_record_form_update_access (ORCH_RECORD_FORM (self));
    if (!gtk_switch_get_active (field_switch))
      orch_field_row_revert (self->rows[i]);
    else if (ORCH_IS_TEXT_ROW (self->rows[i]))
      orch_field_row_set_text (self->rows[i], "");
  }

  changed (self);
}

static OrchAccess
check (OrchUsersForm *self, OrchUserField field)
{
  return orch_permissions_check_user_field (self->identity, field, NULL, NULL);
}

static OrchAccess
orch_users_form_check_field (OrchRecordForm *form, guint index, OrchServer *server,
                             OrchReason *reason)
{
  OrchUsersForm *self = ORCH_USERS_FORM (form);

  return gtk_switch_get_active (self->switches[index]) ? check (self, fields[index])
                                                       : ORCH_ACCESS_ABSENT;
}

static OrchChanges *
orch_users_form_diff (OrchRecordForm *form, GVariant *const *values)
{
  OrchUsersForm *self = ORCH_USERS_FORM (form);
  g_autoptr (OrchChanges) changes = orch_changes_new ();

  for (guint i = 0; i < N_FIELDS; i++) {
    const OrchField *field = orch_user_field (fields[i]);

    if (!gtk_switch_get_active (self->switches[i]))
      continue;
    /* Not chosen yet. */
    if (values[i] == NULL && field->clear == ORCH_CLEAR_NEVER)
      return orch_changes_new ();
    orch_changes_add (changes, field, NULL, values[i]);
  }
  if (gtk_switch_get_active (self->reset_spend))
    orch_changes_add (changes, orch_user_field (ORCH_USER_SPEND), NULL, g_variant_new_double (0));

  return g_steal_pointer (&changes);
}

static gboolean
orch_users_form_is_edited (OrchRecordForm *form)
{
  OrchUsersForm *self = ORCH_USERS_FORM (form);
  g_auto (GStrv) names = orch_pasted_users_get_names (self->pasted_users);

  for (guint i = 0; i < N_FIELDS; i++)
    if (gtk_switch_get_active (self->switches[i]))
      return TRUE;

  return *names != NULL || gtk_switch_get_active (self->reset_spend);
}

static void
orch_users_form_dispose (GObject *object)
{
  OrchUsersForm *self = ORCH_USERS_FORM (object);

  g_clear_pointer (&self->user_ids, g_strfreev);
  g_clear_pointer (&self->identity, orch_identity_free);

  G_OBJECT_CLASS (orch_users_form_parent_class)->dispose (object);
}

static void
bind (GtkWidgetClass *widget_class, const char *prefix, guint index, gssize offset)
{
  g_autofree char *name = g_strconcat (prefix, orch_user_field (fields[index])->name, NULL);

  gtk_widget_class_bind_template_child_full (widget_class, name, FALSE, offset);
}

static void
orch_users_form_class_init (OrchUsersFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchRecordFormClass *form_class = ORCH_RECORD_FORM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_users_form_dispose;
  form_class->check_field = orch_users_form_check_field;
  form_class->diff = orch_users_form_diff;
  form_class->is_edited = orch_users_form_is_edited;

  g_type_ensure (ORCH_TYPE_DURATION_ROW);
  g_type_ensure (ORCH_TYPE_MODELS_ROW);
  g_type_ensure (ORCH_TYPE_PASTED_USERS);
  g_type_ensure (ORCH_TYPE_ROLE_ROW);
  g_type_ensure (ORCH_TYPE_TEXT_ROW);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/users-form.ui");
  for (guint i = 0; i < N_FIELDS; i++) {
    bind (widget_class, "", i, G_STRUCT_OFFSET (OrchUsersForm, rows[i]));
    bind (widget_class, "change_", i, G_STRUCT_OFFSET (OrchUsersForm, choices[i]));
    bind (widget_class, "switch_", i, G_STRUCT_OFFSET (OrchUsersForm, switches[i]));
  }
  gtk_widget_class_bind_template_child (widget_class, OrchUsersForm, pasted_users);
  gtk_widget_class_bind_template_child (widget_class, OrchUsersForm, reset_spend);
  gtk_widget_class_bind_template_callback (widget_class, changed);
  gtk_widget_class_bind_template_callback (widget_class, switched_cb);
}

static void
orch_users_form_init (OrchUsersForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_users_form_set_up:
 * @self: a form that was not filled yet
 * @session: the connection
 * @user_ids: (nullable): who was chosen before, %NULL lets the person paste a list
 *
 * Offers what the person may change, and where it is saved.
 */
void
orch_users_form_set_up (OrchUsersForm *self, OrchSession *session, const char *const *user_ids)
{
  const char *role = orch_role_to_string (ORCH_ROLE_INTERNAL_USER);

  g_return_if_fail (ORCH_IS_USERS_FORM (self));
  g_return_if_fail (ORCH_IS_SESSION (session));

  self->identity = orch_identity_copy (orch_session_get_identity (session));
  self->user_ids = g_strdupv ((char **) user_ids);
  gtk_widget_set_visible (GTK_WIDGET (self->pasted_users), user_ids == NULL);

  for (guint i = 0; i < N_FIELDS; i++) {
    GVariant *shown = fields[i] == ORCH_USER_ROLE ? g_variant_new_string (role) : NULL;

    /* Some of them may have a value, whatever it is. */
    orch_record_form_add (ORCH_RECORD_FORM (self), self->rows[i], orch_user_field (fields[i]), TRUE,
                          shown);
    gtk_widget_set_visible (GTK_WIDGET (self->choices[i]),
                            check (self, fields[i]) != ORCH_ACCESS_ABSENT);
  }
  orch_record_form_set_server (ORCH_RECORD_FORM (self), orch_session_get_server (session));
}

/**
 * orch_users_form_get_names:
 * @self: a form that was set up
 *
 * Returns: (transfer full): the IDs or e-mail addresses of those whom it is about
 */
GStrv
orch_users_form_get_names (OrchUsersForm *self)
{
  g_return_val_if_fail (ORCH_IS_USERS_FORM (self), NULL);

  return self->user_ids != NULL ? g_strdupv (self->user_ids)
                                : orch_pasted_users_get_names (self->pasted_users);
}
