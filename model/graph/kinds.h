/* SPDX-License-Identifier: MIT */
/* kinds.h - the one table of node kinds, edge kinds, zones, evidence classes and auth values.
 * Place:     graph; everything that shows, reads or judges a kind takes it from here.
 * The order of a list is the order of its enum and of every legend; names are those of the JSON
 * graph and of the command line, and never change.
 */
#ifndef FAASMAP_KINDS_H
#define FAASMAP_KINDS_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

/* X(ENUM, "name", default zone, layer, two-letter tag, DOT shape, DOT style, "what it is") */
#define NODE_KINDS(X)                                                                              \
    X(ACTOR, "actor", INTERNET, FLOW, "ac", "house", "", "who sends requests")                     \
    X(BOUNDARY, "boundary", MANAGEMENT, FLOW, "bo", "box", "dashed", "account, stack or group")    \
    X(APP, "app", CODE, INFRA, "ap", "box", "bold", "host that several functions share")           \
    X(API, "api", GATEWAY, FLOW, "gw", "component", "", "gateway or API front door")               \
    X(ROUTE, "route", GATEWAY, FLOW, "rt", "cds", "", "method and path of an API")                 \
    X(FUNCTION, "function", CODE, FLOW, "fn", "box", "rounded", "code that an event starts")       \
    X(COMPUTE, "compute", CODE, FLOW, "vm", "box3d", "", "container, machine or batch job")        \
    X(TIMER, "timer", CODE, FLOW, "ti", "circle", "", "schedule")                                  \
    X(QUEUE, "queue", MESSAGING, FLOW, "qu", "cds", "", "point-to-point message store")            \
    X(TOPIC, "topic", MESSAGING, FLOW, "to", "hexagon", "", "fan-out message channel")             \
    X(STREAM, "stream", MESSAGING, FLOW, "st", "parallelogram", "", "ordered log of events")       \
    X(BUS, "bus", MESSAGING, FLOW, "bu", "hexagon", "diagonals", "event router with rules")        \
    X(BUCKET, "bucket", DATA, FLOW, "bk", "folder", "", "object store")                            \
    X(TABLE, "table", DATA, FLOW, "tb", "cylinder", "", "database of any model")                   \
    X(FILES, "files", DATA, FLOW, "fs", "tab", "", "shared file system")                           \
    X(SECRET, "secret", IDENTITY, IDENTITY, "se", "note", "", "confidential value")                \
    X(PARAM, "param", DATA, IDENTITY, "pa", "note", "dashed", "setting that is no secret")         \
    X(KEY, "key", IDENTITY, IDENTITY, "ke", "diamond", "", "cryptographic key")                    \
    X(IDENTITY, "identity", IDENTITY, IDENTITY, "id", "ellipse", "", "what permissions attach to") \
    X(WORKFLOW, "workflow", CODE, FLOW, "wf", "octagon", "", "orchestrator")                       \
    X(FRONT, "front", GATEWAY, FLOW, "fr", "trapezium", "", "CDN, load balancer or DNS front")     \
    X(AUTH, "auth", GATEWAY, IDENTITY, "au", "invtriangle", "", "authenticator")                   \
    X(NET, "net", MANAGEMENT, INFRA, "ne", "box", "dotted", "network scope")                       \
    X(SERVICE, "service", THIRD_PARTY, FLOW, "sv", "ellipse", "dashed", "managed API, third party")\
    X(LOG, "log", DATA, INFRA, "lo", "underline", "", "log, metric or trace sink")                 \
    X(CODE, "code", MANAGEMENT, INFRA, "co", "note", "filled", "artifact that code comes from")

/* X(ENUM, "name", layer, sentence): the stored direction is who declares or initiates -> the other
 * side. {a} is the source, {b} the target. */
#define EDGE_KINDS(X)                                                                              \
    X(EXPOSES, "exposes", FLOW, "{a} can reach {b}")                                               \
    X(ROUTES, "routes", FLOW, "{a} forwards to {b}")                                               \
    X(INVOKES, "invokes", FLOW, "{a} calls {b}")                                                   \
    X(TRIGGERS, "triggers", FLOW, "{a} starts {b}")                                                \
    X(DELIVERS, "delivers", FLOW, "{a} delivers to {b}")                                           \
    X(DEADLETTERS, "deadletters", FLOW, "failures of {a} go to {b}")                               \
    X(READS, "reads", FLOW, "{a} reads {b}")                                                       \
    X(WRITES, "writes", FLOW, "{a} writes {b}")                                                    \
    X(USES, "uses", IDENTITY, "{a} uses {b}")                                                      \
    X(UNLOCKS, "unlocks", IDENTITY, "{a} opens {b}")                                               \
    X(RUNS_AS, "runs-as", IDENTITY, "{a} runs as {b}")                                             \
    X(ASSUMES, "assumes", IDENTITY, "{a} may become {b}")                                          \
    X(GRANTS, "grants", IDENTITY, "a policy gives {a} rights on {b}")                              \
    X(CONTROLS, "controls", IDENTITY, "{a} can take over {b}")                                     \
    X(AUTHENTICATES, "authenticates", IDENTITY, "{a} issues the tokens of {b}")                    \
    X(HOSTED_BY, "hosted-by", INFRA, "{a} runs inside {b}")                                        \
    X(CODE_FROM, "code-from", INFRA, "{a} runs code from {b}")                                     \
    X(ENCRYPTED_BY, "encrypted-by", INFRA, "{a} is encrypted with {b}")                            \
    X(LOGS_TO, "logs-to", INFRA, "{a} logs to {b}")                                                \
    X(RESIDES_IN, "resides-in", INFRA, "{a} lies in {b}")                                          \
    X(DEPENDS, "depends", INFRA, "{a} depends on {b}")

/* X(ENUM, "name", "title", trust 0..100): the built-in zones; custom ones have their own rows. */
#define ZONE_KINDS(X)                                                                              \
    X(INTERNET, "internet", "Internet", 0)                                                         \
    X(THIRD_PARTY, "third-party", "Third party", 10)                                               \
    X(PARTNER, "partner", "Partner", 20)                                                           \
    X(GATEWAY, "gateway", "Gateway", 30)                                                           \
    X(CODE, "code", "Code", 60)                                                                    \
    X(MESSAGING, "messaging", "Messaging", 70)                                                     \
    X(DATA, "data", "Data", 80)                                                                    \
    X(IDENTITY, "identity", "Identity", 90)                                                        \
    X(MANAGEMENT, "management", "Management", 95)                                                  \
    X(CUSTOM, "custom", "Custom", 50)

/* X(ENUM, "name", "title") */
#define LAYERS(X)                                                                                  \
    X(FLOW, "flow", "data flow")                                                                   \
    X(IDENTITY, "identity", "identities")                                                          \
    X(INFRA, "infrastructure", "infrastructure")

/* X(ENUM, "name", strength): stronger evidence wins when the same edge is said twice. */
#define EVIDENCES(X)                                                                               \
    X(DECLARED, "declared", 5)                                                                     \
    X(CODE, "code", 4)                                                                             \
    X(POLICY, "policy", 3)                                                                         \
    X(NAME, "name", 2)                                                                             \
    X(GUESS, "guess", 1)

/* X(ENUM, "name", class): weakest first. The class is the gate that spread rules compare. */
#define AUTHS(X)                                                                                   \
    X(NONE, "none", NONE)                                                                          \
    X(SELF_SERVICE, "self-service", SELF_SERVICE)                                                  \
    X(APIKEY, "apikey", SHARED)                                                                    \
    X(FUNCKEY, "funckey", SHARED)                                                                  \
    X(SAS, "sas", SHARED)                                                                          \
    X(WEBHOOK_SIG, "webhook-sig", SIGNED)                                                          \
    X(CUSTOM, "custom", CUSTOM)                                                                    \
    X(JWT, "jwt", TOKEN)                                                                           \
    X(COGNITO, "cognito", TOKEN)                                                                   \
    X(OIDC, "oidc", TOKEN)                                                                         \
    X(EASYAUTH, "easyauth", TOKEN)                                                                 \
    X(IAM, "iam", IAM)                                                                             \
    X(MTLS, "mtls", MTLS)                                                                          \
    X(PRIVATE, "private", PRIVATE)                                                                 \
    X(UNKNOWN, "unknown", UNKNOWN)

/* X(ENUM, "name", rank): order = resistance. */
#define AUTH_CLASSES(X)                                                                            \
    X(NONE, "none", 0)                                                                             \
    X(SELF_SERVICE, "self-service", 1)                                                             \
    X(SHARED, "shared", 2)                                                                         \
    X(SIGNED, "signed", 3)                                                                         \
    X(CUSTOM, "custom", 4)                                                                         \
    X(TOKEN, "token", 5)                                                                           \
    X(IAM, "iam", 6)                                                                               \
    X(MTLS, "mtls", 7)                                                                             \
    X(PRIVATE, "private", 8)                                                                       \
    X(UNKNOWN, "unknown", 9)

#define X(e, ...) LAYER_##e,
enum layer { LAYERS(X) LAYER_COUNT };
#undef X
#define X(e, ...) ZONE_##e,
enum zone_kind { ZONE_KINDS(X) ZONE_KIND_COUNT };
#undef X
#define X(e, ...) NODE_##e,
enum node_kind { NODE_KINDS(X) NODE_KIND_COUNT };
#undef X
#define X(e, ...) EDGE_##e,
enum edge_kind { EDGE_KINDS(X) EDGE_KIND_COUNT };
#undef X
#define X(e, ...) EVIDENCE_##e,
enum evidence { EVIDENCES(X) EVIDENCE_COUNT };
#undef X
#define X(e, ...) AUTH_##e,
enum auth { AUTHS(X) AUTH_COUNT, AUTH_ABSENT = AUTH_COUNT }; /* absent: the edge carries no gate */
#undef X
#define X(e, ...) AUTH_CLASS_##e,
enum auth_class { AUTH_CLASSES(X) AUTH_CLASS_COUNT };
#undef X

struct node_kind_row {
    const char *name;
    enum zone_kind zone;
    enum layer layer;
    const char *tag, *shape, *style, *help;
};
struct edge_kind_row {
    const char *name;
    enum layer layer;
    const char *sentence;
};
struct zone_kind_row {
    const char *name, *title;
    int trust; /* 0 none .. 100 full */
};
struct auth_row {
    const char *name;
    enum auth_class class;
};

extern const struct node_kind_row node_kinds[NODE_KIND_COUNT];
extern const struct edge_kind_row edge_kinds[EDGE_KIND_COUNT];
extern const struct zone_kind_row zone_kinds[ZONE_KIND_COUNT];
extern const struct auth_row auths[AUTH_COUNT];
extern const char *const layer_names[LAYER_COUNT];
extern const char *const layer_titles[LAYER_COUNT];
extern const char *const evidence_names[EVIDENCE_COUNT];
extern const int evidence_strength[EVIDENCE_COUNT];
extern const char *const auth_class_names[AUTH_CLASS_COUNT];
extern const int auth_class_ranks[AUTH_CLASS_COUNT];

/* From a name, exactly; false leaves *out alone. */
bool node_kind_find(struct str name, enum node_kind *out);
bool edge_kind_find(struct str name, enum edge_kind *out);
bool zone_kind_find(struct str name, enum zone_kind *out);
bool auth_find(struct str name, enum auth *out);
bool evidence_find(struct str name, enum evidence *out);
bool layer_find(struct str name, enum layer *out);

/* Active kinds run something; the others hold something (analysis: legal states). */
bool node_kind_is_store(enum node_kind kind);

#endif
