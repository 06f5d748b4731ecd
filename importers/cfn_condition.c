/* SPDX-License-Identifier: MIT */
/* cfn_condition.c - Equals, And, Or, Not, Condition: true, false, or only the deployment knows. */
#include "cfn_functions.h"

enum { TRUE_HERE = 1, FALSE_HERE, UNDECIDED, BEING_DECIDED };

static int equals(struct cfn_scope *s, const struct doc_node *arg)
{
    struct cfn_value x = cfn_value(s, doc_at(arg, 0)), y = cfn_value(s, doc_at(arg, 1));
    if (!doc_at(arg, 1) || x.unknown || y.unknown || x.other || y.other)
        return -1;
    return str_eq(x.text, y.text);
}

/* And: one false decides; Or: one true does. */
static int any_of(struct cfn_scope *s, const struct doc_node *arg, int decides)
{
    int result = !decides;
    for (const struct doc_node *c = doc_first(arg); c; c = c->next) {
        int holds = cfn_holds(s, c);
        if (holds == decides)
            return decides;
        if (holds < 0)
            result = -1;
    }
    return doc_is_list(arg) ? result : -1;
}

static int decide(struct cfn_scope *s, const struct doc_node *m)
{
    if (str_is(m->key, "Condition"))
        return doc_is_scalar(m) ? cfn_condition(s, doc_text(m), m) : cfn_holds(s, m);
    if (str_is(m->key, "Fn::Equals"))
        return equals(s, m);
    if (str_is(m->key, "Fn::And"))
        return any_of(s, m, 0);
    if (str_is(m->key, "Fn::Or"))
        return any_of(s, m, 1);
    if (str_is(m->key, "Fn::Not")) {
        int holds = cfn_holds(s, doc_is_list(m) ? doc_at(m, 0) : m);
        return holds < 0 ? -1 : !holds;
    }
    return -1;
}

int cfn_holds(struct cfn_scope *s, const struct doc_node *n)
{
    const struct doc_node *m = cfn_call(n);
    if (doc_is_scalar(n)) {
        bool yes;
        return doc_bool(n, &yes) ? (int)yes : -1;
    }
    if (!m && doc_is_map(n) && n->count == 1)
        m = doc_get(n, "Condition"); /* a condition in a condition, as SAM writes it */
    if (!m || !cfn_enter(s, n))
        return -1;
    int holds = decide(s, m);
    cfn_leave(s);
    return holds;
}

int cfn_condition(struct cfn_scope *s, struct str name, const struct doc_node *at)
{
    const struct doc_node *n = doc_get_str(s->conditions, name);
    if (!n)
        return -1;
    uint32_t state;
    if (map_get(&s->deciding, n->key, &state)) {
        if (state == BEING_DECIDED)
            cfn_problem(s, at, "this condition needs itself");
        return state == TRUE_HERE ? 1 : state == FALSE_HERE ? 0 : -1;
    }
    map_set(&s->deciding, n->key, BEING_DECIDED);
    bool strict = s->strict;
    s->strict = true;
    int holds = cfn_holds(s, n);
    s->strict = strict;
    map_set(&s->deciding, n->key, holds == 1 ? TRUE_HERE : holds == 0 ? FALSE_HERE : UNDECIDED);
    return holds;
}

bool cfn_assume(struct cfn_scope *s, struct str name, int holds)
{
    const struct doc_node *n = doc_get_str(s->conditions, name);
    if (n)
        map_set(&s->deciding, n->key, holds == 1 ? TRUE_HERE : holds == 0 ? FALSE_HERE : UNDECIDED);
    return n;
}

static void add_open(struct cfn_scope *s, struct str name, struct cfn_open *open)
{
    for (size_t i = 0; i < open->count; i++)
        if (str_eq(open->names[i], name))
            return;
    const struct doc_node *n = doc_get_str(s->conditions, name);
    if (!n || cfn_condition(s, name, n) >= 0)
        return;
    if (open->count < CFN_OPEN)
        open->names[open->count++] = name;
    else
        open->more = true;
}

void cfn_open_conditions(struct cfn_scope *s, const struct doc_node *n, struct cfn_open *open)
{
    if (!n || doc_is_scalar(n) || !cfn_enter(s, n))
        return;
    const struct doc_node *m = cfn_call(n);
    if (m && str_is(m->key, "Fn::If") && doc_is_list(m)) {
        add_open(s, doc_text(doc_at(m, 0)), open);
        n = m;
    }
    for (const struct doc_node *c = doc_first(n); c && s->steps; c = c->next)
        cfn_open_conditions(s, c, open);
    cfn_leave(s);
}
