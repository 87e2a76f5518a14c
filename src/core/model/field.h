#pragma once

#include <json-glib/json-glib.h>

#include "core/rules/server-support.h"

G_BEGIN_DECLS

/**
 * OrchFieldKind:
 *
 * How a field's value is held. "Unset" (no limit, no text, an empty list or object) is always a
 * %NULL GVariant, whatever the kind, because the proxy stores it in several ways.
 */
typedef enum {
  ORCH_FIELD_TEXT,     /* s */
  ORCH_FIELD_EMAIL,    /* s */
  ORCH_FIELD_ROLE,     /* s, LiteLLM's own name */
  ORCH_FIELD_MONEY,    /* d, USD */
  ORCH_FIELD_RATE,     /* x, a count per minute */
  ORCH_FIELD_DURATION, /* s, contract §1.1 */
  ORCH_FIELD_NAMES,    /* as */
  ORCH_FIELD_JSON,     /* s, the text of a JSON object */
  ORCH_FIELD_SWITCH,   /* b, only ever TRUE: unset is off */
  ORCH_FIELD_EXPIRY,   /* x, seconds since the epoch; unset is never; sent as what is left of it */
  ORCH_FIELD_WINDOWS,  /* a(sd), budget durations with USD */
  ORCH_FIELD_LIMITS,   /* a{sx}, model names with a count per minute, sorted by name */
} OrchFieldKind;

/**
 * OrchFieldClear:
 *
 * What to send so that the proxy forgets a value (contract §1, last column).
 */
typedef enum {
  ORCH_CLEAR_NEVER,        /* cannot be cleared; say so beforehand and do not send it */
  ORCH_CLEAR_NULL,         /* null */
  ORCH_CLEAR_EMPTY_TEXT,   /* "" */
  ORCH_CLEAR_EMPTY_LIST,   /* [] */
  ORCH_CLEAR_EMPTY_OBJECT, /* {} */
  ORCH_CLEAR_FALSE,        /* false */
  ORCH_CLEAR_MINUS_ONE,    /* "-1" */
  ORCH_CLEAR_METADATA,     /* by writing the record's metadata without it */
} OrchFieldClear;

/**
 * OrchField:
 *
 * One row of a model's field table: the only place that knows these facts.
 */
typedef struct {
  const char *name;       /* its name in JSON, and its identity */
  const char *parent;     /* (nullable): the member of the record that holds it; NULL: the record */
  const char *parent_id;  /* (nullable): where replies may leave @parent out: what tells if it is */
  const char *write_name; /* (nullable): its name in requests, where that is another one */
  OrchFieldKind kind;
  OrchFieldClear clear;
  OrchFeature clear_needs;  /* what the proxy must support for that */
  OrchFeature update_needs; /* what the proxy must support to change it at all */
  double minimum;           /* MONEY, RATE, and the numbers of WINDOWS and LIMITS */
  double maximum;
  gboolean is_path;            /* TEXT: the proxy refuses ".." between slashes in it */
  gboolean is_interval;        /* DURATION: not a budget's: any months, but no words */
  const char *const *reserved; /* (nullable): JSON: members that belong to others (not read) */
  gboolean admin_only;         /* only a proxy administrator may change it */
  gboolean moves_by_itself;    /* spend: left out of the question about foreign changes */
  const char *side_effects[3]; /* JSON names of what changes with it, beside updated_at */
} OrchField;

gboolean orch_field_is_told (const OrchField *field, JsonObject *row);
GVariant *orch_field_read (const OrchField *field, JsonObject *row);
JsonNode *orch_field_write (const OrchField *field, GVariant *value);
gboolean orch_field_equal (const OrchField *field, GVariant *a, GVariant *b);

G_END_DECLS
