/* SPDX-License-Identifier: MIT */
/* csharp.h - what the C# sources of an Azure Functions project say about its topology.
 * Place:     importers; knows base and the token streams of read_source.h, no graph. The Azure
 *            importer turns these facts into nodes and edges.
 * How:       every file is parsed for its declarations; bodies are interpreted abstractly from the
 *            entry of each function on (constants, settings, clients and their names flow through
 *            locals, fields, parameters, helpers, constructors and injection). Code that no
 *            function reaches gives nothing. Reading and writing are told apart by the call.
 * Use:       struct csharp *p = csharp_new(diags);
 *            csharp_add(p, file, bytes) for every .cs and .csx file, in any order;
 *            csharp_add_entry(...) for a function whose function.json names its code;
 *            const struct csharp_facts *f = csharp_scan(p);
 *            csharp_free(p);
 * Order:     the facts are sorted and do not depend on the order of the calls.
 * Secrets:   facts may quote what the source holds; see `secret` below. csharp_free() wipes it.
 * Ownership: bytes and texts are copied; all facts belong to p.
 * Failure:   broken source costs the facts of that place only, never a crash; a file whose budget
 *            is exceeded gives a diagnostic. Out of memory ends in die().
 * Cost:      linear in the bytes for declarations; interpretation is bounded by fuel per function.
 */
#ifndef FAASMAP_CSHARP_H
#define FAASMAP_CSHARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"
#include "diag.h"
#include "str.h"

struct csharp; /* one project: opaque */

/* How much of a text is known without running the program. In `text` a setting stands as %NAME%
 * (as bindings write it) and an unknown part as '*'. NAME is as the code spells it: "A:B" and
 * "A__B" are the same setting. */
enum csharp_form {
    CSHARP_TEXT_NONE,    /* there is no such text */
    CSHARP_TEXT_LITERAL, /* all of it is in the source */
    CSHARP_TEXT_SETTING, /* settings, or settings and literal parts: "%Env%-orders" */
    CSHARP_TEXT_PARTLY,  /* some part is only known at run time: "orders-*" */
    CSHARP_TEXT_UNKNOWN, /* nothing is known; `text` is empty */
};
struct csharp_text {
    struct str text;
    enum csharp_form form;
};

/* Declared: attributes */
enum csharp_direction {
    CSHARP_IN,
    CSHARP_OUT,
    CSHARP_INOUT,
    CSHARP_TRIGGER,
    /* The parameter is an SDK client (CloudTable, BlobContainerClient, ...): the attribute does not
     * say whether it is read or written, effects on the same name do. */
    CSHARP_BY_CODE,
};
struct csharp_property {
    struct str name; /* as function.json spells it: "queueName", "authLevel", "methods", ... */
    const struct csharp_text *values;
    size_t count; /* 1, or more for arrays (methods) */
    struct origin where;
};
struct csharp_binding {
    struct str type; /* as function.json: "httpTrigger", "queue", "cosmosDB", ...; an attribute that
                        is not in the table keeps its own name, first letter lowered */
    enum csharp_direction direction;
    struct str name;     /* of the parameter or of the property; "$return" for the return value */
    struct str clr_type; /* of that parameter or property: "IAsyncCollector<Order>" */
    const struct csharp_property *properties; /* sorted by name; authLevel is always there for an
                                                 httpTrigger ("function" when left out) */
    size_t count;
    struct origin where; /* of the attribute */
    uint8_t conf;
};
struct csharp_function {
    struct str name;     /* of the attribute; may hold %SETTING% */
    struct str method;   /* "Namespace.Class.Method" */
    bool isolated;       /* [Function] of the worker model, not [FunctionName] */
    bool script;         /* came in by csharp_add_entry() */
    bool disabled;       /* [Disable] without a setting; with one, see `disabled_by` */
    struct str disabled_by; /* setting that switches it off; empty: none */
    const struct csharp_binding *bindings; /* triggers first, then by place in the source */
    size_t count;
    struct origin where; /* of the method's name */
    uint8_t conf;        /* 90; less when the name could not be resolved ("*" in it) */
    bool whole;          /* its code was followed to the end */
};

/* Done in code */
enum csharp_op {
    CSHARP_READ,
    CSHARP_WRITE,
    CSHARP_CALL,        /* request to an HTTP host or a third-party service */
    CSHARP_USE_SETTING, /* reads an app setting, environment variable or connection string */
    CSHARP_INVOKE,      /* starts another function: orchestration, activity, entity */
    CSHARP_OTHER,       /* a call of a client that is in no table: it may do anything there */
};
/* Bits: what the calls of one effect do. */
enum { CSHARP_DOES_READ = 1, CSHARP_DOES_WRITE = 2, CSHARP_DOES_DELETE = 4 };
/* X(ENUM, "name") */
#define CSHARP_RESOURCES(X)                                                                        \
    X(QUEUE, "storage queue")                                                                      \
    X(TABLE, "storage table")                                                                      \
    X(CONTAINER, "blob container")                                                                 \
    X(FILE_SHARE, "file share")                                                                    \
    X(SERVICEBUS, "service bus queue or topic")                                                    \
    X(EVENTHUB, "event hub")                                                                       \
    X(EVENTGRID, "event grid topic")                                                               \
    X(IOTHUB, "iot hub")                                                                           \
    X(COSMOS, "cosmos container")                                                                  \
    X(DATABASE, "database")                                                                        \
    X(CACHE, "redis cache")                                                                        \
    X(VAULT_SECRET, "key vault secret")                                                            \
    X(VAULT_KEY, "key vault key")                                                                  \
    X(HTTP, "http host")                                                                           \
    X(SERVICE, "service")                                                                          \
    X(SETTING, "setting")                                                                          \
    X(FUNCTION, "function")
#define X(e, ...) CSHARP_##e,
enum csharp_resource { CSHARP_RESOURCES(X) CSHARP_RESOURCE_COUNT };
#undef X

struct csharp_effect {
    uint32_t function; /* index into functions, or CSHARP_APP: start-up code of the whole app */
    uint8_t op;        /* enum csharp_op */
    uint8_t resource;  /* enum csharp_resource */
    uint8_t does;      /* READ and WRITE: CSHARP_DOES_ bits, of all calls that are this effect */
    uint8_t conf;      /* 90 one known value; 65 one of several; 60 partly known; 50 name unknown */
    /* USE_SETTING only: the setting is read while a class that the function uses is initialised
     * (static initialiser, constructor), and nothing on the function's own path takes the value. */
    bool held;
    /* QUEUE..VAULT_KEY: the resource's own name (container only, no blob path). HTTP: the host
     * ("api.example.com", with ":port" if given); in form SETTING the %NAME% of a setting whose
     * value is a URL. SERVICE: "Twilio", ... SETTING: the name. FUNCTION: the name. */
    struct csharp_text name;
    /* What stands around it: the database of a Cosmos container, the vault's URL, the URL without
     * user and query of an HTTP call, the blob's path in its container. Often empty. A credential
     * that is written into a path and is none of the known forms may still stand in it. */
    struct csharp_text detail;
    /* The connection string, endpoint or URL of the account that the client was made with: form
     * SETTING "%NAME%" = a setting; LITERAL = an endpoint without credentials; NONE or UNKNOWN =
     * not seen. A literal connection string is not here but in `secret`. */
    struct csharp_text connection;
    /* Raw credential in the source itself (literal connection string, key in a URL or argument) or
     * empty. Fingerprint it; never show, print or store it. */
    struct str secret;
    struct origin secret_where;
    /* Settings whose value goes into the request or the client beside the connection (API keys,
     * tokens, accounts): plain names, sorted. */
    const struct str *settings;
    size_t setting_count;
    struct str method; /* the call that did it: "CloudQueue.AddMessage" */
    struct str via;    /* helper chain: "SmsManager.SendAlerts > TelstraSms.SendSms";
                          empty: in the function itself */
    struct origin where;
};
#define CSHARP_APP UINT32_MAX

struct csharp_facts {
    const struct csharp_function *functions; /* by name, then place */
    size_t function_count;
    /* By function (the app last), op, resource, name, connection; one effect per such key, with the
     * place that is surest, then nearest to the entry, then first in the source. */
    const struct csharp_effect *effects;
    size_t effect_count;
    /* Namespaces of client libraries of Azure that the sources import and nothing here follows, sorted. */
    const struct str *unread;
    size_t unread_count;
    bool whole; /* start-up code was followed to the end */
};

struct csharp *csharp_new(struct diags *diags) ATTR_RETURNS_NONNULL; /* diags is borrowed */
void csharp_free(struct csharp *p); /* NULL is allowed */
/* One source file; `file` as origins shall name it, relative to the project, '/' between parts. */
void csharp_add(struct csharp *p, struct str file, struct str bytes);
/* A function that a function.json declares: file is its script (.csx) or empty for compiled code;
 * entry is the method: "Run", "Class.Run" or "Namespace.Class.Run" (empty: "Run"). When an
 * attribute declares a function of the same method already, nothing is added. */
void csharp_add_entry(struct csharp *p, struct str name, struct str file, struct str entry);
/* Scans what was added; call it once. Valid until csharp_free(). */
const struct csharp_facts *csharp_scan(struct csharp *p) ATTR_RETURNS_NONNULL;

const char *csharp_op_name(enum csharp_op op);             /* "read", "write", "call", ... */
const char *csharp_resource_name(enum csharp_resource r);  /* as in the table above */

#endif
