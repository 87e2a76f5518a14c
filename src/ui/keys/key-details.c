#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/detail-row.h"
#include "ui/common/format.h"
#include "ui/common/words.h"
#include "ui/keys/key-words.h"

#include "ui/keys/key-details.h"

struct _OrchKeyDetails {
  AdwBin parent_instance;

  OrchDetailRow *id_row;           /* (unowned) */
  OrchDetailRow *alias_row;        /* (unowned) */
  OrchDetailRow *name_row;         /* (unowned) */
  OrchDetailRow *owner_row;        /* (unowned) */
  OrchDetailRow *organization_row; /* (unowned) */
  OrchDetailRow *type_row;         /* (unowned) */
  OrchDetailRow *created_row;      /* (unowned) */
  OrchDetailRow *creator_row;      /* (unowned) */
  OrchDetailRow *active_row;       /* (unowned) */
  OrchDetailRow *updated_row;      /* (unowned) */
  OrchDetailRow *duration_row;     /* (unowned) */
  OrchDetailRow *reset_row;        /* (unowned) */
  OrchDetailRow *soft_budget_row;  /* (unowned) */
  OrchDetailRow *windows_row;      /* (unowned) */
  OrchDetailRow *tpm_row;          /* (unowned) */
  OrchDetailRow *rpm_row;          /* (unowned) */
  OrchDetailRow *parallel_row;     /* (unowned) */
  OrchDetailRow *models_row;       /* (unowned) */
  OrchDetailRow *model_tpm_row;    /* (unowned) */
  OrchDetailRow *model_rpm_row;    /* (unowned) */
  OrchDetailRow *routes_row;       /* (unowned) */
  OrchDetailRow *rotation_row;     /* (unowned) */
  OrchDetailRow *rotated_row;      /* (unowned) */
  OrchDetailRow *rotates_row;      /* (unowned) */
  OrchDetailRow *metadata_row;     /* (unowned) */
  AdwExpanderRow *facts_row;       /* (unowned) */

  OrchKey *key;     /* (owned) (nullable) */
  GPtrArray *facts; /* (owned): the rows of what else the server told */
};

G_DEFINE_FINAL_TYPE (OrchKeyDetails, orch_key_details, ADW_TYPE_BIN)

/* What the rows and the cards of the page say already, under LiteLLM's names. */
static const char *const shown[] = {
  "token",
  "key_name",
  "key_alias",
  "spend",
  "max_budget",
  "expires",
  "models",
  "user_id",
  "team_id",
  "org_id",
  "organization_id",
  "max_parallel_requests",
  "tpm_limit",
  "rpm_limit",
  "budget_duration",
  "budget_reset_at",
  "allowed_routes",
  "key_type",
  "blocked",
  "status",
  "created_at",
  "created_by",
  "updated_at",
  "last_active",
  "auto_rotate",
  "rotation_interval",
  "last_rotation_at",
  "key_rotation_at",
  "budget_limits",
  "soft_budget",
  NULL,
};

static const char *
or_none (const char *text)
{
  /* Translators: instead of an alias, e-mail address, teams or metadata, where there is none */
  return text != NULL && *text != '\0' ? text : _ ("None");
}

static void
show_time (OrchDetailRow *row, GDateTime *time)
{
  g_autofree char *text = time != NULL ? orch_format_date_time (time) : NULL;

  orch_detail_row_set_text (row, text != NULL ? text : _ ("Not told by the server"));
}

/* Only where it is set. */
static void
show_time_if_set (OrchDetailRow *row, GDateTime *time)
{
  g_autofree char *text = time != NULL ? orch_format_date_time (time) : NULL;

  orch_detail_row_set_text (row, text);
}

static void
show_field (OrchDetailRow *row, OrchKey *key, OrchKeyField field, const char *unset)
{
  GVariant *value = orch_key_get_value (key, field);
  g_autofree char *text =
      value != NULL ? orch_words_field_value (orch_key_field (field), value) : NULL;

  orch_detail_row_set_text (row, text != NULL ? text : unset);
}

static void
show_metadata (OrchDetailRow *row, GVariant *metadata)
{
  orch_detail_row_set_text (
      row, or_none (metadata != NULL ? g_variant_get_string (metadata, NULL) : NULL));
}

static void
show_rotation (OrchDetailRow *row, OrchKey *key)
{
  g_autofree char *words = orch_key_words_rotation (key);
  g_autofree char *text = NULL;

  if (words != NULL)
    /* Translators: how often a key gets a new secret, such as "Every 30d" */
    text = g_strdup_printf (_ ("%s, if rotation is enabled on the server"), words);
  orch_detail_row_set_text (row, text);
}

static void
add_fact (const char *name, const char *text, gpointer user_data)
{
  OrchKeyDetails *self = user_data;
  OrchDetailRow *row;

  if (g_strv_contains (shown, name))
    return;

  row = g_object_new (ORCH_TYPE_DETAIL_ROW, "title", name, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (row), "code");
  orch_detail_row_set_text (row, text);
  adw_expander_row_add_row (self->facts_row, GTK_WIDGET (row));
  g_ptr_array_add (self->facts, row);
}

/* Built when they are asked for: there are a hundred of them. */
static void
show_facts (OrchKeyDetails *self)
{
  for (guint i = 0; i < self->facts->len; i++)
    adw_expander_row_remove (self->facts_row, self->facts->pdata[i]);
  g_ptr_array_set_size (self->facts, 0);

  if (self->key != NULL && adw_expander_row_get_expanded (self->facts_row))
    orch_key_foreach_fact (self->key, add_fact, self);
}

static void
orch_key_details_dispose (GObject *object)
{
  OrchKeyDetails *self = ORCH_KEY_DETAILS (object);

  g_clear_object (&self->key);
  g_clear_pointer (&self->facts, g_ptr_array_unref);

  G_OBJECT_CLASS (orch_key_details_parent_class)->dispose (object);
}

static void
orch_key_details_class_init (OrchKeyDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = orch_key_details_dispose;

  g_type_ensure (ORCH_TYPE_DETAIL_ROW);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/keys/key-details.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, id_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, alias_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, name_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, owner_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, organization_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, type_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, created_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, creator_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, active_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, updated_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, duration_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, reset_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, soft_budget_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, windows_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, tpm_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, rpm_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, parallel_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, models_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, model_tpm_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, model_rpm_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, routes_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, rotation_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, rotated_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, rotates_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, metadata_row);
  gtk_widget_class_bind_template_child (widget_class, OrchKeyDetails, facts_row);
  gtk_widget_class_bind_template_callback (widget_class, show_facts);
}

static void
orch_key_details_init (OrchKeyDetails *self)
{
  self->facts = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_key_details_show_key:
 * @self: details
 * @key: a key
 *
 * Shows @key as it is now.
 */
void
orch_key_details_show_key (OrchKeyDetails *self, OrchKey *key)
{
  g_autofree char *models = NULL;

  g_return_if_fail (ORCH_IS_KEY_DETAILS (self));
  g_return_if_fail (ORCH_IS_KEY (key));

  g_set_object (&self->key, key);
  models = orch_key_words_models (key);

  orch_detail_row_set_text (self->id_row, orch_key_get_id (key));
  orch_detail_row_set_text (self->alias_row, or_none (orch_key_get_alias (key)));
  orch_detail_row_set_text (self->name_row, orch_key_get_masked_name (key));
  orch_detail_row_set_text (self->owner_row, or_none (orch_key_get_user_id (key)));
  orch_detail_row_set_text (self->organization_row, orch_key_get_organization_id (key));
  orch_detail_row_set_text (self->type_row, orch_key_get_key_type (key));
  show_time (self->created_row, orch_key_get_created_at (key));
  orch_detail_row_set_text (self->creator_row, orch_key_get_created_by (key));
  show_time_if_set (self->active_row, orch_key_get_last_active (key));
  show_time (self->updated_row, orch_key_get_updated_at (key));

  show_field (self->duration_row, key, ORCH_KEY_BUDGET_DURATION, _ ("No budget reset"));
  show_time_if_set (self->reset_row, orch_key_get_budget_reset_at (key));
  show_field (self->soft_budget_row, key, ORCH_KEY_SOFT_BUDGET, NULL);
  show_field (self->windows_row, key, ORCH_KEY_BUDGET_LIMITS, NULL);
  show_field (self->tpm_row, key, ORCH_KEY_TPM_LIMIT, _ ("No limit"));
  show_field (self->rpm_row, key, ORCH_KEY_RPM_LIMIT, _ ("No limit"));
  show_field (self->parallel_row, key, ORCH_KEY_MAX_PARALLEL_REQUESTS, _ ("No limit"));
  orch_detail_row_set_text (self->models_row, models);
  show_field (self->model_tpm_row, key, ORCH_KEY_MODEL_TPM_LIMIT, NULL);
  show_field (self->model_rpm_row, key, ORCH_KEY_MODEL_RPM_LIMIT, NULL);
  show_field (self->routes_row, key, ORCH_KEY_ALLOWED_ROUTES, _ ("All routes"));
  show_rotation (self->rotation_row, key);
  show_time_if_set (self->rotated_row, orch_key_get_last_rotation_at (key));
  show_time_if_set (self->rotates_row, orch_key_get_next_rotation_at (key));
  show_metadata (self->metadata_row, orch_key_get_value (key, ORCH_KEY_METADATA));

  gtk_widget_set_visible (GTK_WIDGET (self->facts_row), orch_key_get_record (key) != NULL);
  show_facts (self);
}
