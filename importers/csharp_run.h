/* SPDX-License-Identifier: MIT */
/* csharp_run.h - the abstract interpreter: what the code of a function does to the outside.
 * Place:     importers. csharp_eval.c expressions, csharp_exec.c statements, csharp_call.c calls,
 *            csharp_invoke.c following them, csharp_object.c classes, objects and fields,
 *            csharp_inject.c constructor injection, csharp_config.c settings, csharp_string.c
 *            texts, csharp_client.c SDK objects, csharp_effect.c facts.
 * Model:     a call of a project method is followed with the values of its arguments; locals change
 *            in order, branches are joined, loop bodies run until their locals stay (twice at
 *            most); conditions are not decided, except literal false and true. A field is
 *            overwritten where that is certain to happen, else joined.
 * Bounds:    CS_FUEL steps per function, CS_CALL_DEPTH calls, a method at most twice on the stack;
 *            what lies behind a bound is unknown. A call whose arguments were seen before and that
 *            changed nothing is not followed again.
 * Heap:      fields live in `heap`; start-up code runs first and what it leaves is `base`, which
 *            every function starts from.
 */
#ifndef FAASMAP_CSHARP_RUN_H
#define FAASMAP_CSHARP_RUN_H

#include "csharp.h"
#include "csharp_names.h"
#include "csharp_value.h"

enum {
    CS_FUEL = 60000,
    CS_TOTAL_FUEL = 8000000,
    CS_CALL_DEPTH = 40,
    CS_EVAL_DEPTH = 1200,
    CS_ARGS_MAX = 12,
    CS_VARS_MAX = 1000,  /* of a frame; more are not known */
    CS_PIECES_MAX = 100, /* of one concatenation; behind them its text is unknown */
};

struct cs_var {
    struct str name;
    cs_val value;
    const struct cs_type *type; /* declared; NULL: var */
};

/* A running method, lambda or initialiser. */
struct cs_frame {
    struct cs_var *vars;
    size_t count, cap;
    struct cs_frame *parent;  /* lexically around it, or NULL */
    struct cs_class *cls;     /* names are looked up in it */
    struct cs_unit *unit;
    struct cs_member *member; /* or NULL */
    cs_atom self;             /* object, or the class in static code */
    cs_val result;
    bool done;                /* returned or threw on every way so far */
    bool captured;            /* a lambda keeps it: freed with the run */
    struct cs_frame *next_kept;
};

struct cs_args {
    uint32_t count;
    cs_val values[CS_ARGS_MAX];
    struct cs_expr *exprs[CS_ARGS_MAX]; /* NULL: not from source */
    struct cs_type *generics; /* type arguments of the call */
    struct cs_frame *frame;   /* of the caller */
    const struct cs_expr *at; /* the call */
};

/* A line of dependency injection. */
struct cs_service {
    struct str type;              /* simple name of the service */
    struct cs_class *service, *made; /* of the project, or NULL */
    cs_val value;                 /* instance or factory (lambda); 0: construct made */
    cs_val http;                  /* lambda that sets up the HttpClient of a typed client */
    struct str client;            /* name of a named HttpClient; empty otherwise */
    struct cs_service *next;
};
/* How an options class is filled. */
struct cs_options {
    struct cs_class *cls;
    cs_val from; /* configuration section, or a lambda that fills it */
    struct cs_options *next;
};

struct cs_fact; /* csharp_effect.c */
struct cs_memo;

struct cs_run {
    struct cs_project *p;
    struct arena *arena;
    struct cs_values *v;
    struct map names; /* field name -> id, from 1 */
    uint32_t name_count;
    struct cs_heap base, heap;
    struct map touched;   /* classes whose static part ran, by address */
    struct map injected;  /* type path -> value + 1 */
    struct cs_memo *memo;
    size_t memo_cap, memo_used;
    struct cs_frame *kept, *kept_startup;
    struct cs_service *services; /* last one first */
    struct cs_options *options;
    uint32_t function; /* index, or CSHARP_APP */
    uint32_t branch;   /* > 0: what runs may not run */
    uint32_t init;     /* > 0: inside of an initialiser or an injected constructor */
    uint32_t depth;    /* of calls */
    uint32_t eval;     /* of expressions */
    uint32_t fuel;
    uint64_t total_fuel;
    bool startup;
    const struct cs_member *stack[CS_CALL_DEPTH];
    struct cs_fact *facts; /* of all functions */
    size_t fact_count, fact_cap;
    struct map fact_index;
};

/* csharp_eval.c */
cs_val cs_eval(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e);
/* A member of a value by name: field, property, method group, part of a name. */
cs_val cs_member_of(struct cs_run *r, struct cs_frame *f, cs_atom of, const struct cs_expr *e);
void cs_assign(struct cs_run *r, struct cs_frame *f, const struct cs_expr *target, cs_val value);
struct cs_var *cs_var_find(struct cs_frame *f, struct str name, bool *own);
void cs_var_declare(struct cs_frame *f, struct str name, const struct cs_type *type, cs_val value);

/* csharp_exec.c */
void cs_exec(struct cs_run *r, struct cs_frame *f, const struct cs_stmt *list);
/* The values of a frame's variables, to return to or to join with. */
struct cs_snapshot {
    cs_val *values;
    size_t count;
    bool done;
};
struct cs_snapshot cs_snapshot_take(const struct cs_frame *f);
void cs_snapshot_restore(struct cs_frame *f, const struct cs_snapshot *s);
void cs_snapshot_join(struct cs_run *r, struct cs_frame *f, const struct cs_snapshot *s);
void cs_snapshot_release(struct cs_snapshot *s);
void cs_frame_keep(struct cs_frame *f); /* a lambda refers to it from now on */
void cs_frame_end(struct cs_run *r, struct cs_frame *f);

/* csharp_call.c */
cs_val cs_eval_call(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e);

/* csharp_invoke.c */
/* All overloads of the group that take so many arguments. */
cs_val cs_invoke_group(struct cs_run *r, struct cs_member *first, cs_atom self,
                       struct cs_args *args);
/* Runs a method of the project. */
cs_val cs_invoke(struct cs_run *r, struct cs_member *m, cs_atom self, struct cs_args *args);
/* Runs lambdas and method groups among the atoms; others are passed over. */
cs_val cs_apply(struct cs_run *r, cs_val callee, struct cs_args *args);
void cs_args_eval(struct cs_run *r, struct cs_frame *f, const struct cs_expr *list,
                  struct cs_args *out);
/* Runs all lambdas among the arguments; fill is the value of their parameters. */
cs_val cs_run_lambdas(struct cs_run *r, const struct cs_args *args, cs_val fill);
static inline cs_val cs_arg(const struct cs_args *args, uint32_t i)
{
    return i < args->count ? args->values[i] : 0;
}

/* csharp_object.c */
uint32_t cs_name_id(struct cs_run *r, struct str name);
cs_val cs_field_get(struct cs_run *r, cs_atom owner, struct str name);
void cs_field_set(struct cs_run *r, cs_atom owner, struct str name, cs_val value);
cs_atom cs_class_atom(struct cs_run *r, struct cs_class *k);
void cs_class_touch(struct cs_run *r, struct cs_class *k); /* runs its static part once */
cs_val cs_read_member(struct cs_run *r, cs_atom owner, struct cs_member *m);
/* A new object with its initialisers and its constructor run. */
cs_val cs_construct(struct cs_run *r, struct cs_class *k, struct cs_args *args);
/* What `: base(args)` runs for an object that is being made. */
void cs_construct_base(struct cs_run *r, struct cs_class *k, cs_atom self, struct cs_args *args);
cs_val cs_eval_new(struct cs_run *r, struct cs_frame *f, const struct cs_expr *e,
                   const struct cs_type *wanted);
cs_val cs_list_new(struct cs_run *r, cs_val elements);
cs_val cs_elements(struct cs_run *r, cs_val list); /* joined; unknown of what is no list */

/* csharp_inject.c */
cs_val cs_inject(struct cs_run *r, const struct cs_unit *u, const struct cs_class *in,
                 const struct cs_type *t);
/* What a variable of that declared type can hold when nothing else is known; 0: nothing known. */
cs_val cs_of_type(struct cs_run *r, const struct cs_unit *u, const struct cs_class *in,
                  const struct cs_type *t);
cs_val cs_construct_injected(struct cs_run *r, struct cs_class *k, cs_val http);
/* A call on something unknown: registrations and service look-ups. True: it was one. */
bool cs_service_call(struct cs_run *r, struct cs_frame *f, struct str method, struct cs_args *args,
                     cs_atom receiver, cs_val *result);
cs_val cs_named_http_client(struct cs_run *r, cs_val name);

/* csharp_config.c */
bool cs_is_config_type(struct str name);
cs_val cs_config(struct cs_run *r, struct str prefix);
cs_val cs_config_key(struct cs_run *r, cs_atom config, cs_val key, const struct cs_expr *at,
                     struct cs_frame *f);
bool cs_config_call(struct cs_run *r, struct cs_frame *f, cs_atom config, struct str method,
                    struct cs_args *args, cs_val *result);
/* Static calls that read settings: Environment.GetEnvironmentVariable and its like. */
bool cs_config_static(struct cs_run *r, struct cs_frame *f, struct str path, struct str method,
                      struct cs_args *args, cs_val *result);
bool cs_is_config_static(struct str path); /* ConfigurationManager.AppSettings, ... */
cs_val cs_bound_object(struct cs_run *r, struct cs_class *k, struct str prefix);
/* A property of a bound object that nothing assigned: the setting of its name. */
cs_val cs_bound_property(struct cs_run *r, cs_atom object, const struct cs_member *m);

/* csharp_string.c */
bool cs_string_call(struct cs_run *r, cs_val receiver, struct str method, struct cs_args *args,
                    cs_val *result);
bool cs_string_static(struct cs_run *r, struct str class_name, struct str method,
                      struct cs_args *args, cs_val *result);

/* csharp_client.c */
cs_val cs_sdk_new(struct cs_run *r, const struct cs_sdk_class *c, struct cs_args *args);
bool cs_sdk_call(struct cs_run *r, struct cs_frame *f, cs_val receiver, cs_atom self,
                 struct str method, struct cs_args *args, cs_val *result);
bool cs_sdk_static(struct cs_run *r, struct cs_frame *f, struct str class_name, struct str method,
                   struct cs_args *args, cs_val *result);
cs_val cs_sdk_typed(struct cs_run *r, const struct cs_sdk_class *c);
/* Keeps what is set on a client: base address, headers, command text. */
void cs_sdk_set(struct cs_run *r, cs_atom self, struct str property, cs_val value);
/* binder.BindAsync<T>(new QueueAttribute("q")) : reads or writes as T says. */
bool cs_bind_call(struct cs_run *r, struct cs_frame *f, struct str method, struct cs_args *args,
                  cs_val *result);
struct str cs_first_template(struct cs_run *r, cs_val v);
/* All settings of a value as one template; with literals also long literal texts. */
struct str cs_credentials(struct cs_run *r, cs_val v, bool literals);

/* csharp_database.c: contexts of Entity Framework */
bool cs_is_context(const struct cs_class *k);
/* A table of a context, or the context's own table-less database. */
cs_val cs_context_set(struct cs_run *r, struct cs_class *k);
/* AddDbContext<T>(options => ...) */
bool cs_context_register(struct cs_run *r, struct cs_frame *f, struct str method,
                         struct cs_args *args);
/* SaveChanges(), Set<T>() on a context. */
bool cs_context_call(struct cs_run *r, struct cs_frame *f, struct cs_class *k, struct str method,
                     struct cs_args *args, cs_val *result);
/* options.UseSqlServer(connection) */
bool cs_database_setup(struct cs_run *r, cs_atom self, struct str method, struct cs_args *args,
                       cs_val *result);

/* csharp_effect.c */
struct cs_target {
    enum csharp_op op;
    enum csharp_resource resource;
    struct str name, detail, conn, creds; /* templates; name empty: unknown */
    bool joined;                          /* one of several */
    bool bound;                           /* the host reads the connection, not the code */
    struct str method;                    /* "Class.Method" as facts show it */
};
void cs_effect(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
               const struct cs_target *t);
void cs_effect_http(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
                    struct str url, struct str creds, bool joined, struct str method);
void cs_use_setting(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
                    struct str name);
/* The code takes a value that was read while initialising. */
void cs_take_settings(struct cs_run *r, const struct cs_frame *f, const struct cs_expr *at,
                      struct str template);
void cs_facts_finish(struct cs_run *r, struct csharp_effect **out, size_t *count);
struct csharp_text cs_fact_text(struct arena *a, struct str template);

#endif
