#include "config.h"

#include <glib/gi18n.h>

#include "core/model/user-fields.h"
#include "core/rules/permissions.h"
#include "core/rules/regeneration.h"
#include "ui/common/duration-row.h"
#include "ui/common/expiry-row.h"
#include "ui/common/json-row.h"
#include "ui/common/models-row.h"
#include "ui/common/reset-spend-row.h"
#include "ui/common/switch-row.h"
#include "ui/common/text-row.h"

#include "ui/keys/key-form.h"

/* Usual, and so often that a leaked secret is not good for long. */
#define USUAL_ROTATION_INTERVAL "30d"

/* Where the owner of a new key is among the rows: after the editable fields. */
#define USER_ID ORCH_KEY_N_FIELDS

static const char *const group_names[] = { "key_group", "budget_group", "limits_group",
                                           "more_group" };

#define N_GROUPS G_N_ELEMENTS (group_names)

struct _OrchKeyForm {
  OrchRecordForm parent_instance;

  OrchIdentity *identity; /* (owned) (nullable): who edits */
  OrchKey *original;      /* (owned) (nullable): a copy, as it was when the form was filled */
  gboolean is_new;        /* for a key that does not exist yet */
  gboolean has_terms;     /* the key gets a new secret, too */

  AdwPreferencesGroup *terms_group;   /* (unowned) */
  GtkWidget *field_groups[N_GROUPS];  /* (unowned) */
  OrchFieldRow *user_id;              /* (unowned) */
  AdwComboRow *key_type_row;          /* (unowned) */
  OrchResetSpendRow *reset_spend_row; /* (unowned) */
  OrchFieldRow *rows[ORCH_KEY_N_FIELDS];
};

G_DEFINE_FINAL_TYPE (OrchKeyForm, orch_key_form, ORCH_TYPE_RECORD_FORM)

/* In the order of the choice. LiteLLM lets only administrators create the last one
 * (contract §3). */
static const struct {
  const char *name; /* (nullable): LiteLLM's, NULL for what it takes by itself */
  const char *words;
} key_types[] = {
  /* Translators: what a key may be used for */
  { NULL, N_ ("Everything") },
  /* Translators: what a key may be used for */
  { "llm_api", N_ ("LLM API only") },
  /* Translators: what a key may be used for */
  { "read_only", N_ ("Read only") },
  /* Translators: what a key may be used for */
  { "management", N_ ("Management only") },
};

static void
offer_key_types (OrchKeyForm *self)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);
  guint n_choices = G_N_ELEMENTS (key_types) - (orch_identity_is_admin (self->identity) ? 0 : 1);

  for (guint i = 0; i < n_choices; i++)
    gtk_string_list_append (choices, _ (key_types[i].words));

  adw_combo_row_set_model (self->key_type_row, G_LIST_MODEL (choices));
  gtk_widget_set_visible (GTK_WIDGET (self->key_type_row), TRUE);
}

static gboolean
rotates (OrchKeyForm *self)
{
  return orch_switch_row_is_on (ORCH_SWITCH_ROW (self->rows[ORCH_KEY_AUTO_ROTATE]));
}

/* A rotation without an interval never happens, and an interval without a rotation says nothing. */
static void
update_rotation (OrchKeyForm *self)
{
  OrchFieldRow *interval = self->rows[ORCH_KEY_ROTATION_INTERVAL];
  g_autoptr (GVariant) value = NULL;

  if (rotates (self) == gtk_widget_get_visible (GTK_WIDGET (interval)))
    return;

  gtk_widget_set_visible (GTK_WIDGET (interval), rotates (self));
  if (!rotates (self))
    orch_field_row_revert (interval);
  else if (orch_field_row_get_value (interval, &value) && value == NULL)
    orch_field_row_set_text (interval, USUAL_ROTATION_INTERVAL);
}

static void
orch_key_form_changed (OrchRecordForm *form)
{
  OrchKeyForm *self = ORCH_KEY_FORM (form);

  orch_reset_spend_row_offer (self->reset_spend_row, orch_key_get_spend (self->original),
                              self->rows[ORCH_KEY_SPEND], self->rows[ORCH_KEY_BUDGET_DURATION]);
  update_rotation (self);
}

static OrchAccess
check_field (OrchKeyForm *self, guint index, OrchServer *server, OrchReason *reason)
{
  gboolean owner_rule = orch_server_supports (server, ORCH_FEATURE_OWNER_RULE);

  if (!orch_server_supports (server, orch_key_field (index)->update_needs)) {
    *reason = ORCH_REASON_OLD_SERVER;
    return ORCH_ACCESS_INSENSITIVE;
  }

  return orch_permissions_check_key_field (self->identity, index, self->original, owner_rule,
                                           reason);
}

static OrchAccess
check_new_field (OrchKeyForm *self, guint index, OrchReason *reason)
{
  /* Everybody else creates keys for themselves. */
  if (index == USER_ID)
    return orch_identity_is_admin (self->identity) ? ORCH_ACCESS_ALLOWED : ORCH_ACCESS_ABSENT;
  if (index == ORCH_KEY_SPEND)
    return ORCH_ACCESS_ABSENT;

  return orch_permissions_check_new_key_field (self->identity, index, reason);
}

static OrchAccess
orch_key_form_check_field (OrchRecordForm *form, guint index, OrchServer *server,
                           OrchReason *reason)
{
  OrchKeyForm *self = ORCH_KEY_FORM (form);

  if (index == ORCH_KEY_ROTATION_INTERVAL && !rotates (self))
    return ORCH_ACCESS_ABSENT;
  if (self->has_terms && !orch_regeneration_may_change (index))
    return ORCH_ACCESS_ABSENT;

  return self->is_new ? check_new_field (self, index, reason)
                      : check_field (self, index, server, reason);
}

/* A new key has an owner: one without belongs to nobody. */
static OrchChanges *
orch_key_form_diff (OrchRecordForm *form, GVariant *const *values)
{
  OrchKeyForm *self = ORCH_KEY_FORM (form);
  g_autoptr (OrchKey) edited = orch_key_copy (self->original);
  OrchChanges *changes;

  if (self->is_new && values[USER_ID] == NULL)
    return orch_changes_new ();

  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++)
    orch_key_set_value (edited, i, values[i]);

  changes = orch_key_diff (self->original, edited);
  if (self->is_new)
    orch_changes_add (changes, orch_user_id_field (), NULL, values[USER_ID]);

  return changes;
}

static const char *
orch_key_form_describe_taken (OrchRecordForm *form, const char *field_name)
{
  return _ ("Another key has this alias.");
}

static void
fill (OrchKeyForm *self, const OrchIdentity *identity, OrchKey *key)
{
  self->identity = orch_identity_copy (identity);
  self->original = orch_key_copy (key);
  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++) {
    GVariant *value = orch_key_get_value (key, i);

    orch_record_form_add (ORCH_RECORD_FORM (self), self->rows[i], orch_key_field (i), value != NULL,
                          value);
  }
}

static void
orch_key_form_dispose (GObject *object)
{
  OrchKeyForm *self = ORCH_KEY_FORM (object);

  g_clear_object (&self->original);
  g_clear_pointer (&self->identity, orch_identity_free);

  G_OBJECT_CLASS (orch_key_form_parent_class)->dispose (object);
}

static void
orch_key_form_class_init (OrchKeyFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OrchRecordFormClass *form_class = ORCH_RECORD_FORM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_key_form_dispose;
  form_class->changed = orch_key_form_changed;
  form_class->check_field = orch_key_form_check_field;
  form_class->diff = orch_key_form_diff;
  form_class->describe_taken = orch_key_form_describe_taken;

  g_type_ensure (ORCH_TYPE_DURATION_ROW);
  g_type_ensure (ORCH_TYPE_EXPIRY_ROW);
  g_type_ensure (ORCH_TYPE_JSON_ROW);
  g_type_ensure (ORCH_TYPE_MODELS_ROW);
  g_type_ensure (ORCH_TYPE_RESET_SPEND_ROW);
  g_type_ensure (ORCH_TYPE_SWITCH_ROW);
  g_type_ensure (ORCH_TYPE_TEXT_ROW);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/key-form.ui");
  /* A row's ID in the template is the name of its field. */
  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, orch_key_field (i)->name, FALSE,
                                               G_STRUCT_OFFSET (OrchKeyForm, rows)
                                                   + i * sizeof (OrchFieldRow *));
  for (guint i = 0; i < N_GROUPS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, group_names[i], FALSE,
                                               G_STRUCT_OFFSET (OrchKeyForm, field_groups)
                                                   + i * sizeof (GtkWidget *));
  gtk_widget_class_bind_template_child (widget_class, OrchKeyForm, terms_group);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyForm, user_id);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyForm, key_type_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyForm, reset_spend_row);
}

static void
orch_key_form_init (OrchKeyForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_key_form_set_new:
 * @self: a form that was not filled yet
 * @identity: who creates a key
 * @user_id: (nullable): for whom; %NULL: an administrator chooses, anybody else for themselves
 *
 * Offers what a new key begins with. Its owner is among the changes.
 */
void
orch_key_form_set_new (OrchKeyForm *self, const OrchIdentity *identity, const char *user_id)
{
  g_autoptr (OrchKey) nothing = orch_key_new ("");
  const char *owner = user_id;

  g_return_if_fail (ORCH_IS_KEY_FORM (self));
  g_return_if_fail (identity != NULL);

  if (owner == NULL && !orch_identity_is_admin (identity))
    owner = identity->user_id;

  self->is_new = TRUE;
  fill (self, identity, nothing);
  orch_record_form_add (ORCH_RECORD_FORM (self), self->user_id, orch_user_id_field (), FALSE,
                        owner != NULL ? g_variant_new_string (owner) : NULL);
  offer_key_types (self);
}

/**
 * orch_key_form_set_key:
 * @self: a form that was not filled yet
 * @identity: who edits
 * @key: which key; the form does not follow later changes
 *
 * Fills the form. What @identity may not change is absent or insensitive.
 */
void
orch_key_form_set_key (OrchKeyForm *self, const OrchIdentity *identity, OrchKey *key)
{
  g_return_if_fail (ORCH_IS_KEY_FORM (self));
  g_return_if_fail (identity != NULL);
  g_return_if_fail (ORCH_IS_KEY (key));

  fill (self, identity, key);
}

/**
 * orch_key_form_set_terms:
 * @self: a form that was not filled yet
 * @terms: what stands above the fields
 *
 * Says that the key gets a new secret together with the changes, and on which terms.
 */
void
orch_key_form_set_terms (OrchKeyForm *self, GtkWidget *terms)
{
  g_return_if_fail (ORCH_IS_KEY_FORM (self));
  g_return_if_fail (GTK_IS_WIDGET (terms));

  self->has_terms = TRUE;
  adw_preferences_group_add (self->terms_group, terms);
  gtk_widget_set_visible (GTK_WIDGET (self->terms_group), TRUE);
}

/**
 * orch_key_form_show_fields:
 * @self: a form
 * @show: whether the fields can be seen
 *
 * Shows the fields, or only the terms; what was typed stays.
 */
void
orch_key_form_show_fields (OrchKeyForm *self, gboolean show)
{
  g_return_if_fail (ORCH_IS_KEY_FORM (self));

  for (guint i = 0; i < N_GROUPS; i++)
    gtk_widget_set_visible (self->field_groups[i], show);
}

/**
 * orch_key_form_get_key_type:
 * @self: a form for a new key
 *
 * Returns: (transfer none) (nullable): what the key may be used for, as LiteLLM writes it, %NULL
 * for everything
 */
const char *
orch_key_form_get_key_type (OrchKeyForm *self)
{
  g_return_val_if_fail (ORCH_IS_KEY_FORM (self), NULL);
  g_return_val_if_fail (self->is_new, NULL);

  return key_types[adw_combo_row_get_selected (self->key_type_row)].name;
}
