/* SPDX-License-Identifier: MIT */
/* serverless_lower.h - a service file becomes the CloudFormation template that it stands for.
 * Place:     private to the importer of the Serverless Framework; documents in, a document out.
 *            What a template means is the business of cfn.h.
 * Ids:       the logical ids are those that the framework makes, since `resources` refers to them.
 * Order:     functions and their roles, events, plugins, then `resources` merged over all that,
 *            then `extensions`; last, variables that stayed open become parameters of their name.
 * Places:    what is made up has the place of the event or function that caused it.
 * Unknown:   events, providers and plugins that are not known are told to the host's open().
 * Ownership: everything lives in the document that comes back.
 * Source:    Serverless Framework, docs (events, functions, iam, resources), those of plugins.
 */
#ifndef FAASMAP_SERVERLESS_LOWER_H
#define FAASMAP_SERVERLESS_LOWER_H

#include "serverless_make.h"
#include "serverless_variables.h"

enum { SLS_SHARED_MAX = 1024 };

struct sls_role {
    struct str id;               /* logical id */
    struct str function;         /* whose it is; empty: shared */
    const struct doc_node *at;
    struct doc_node *statements; /* of its policy, as the file says */
    struct doc_node *made;       /* further ones, that events and settings need */
    struct doc_node *managed;    /* ARNs */
    struct doc_node *services;   /* who may assume it */
    const struct doc_node *boundary, *path, *name, *tags;
    bool plugged;                /* by a plugin, behind the framework's back */
    bool in_net;                 /* has the policy for networks already */
};

struct sls_function {
    struct str name, norm, id;   /* "hello", "Hello", "HelloLambdaFunction" */
    const struct doc_node *node; /* as the service says, variables replaced */
    struct str alias;            /* that events go to; empty: the function itself */
    struct sls_role *role;       /* NULL: one that exists already */
    unsigned counts[8];          /* of events of a kind, in logical ids */
    unsigned event;              /* place of the event that is looked at, from 1 */
    struct str groups;           /* what its log groups have in common */
};

struct sls {
    const struct sls_host *host;
    struct arena *arena;
    struct doc *doc;
    struct sls_vars vars;
    const struct doc_node *root;     /* the service file as written */
    const struct doc_node *provider; /* with variables replaced; all may be NULL */
    const struct doc_node *net;      /* where functions lie if nobody says it; NULL: nowhere */
    const struct doc_node *own;      /* `resources` as one map: what its ids are */
    struct doc_node *resources, *outputs, *parameters;
    struct str path, service, stage, stack;
    struct str scope_export;         /* of compose: prefix of the names that outputs go by */
    struct sls_function *functions;
    size_t function_count;
    struct sls_role *shared;
    struct sls_role **roles;
    size_t role_count, role_cap;
    bool rest_api, http_api, websocket; /* made already */
    struct doc_node *helper_may;        /* statements of the role of the framework's own functions */
    struct map pools, buckets;       /* logical ids made by several events together -> lists */
    struct doc_node *lists[SLS_SHARED_MAX];
    size_t list_count;
    struct doc_node *edge_origins, *edge_paths, *edge_config; /* of the one distribution */
};

struct sls_given { /* by a compose file */
    const struct doc *doc;
    const struct doc_node *params; /* of doc; a map */
    struct str export_prefix;      /* outputs get exports of this prefix and their name */
};

struct sls_about { /* what the template itself does not say; texts live in the document */
    struct str title, deployer; /* name of the stack; role by which it is deployed, empty: none */
    struct origin deployer_at;
};

/* NULL: the service is none of AWS. given may be NULL. To be freed by doc_free(). */
struct doc *sls_lower(const struct sls_host *host, struct str path, const struct doc *service,
                      const struct sls_given *given, struct sls_about *about);
const struct doc_node *sls_deployment_role(const struct sls *s); /* NULL: none is given */

/* --- Shared by the parts ---------------------------------------------------------------------- */

/* Adds a resource made with sls_make(); one that is there already under this id stays. */
void sls_add(struct sls *s, struct str id, struct doc_node *resource);
bool sls_has(const struct sls *s, struct str id);
struct sls_function *sls_function_find(const struct sls *s, struct str name); /* NULL: none */
void sls_open(struct sls *s, struct str text, const char *reason, const struct doc_node *at);
/* {'Fn::GetAtt': [id, 'Arn']} */
struct doc_node *sls_arn(struct sls *s, const struct doc_node *at, struct str id);
/* What events call: the function's ARN, or that of its alias. */
struct doc_node *sls_target(struct sls *s, const struct doc_node *at, const struct sls_function *f);
struct str sls_alias_id(struct sls *s, const struct sls_function *f); /* empty: none */
/* An output under this name, exported as the framework does. */
void sls_output(struct sls *s, struct str id, struct doc_node *value);
/* A scalar member of a map: its text; empty: not there, or no scalar. */
struct str sls_text(const struct doc_node *map, const char *key);
/* 'true' said in a way; otherwise the default. */
bool sls_is(const struct doc_node *n, bool otherwise);
/* Permission for a service to invoke the function; source: NULL or the ARN it comes from (%m). */
void sls_permission(struct sls *s, const struct sls_function *f, struct str id,
                    const struct doc_node *at, const char *principal, struct doc_node *source);
/* Does the stack have a bucket for its packages? */
bool sls_own_bucket(const struct sls *s);
/* 1 to 4, as frameworkVersion says; 0: it is silent. */
int sls_version(const struct sls *s);
/* {Ref: X}, {Fn::GetAtt: ...}: a function of CloudFormation. */
bool sls_is_call(const struct doc_node *n);
/* A last part of an ARN, or the id that a reference names: what ids of sources are made of. */
struct str sls_source_name(struct sls *s, const struct doc_node *n);

/* serverless_functions.c */
void sls_functions(struct sls *s);       /* reads all, makes functions and their roles */
void sls_function_url(struct sls *s, const struct sls_function *f);
struct sls_function *sls_function_new(struct sls *s, struct str name, const struct doc_node *node);
/* [{Key, Value}] of a map; NULL: none */
struct doc_node *sls_tags(struct sls *s, const struct doc_node *all);
/* How the function is called in the account; a scalar, unless the file says otherwise. */
const struct doc_node *sls_function_name(struct sls *s, const struct sls_function *f);
/* Where packages lie: {S3Bucket: ...}; NULL: in a bucket of the account. */
struct doc_node *sls_package_bucket(struct sls *s, const struct doc_node *at);
/* serverless_helpers.c: functions of the framework itself */
struct sls_helper {
    const char *name, *handler;
    struct doc_node *statements; /* what it needs; a list */
};
struct sls_tie { /* by a custom resource */
    const char *suffix, *type;   /* of its logical id; its type */
    const char *list, *name_key; /* of its properties */
    const struct doc_node *name; /* of what exists */
    struct doc_node *config;     /* one element of the list */
    struct sls_helper helper;
};
struct str sls_helper(struct sls *s, const struct doc_node *at, const struct sls_helper *h);
void sls_helper_logs(struct sls *s, const struct doc_node *at); /* API Gateway may write logs */
void sls_helper_role(struct sls *s); /* last of all */
void sls_tie_bucket(struct sls *s, const struct sls_function *f, const struct doc_node *e,
                    const struct doc_node *bucket, const struct doc_node *event);
void sls_tie_pool(struct sls *s, const struct sls_function *f, const struct doc_node *e,
                  const struct doc_node *pool, struct str trigger);
/* serverless_iam.c */
void sls_shared_role(struct sls *s);     /* makes it, if a function needs it */
struct sls_role *sls_role_of(struct sls *s, struct sls_function *f, const struct doc_node **given);
/* Adds a statement (%m) to the function's role, once; to the shared one where the function has one
 * that exists already, as the framework does. */
void sls_allow(struct sls *s, struct sls_function *f, struct doc_node *statement);
/* Lets a service assume the role. */
void sls_trust(struct sls *s, struct sls_role *r, const struct doc_node *at, const char *service);
void sls_roles(struct sls *s);           /* makes all roles that are used */
bool sls_has_plugin(struct sls *s, const char *name);
/* serverless_events.c and its parts: false: not one of theirs. e: the event's value, maybe NULL */
void sls_events(struct sls *s, struct sls_function *f);
bool sls_event_api(struct sls *s, struct sls_function *f, struct str type,
                   const struct doc_node *e);
bool sls_event_queue(struct sls *s, struct sls_function *f, struct str type,
                     const struct doc_node *e);
bool sls_event_other(struct sls *s, struct sls_function *f, struct str type,
                     const struct doc_node *e);
/* serverless_edge.c */
void sls_event_edge(struct sls *s, struct sls_function *f, const struct doc_node *e);
void sls_event_end(struct sls *s, struct sls_function *f); /* what stands for several of them */
/* Parts of REST and HTTP APIs that plugins use as well. Returns the logical id of the resource or
 * the reference of the root. */
struct doc_node *sls_rest_resource(struct sls *s, const struct doc_node *at, struct str path,
                                   struct str *norm);
struct doc_node *sls_rest_api(struct sls *s, const struct doc_node *at); /* its Ref */
struct doc_node *sls_http_api(struct sls *s, const struct doc_node *at);
/* serverless_plugins.c; each of the others is a file of its own */
void sls_plugins(struct sls *s);
void sls_step_functions(struct sls *s);
void sls_service_proxies(struct sls *s);
void sls_pipes(struct sls *s);
void sls_constructs(struct sls *s);
/* What a construct puts all functions into, as `provider.vpc` would say it; NULL: none. */
struct doc_node *sls_construct_net(struct sls *s);
void sls_graphql(struct sls *s);
/* "GraphQlApi" and the letters and digits of a name: as the plugin makes its logical ids. */
struct str sls_graphql_id(struct sls *s, struct str prefix, const char *head, struct str name);
void sls_domains(struct sls *s); /* after all APIs */
/* serverless_resources.c */
const struct doc_node *sls_own_resources(struct sls *s); /* merged, variables replaced */
void sls_finish(struct sls *s, const struct doc_node *own); /* merges; sets the root */

#endif
