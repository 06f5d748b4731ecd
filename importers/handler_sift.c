/* SPDX-License-Identifier: MIT */
/* handler_sift.c - does the code look at what starts it before it does something, so that it may pass
 * over what it has made itself? What all records of one source have alike tells none from another. */
#include "handler_eval.h"

static bool is_one(struct str name, const char *const *names)
{
    while (*names && !str_is(name, *names))
        names++;
    return *names != NULL;
}

/* What an event has at this name is there in all that one source sends, and is not empty; what it is
 * is the same only for the name of the source. */
static bool is_there(struct str name)
{
    static const char *const names[] = {"event", "evt", "Records", "records", "s3",
                                        "dynamodb", "Sns", "kinesis", NULL};
    return is_one(name, names);
}

static bool is_source(struct str name)
{
    static const char *const names[] = {"eventSource", "EventSource", NULL};
    return is_one(name, names);
}

/* The name of what is looked at: event["Records"], event.get("Records"), len(event.Records). */
static struct str place_name(const struct code_node *n)
{
    const struct code_node *second = n->first ? n->first->next : NULL;
    if (n->kind == CODE_MEMBER && str_is(n->text, "length"))
        return place_name(n->first);
    if (n->kind == CODE_NAME || n->kind == CODE_MEMBER)
        return n->text;
    if (n->kind == CODE_INDEX)
        return second && second->kind == CODE_TEXT ? second->text : STR_NONE;
    if (n->kind != CODE_CALL || !second || second->next)
        return STR_NONE;
    if (n->first->kind == CODE_MEMBER && str_is(n->first->text, "get"))
        return second->kind == CODE_TEXT ? second->text : STR_NONE;
    bool counts = n->first->kind == CODE_NAME && str_is(n->first->text, "len");
    bool asks = n->first->kind == CODE_MEMBER && str_is(n->first->text, "isArray");
    return counts || asks ? place_name(second) : STR_NONE;
}

static bool is_same_pair(const struct code_node *x, const struct code_node *y)
{
    bool nothing = y->kind == CODE_VALUE || (y->kind == CODE_NAME && str_is(y->text, "undefined"));
    if (x->kind == CODE_TEXT && y->kind != CODE_TEXT) /* "Records" in event; "aws:s3" == source */
        return is_source(place_name(y)) || (is_there(x->text) && is_there(place_name(y)));
    return nothing ? is_there(place_name(x)) : y->kind == CODE_TEXT && is_source(place_name(x));
}

/* Does the condition come out the same for all records of a source? */
static bool is_same_for_all(const struct code_node *n)
{
    if (n->kind == CODE_EITHER) {
        for (const struct code_node *k = n->first; k; k = k->next)
            if (!is_same_for_all(k))
                return false;
        return n->first != NULL;
    }
    if (n->kind != CODE_MIX || !n->first)
        return is_there(place_name(n)) || is_source(place_name(n));
    const struct code_node *y = n->first->next;
    return !y ? is_same_for_all(n->first) : !y->next && is_same_pair(n->first, y);
}

void run_sifts(struct run *r, const struct frame *f, const struct code_node *condition)
{
    bool sources = is_same_for_all(condition), *told = sources ? &r->sorts : &r->sifts;
    if (!*told)
        run_fact(r, sources ? HANDLER_FACT_SORTS : HANDLER_FACT_SIFTS,
                 run_where(f->unit, condition));
    *told = true;
}

bool run_is_filter(const struct code_node *call)
{
    const struct code_node *what = call->first;
    if (!what || (what->kind != CODE_NAME && what->kind != CODE_MEMBER) ||
        !str_is(what->text, "filter"))
        return false;
    const struct code_node *by = what->next; /* filter(Boolean), filter(None, x): what is empty */
    return by && by->kind != CODE_VALUE && !(by->kind == CODE_NAME && str_is(by->text, "Boolean"));
}
