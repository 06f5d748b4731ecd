/* SPDX-License-Identifier: MIT */
/* sam.h - AWS SAM templates become plain CloudFormation, document to document.
 * Place:     importers, private to sam*.c. What comes out goes to cfn_import() (cfn.h), so a SAM
 *            template and the CloudFormation that AWS expands it to take the same way.
 * Names:     made-up resources bear the logical ids that AWS's translator gives them
 *            (FunctionRole, FunctionEventPermission, ServerlessRestApi, ...). Where an id ends in
 *            a hash of something that only deployment knows (Deployment, some LayerVersions), ours
 *            is a hash as well, but not the same.
 * Places:    copied nodes keep file, line and column; made-up ones stand where their cause stands.
 * Unknown:   a resource or event type that is not known here stays what it is: the generic node
 *            of cfn.h, or an unresolved entry.
 * Ownership: everything belongs to the document that is made and dies with it.
 */
#ifndef FAASMAP_SAM_H
#define FAASMAP_SAM_H

#include "arena.h"
#include "buf.h"
#include "doc.h"
#include "importer.h"
#include "map.h"
#include "str.h"

struct sam_item { /* a resource of the template */
    struct str id, type;
    struct doc_node *node;        /* as it was written */
    const struct doc_node *props; /* with Globals; an empty map if there are none */
    const struct doc_node *condition; /* NULL: always there */
    bool implicit;                    /* an API that nobody wrote, for events that name none */
};

struct sam_api { /* REST or HTTP, written or implicit */
    const struct sam_item *item;
    bool http;
    bool own_body;          /* DefinitionBody or DefinitionUri: of REST, events add nothing to it */
    struct doc_node *body;  /* NULL: what DefinitionUri names is not here */
    struct doc_node *paths; /* of the body; NULL: it has none */
};

/* Entries of one list that a new one is compared with: what stands twice beyond does no harm. */
enum { SAM_COMPARED = 64 };

struct sam {
    struct import *im;
    struct doc *out;
    struct arena *arena; /* of out */
    struct str path, folder;
    const struct doc_node *parameters;
    struct doc_node *resources, *conditions; /* of out */
    struct sam_item *items;
    size_t item_count;
    struct map by_id; /* index into items */
    struct sam_api *apis;
    size_t api_count;
    struct doc_node *renamed; /* "Function.Alias" -> logical id */
    struct map usual; /* "Function Api": an event of the function is the API's route $default */
};

/* --- sam_doc.c: making nodes -- */
/* From a form like JSON with ' for ": %s a struct str, %z a C string, %n a node that stands nowhere
 * else yet (NULL: the member or element is left out); %s may be a key. All stand where `at`
 * does. */
struct doc_node *sam_make(struct sam *s, const struct doc_node *at, const char *form, ...);
struct doc_node *sam_copy(struct sam *s, const struct doc_node *n); /* NULL gives NULL */
struct doc_node *sam_text_node(struct sam *s, const struct doc_node *at, struct str text);
/* Without a map or a value nothing is put. */
void sam_put(struct sam *s, struct doc_node *map, const char *key, struct doc_node *value);
void sam_put_str(struct sam *s, struct doc_node *map, struct str key, struct doc_node *value);
/* Copies the members of those names that are there; names end with NULL. */
void sam_pass(struct sam *s, struct doc_node *to, const struct doc_node *from,
              const char *const *names);
struct doc_node *sam_member(struct doc_node *map, const char *key); /* the last, to be changed */
/* The member, made as an empty map or list if it is not there; NULL if it is of another type. */
struct doc_node *sam_need(struct sam *s, struct doc_node *map, const char *key, enum doc_type type);
#define SAM_JOIN(s, ...) ARENA_JOIN((s)->arena, __VA_ARGS__)
bool sam_same(const struct doc_node *a, const struct doc_node *b); /* equal in all but places */
/* A text, or a Ref to a parameter whose value is known. false: neither. */
bool sam_text(struct sam *s, const struct doc_node *n, struct str *out);
bool sam_parameter(struct sam *s, struct str name, struct str *out); /* false: not known */
/* A copy in which parameters whose value is known stand as their values: what ids are made of. */
struct doc_node *sam_resolved(struct sam *s, const struct doc_node *n);
bool sam_true(struct sam *s, const struct doc_node *n); /* a text that means true */
bool sam_is(const struct doc_node *n, const char *text);
/* {Ref: X} -> X; a plain text is one as well if texts is set; else empty. */
struct str sam_ref(const struct doc_node *n, bool texts);
/* sam_hash.c: ten hex digits as AWS's translator makes them: of a text, else of compact JSON with
 * sorted keys. */
struct str sam_hash(struct sam *s, const struct doc_node *n);
/* X as a suffix of ids: itself if alphanumeric, else its hash. */
struct str sam_suffix(struct sam *s, struct str text);
bool sam_alnum(struct str text);

/* --- sam.c: resources of the result -- */
/* A resource under the condition of its item; the first of an id stays. */
void sam_emit(struct sam *s, const struct sam_item *item, struct str id, const struct doc_node *at,
              const char *type, struct doc_node *props);
/* The same for what the item itself becomes: keeps DependsOn, Metadata and the like. */
void sam_emit_self(struct sam *s, const struct sam_item *item, const char *type,
                   struct doc_node *props);
/* One more DependsOn of a resource of the result. */
void sam_depend(struct sam *s, struct doc_node *resource, struct str id);
struct sam_item *sam_find(struct sam *s, struct str id); /* NULL: none */
void sam_rename(struct sam *s, const struct sam_item *item, const char *property, struct str id);
void sam_unresolved(struct sam *s, const struct doc_node *at, struct str text, const char *reason);

/* --- sam_globals.c -- */
/* The properties of a resource with those of Globals. */
struct doc_node *sam_with_globals(struct sam *s, const struct doc_node *globals, struct str type,
                                  const struct doc_node *resource);

/* --- sam_policies.c -- */
struct sam_role { /* a role that is being put together */
    struct doc_node *managed, *inline_; /* lists */
};
struct sam_role sam_role_new(struct sam *s, const struct doc_node *at);
void sam_role_managed(struct sam *s, struct sam_role *r, const struct doc_node *at,
                      const char *name);
void sam_role_policy(struct sam *s, struct sam_role *r, struct doc_node *policy); /* NULL: none */
void sam_role_statement(struct sam *s, struct sam_role *r, const struct doc_node *at,
                        struct str name, const char *action, const struct doc_node *resource);
/* Policies as written: names, ARNs, templates, documents; role: the id that names are made of. */
void sam_role_policies(struct sam *s, struct sam_role *r, struct str role,
                       const struct doc_node *policies);
struct doc_node *sam_trust(struct sam *s, const struct doc_node *at, const char *service);
/* What DestinationConfig.X and the like grant the role: by type of the target. */
void sam_role_target(struct sam *s, struct sam_role *r, const struct doc_node *at, struct str id,
                     struct str type, const struct doc_node *arn);

/* --- sam_function.c, sam_state_machine.c -- */
void sam_function(struct sam *s, const struct sam_item *item);
void sam_state_machine(struct sam *s, const struct sam_item *item);

/* --- sam_event*.c -- */
struct sam_event {
    struct sam *s;
    const struct sam_item *owner;
    struct str name, id; /* of the event; owner's id and the name */
    const struct doc_node *at, *props;
    struct str target;     /* the function, or its alias, or the state machine */
    bool by_ref;           /* a Ref is the target's ARN already */
    bool machine;
    struct sam_role *role; /* NULL: the function has a role of its own */
};
void sam_events(struct sam *s, const struct sam_item *owner, struct str target, bool by_ref,
                struct sam_role *role);
struct doc_node *sam_target_arn(const struct sam_event *e);
/* <prefix>Permission<suffix>; nodes may be NULL. */
void sam_permission(const struct sam_event *e, struct str prefix, struct str suffix,
                    const char *principal, struct doc_node *arn, struct doc_node *account,
                    struct doc_node *token);
bool sam_event_pull(struct sam_event *e, struct str type); /* false: no such type */
bool sam_event_rule(struct sam_event *e, struct str type); /* schedules, rules */
void sam_event_sns(struct sam_event *e);
void sam_event_api(struct sam_event *e);
void sam_event_http_api(struct sam_event *e);
/* Notes the routes $default among the events of an owner, before any of them is read. */
void sam_note_usual(struct sam *s, const struct sam_item *owner, const struct doc_node *events);
void sam_event_policies(struct sam *s); /* ResourcePolicy of events, when all methods are there */
/* An event source mapping of the event's function; source is moved. */
void sam_mapping(const struct sam_event *e, struct str id, const struct doc_node *at,
                 struct doc_node *props);

/* --- sam_api.c, sam_api_auth.c, sam_http_api.c, sam_api_extra.c -- */
void sam_apis_find(struct sam *s, const struct doc_node *globals); /* makes the implicit ones too */
/* NULL: none here */
struct sam_api *sam_api_of(struct sam *s, const struct doc_node *ref, bool http);
void sam_apis_emit(struct sam *s);
struct doc_node *sam_s3_place(struct sam *s, const struct doc_node *uri); /* NULL: none */
/* The method at a path, put there; NULL if it is there already. */
struct doc_node *sam_api_method(struct sam *s, struct sam_api *api, const struct sam_event *e,
                                struct str path, struct str method, struct doc_node *value);
/* As ARNs have it: of /a/{id} the last part is an asterisk. */
struct str sam_wild_path(struct sam *s, struct str path);
struct doc_node *sam_invoke_uri(const struct sam_event *e); /* of an integration */
/* The security of a method, by the API's Auth and the event's; NULL: none demanded. */
struct doc_node *sam_api_security(struct sam *s, const struct sam_api *api,
                                  const struct doc_node *event_auth, const struct doc_node *at);
/* Of a method OPTIONS that says nothing itself: as Auth wants it of preflight requests. */
struct doc_node *sam_options_security(struct sam *s, const struct sam_api *api,
                                      const struct doc_node *at);
bool sam_says_no(struct sam *s, const struct doc_node *n); /* a text that means false */
void sam_rest_auth(struct sam *s, struct sam_api *api); /* schemes, permissions, policy, plans */
void sam_http_emit(struct sam *s, struct sam_api *api);
struct doc_node *sam_schemes(struct sam *s, struct sam_api *api); /* where security schemes stand */
void sam_authorizer_permission(struct sam *s, const struct sam_api *api, struct str name,
                               const struct doc_node *authorizer);
void sam_usage_plan(struct sam *s, const struct sam_api *api, struct str stage);
/* ResourcePolicy for one path, or for all if path is empty. */
void sam_resource_policy(struct sam *s, struct sam_api *api, const struct doc_node *policy,
                         struct str path, const struct doc_node *stage);
void sam_websocket(struct sam *s, const struct sam_item *item);

/* --- sam_domain.c -- */
enum sam_front { SAM_REST, SAM_HTTP, SAM_WEBSOCKET };
/* stage: the id of the stage that the domain leads to */
void sam_domains(struct sam *s, const struct sam_item *item, enum sam_front front,
                 struct str stage);

/* --- sam_deploy.c -- */
void sam_deployment(struct sam *s, const struct sam_item *item, struct str alias);
void sam_deployments(struct sam *s); /* what all functions share, when all are known */

/* --- sam_tags.c -- */
/* Tags as a list, behind the one that AWS's translator sets; key NULL: it sets none. */
struct doc_node *sam_tags(struct sam *s, const struct sam_item *item, const char *key);
struct doc_node *sam_tag_map(struct sam *s, const struct sam_item *item, const char *key);
/* PropagateTags: whatever the item becomes, if it can have tags, bears those of the item. */
void sam_propagate(struct sam *s, const struct sam_item *item, const char *type,
                   struct doc_node *props);

/* --- sam_simple.c, sam_graphql.c, sam_connector.c, sam_refs.c -- */
bool sam_simple(struct sam *s, const struct sam_item *item); /* tables, layers, applications */
void sam_graphql(struct sam *s, const struct sam_item *item);
void sam_connectors(struct sam *s);
/* One connector: properties as AWS::Serverless::Connector has them. */
void sam_connect(struct sam *s, const struct sam_item *item, struct str id,
                 const struct doc_node *at, const struct doc_node *props);
void sam_refs(struct sam *s, struct doc_node *root); /* Ref: Function.Alias and the like */

bool sam_is_type(struct str type); /* AWS::Serverless::... */
/* The whole way; NULL with a diagnostic if the template has no resources. */
struct doc *sam_lower(struct import *im, const struct doc *in);

#endif
