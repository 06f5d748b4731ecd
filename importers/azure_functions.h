/* SPDX-License-Identifier: MIT */
/* azure_functions.h - the parts of the importer of Azure Functions projects, for each other.
 * Place:     importers; only azure_functions*.c include it.
 * Parts:     azure_functions.c           claims, one app per project, host.json, settings, C#
 *            azure_functions_app.c       what the settings say about the app
 *            azure_functions_json.c      function.json -> bindings
 *            azure_binding_rows.c        the table of binding types
 *            azure_functions_bindings.c  bindings -> nodes and edges
 *            azure_functions_http.c      routes, gates, keys, timers
 *            azure_functions_sources.c   which C# sources belong to the project
 *            azure_functions_code.c      what C# code does -> edges
 *            azure_functions_read.c      what was read of the code, and what no edge shows
 *            azure_stores.c              queues, tables, containers, ... in their accounts
 *            third_parties.c             names of outside services by host
 * Ids:       azure:SCOPE:KIND:NAME, SCOPE being the project's folder below the input root, "app"
 *            for the root itself, so nothing depends on where the root lies.
 */
#ifndef FAASMAP_AZURE_FUNCTIONS_H
#define FAASMAP_AZURE_FUNCTIONS_H

#include "azure_settings.h"
#include "csharp.h"
#include "importer.h"
#include "third_parties.h"

/* Attribute of a queue or container that triggers a function: where its failed messages go. */
#define AZURE_POISON "poison-queue"

enum azure_durable { DURABLE_NONE, DURABLE_ORCHESTRATOR, DURABLE_ACTIVITY, DURABLE_ENTITY };

struct azure_function {
    struct str name;
    node_id node;
    bool timer;        /* a timer starts it */
    bool has_code;     /* function.json names C# code: */
    struct str script, entry; /* the .csx file or empty, and the method */
    enum azure_durable durable;
};

struct azure_app {
    struct import *im;
    struct graph *g;
    struct arena *arena;
    struct str root;  /* the project's folder, "" for the input root */
    struct str scope; /* middle part of ids */
    struct str name;
    struct str project;  /* the one .csproj in the folder; empty: none or several */
    struct origin where; /* of host.json, or what stands for it */
    node_id node;
    struct azure_settings *settings;
    struct str route_prefix;
    struct str queue_batch, queue_retry; /* of host.json; empty: not said */
    struct azure_function *functions;
    size_t function_count, function_cap;
    struct csharp *code; /* NULL: no source was read */
    const struct csharp_facts *facts;
};

enum azure_direction { AZURE_TRIGGER, AZURE_IN, AZURE_OUT, AZURE_INOUT, AZURE_BY_CODE };

struct azure_property {
    struct str name;       /* as function.json spells it */
    struct str text;       /* may hold %SETTING% and {expression} */
    bool dynamic;          /* some part is only known at run time */
    struct origin where;
};

/* One binding, wherever it was declared. A list is several properties of one name. */
struct azure_binding {
    struct str type;
    enum azure_direction direction;
    struct str name; /* of the parameter */
    const struct azure_property *properties;
    size_t count;
    struct origin where;
    int confidence;
};

/* Paths: "" is the input root. */
struct str azure_in_folder(struct import *im, struct str folder, struct str name);
struct str azure_base_of(struct str path);
bool azure_is_below(struct str path, struct str folder);
/* Files below a folder that lie below no host.json deeper than the project's own. */
size_t azure_own_files(struct azure_app *app, struct str under, struct str suffix,
                       struct str **files);

/* The first of the names (separated by commas, compared without case) that has a text. */
const struct azure_property *azure_property(const struct azure_binding *b, const char *names);
struct str azure_property_text(const struct azure_binding *b, const char *names);

/* The function of this name (compared without case), a new one if there is none. */
struct azure_function *azure_function(struct azure_app *app, struct str name, struct origin where);
struct azure_function *azure_function_find(struct azure_app *app, struct str name);

/* The settings files of the project, and their nodes. */
void azure_read_settings(struct azure_app *app);
/* Host storage, package, log, limit, switches: once all functions are known. */
void azure_add_platform(struct azure_app *app);

/* Nodes and edges of one binding of f. */
void azure_bind(struct azure_app *app, struct azure_function *f, const struct azure_binding *b);
void azure_bind_http(struct azure_app *app, struct azure_function *f,
                     const struct azure_binding *b);
/* A webhook of the platform that wants a system key: "POST /runtime/webhooks/...". */
void azure_bind_webhook(struct azure_app *app, struct azure_function *f,
                        const struct azure_binding *b, struct str path, struct str key);
void azure_bind_timer(struct azure_app *app, struct azure_function *f,
                      const struct azure_binding *b);

/* function.json of one function; its folder is its name. */
void azure_read_function_json(struct azure_app *app, struct str file);

/* Scans the C# sources of the project; needs no nodes. Functions of function.json are entries. */
void azure_scan_code(struct azure_app *app);
/* What was scanned: functions, bindings and effects. */
void azure_read_code(struct azure_app *app);
void azure_add_code(struct azure_app *app, const struct csharp_facts *facts);

/* --- What was read: azure_functions_read.c ---------------------------------------------------- */
/* What the calls of an effect do, on the edge that shows them. */
void azure_note_does(struct azure_app *app, edge_id e, const struct csharp_effect *from);
/* A call that no edge to its target shows. */
void azure_note_call(struct azure_app *app, node_id from, const struct csharp_effect *e);
/* A call of a service of Azure that is named, but stands for no resource of the input. */
void azure_note_service(struct azure_app *app, node_id from, struct str service);
/* Says of each function whether its code was followed; after all effects. */
void azure_note_read(struct azure_app *app, const struct csharp_facts *facts);

/* --- Things in accounts: azure_stores.c ------------------------------------------------------- */
/* A store by kind and name, in its account. name is already known in full. */
node_id azure_store(struct azure_app *app, const struct azure_account *account,
                    enum node_kind kind, const char *type, struct str name, struct origin where);
/* A topic's subscription as a queue that the topic delivers to. */
node_id azure_subscription(struct azure_app *app, const struct azure_account *account,
                           struct str topic, struct str subscription, struct origin where);
/* The function's own use of the setting that holds the connection. */
void azure_use_setting(struct azure_app *app, node_id user, const struct azure_account *account,
                       enum evidence evidence, int confidence, struct origin where);
/* A service outside by its name; host may be empty. */
node_id azure_outside_service(struct azure_app *app, struct str name, struct str host,
                              struct origin where);
/* What cannot be known from the input: an entry of the unresolved list at the function. */
void azure_not_known(struct azure_app *app, struct str text, const char *reason, node_id node,
                     struct origin where);

#endif
