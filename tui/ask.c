/* SPDX-License-Identifier: MIT */
/* ask.c - what the functions of commands have in common: words, nodes, complaints. */
#include <string.h>

#include "command.h"
#include "filter.h"
#include "linear.h"
#include "mem.h"
#include "query.h"
#include "session.h"

enum { MATCHES_MAX = 4 };

struct str ask_word(struct str *rest)
{
    struct str word;

    *rest = str_trim(*rest);
    if (!str_cut(rest, ' ', &word))
        return STR_NONE;
    return word;
}

node_id ask_node(struct explorer *x, struct str text)
{
    node_id found[MATCHES_MAX] = {0};
    size_t count;

    if (str_empty(text)) {
        session_complain(x, "which node? an id, a name, or a part of either");
        return 0;
    }
    count = graph_match(x->graph, text, found, MATCHES_MAX);
    if (count == 1)
        return found[0];
    if (count == 0) {
        session_complain(x, "no node is called '%.*s'", (int)text.len, text.ptr);
    } else {
        struct str a = session_name(x, found[0]), b = session_name(x, found[1]);
        session_complain(x, "%zu nodes match '%.*s': %.*s, %.*s%s", count, (int)text.len, text.ptr,
                         (int)a.len, a.ptr, (int)b.len, b.ptr, count > 2 ? ", ..." : "");
    }
    return 0;
}

/* The one node whose name or id the text is, blanks and all; 0: none. */
static node_id called(const struct explorer *x, struct str text)
{
    node_id found[MATCHES_MAX] = {0};
    const struct node *n = graph_match(x->graph, text, found, MATCHES_MAX) == 1
                               ? graph_node_at(x->graph, found[0])
                               : NULL;

    return n && (str_eq(n->name, text) || str_eq(n->id, text)) ? found[0] : 0;
}

/* NULL: it is no filter, which was said, or (later) the command is run again when it is known. */
static const struct sight_check *fitting(struct explorer *x, struct str text, bool *later)
{
    const struct sight_check *c = sight_check(x, text);

    *later = true;
    for (; c->missing.rules || c->verdict == SIGHT_LATER; c = sight_check(x, text)) {
        if (c->missing.rules && !session_findings_or_later(x))
            return NULL;
        if (c->verdict == SIGHT_LATER && !sight_words_or_later(x))
            return NULL;
    }
    *later = false;
    if (c->verdict == SIGHT_ERROR)
        session_complain(x, "%s (at %zu)", c->error.ptr, c->at + 1);
    return c->verdict == SIGHT_ERROR ? NULL : c;
}

bool ask_nodes(struct explorer *x, struct str text, node_id **nodes, size_t *count)
{
    const struct sight_check *c;
    bool later;

    *nodes = NULL;
    *count = 0;
    if (called(x, text) || !filter_is_meant(text)) {
        node_id n = ask_node(x, text);
        if (!n)
            return false;
        *nodes = mem_alloc(sizeof n);
        **nodes = n;
        *count = 1;
        return true;
    }
    if (!exposure_known(x->exposure))
        inquiry_wait(x, INQUIRY_REACH);
    c = fitting(x, text, &later);
    if (!c)
        return later;
    *nodes = mem_alloc((c->count + 1) * sizeof **nodes);
    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        (*nodes)[*count] = n; /* there is room for one more */
        *count += c->fits[n];
    }
    if (*count == 0) {
        session_complain(x, "no node fits that");
        mem_free(*nodes);
        *nodes = NULL;
    }
    return *count > 0;
}

void ask_unknown(struct explorer *x, const char *what, const struct suggestion *n)
{
    if (str_empty(n->best))
        session_complain(x, "unknown %s '%.*s'; %s", what, (int)n->word.len, n->word.ptr,
                         strcmp(what, "command") == 0
                             ? "help lists them"
                             : linear_or(x, "Tab lists what there is",
                                         "the command alone lists what there is"));
    else
        session_complain(x, "unknown %s '%.*s'; did you mean '%.*s'?", what, (int)n->word.len,
                         n->word.ptr, (int)n->best.len, n->best.ptr);
}

bool ask_choice(enum choice *out, struct str value, const char *yes, const char *no)
{
    if (str_is(value, yes) || str_is(value, no))
        *out = str_is(value, yes) ? CHOICE_YES : CHOICE_NO;
    else if (str_is(value, "auto"))
        *out = CHOICE_AUTO;
    else
        return false;
    return true;
}
