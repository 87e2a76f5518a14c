#pragma once

#include "demo/demo-request.h"

G_BEGIN_DECLS

typedef OrchDemoReply *(*OrchDemoHandler) (OrchDemoRequest *request);

/* /user/... */
OrchDemoReply *orch_demo_handle_user_list (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_user_info (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_v2_user_info (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_user_update (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_user_new (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_user_delete (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_invitation_new (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_available_roles (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_daily_activity (OrchDemoRequest *request);

/* /key/... */
OrchDemoReply *orch_demo_handle_key_list (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_key_info (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_key_generate (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_key_update (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_key_regenerate (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_key_block (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_key_unblock (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_key_delete (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_key_reset_spend (OrchDemoRequest *request);

/* Teams. */
OrchDemoReply *orch_demo_handle_v2_team_list (OrchDemoRequest *request);

/* Models. */
OrchDemoReply *orch_demo_handle_models (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_model_info (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_v2_model_info (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_chat (OrchDemoRequest *request);

/* What the server says about itself. */
OrchDemoReply *orch_demo_handle_ui_settings (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_license (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_readiness (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_readiness_details (OrchDemoRequest *request);
OrchDemoReply *orch_demo_handle_model_hub (OrchDemoRequest *request);

G_END_DECLS
