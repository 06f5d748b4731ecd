/* SPDX-License-Identifier: MIT */
/* cfn_graph.h - from the resources of a template to nodes and edges.
 * Place:     private to CloudFormation.
 * Tables:    cfn_types.tsv says for each type what it is, how its ARN is built, what Ref gives, which
 *            properties are facts to show; cfn_links.tsv which properties lead to other nodes, and by
 *            which edge. What a table cannot say is a function, one group of types per file.
 * Names:     a resource without a literal name is called "*-LogicalId-*" in ARNs and texts, as
 *            CloudFormation names it "stack-LogicalId-random"; an id is "*LogicalId*".
 * Targets:   a value leads to the resource that it refers to; else to the one whose ARN, URL or name
 *            it is; else to an external node of the kind that its ARN says, or the place expects:
 *                aws:external:KIND:ARN or NAME     a thing outside
 *                aws:import:KIND:EXPORT            attribute import: cfn_finish() looks for the export
 *                aws:stored:KIND:PARAMETER         attribute stored-in: cfn_finish() asks the store
 *                aws:PATH:KIND:PARAMETER           attribute parameter: nobody gave it
 *                aws:PATH:KIND:STACK.Outputs.NAME  attribute output: of a nested stack
 */
#ifndef FAASMAP_CFN_GRAPH_H
#define FAASMAP_CFN_GRAPH_H

#include "cfn.h"
#include "cfn_eval.h"
#include "facts.h"
#include "graph.h"
#include "mem.h"

struct cfn;
struct cfn_resource;
struct mentions;

enum cfn_place {
    CFN_NODE,
    CFN_FOLD,   /* facts about the resource that the property `name` leads to */
    CFN_IGNORE, /* says nothing about the topology */
};
enum cfn_ref_gives { CFN_GIVES_NAME, CFN_GIVES_ARN, CFN_GIVES_ID, CFN_GIVES_URL };

struct cfn_attr_row {
    struct str first, rest; /* of the path of the property: its first key, what stands behind it */
    struct str key;         /* of the attribute that shows it */
};

struct cfn_type_row {
    struct str type; /* empty: of a type that nobody knows */
    enum cfn_place place;
    enum node_kind kind;
    enum cfn_ref_gives ref;
    struct str name; /* property with the physical name; empty: it has an id */
    struct str arn;  /* "arn:aws:sqs:*:*:%", % is the name; empty: none */
    const struct cfn_attr_row *attrs;
    size_t attr_count;
    void (*emit)(struct cfn *c, struct cfn_resource *r); /* or NULL */
};

extern const struct cfn_type_row cfn_type_rows[]; /* sorted by type */
extern const size_t cfn_type_row_count;

struct cfn_link_row;
struct cfn_kind { /* what the tables say of a type: looked up once a template */
    struct str type;
    const struct cfn_type_row *row; /* never NULL */
    const struct cfn_link_row *links;
    size_t link_count;
    bool plain; /* cfn_plain_secrets() looks at those of the type */
};

struct cfn_resource {
    struct str id, type, name, condition;
    struct str arn; /* empty until all have their names, or none */
    bool named;                 /* name is literal */
    bool has_name;              /* name is the final one */
    const struct doc_node *at, *props;
    const struct cfn_kind *of;
    const struct cfn_type_row *row;
    struct origin where;
    node_id node;               /* its own, or the one it is folded into; 0: none */
    bool resolving;
    bool several;               /* others of its kind have its name, it stands for all of them */
    uint32_t same_name;         /* index + 1 of the next of another kind with its name; 0: none */
};

enum cfn_note { /* what others say of a resource, see cfn_note_guards() */
    CFN_NOTE_RATE,       /* of an API, + 1 */
    CFN_NOTE_ROUTE_RATE, /* of "api GET /a", + 1 */
    CFN_NOTE_PLAN_RATE,  /* of an API, + 1: for calls that bring a key */
    CFN_NOTE_QUOTA,      /* likewise */
    CFN_NOTE_PUBLIC,
    CFN_NOTE_BUCKET_POLICY,
    CFN_NOTE_WAF,
    CFN_NOTE_WAF_RATE,
    CFN_NOTE_CONNECT,
    CFN_NOTE_SCHEMA,
    CFN_NOTE_SDL, /* of "api:type.field" */
    CFN_NOTE_INGRESS,
    CFN_NOTE_MTLS,
    CFN_NOTE_NAMED, /* "api NAME", "source API NAME" -> index + 1 of what the template calls so */
    CFN_NOTE_ADDRESS_LIST,
    CFN_NOTE_COUNT
};

struct cfn {
    struct import *im;
    struct graph *g;
    struct arena *arena;
    struct cfn_scope scope;
    struct cfn_eval_host host;
    const struct cfn_options *options;
    struct str path, folder;
    struct str space;   /* stands in ids: the path, and which of several stacks made of it */
    struct cfn_resource *resources;
    size_t count;
    struct map by_id;   /* logical id -> index + 1 */
    struct map by_name; /* name -> index + 1 of the first that has it, see same_name */
    const struct cfn_kind **kinds;
    size_t kind_count, kind_cap;
    struct map kind_index; /* type -> index into kinds */
    struct map paths;   /* logical id -> index of options->paths + 1 */
    struct map notes[CFN_NOTE_COUNT]; /* key -> bits */
    struct map shared;  /* free keys of the handlers -> number, see their files */
    node_id stack;
    struct mentions *mentions; /* see cfn_mentions_begin() */
    struct handler_cache *code; /* sources of functions that were read; NULL: none yet */
    struct manifests *packages; /* what stands beside code; NULL: nothing was asked yet */
};

const struct cfn_kind *cfn_kind_of(struct cfn *c, struct str type);
extern const struct cfn_type_row cfn_type_timer; /* of a rule that is only a schedule */

/* --- Properties ------------------------------------------------------------------------------- */
__attribute__((always_inline)) static inline const struct doc_node *
cfn_prop(struct cfn *c, const struct cfn_resource *r, const char *path)
{
    return cfn_path(&c->scope, r->props, path);
}
/* The property that holds the name, or leads to what it is folded into; NULL: there is none. */
static inline const struct doc_node *cfn_named_by(struct cfn *c, const struct cfn_resource *r)
{
    return r->row->name.len ? cfn_path_str(&c->scope, r->props, r->row->name) : NULL;
}
__attribute__((always_inline)) static inline struct str
cfn_prop_text(struct cfn *c, const struct cfn_resource *r, const char *path)
{
    const struct doc_node *n = cfn_prop(c, r, path);
    return n ? cfn_text(&c->scope, n) : STR("");
}
__attribute__((always_inline)) static inline bool
cfn_prop_bool(struct cfn *c, const struct cfn_resource *r, const char *path, bool silence)
{
    return cfn_bool(&c->scope, cfn_prop(c, r, path), silence);
}
__attribute__((always_inline)) static inline bool
cfn_is(const struct cfn_resource *r, const char *type)
{
    return str_is(r->type, type);
}
struct origin cfn_at(struct cfn *c, const struct doc_node *n); /* NULL: the template */
struct cfn_resource *cfn_find(struct cfn *c, struct str id);
/* What the value refers to by Ref or GetAtt, whatever it gives; NULL: no resource of this template. */
struct cfn_resource *cfn_resource_of(struct cfn *c, const struct doc_node *n);

/* --- Names: cfn_names.c ----------------------------------------------------------------------- */
/* Names may be made of other resources' names, so they come when all resources are known: each when
 * it is asked for first. In a circle they stay those of the logical ids. */
void cfn_name_resource(struct cfn *c, struct cfn_resource *r);
struct str cfn_arn_of(struct cfn *c, const struct cfn_resource *r);
/* What an alias or a version is of; NULL: not said. */
const struct doc_node *cfn_folded_into(struct cfn *c, const struct cfn_resource *r);
struct cfn_eval_host cfn_eval_host_of(struct cfn *c); /* for c->host */

/* --- Nodes ------------------------------------------------------------------------------------ */
void cfn_make_node(struct cfn *c, struct cfn_resource *r);
void cfn_show_facts(struct cfn *c, struct cfn_resource *r); /* facts and tags of its node */
node_id cfn_node_of(struct cfn *c, struct cfn_resource *r);
node_id cfn_internet(struct cfn *c);
node_id cfn_partner(struct cfn *c);
node_id cfn_device(struct cfn *c); /* whatever has a certificate of AWS IoT */
/* The bus that the account has anyway: one for the template, until cfn_join_buses(). */
node_id cfn_default_bus(struct cfn *c, struct origin where);
void cfn_note_place(struct cfn *c, node_id n); /* account and region, where they are known */
/* aws:<path>:<kind>:<name>: what belongs to the template but is no resource by itself. */
node_id cfn_part(struct cfn *c, enum node_kind kind, struct str id, struct str name,
                 struct origin where);
/* aws:external:service:NAME. Of an address only the host: no user, password or query. */
node_id cfn_service(struct cfn *c, struct str name, struct origin where);
node_id cfn_kafka(struct cfn *c, struct str id, struct str name, struct origin where); /* outside */
struct str cfn_host(struct str url); /* "https://user@host:1/path" -> "host" */
node_id cfn_aws_service(struct cfn *c, struct str name, struct origin where); /* of AWS itself */
struct str cfn_safe(struct cfn *c, struct str text); /* the text, or its fingerprint */

/* --- Targets ---------------------------------------------------------------------------------- */
/* The node that one alternative means. hint: the kind that stands at such a place; NODE_KIND_COUNT:
 * a plain text without references is no name of anything. 0: nothing is meant. */
node_id cfn_target(struct cfn *c, const struct cfn_value *v, enum node_kind hint,
                   struct origin where);
node_id cfn_target_of(struct cfn *c, const struct doc_node *n, enum node_kind hint);
/* The one resource of this kind and name; NULL: none, or several. */
struct cfn_resource *cfn_called(struct cfn *c, enum node_kind kind, struct str name);
/* The thing of this template with this very physical name, whatever its kind; 0: none. */
node_id cfn_named(struct cfn *c, struct str name);
/* Other templates may ask for what the value means, by this name. */
void cfn_export(struct cfn *c, struct str name, const struct doc_node *value);
bool cfn_arn_kind(struct str arn, enum node_kind *kind);
struct str cfn_arn_name(struct str arn); /* the last part: name of the thing */

/* As kind of a link: triggers what runs by itself, delivers to what holds. */
#define CFN_STARTS EDGE_KIND_COUNT

struct cfn_link { /* what makes an edge */
    enum edge_kind kind;
    enum node_kind hint;
    bool reverse; /* from the target to the resource */
    enum evidence evidence;
    const char *attr, *value; /* further attribute of the edge, or NULL */
};
struct cfn_link_row {
    struct str type, first, rest; /* of the path, as above */
    struct cfn_link link;
};
extern const struct cfn_link_row cfn_link_rows[]; /* sorted by type */
extern const size_t cfn_link_row_count;

/* The edge by which something starts a thing of this kind. */
enum edge_kind cfn_start_kind(enum node_kind kind);
/* Edges from `from` to everything that n names (a scalar, its alternatives, or a list). Returns the
 * last edge; 0: none. */
edge_id cfn_link(struct cfn *c, node_id from, const struct doc_node *n, const struct cfn_link *l,
                 struct str condition);
edge_id cfn_edge(struct cfn *c, enum edge_kind kind, node_id from, node_id to,
                 const struct doc_node *at, struct str condition);
/* One more value of an attribute that an edge has for several reasons: "a,b", sorted, each once. */
void cfn_edge_more(struct cfn *c, edge_id e, const char *key, struct str value);
/* What is put on a bus, for each source and detail type (FACT_EVENTS); NULL: not known. */
void cfn_edge_event(struct cfn *c, edge_id e, const struct cfn_value *source,
                    const struct cfn_value *type);
/* The list "a,b" with all that v may be, as globs between before and after; "*" for what is not known
 * (v NULL too) or has a comma. */
struct str cfn_globs(struct cfn *c, struct str list, const char *before, const struct cfn_value *v,
                     const char *after);
void cfn_node_more(struct cfn *c, node_id n, const char *key, struct str value); /* of a node */
/* The table of cfn_links.tsv for the type of r. */
void cfn_links(struct cfn *c, struct cfn_resource *r);
/* Every value at the path, '*' standing for all elements of a list. */
void cfn_each(struct cfn *c, const struct doc_node *n, struct str path, struct str condition,
              void (*visit)(void *arg, const struct doc_node *n, struct str condition), void *arg);
void cfn_attr(struct cfn *c, node_id n, const char *key, const struct doc_node *value);

/* --- Ways in ---------------------------------------------------------------------------------- */
enum { CFN_ISSUERS = 4 };
struct cfn_gate {
    enum auth auth;
    node_id function; /* of a custom authorizer; 0: none */
    node_id issuers[CFN_ISSUERS];
    size_t issuer_count;
    bool validated;   /* a request validator stands before it */
    bool key;         /* an API key is asked for, maybe besides: its plan limits who calls */
    bool or_signed;   /* a signature of AWS is another way in */
    bool scopes;      /* a token must have scopes or groups, which the owner of the issuer gives */
};
/* What others say about an API or a function, looked up before anything is emitted: web ACLs,
 * throttles, the $connect route, rights of function addresses. */
void cfn_note_guards(struct cfn *c);
/* Bits of an id, or of another key, kept while the template is read. */
void cfn_note(struct cfn *c, enum cfn_note what, struct str id, uint32_t bits);
uint32_t cfn_noted(struct cfn *c, enum cfn_note what, struct str id);
/* The resource with this key of CFN_NOTE_NAMED; NULL: none, or several. */
struct cfn_resource *cfn_noted_name(struct cfn *c, struct str key);
/* Requests a second that a stage lets through to this route ("GET /a"), + 1; 0: it says nothing. */
uint32_t cfn_route_rate(struct cfn *c, struct str api, struct str name);
/* The API of a stage, the function of an alias: the first resource that is no part of another. */
struct cfn_resource *cfn_whole(struct cfn *c, struct cfn_resource *r);
void cfn_note_schema(struct cfn *c, struct cfn_resource *r); /* of GraphQL: cfn_appsync.c */
/* With what the keys of the sources of a GraphQL API begin, be the API here or not. */
struct str cfn_sources_of(struct cfn *c, const struct doc_node *api);
void cfn_note_mapping(struct cfn *c, struct cfn_resource *r);
void cfn_note_ingress(struct cfn *c, struct cfn_resource *r);
/* Who gets through these security groups; groups of others, or none: everybody. */
enum { CFN_INGRESS_ALL = 1, CFN_INGRESS_LISTED = 2 /* addresses of a prefix list */ };
unsigned cfn_ingress(struct cfn *c, const struct doc_node *groups);
bool cfn_has_rate_rule(struct cfn *c, const struct cfn_resource *acl); /* NULL: false */
/* The guards that a web ACL before the resource is, on the edge that leads there. */
void cfn_firewall(struct cfn *c, struct str id, edge_id e);
enum { CFN_URL_RIGHT = 1, CFN_CALL_RIGHT = 2, CFN_SIGNED_RIGHT = 4 /* who signs his call */ };
unsigned cfn_public_rights(struct cfn *c, const struct cfn_resource *function);

/* The $connect route speaks for all routes of a WebSocket API; NULL: there is none. */
struct cfn_resource *cfn_connect_route(struct cfn *c, const struct cfn_resource *api);

/* A route of the API, routes(api -> route) and exposes(internet -> route), both with the gate. */
node_id cfn_route(struct cfn *c, struct cfn_resource *api, struct str id, struct str name,
                  struct cfn_gate gate, const struct doc_node *at, struct str condition);
/* Does API Gateway answer this itself, to browsers that ask before they call another origin? */
bool cfn_is_preflight(struct str method, struct str integration, const struct cfn_gate *gate);
/* The node of such a route: seen at the API, but no way in. */
node_id cfn_preflight(struct cfn *c, struct cfn_resource *api, struct str id, struct str name,
                      const struct doc_node *at, struct str condition);
/* The resource policy of an API, in its property or in its OpenAPI document; NULL: none. */
const struct doc_node *cfn_api_policy(struct cfn *c, const struct cfn_resource *api);
/* It lets in callers from listed addresses only. */
bool cfn_api_lists_addresses(struct cfn *c, const struct cfn_resource *api);
edge_id cfn_expose(struct cfn *c, node_id actor, node_id to, enum auth auth,
                   const struct doc_node *at, struct str condition);
/* What answers: function, action of a service, address. about: where else the target is named.
 * In cfn_integration.c. */
void cfn_integration(struct cfn *c, node_id route, const struct doc_node *uri,
                     const struct doc_node *about, struct str condition);
/* The function of ".../functions/ARN/invocations". */
node_id cfn_invocation(struct cfn *c, const struct cfn_value *uri, struct origin where);
void cfn_gate_add(struct cfn_gate *gate, node_id issuer);
/* The function of a custom authorizer is called for the node, by whoever comes. */
void cfn_add_authorizer(struct cfn *c, node_id n, const struct cfn_gate *gate,
                        const struct doc_node *at, struct str condition);
void cfn_cors(struct cfn *c, struct cfn_resource *r, const char *path); /* which sites may call it */
/* The gate of an authorizer of the template. scopes: some are demanded. */
struct cfn_gate cfn_authorizer_gate(struct cfn *c, const struct doc_node *ref, enum auth silence,
                                    bool scopes);
/* A user pool where everybody may sign up: whoever does gets a token. pool may be NULL. */
bool cfn_pool_is_open(struct cfn *c, const struct cfn_resource *pool);
void cfn_pool_gate(struct cfn *c, struct cfn_gate *gate, const struct doc_node *arns, bool scopes);
void cfn_jwt_gate(struct cfn *c, struct cfn_gate *gate, const struct doc_node *issuer, bool scopes);
/* Authorizers that no route has, and roles that nothing takes: an attribute and a warning. Begun when
 * the nodes are made; told of each resource while what it holds is at hand. */
void cfn_mentions_begin(struct cfn *c);
void cfn_mentions_in(struct cfn *c, const struct cfn_resource *r);
void cfn_unattached(struct cfn *c);
/* Routes of an OpenAPI document with Amazon's extensions. */
void cfn_openapi(struct cfn *c, struct cfn_resource *api, const struct doc_node *body);
/* What an OpenAPI document, or in version 3 one of its servers, says of disableExecuteApiEndpoint. */
const struct doc_node *cfn_openapi_endpoint(struct cfn *c, const struct doc_node *body);

/* --- Policies --------------------------------------------------------------------------------- */
/* kind: "identity", "boundary", "trust", "resource". document may be a text with JSON. when: what
 * has to hold for the node to have it (terms.h). */
void cfn_policy(struct cfn *c, node_id n, const char *kind, struct str name,
                const struct doc_node *document, struct str when);
/* A document of JSON in a text (or in an Fn::Sub, an Fn::Join), in the arena's care; NULL: none. */
const struct doc_node *cfn_json_text(struct cfn *c, const struct doc_node *n);

/* An AWS::Lambda::ResourcePolicy as resources of AWS::Lambda::Permission; NULL: its document is not in
 * the template. */
const struct doc_node *cfn_policy_permissions(struct cfn *c, const struct cfn_resource *r);

/* --- Stacks in stacks: cfn_stacks.c ------------------------------------------------------------ */
void cfn_import_one(struct import *im, const struct doc *doc, const struct cfn_options *o);
/* The file that a Stack resource is made of, as its properties and metadata say; empty: none. */
struct str cfn_stack_file(struct import *im, struct str folder, const struct doc_node *resource);
/* The template at path is also the stack r: it is imported with what r gives it. Its scope; empty:
 * the stack would hold itself, or there are too many. */
struct str cfn_stack_use(struct cfn *c, struct cfn_resource *r, struct str path);
/* The thing that the stack around this one gives it for the parameter; 0: none, or there is no such. */
node_id cfn_stack_gives(struct cfn *c, struct str parameter);
void cfn_stack_deployer(struct cfn *c); /* the role by which it is deployed: who may change it has it */
void cfn_join_buses(struct import *im); /* default buses of one system: behind all other joins */
void cfn_permissions(struct import *im); /* of services to call functions: behind all joins */
/* Behind the API in the ARN of a source, with wildcards, the name of a route ("GET /a/{id}"), and the
 * stages of its API (FACT_STAGES). */
bool cfn_may_be_route(struct str source, struct str route, struct str stages);
void cfn_stacks_finish(struct import *im); /* whatever nobody used after all */

/* --- Values that are settings ----------------------------------------------------------------- */
/* One environment variable: what it names, a secret in it. */
void cfn_setting(struct cfn *c, node_id owner, struct str scope, const struct doc_node *value);
/* The secret that the value is by Ref: a parameter that is not shown; 0: it is none. */
node_id cfn_hidden_parameter(struct cfn *c, const struct doc_node *value);
static inline bool cfn_is_key_value(const struct cfn_ref *ref) /* of an access key of a user */
{
    return ref->kind == CFN_REF_RESOURCE && str_is(ref->attr, "SecretAccessKey");
}
/* by, a parameter or the stack with an output, holds this value, which may be that of a secret: then
 * an edge uses with value=deployment. resolved: dynamic references are replaced there. */
void cfn_show(struct cfn *c, node_id by, const struct doc_node *value, struct str setting,
              bool resolved, struct str condition);
node_id cfn_secret_literal(struct cfn *c, struct str id, struct str name, struct str raw,
                           struct origin where);
/* Secrets in other properties that are plain text: scripts, arguments, definitions. */
bool cfn_has_plain(struct str type); /* of resources */
void cfn_plain_secrets(struct cfn *c, struct cfn_resource *r);

/* Handlers, one group per file. */
#define CFN_HANDLERS(X)                                                                            \
    X(function) X(url) X(web_function) X(web_endpoint) X(permission) X(mapping) X(invoke_config)   \
    X(alias) X(layer_permission) X(function_policy)                                                \
    X(rest_api) X(rest_method) X(stage) X(deployment) X(authorizer) X(api_key) X(http_api) X(http_route)         \
    X(graphql) X(graphql_resolver) X(data_source)                                                  \
    X(distribution) X(load_balancer) X(listener) X(target_group) X(web_acl_association)            \
    X(user_pool) X(user_pool_client) X(identity_pool) X(pool_roles)                                \
    X(queue) X(topic) X(subscription) X(rule) X(schedule) X(pipe) X(firehose) X(iot_rule)          \
    X(subscriber) X(event_source)                                                                  \
    X(receipt_rule) X(bus_policy) X(destination) X(resource_policy)                                \
    X(bucket) X(table) X(global_table) X(database) X(domain)                                                       \
    X(role) X(policy) X(user) X(access_key) X(key) X(secret) X(parameter) X(rotation)              \
    X(attachment) X(state_machine) X(subscription_filter) X(alarm) X(stack) X(web_acl)             \
    X(custom) X(compute) X(api_mapping) X(channel) X(classic_balancer) X(event_api) X(front)       \
    X(front_domain) X(pipeline_webhook) X(pool_provider) X(search_access) X(search_security)       \
    X(thing) X(device_policy) X(transfer) X(plan_key) X(kafka) X(pipeline) X(build) X(connection) X(app_runner)     \
    X(security_group) X(ingress_rule) X(egress_rule) X(vpc_endpoint)

#define X(name) void cfn_emit_##name(struct cfn *c, struct cfn_resource *r);
CFN_HANDLERS(X)
#undef X

#endif
