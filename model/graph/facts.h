/* SPDX-License-Identifier: MIT */
/* facts.h - the facts that analyses read: names of attributes, values, and what silence means.
 * Place:     graph; importers and derivations write these names, analyses read them. A fact that is
 *            not listed here moves nothing: it is shown, never judged.
 * Rule:      importers record, they do not judge. What an input does not say is left out, and
 *            "silence" below says how that is read. The reading is always the cautious one:
 *            what cannot be excluded counts as possible.
 * Booleans:  graph_attr_typed(..., ATTR_BOOL, "true"|"false"); the texts "true"/"yes"/"1" and
 *            "false"/"no"/"0" are understood as well, because people write topologies by hand.
 *
 * How a system is said in edges (from -> to):
 *   gate          exposes(actor -> route) carries auth AND is repeated on routes(api -> route).
 *                 exposes without auth reads as "unknown", routes without auth as no gate.
 *                 An api with routes is exposed through them; its own exposes says none.
 *   authorizer    exposes(actor -> authorizer, none, via=route) beside
 *                 invokes(route -> authorizer, role=authorizer).
 *   route         routes(api -> route), invokes(route -> function).
 *   third party   a service node with external=true in zone third-party: reads(function -> service)
 *                 for data that is fetched, writes(function -> service) for what is sent.
 *   polling       reads(function -> queue) is enough if a timer triggers the function; for any
 *                 other loop that fetches its work set work=true on the reads edge.
 *   app           hosted-by(function -> app); settings, secrets and identity hang on the app:
 *                 uses(app -> secret, value=plain), runs-as(app -> identity);
 *                 code-from(app -> bucket, role=host-storage) for the storage of the host.
 *                 What code reads itself hangs on the function: uses(function -> secret).
 *   secret        unlocks(secret -> what it opens) with op classes; none given means all.
 *                 A connection string of a whole account unlocks the boundary node of the account.
 *   account       a storage account, message namespace, database account or vault is a boundary
 *                 with class=data-account; its queues, tables, containers reside-in it. A resource
 *                 group is a boundary with class=resource-group, and so on (below).
 *   grant         grants(identity -> node or boundary) with op classes, already evaluated.
 *   any:SERVICE   a boundary with class=any stands for all things of one service in scope; each
 *                 of them has a resides-in edge to it that carries implicit=true (not a frame).
 *   switched off  stays in the model: disabled=true on the node, enabled=false on the edge.
 */
#ifndef FAASMAP_FACTS_H
#define FAASMAP_FACTS_H

#include <stdbool.h>

#include "graph.h"

struct buf;

/* --- Node attributes -------------------------------------------------------------------------- */
#define FACT_CLASS       "class"       /* boundary: what it holds, one of BOUNDARY_CLASSES; silence:
                                          a frame only, nothing spreads through it */
#define FACT_RUNS        "runs"        /* boundary of class any: bool, what lies in it runs code: to
                                          configure it is not to control it; silence: false */
#define FACT_ROLE        "role"        /* actor: one of ACTOR_ROLES; silence: its name, if that is
                                          one of them, else "user" */
#define FACT_EXPLOITABLE "exploitable" /* function, compute: why ("eval on the query string,
                                          handler.py:12"); silence or "false": nothing known */
#define FACT_FETCHES     "fetches"     /* function: methods of requests whose address the caller
                                          chooses: "GET", "GET,POST", "*" for any; silence: none */
#define FACT_SIFTS       "sifts"       /* function: bool, a condition of its code looks at the input: it
                                          may pass over what it has made itself */
#define FACT_SORTS       "sorts"       /* function: bool, a condition of its code looks at what all
                                          records of one source have alike: it may tell sources */
#define FACT_CALLS       "calls"       /* function: what its code calls and no edge shows, in any case:
                                          "dynamodb:DescribeTable,scheduler:deleteschedule", "sqs:*":
                                          a client went to code that is not read; of Azure
                                          what is called, and how: "blob:write,queue:other" */
#define FACT_CODE_READ   "code-read"   /* function of Azure: "all" if its code and the start-up code of
                                          its app were followed; else what was not, commas
                                          ("Azure.ResourceManager"); silence: none of it was read */
#define FACT_REUSED      "reused"      /* bool: one instance serves several events; silence: true */
#define FACT_LIMIT       "limit"       /* what caps the load ("throttle 10/s"); silence, "none" or
                                          "false": nothing does */
#define FACT_RESERVED    "reserved"    /* function: own reserved concurrency; silence: none */
#define FACT_RESERVED_ASKED "reserved-concurrency" /* function: "undecided": a parameter says it */
#define FACT_ASYNC_RETRIES "async-retries" /* function: how often an event that nobody waits for is
                                          tried again; silence: the platform's default */
#define FACT_RECURSIVE   "recursive-loop" /* function: "Allow": the provider lets loops run; silence:
                                          it stops those that it sees */
#define FACT_TIMEOUT     "timeout"     /* function: seconds; silence: the platform's default */
#define FACT_MEMORY      "memory-size" /* function: megabytes; silence: the platform's default */
#define FACT_VISIBILITY  "visibility-timeout" /* queue: seconds; silence: the platform's default */
#define FACT_RETENTION   "message-retention-period" /* queue: seconds; silence: the default */
#define FACT_DISABLED    "disabled"    /* bool; silence: false */
#define FACT_EGRESS      "egress"      /* can it send to the outside? "none" or "false": no;
                                          silence: yes */
#define FACT_NETWORK     "network"     /* "private": only from inside the net it resides in;
                                          silence: public */
#define FACT_MANAGED     "managed"     /* key: "provider" or "customer"; silence: customer. service:
                                          "provider": of the cloud itself, no third party */
#define FACT_SCHEDULE    "schedule"    /* timer: the expression as written */
#define FACT_TIME_ZONE   "time-zone"   /* timer: of the times of its schedule; app: of all schedules
                                            in it; silence: UTC */
#define FACT_UNHANDLED   "unhandled"   /* workflow: tasks with neither Catch nor Retry, on them or
                                          around them: "Charge, Orders/Ship" */
#define FACT_RETRIES     "most-retries" /* workflow: the most attempts of one retrier, and its state:
                                          "12 Charge" */
#define FACT_UNBOUNDED   "unbounded"   /* workflow: states that run once for each item that comes, as
                                          many at once as the platform lets: "Each (distributed)" */
#define FACT_ACLS        "acls"        /* true: access lists of a bucket of S3 hold, which they do not
                                          unless it says so */
#define FACT_MADE_BY     "made-by"     /* "platform": it is there without anybody declaring it (host
                                          keys, poison queues); silence: somebody did */
#define FACT_ORIGIN      "origin"      /* what made it, where nobody wrote it: "sam" of "AWS SAM";
                                          silence: it stands in the input */
#define FACT_ORIGIN_OF   "origin-of"   /* the logical id of what it was made for; silence: several */
#define FACT_CONNECTOR   "connector"   /* grants: the connector of AWS SAM that declares it; reads, writes,
                                          invokes: that it follows from */
#define FACT_DECLARES    "declares"    /* grants: what of it connectors declare: "read,write" */
#define FACT_FIXED       "fixed"       /* reads, writes, invokes of a route: bool, nothing that the caller
                                          sends goes in; silence: false */
#define FACT_STAGES      "stages"      /* api: the names of its stages, commas, "*" for one that only the
                                          deployment knows; silence: nothing is known of them */
#define FACT_READ_BY     "read-by"     /* secret: who reads it besides functions: "platform" (the host
                                          that runs them), "callers"; silence: nobody */
#define FACT_PREFLIGHT   "preflight"   /* route: bool, the gateway itself answers browsers that ask
                                          before they call; no way in; silence: false */
#define FACT_STATES      "states"      /* workflow: how many, where its definition was read */
#define FACT_PACKAGES    "packages"    /* function, app: the file that lists the third-party packages of
                                          its code; silence: none was found */
#define FACT_LOOSE       "loose-packages" /* those that may be any version: "left-pad *, requests" */
#define FACT_LOOSE_AT    "loose-packages-at" /* the first of them: "FILE:LINE" */
#define FACT_LOCKFILE    "lock-file"   /* what pins all of them; silence: nothing does */
#define FACT_EXPIRES     "expires"     /* secret that is an address with a signature: the day of its
                                          end, or seconds since 1970; "never"; "policy": the account
                                          says it */
#define FACT_FINGERPRINT "fingerprint" /* secret: the tag that replaces its value */
#define FACT_ARN         "arn"         /* the ARN, '*' for what is unknown; policies match it */
#define FACT_STANDS_FOR  "stands-for"  /* list of ids, as JSON: merged into this, named by policies */

/* --- Edge attributes -------------------------------------------------------------------------- */
#define FACT_ENABLED   "enabled"   /* any: bool; silence: true */
#define FACT_AUTH_ALSO "auth-also" /* exposes, routes: further gates in addition to auth, names with
                                      commas ("easyauth,mtls"); all must be passed */
#define FACT_AUTH_OR   "auth-or"   /* routes: "iam": a signature is as good as what auth asks for */
#define FACT_VIA       "via"       /* exposes: id of the route by which an authorizer is reached */
#define FACT_EDGE_ROLE "role"      /* invokes: "authorizer"; code-from: "host-storage" */
#define FACT_SYNC      "sync"      /* invokes: bool, the caller awaits the answer; silence: true */
#define FACT_MATCH     "match"     /* routes: "never" if host and path can never match */
#define FACT_FILTER    "filter"    /* triggers, delivers: "closed" if the filter excludes every
                                      message an attacker could choose; its text, "open" or silence:
                                      it does not */
#define FACT_EVENT_SOURCES "event-sources" /* delivers, triggers: globs of the sources of the events that
                                      the pattern lets pass, commas; silence: any */
#define FACT_EVENT_TYPES "event-types" /* the same of their detail types */
#define FACT_EVENT_MORE "event-more" /* delivers, triggers: bool, the pattern asks for more than these;
                                      silence: false */
#define FACT_EVENTS "events"       /* writes, delivers to a bus: globs of what is put there, commas,
                                      each "source|detail type", "*" where nobody knows; silence:
                                      nothing is known */
#define FACT_OBJECTS   "objects"   /* triggers, delivers of a bucket: globs of the objects that it is
                                      about, commas ("in-*.jpg"); writes to a bucket: of the
                                      objects that are written; silence: any */
#define FACT_PRESIGNED "presigned" /* writes: bool, the writer only makes addresses for others to
                                      write to; silence: false */
#define FACT_BATCH     "batch"     /* triggers: records per call, number */
#define FACT_RETRY     "retry"     /* triggers, invokes: number; of AWS, how often it is tried again
                                      (-1: until the record expires), else all attempts */
#define FACT_TIMES     "times"     /* invokes, writes, delivers, triggers: at most so many per run or
                                      message, a number ("3") or a share ("1/10"); "many": as many as
                                      the input asks for; silence: one */
#define FACT_BISECT    "bisect"    /* triggers: bool, a batch that fails is split; silence: false */
#define FACT_MAX_RECEIVE "max-receive" /* deadletters of a queue: receives before a message goes there */
#define FACT_ON        "on"        /* deadletters: "failure" (silence) or "success" */
#define FACT_ACCOUNTS  "accounts"  /* exposes of a partner: the accounts that are let in, commas;
                                      "undecided": a parameter says it; silence: any */
#define FACT_KEPT      "kept"      /* triggers, delivers: bool, what cannot be handed over on this edge
                                      is kept: the sender, or the mapping, names where; silence: false,
                                      or what the deadletters edges of the sender say */
#define FACT_EXPRESSION "expression" /* reads, writes: the name is made of the message: "{id}.json" */
#define FACT_SCOPES    "scopes"    /* authenticates: bool, a token must have scopes or groups as well,
                                       which the owner of the issuer gives; silence: false */
#define FACT_WORK      "work"      /* reads: bool, the reader gets its work here; silence: false */
#define FACT_VALUE     "value"     /* uses: "plain" the value stands in the settings; "deployment"
                                      it is put there when deployed; "reference" (silence) it is
                                      fetched when needed */
#define FACT_DELAYED   "delayed"   /* code-from: bool, only the next deployment picks it up */
#define FACT_KEYS      "keys"      /* code-from, host-storage: where the host keys are: "blob"
                                      (silence), "files", "keyvault" */
#define FACT_COND_KIND "cond-kind" /* assumes, grants: what edge.condition asks for: "factor" (MFA,
                                      external id, second person), "network", or "undecided";
                                      silence: factor for assumes, undecided for grants */
#define FACT_TAG       "tag"       /* code-from: what of it is taken: a tag, a digest "sha256:...", a
                                      branch; silence: its one version, or not known */
#define FACT_PRIMITIVE "primitive" /* controls: how ("PassRole and CreateFunction") */
#define FACT_THROUGH "through"     /* controls: id of an identity that gets everything before it is taken */
#define FACT_LIMITS    "limits"    /* grants with admin: bool, "false" if the actions do not touch
                                      limits or retention; silence: they may */
#define FACT_IMPLICIT  "implicit"  /* resides-in: bool, made by the program for any:SERVICE */
#define FACT_DOES      "does"      /* reads, writes, uses by code: op classes of its calls, commas
                                      ("read,delete"); silence: what the kind of the edge says */
#define FACT_DENIED    "denied"    /* reads, writes, invokes, uses: the policies of the role refuse the
                                      call that code makes: why. If none of its calls is let
                                      through, enabled is false; silence: nothing refuses it */
#define FACT_OF        "of"        /* encrypted-by: the parts of it that the key is for, commas ("code",
                                      "environment"); silence: all that it holds */
#define FACT_ALSO_AT   "also-at"   /* grants: further statements that say so, "FILE:LINE[:COL],..." */
#define FACT_SETTING   "setting"   /* uses, reads, writes: name of the setting that said so */

/* --- Values ----------------------------------------------------------------------------------- */
#define FACT_UNDECIDED         "undecided" /* any attribute: the input says it, by a parameter or
                                              condition that is not known; no boolean, no number */
#define FACT_ROLE_AUTHORIZER   "authorizer"
#define FACT_ROLE_HOST_STORAGE "host-storage"

/* X(ENUM, "name", data, admin, "what it is"): data: whoever reads or writes the boundary reads or
 * writes what resides in it; admin: whoever controls it controls what resides in it. */
#define BOUNDARY_CLASSES(X)                                                                        \
    X(NONE, "", false, false, "a frame only")                                                      \
    X(ACCOUNT, "account", false, true, "cloud account or tenant")                                  \
    X(SUBSCRIPTION, "subscription", false, true, "subscription or project")                        \
    X(RESOURCE_GROUP, "resource-group", false, true, "resource group")                             \
    X(DATA_ACCOUNT, "data-account", true, false, "storage account, namespace, vault")              \
    X(ANY, "any", true, true, "all things of one service")                                         \
    X(REGION, "region", false, false, "region: shares a concurrency pool")                         \
    X(STACK, "stack", false, false, "stack, service or module")                                    \
    X(STAGE, "stage", false, false, "deployment stage")                                            \
    X(PLAN, "plan", false, false, "hosting plan")

#define X(e, ...) BOUNDARY_##e,
enum boundary_class { BOUNDARY_CLASSES(X) BOUNDARY_CLASS_COUNT };
#undef X

/* X(ENUM, "name"): who sends requests. Only operator and cicd are our own people and machines. */
#define ACTOR_ROLES(X)                                                                             \
    X(INTERNET, "internet")                                                                        \
    X(USER, "user")                                                                                \
    X(DEVICE, "device")                                                                            \
    X(PARTNER, "partner")                                                                          \
    X(OPERATOR, "operator")                                                                        \
    X(CICD, "cicd")

#define X(e, ...) ACTOR_##e,
enum actor_role { ACTOR_ROLES(X) ACTOR_ROLE_COUNT };
#undef X

/* X(ENUM, "name"): op classes of exposes, grants and unlocks. An importer puts the class names into
 * actions[] beside the concrete actions ("Microsoft.Storage/.../listKeys/action"): an action that
 * equals a class name IS that class, every other action is for people to read. */
#define OP_CLASSES(X)                                                                              \
    X(READ, "read")     /* get what it holds */                                                    \
    X(WRITE, "write")   /* put or change what it holds */                                          \
    X(INVOKE, "invoke") /* call it */                                                              \
    X(DELETE, "delete") /* take it or its data away */                                             \
    X(ADMIN, "admin")   /* change its configuration */                                             \
    X(POLICY, "policy") /* change who may */                                                       \
    X(EXEC, "exec")     /* change the code that runs */

enum {
#define X(e, name) OP_BIT_##e,
    OP_CLASSES(X) OP_COUNT,
#undef X
#define X(e, name) OP_##e = 1 << OP_BIT_##e,
    OP_CLASSES(X)
#undef X
};

extern const char *const op_class_names[OP_COUNT];
extern const char *const boundary_class_names[BOUNDARY_CLASS_COUNT];
extern const char *const actor_role_names[ACTOR_ROLE_COUNT];

/* --- Reading facts ---------------------------------------------------------------------------- */
unsigned op_class_find(struct str name); /* its OP_ bit; 0: it is the name of no class */
/* "read, write": adds the names of OP_ bits; false: there are none, nothing was added. */
bool op_classes_text(struct buf *out, unsigned ops);
unsigned op_classes_of(struct str list);  /* names with commas; others are passed over */
unsigned edge_ops(const struct edge *e); /* OP_ bits of actions[]; 0: no class is given */
enum boundary_class node_boundary_class(const struct node *n); /* unknown text: BOUNDARY_NONE */
enum actor_role node_actor_role(const struct node *n);
bool fact_bool(const struct attr *a, bool silence); /* a NULL or not a boolean: silence */
/* "src/a.js:29" as a place; line 0: it is none. */
struct origin fact_place(struct str text);
/* "a shell command made of the input, src/a.js:29; ...": the place of the first one. */
struct origin fact_flaw_place(struct str flaws);
/* A node attribute of the list above, whether or not a node of the system has it. */
bool fact_is_of_nodes(struct str name);
/* The text says that there is something: not empty, not "false", not "none". */
bool fact_given(struct str text);
/* They stand here for the length of the key, and because mostly there is no such attribute. */
static inline bool node_fact_bool(const struct node *n, const char *key, bool silence)
{
    return fact_bool(node_attr(n, key), silence);
}
static inline bool edge_fact_bool(const struct edge *e, const char *key, bool silence)
{
    return fact_bool(edge_attr(e, key), silence);
}
static inline bool edge_fact_is(const struct edge *e, const char *key, const char *value)
{
    return str_iis(edge_attr_text(e, key), value);
}
/* The key is for all that the thing holds: whoever reads it needs the key. */
static inline bool edge_encrypts_all(const struct edge *e)
{
    return e->kind == EDGE_ENCRYPTED_BY && !edge_attr(e, FACT_OF);
}
static inline bool node_fact_given(const struct node *n, const char *key)
{
    return fact_given(node_attr_text(n, key));
}

#endif
