#include "config.h"

#include <glib/gi18n.h>

#include "ui/common/format.h"
#include "ui/common/words.h"
#include "ui/common/detail-row.h"

#include "ui/users/user-details.h"

struct _OrchUserDetails {
  AdwBin parent_instance;

  OrchDetailRow *id_row;       /* (unowned) */
  OrchDetailRow *email_row;    /* (unowned) */
  OrchDetailRow *alias_row;    /* (unowned) */
  OrchDetailRow *role_row;     /* (unowned) */
  OrchDetailRow *teams_row;    /* (unowned) */
  OrchDetailRow *keys_row;     /* (unowned) */
  OrchDetailRow *sso_row;      /* (unowned) */
  OrchDetailRow *created_row;  /* (unowned) */
  OrchDetailRow *updated_row;  /* (unowned) */
  OrchDetailRow *duration_row; /* (unowned) */
  OrchDetailRow *tpm_row;      /* (unowned) */
  OrchDetailRow *rpm_row;      /* (unowned) */
  OrchDetailRow *models_row;   /* (unowned) */
  OrchDetailRow *metadata_row; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (OrchUserDetails, orch_user_details, ADW_TYPE_BIN)

static const char *
or_none (const char *text)
{
  /* Translators: instead of an alias, e-mail address, teams or metadata, where there is none */
  return text != NULL && *text != '\0' ? text : _ ("None");
}

static const char *
or_not_told (const char *text)
{
  return text != NULL ? text : _ ("Not told by the server");
}

static void
show_time (OrchDetailRow *row, GDateTime *time)
{
  g_autofree char *text = time != NULL ? orch_format_date_time (time) : NULL;

  orch_detail_row_set_text (row, or_not_told (text));
}

static void
show_rate (OrchDetailRow *row, GVariant *limit)
{
  g_autofree char *text = NULL;

  if (limit != NULL)
    text = orch_format_count (g_variant_get_int64 (limit));
  orch_detail_row_set_text (row, text != NULL ? text : _ ("No limit"));
}

static void
show_teams (OrchDetailRow *row, OrchUser *user)
{
  g_auto (GStrv) names = orch_user_dup_team_names (user);
  g_autofree char *text = g_strjoinv ("\n", names);

  orch_detail_row_set_text (row, or_none (text));
}

static void
show_key_count (OrchDetailRow *row, gint64 count)
{
  g_autofree char *text = count >= 0 ? orch_format_count (count) : NULL;

  orch_detail_row_set_text (row, or_not_told (text));
}

static void
show_models (OrchDetailRow *row, GVariant *models)
{
  g_autofree const char **names = models != NULL ? g_variant_get_strv (models, NULL) : NULL;
  g_autofree char *text = names != NULL ? g_strjoinv (", ", (char **) names) : NULL;

  orch_detail_row_set_text (row, text != NULL ? text : _ ("All models"));
}

static void
show_metadata (OrchDetailRow *row, GVariant *metadata)
{
  const char *text = metadata != NULL ? g_variant_get_string (metadata, NULL) : NULL;

  orch_detail_row_set_text (row, or_none (text));
}

static void
orch_user_details_class_init (OrchUserDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ORCH_TYPE_DETAIL_ROW);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/litellm_orchestrator/Orchestrator/users/user-details.ui");
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, id_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, email_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, alias_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, role_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, teams_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, keys_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, sso_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, created_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, updated_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, duration_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, tpm_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, rpm_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, models_row);
  gtk_widget_class_bind_template_child (widget_class, OrchUserDetails, metadata_row);
}

static void
orch_user_details_init (OrchUserDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * orch_user_details_show_user:
 * @self: details
 * @user: a user
 *
 * Shows @user as it is now.
 */
void
orch_user_details_show_user (OrchUserDetails *self, OrchUser *user)
{
  const char *duration;

  g_return_if_fail (ORCH_IS_USER_DETAILS (self));
  g_return_if_fail (ORCH_IS_USER (user));

  orch_detail_row_set_text (self->id_row, orch_user_get_id (user));
  orch_detail_row_set_text (self->email_row, or_none (orch_user_get_email (user)));
  orch_detail_row_set_text (self->alias_row, or_none (orch_user_get_alias (user)));
  orch_detail_row_set_text (self->role_row, orch_words_role_name (orch_user_get_role_name (user)));
  show_teams (self->teams_row, user);
  show_key_count (self->keys_row, orch_user_get_key_count (user));
  orch_detail_row_set_text (self->sso_row, orch_user_get_sso_id (user));
  show_time (self->created_row, orch_user_get_created_at (user));
  show_time (self->updated_row, orch_user_get_updated_at (user));

  duration = orch_user_get_budget_duration (user);
  orch_detail_row_set_text (self->duration_row,
                            duration != NULL ? duration : _ ("No budget reset"));
  show_rate (self->tpm_row, orch_user_get_value (user, ORCH_USER_TPM_LIMIT));
  show_rate (self->rpm_row, orch_user_get_value (user, ORCH_USER_RPM_LIMIT));
  show_models (self->models_row, orch_user_get_value (user, ORCH_USER_MODELS));
  show_metadata (self->metadata_row, orch_user_get_value (user, ORCH_USER_METADATA));
}
