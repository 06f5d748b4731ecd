/* SPDX-License-Identifier: MIT */
/* handler_bus.c - events that code puts on a bus: one fact for each bus, source and detail type. */
#include "handler_eval.h"

enum { EVENTS_MOST = 64, LISTS_DEEP = 3 }; /* of one call; lists in each other */

struct puts {
    struct run *r;
    const struct aws_call_row *row;
    const struct call *c;
    bool own; /* the client has credentials of its own */
    size_t left;
};

static void put(struct puts *p, struct str bus, struct str source, struct str type)
{
    struct handler_fact *f = run_fact(p->r, HANDLER_FACT_CALL, run_where(p->c->unit, p->c->at));
    f->row = p->row;
    f->target = bus;
    f->source = source;
    f->type = type;
    f->what = p->own ? STR("own credentials") : STR("");
    p->r->puts++;
}

static void put_unknown(struct puts *p)
{
    struct str any = value_say(&value_unknown);
    put(p, any, any, any);
}

/* What a member of an entry may be, and something unknown where that is possible too. */
static const struct value *member(struct puts *p, const struct value *entry, const char *name,
                                  const struct value *silence)
{
    const struct table *t = entry->fields;
    const struct value *v = table_get(t, str_from(name)), *any = value_text(p->r->arena,
                                                                            value_say(&value_unknown));
    bool open = table_get(t, STR("*")) != NULL; /* entry[key] = x */
    if (!v)
        return open || entry->input || table_get(t, STR(HANDLER_FIELDS)) ? any : silence;
    if (v->kind == VALUE_UNKNOWN && !v->input && v->text.len) /* none */
        return silence;
    struct str absent = ARENA_JOIN(p->r->arena, STR(HANDLER_ABSENT), str_from(name));
    if (table_get(t, absent) == &value_nothing)
        v = value_either(p->r->arena, v, silence);
    return open || value_has_more(v) ? value_either(p->r->arena, v, any) : v;
}

static void put_entry(struct puts *p, const struct value *entry)
{
    const struct value *any = value_text(p->r->arena, value_say(&value_unknown));
    const struct value *none = value_text(p->r->arena, STR(""));
    const struct value *bus = member(p, entry, "EventBusName", none);
    const struct value *source = member(p, entry, "Source", any);
    const struct value *type = member(p, entry, "DetailType", any);
    for (; bus; bus = bus->other)
        for (const struct value *s = source; s; s = s->other)
            for (const struct value *t = type; t; t = t->other) {
                if (!p->left) {
                    put_unknown(p);
                    return;
                }
                p->left--;
                put(p, value_say(bus), value_say(s), value_say(t));
            }
}

static void put_entries(struct puts *p, const struct value *entries, unsigned depth)
{
    if (!entries || depth > LISTS_DEEP || value_has_more(entries))
        put_unknown(p);
    for (const struct value *v = depth > LISTS_DEEP ? NULL : entries; v; v = v->other) {
        if (v->kind == VALUE_MAP)
            put_entry(p, v);
        else if (v->kind == VALUE_LIST && v->element)
            put_entries(p, v->element, depth + 1);
        else if (v->kind != VALUE_LIST || v->input || v->fields->first)
            put_unknown(p);
    }
}

bool aws_puts_events(const struct aws_call_row *row)
{
    return row && strcmp(row->op, "putevents") == 0 &&
           aws_service_rows[row->service].kind == NODE_BUS;
}

void aws_put_events(struct run *r, const struct aws_call_row *row, bool own,
                    const struct value *params, const struct call *c)
{
    struct puts p = {.r = r, .row = row, .c = c, .own = own, .left = EVENTS_MOST};
    size_t before = r->puts;
    if (!params && c->unit->python)
        put_entries(&p, call_named(c, STR("Entries")), 0);
    else if (!params)
        params = call_arg(c, 0);
    for (const struct value *v = params; v; v = v->other)
        put_entries(&p, v->kind == VALUE_MAP ? table_get(v->fields, STR("Entries")) : NULL, 0);
    if (value_has_more(params) || r->puts == before) /* a list that is filled out of sight */
        put_unknown(&p);
}
