/* SPDX-License-Identifier: MIT */
/* handler_eval.h - the abstract run of one handler.
 * Place:     private to the scan of handler code: handler_eval.c (statements and values),
 *            handler_sift.c (conditions that look at the input), handler_member.c (what a value has),
 *            handler_call.c (calls), handler_aws.c (calls of AWS), handler_bus.c (events that they
 *            put), handler_transact.c (items of transactions), handler_sinks.c (rows of
 *            handler_rows.tsv), handler.c (files and modules).
 * Bounds:    steps, CALL_DEPTH calls within each other, CALL_RUNS runs of one function; what is
 *            beyond is unknown.
 */
#ifndef FAASMAP_HANDLER_EVAL_H
#define FAASMAP_HANDLER_EVAL_H

#include "handler_value.h"

enum { CALL_DEPTH = 12, CALL_RUNS = 12, CALL_ARGS = 12, NODE_DEPTH = 1200 };

struct run {
    struct handler_cache *cache;
    struct import *im;
    struct arena *arena;
    const struct handler_source *source;
    struct code_unit *units;
    size_t unit_count, steps;
    unsigned depth, calls;
    size_t looked; /* conditions and operators that had input in them so far */
    bool sifts;    /* and one of them decides what is run */
    bool sorts;    /* and one of them that is the same for all of one source */
    size_t puts;  /* events that were put on a bus so far */
    bool skipped; /* a function that puts events, or that never ran, was passed over */
    uint32_t id;
    bool full; /* a limit was reached, and that was noted */
    bool durable; /* the SDK of durable functions wraps something */
    bool entities; /* a parser of XML that follows external entities was made */
    struct handler_fact *first, *last;
};

struct frame { /* a module, or one call of a function */
    struct scope *scope;
    struct code_unit *unit;
    const struct value *self, *returned;
    bool done;      /* behind an unconditional return */
    bool arms;      /* behind an arm of a condition: so far all of them have returned */
    bool declares;  /* names that are set are new here */
    unsigned maybe; /* inside branches: what is set is added to what was there */
    bool last_arm;  /* the innermost of them is an else */
};

struct call {
    const struct code_node *at;
    struct code_unit *unit;
    const struct value *args[CALL_ARGS];
    size_t count;
    struct table named;
    bool creates;   /* new X() */
    bool presigns;  /* makes an address by which somebody else may call */
    bool decorates; /* @x above a function, which is not called by that */
};

/* handler_eval.c */
const struct value *run_node(struct run *r, struct frame *f, const struct code_node *n);
void run_assign(struct run *r, struct frame *f, const struct code_node *target,
                const struct value *v);
struct origin run_where(const struct code_unit *u, const struct code_node *n);
struct handler_fact *run_fact(struct run *r, enum handler_fact_kind kind, struct origin where);

/* handler_sift.c */
/* A condition that has input in it decides what is run: told once. */
void run_sifts(struct run *r, const struct frame *f, const struct code_node *condition);
bool run_is_filter(const struct code_node *call);

/* handler_member.c */
const struct value *run_member(struct run *r, bool python, const struct value *v, struct str name);
const struct value *run_element(struct run *r, const struct value *v); /* any of what it holds */
/* What lists hold; of one that holds nothing NULL. */
const struct value *run_held(struct run *r, const struct value *v);

/* handler_call.c */
const struct value *run_call(struct run *r, struct frame *f, const struct code_node *n);
const struct value *run_function(struct run *r, const struct value *f, const struct call *c);
const struct value *call_arg(const struct call *c, size_t i); /* unknown if there is none */
const struct value *call_named(const struct call *c, struct str name); /* NULL: not given */
bool call_tainted(const struct call *c);
/* Functions among the arguments, and in objects among them, are run with this as each of their
 * parameters; what they give, or NULL. */
const struct value *call_back(struct run *r, const struct call *c, const struct value *with);
/* The same with arguments that differ, at most CALL_ARGS. */
const struct value *call_back_args(struct run *r, const struct call *c,
                                   const struct value *const *args, size_t count);

/* handler_durable.c */
void durable_seen(struct run *r, struct str path); /* of something outside that is called */
const struct value *durable_context(struct run *r); /* not known where nothing is durable */
bool durable_is_context(const struct value *o);
const struct value *durable_method(struct run *r, const struct value *o, struct str name,
                                   const struct call *c);

/* handler_aws.c */
/* new X() and names that are clients or commands of AWS; NULL: nothing of AWS. */
const struct value *aws_creation(struct run *r, struct str path, const struct call *c);
const struct value *aws_client(struct run *r, struct str service, const struct call *c);
const struct value *aws_method(struct run *r, const struct value *client, struct str op,
                               const struct call *c);
/* client: what the call is made on, or NULL. */
void aws_command(struct run *r, const struct value *client, const struct value *command,
                 const struct call *c);
/* Clients among the arguments of what is not read: it may do anything of their services. */
void aws_handed(struct run *r, const struct call *c);
/* One call by "service:op"; target: what names the thing. */
void aws_direct(struct run *r, struct str name, const struct value *target, const struct call *c);

/* Another operation of the service of this one; params: what names the thing. */
void aws_one_call(struct run *r, const struct aws_call_row *of, const char *op,
                  const struct value *client, const struct value *params, const struct call *c);
/* It does something of this service, and what is not known. */
void aws_some_call(struct run *r, const struct aws_call_row *of, const struct value *client,
                   const struct call *c);

/* handler_transact.c */
bool aws_transacts(const struct aws_call_row *row); /* NULL is none */
/* params: NULL if they are the arguments of the call. A fact for each table and kind of item. */
void aws_transact(struct run *r, const struct aws_call_row *row, const struct value *client,
                  const struct value *params, const struct call *c);

/* handler_bus.c */
/* params: NULL if they are the arguments of the call. A fact for each bus, source and detail type
 * that the entries may have; where more is possible, one for that. */
void aws_put_events(struct run *r, const struct aws_call_row *row, bool own,
                    const struct value *params, const struct call *c);

/* handler_sinks.c */
const struct handler_row *row_find(bool python, struct str path); /* NULL: none */
/* NULL: the row gives no value of its own. */
const struct value *row_apply(struct run *r, const struct handler_row *row, struct str path,
                              const struct value *receiver, const struct call *c);
void secret_seen(struct run *r, struct code_unit *u, struct str name, const struct code_node *n);

/* handler.c */
const struct value *run_module(struct run *r, struct code_unit *from, struct str name);
/* from a import b where b is a module; NULL: it is none. */
const struct value *run_submodule(struct run *r, struct code_unit *from, struct str name,
                                  struct str part);

#endif
