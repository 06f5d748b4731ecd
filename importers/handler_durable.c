/* SPDX-License-Identifier: MIT */
/* handler_durable.c - durable functions of Lambda: the context that their SDK gives the handler. It calls
 * other functions with the role of this one, and runs what it is given as steps.
 * Source: the documentation of the durable execution SDKs for JavaScript and Python. */
#include "handler_eval.h"

#define CONTEXT "durable context"

void durable_seen(struct run *r, struct str path)
{
    r->durable = r->durable || str_ends(path, STR(".withDurableExecution")) ||
                 str_ends(path, STR(".durable_execution"));
}

const struct value *durable_context(struct run *r)
{
    return r->durable ? value_path(r->arena, STR(CONTEXT), false) : &value_unknown;
}

bool durable_is_context(const struct value *o)
{
    return o->kind == VALUE_PATH && str_is(o->text, CONTEXT);
}

/* invoke(function_name=.., payload=..); invoke(function, payload), invoke(name, function, payload) */
static const struct value *called(const struct call *c)
{
    const struct value *named = c->unit->python ? table_get(&c->named, STR("function_name")) : NULL;
    if (named)
        return named;
    bool second = !c->unit->python && c->count > 1 && c->args[1]->kind == VALUE_TEXT;
    return call_arg(c, second);
}

const struct value *durable_method(struct run *r, const struct value *o, struct str name,
                                   const struct call *c)
{
    const struct value *element = NULL; /* of map(items, (context, item) => ..) */
    if (str_is(name, "invoke")) {
        aws_direct(r, STR("lambda:invoke"), called(c), c);
        return &value_unknown;
    }
    for (size_t i = 0; i < c->count && !element && str_is(name, "map"); i++)
        if (c->args[i]->kind == VALUE_LIST || c->args[i]->input)
            element = run_element(r, c->args[i]);
    const struct value *const args[] = {o, element ? element : &value_unknown, &value_unknown};
    aws_handed(r, c);
    const struct value *given = call_back_args(r, c, args, COUNT(args));
    return given ? given : call_tainted(c) ? &value_input : &value_unknown;
}
