#include "config.h"

#include <glib/gi18n.h>

#include "core/model/key-fields.h"
#include "ui/common/detail-row.h"
#include "ui/common/duration-row.h"
#include "ui/common/format.h"
#include "ui/common/switch-row.h"
#include "ui/common/words.h"
#include "ui/keys/replacement-words.h"

#include "ui/keys/rotation-terms.h"

struct _OrchRotationTerms {
  AdwBin parent_instance;

  GtkLabel *warning_label;     /* (unowned) */
  OrchDetailRow *use_row;      /* (unowned) */
  OrchDetailRow *own_row;      /* (unowned) */
  OrchFieldRow *grace_row;     /* (unowned) */
  OrchFieldRow *delete_row;    /* (unowned) */
  OrchFieldRow *change_row;    /* (unowned) */
  GtkWidget *plan_group;       /* (unowned) */
  OrchDetailRow *carried_row;  /* (unowned) */
  OrchDetailRow *computed_row; /* (unowned) */
  OrchDetailRow *lost_row;     /* (unowned) */
  OrchDetailRow *editing_row;  /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchRotationTerms, orch_rotation_terms, ADW_TYPE_BIN)

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What the rows edit: of no record, but with the same checks (contract §4). */
static const OrchField grace_period = {
  .name = "grace_period",
  .kind = ORCH_FIELD_DURATION,
  .is_interval = TRUE,
};
static const OrchField delete_old = { .name = "delete_old", .kind = ORCH_FIELD_SWITCH };
static const OrchField change = { .name = "change", .kind = ORCH_FIELD_SWITCH };

/* What is in no table of fields. */
static const struct {
  const char *name;
  const char *words;
} other_names[] = {
  { "budget_reset_at", N_ ("Next budget reset") },
  { "key_rotation_at", N_ ("Next rotation") },
  { "created_at", N_ ("Time of creation") },
  { "last_active", N_ ("Time of last use") },
  { "total_spend", N_ ("Spend of all time") },
  { "rotation_count", N_ ("Number of rotations") },
  { "last_rotation_at", N_ ("Time of the last rotation") },
  { "aliases", N_ ("Model aliases") },
  { "tpd_limit", N_ ("TPD limit") },
  { "team_id", N_ ("Team") },
  { "organization_id", N_ ("Organization") },
  { "project_id", N_ ("Project") },
};

/* Other names are LiteLLM's own. */
static char *
describe_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (other_names); i++)
    if (g_str_equal (other_names[i].name, name))
      return g_strdup (_ (other_names[i].words));
  for (OrchKeyField i = 0; i < ORCH_KEY_N_FIELDS; i++)
    if (g_str_equal (orch_key_field (i)->name, name))
      return g_strdup (orch_words_field (orch_key_field (i)));

  return g_strdup (name);
}

/* Without any, the row hides. */
static void
show_names (OrchDetailRow *row, char *const *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *word = describe_name (names[i]);

    g_strv_builder_add (builder, word);
  }
  words = g_strv_builder_end (builder);
  /* Translators: between the items of a list */
  text = g_strjoinv (_ (", "), words);
  orch_detail_row_set_text (row, *text != '\0' ? text : NULL);
}

static char *
describe_use (OrchKey *key)
{
  GDateTime *last_active = orch_key_get_last_active (key);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *spend = orch_format_money (orch_key_get_spend (key));
  g_autofree char *age = NULL;

  if (last_active == NULL)
    /* Translators: an amount */
    return g_strdup_printf (_ ("%s spent. When it was last used is not known."), spend);

  age = orch_format_age (last_active, now);
  /* Translators: an age, such as "3 hours"; an amount */
  return g_strdup_printf (_ ("Last used %s ago, %s spent."), age, spend);
}

static void
row_changed_cb (OrchRotationTerms *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
orch_rotation_terms_class_init (OrchRotationTermsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  /**
   * OrchRotationTerms::changed:
   *
   * The person has chosen something else.
   */
  signals[CHANGED] = g_signal_new ("changed", ORCH_TYPE_ROTATION_TERMS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (ORCH_TYPE_DETAIL_ROW);
  g_type_ensure (ORCH_TYPE_DURATION_ROW);
  g_type_ensure (ORCH_TYPE_SWITCH_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/rotation-terms.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, warning_label);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, use_row);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, own_row);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, grace_row);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, delete_row);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, change_row);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, plan_group);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, carried_row);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, computed_row);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, lost_row);
  gtk_widget_class_bind_template_child (widget_class, OrchRotationTerms, editing_row);
}

static void
orch_rotation_terms_init (OrchRotationTerms *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  orch_field_row_set_value (self->grace_row, &grace_period, NULL);
  orch_field_row_set_value (self->delete_row, &delete_old, g_variant_new_boolean (TRUE));
  orch_field_row_set_value (self->change_row, &change, NULL);
  for (guint i = 0; i < 3; i++)
    g_signal_connect_object (
        ((OrchFieldRow *[]){ self->grace_row, self->delete_row, self->change_row })[i], "changed",
        G_CALLBACK (row_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * orch_rotation_terms_set_key:
 * @self: the terms
 * @key: which key gets a new secret
 * @is_own: whether this program is signed in with it
 * @can_change: whether the person may change any of its settings
 *
 * Tells about the key.
 */
void
orch_rotation_terms_set_key (OrchRotationTerms *self, OrchKey *key, gboolean is_own,
                             gboolean can_change)
{
  g_autofree char *use = NULL;

  g_return_if_fail (ORCH_IS_ROTATION_TERMS (self));
  g_return_if_fail (ORCH_IS_KEY (key));

  use = describe_use (key);
  orch_detail_row_set_text (self->use_row, use);
  orch_detail_row_set_text (self->own_row,
                            is_own ? _ ("You are signed in with this key. This program goes on "
                                        "with the new secret by itself.")
                                   : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->change_row), can_change);
}

/**
 * orch_rotation_terms_show_regenerate:
 * @self: the terms
 *
 * Shows what there is to know and to choose where the server regenerates the key.
 */
void
orch_rotation_terms_show_regenerate (OrchRotationTerms *self)
{
  g_return_if_fail (ORCH_IS_ROTATION_TERMS (self));

  gtk_label_set_text (self->warning_label,
                      _ ("The key gets a new secret. The old one stops working at once, or after "
                         "the grace period: whatever uses it needs the new one."));
  gtk_widget_set_visible (GTK_WIDGET (self->grace_row), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->delete_row), FALSE);
  gtk_widget_set_visible (self->plan_group, FALSE);
}

/**
 * orch_rotation_terms_show_replace:
 * @self: the terms
 * @plan: (nullable): what the new key is to be, %NULL while that is not known
 *
 * Shows what there is to know and to choose where a new key takes the place of the old one.
 */
void
orch_rotation_terms_show_replace (OrchRotationTerms *self, const OrchReplacementPlan *plan)
{
  g_return_if_fail (ORCH_IS_ROTATION_TERMS (self));

  gtk_label_set_text (self->warning_label,
                      _ ("A new key takes the place of this one, with the same settings. Both work "
                         "until you have saved the new secret; then the old key is deleted."));
  gtk_widget_set_visible (GTK_WIDGET (self->grace_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->delete_row), TRUE);
  gtk_widget_set_visible (self->plan_group, plan != NULL);
  if (plan == NULL)
    return;

  show_names (self->carried_row, plan->carried);
  show_names (self->computed_row, plan->computed);
  show_names (self->lost_row, plan->lost);
  orch_detail_row_set_text (self->editing_row, orch_replacement_words_editing (plan->editing));
}

/**
 * orch_rotation_terms_want_changes:
 * @self: the terms
 *
 * Turns on that settings change with the secret.
 */
void
orch_rotation_terms_want_changes (OrchRotationTerms *self)
{
  g_return_if_fail (ORCH_IS_ROTATION_TERMS (self));

  orch_field_row_set_text (self->change_row, "true");
}

/**
 * orch_rotation_terms_wants_changes:
 * @self: the terms
 *
 * Returns: whether settings change with the secret
 */
gboolean
orch_rotation_terms_wants_changes (OrchRotationTerms *self)
{
  g_return_val_if_fail (ORCH_IS_ROTATION_TERMS (self), FALSE);

  return orch_switch_row_is_on (ORCH_SWITCH_ROW (self->change_row));
}

/**
 * orch_rotation_terms_get_grace_period:
 * @self: the terms
 * @grace_period: (out) (optional) (nullable) (transfer full): for how long the old secret goes on
 *   working, %NULL for not at all
 *
 * Gets the grace period.
 *
 * Returns: whether what was typed is valid
 */
gboolean
orch_rotation_terms_get_grace_period (OrchRotationTerms *self, char **grace_period_out)
{
  g_autoptr (GVariant) value = NULL;

  g_return_val_if_fail (ORCH_IS_ROTATION_TERMS (self), FALSE);

  if (!orch_field_row_get_value (self->grace_row, &value))
    return FALSE;
  if (grace_period_out != NULL)
    *grace_period_out = value != NULL ? g_variant_dup_string (value, NULL) : NULL;

  return TRUE;
}

/**
 * orch_rotation_terms_get_delete_old:
 * @self: the terms
 *
 * Returns: whether the old key is deleted once the new secret was saved
 */
gboolean
orch_rotation_terms_get_delete_old (OrchRotationTerms *self)
{
  g_return_val_if_fail (ORCH_IS_ROTATION_TERMS (self), FALSE);

  return orch_switch_row_is_on (ORCH_SWITCH_ROW (self->delete_row));
}
