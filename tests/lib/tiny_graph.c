/* SPDX-License-Identifier: MIT */
#include "tiny_graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

struct reader {
    struct graph *g;
    struct str rest; /* of the line */
    uint32_t line;
};

static void bad(const struct reader *r, const char *why)
{
    fail_msg("tiny graph, line %u: %s", (unsigned)r->line, why);
}

/* The next word; quotes hold blanks together and are dropped. */
static bool next_word(struct reader *r, struct str *key, struct str *value)
{
    r->rest = str_trim(r->rest);
    if (str_empty(r->rest) || r->rest.ptr[0] == '#')
        return false;
    size_t end = str_chr(r->rest, ' '), equal = str_chr(r->rest, '=');
    if (end == STR_NPOS)
        end = r->rest.len;
    *value = STR_NONE;
    if (equal == STR_NPOS || equal > end) {
        *key = str_sub(r->rest, 0, end);
        r->rest = str_from_at(r->rest, end);
        return true;
    }
    *key = str_sub(r->rest, 0, equal);
    r->rest = str_from_at(r->rest, equal + 1);
    if (!str_empty(r->rest) && r->rest.ptr[0] == '\'') {
        r->rest = str_from_at(r->rest, 1);
        str_cut(&r->rest, '\'', value);
    } else {
        str_cut(&r->rest, ' ', value);
    }
    return true;
}

static struct str need_word(struct reader *r)
{
    struct str key = STR_NONE, value;
    if (!next_word(r, &key, &value))
        bad(r, "a word is missing");
    return key;
}

static struct origin here(const struct reader *r)
{
    return (struct origin){.file = STR("tiny"), .line = r->line, .col = 1};
}

static int number(struct reader *r, struct str text)
{
    long value = 0;
    if (!str_to_long(text, &value))
        bad(r, "not a number");
    return (int)value;
}

static void read_zone(struct reader *r, struct str id)
{
    enum zone_kind kind = ZONE_CUSTOM;
    struct str parent = STR_NONE;
    for (struct str key, value; next_word(r, &key, &value);) {
        if (str_is(key, "parent"))
            parent = value;
        else if (!str_is(key, "kind") || !zone_kind_find(value, &kind))
            bad(r, "unknown key of a zone");
    }
    graph_zone(r->g, id, id, kind, parent, -1);
}

static void read_node(struct reader *r, enum node_kind kind, struct str id)
{
    node_id n = graph_node(r->g, kind, id, id, here(r));
    for (struct str key, value; next_word(r, &key, &value);) {
        if (str_is(key, "zone"))
            graph_set_zone(r->g, n, value);
        else if (str_is(key, "external"))
            graph_set_external(r->g, n, str_is(value, "true"));
        else if (str_is(key, "sensitivity"))
            graph_set_sensitivity(r->g, n, number(r, value));
        else if (str_is(key, "stage"))
            graph_set_stage(r->g, n, value);
        else if (str_is(key, "provider"))
            graph_set_provider(r->g, n, value);
        else if (str_is(key, "name"))
            graph_set_node_name(r->g, n, value);
        else
            graph_attr_typed(r->g, n, key, ATTR_TEXT, value);
    }
}

struct edge_words {
    struct str from, to, id, cond, ops;
    enum edge_kind kind;
    enum evidence evidence;
    enum auth auth;
    int confidence;
    struct attr attrs[8];
    size_t attr_count;
};

static void read_edge_words(struct reader *r, struct edge_words *w)
{
    for (struct str key, value; next_word(r, &key, &value);) {
        bool good = true;
        if (str_is(key, "auth"))
            good = auth_find(value, &w->auth);
        else if (str_is(key, "ev"))
            good = evidence_find(value, &w->evidence);
        else if (str_is(key, "conf"))
            w->confidence = number(r, value);
        else if (str_is(key, "cond"))
            w->cond = value;
        else if (str_is(key, "ops"))
            w->ops = value;
        else if (str_is(key, "id"))
            w->id = value;
        else
            w->attrs[w->attr_count++] = (struct attr){.key = key, .value = value};
        if (!good || w->attr_count == 8)
            bad(r, "an edge cannot have that");
    }
}

static void read_edge(struct reader *r, struct str from, struct str arrow)
{
    struct edge_words w = {.from = from, .auth = AUTH_ABSENT, .confidence = -1};
    if (arrow.len < 4 || !str_ends(arrow, STR("->")) ||
        !edge_kind_find(str_sub(arrow, 1, arrow.len - 3), &w.kind))
        bad(r, "not an edge");
    w.to = need_word(r);
    read_edge_words(r, &w);
    node_id a = graph_find(r->g, w.from), b = graph_find(r->g, w.to);
    if (!a || !b)
        bad(r, "an end is not known");
    edge_id e = str_empty(w.id) ? graph_edge(r->g, w.kind, a, b, w.evidence, w.confidence, here(r))
                                : graph_edge_with_id(r->g, w.id, w.kind, a, b, w.evidence,
                                                     w.confidence, here(r));
    if (w.auth != AUTH_ABSENT)
        graph_edge_auth(r->g, e, w.auth);
    if (!str_empty(w.cond))
        graph_edge_condition(r->g, e, w.cond);
    for (struct str op; str_cut(&w.ops, ',', &op);)
        graph_edge_action(r->g, e, op);
    for (size_t i = 0; i < w.attr_count; i++)
        graph_edge_attr_typed(r->g, e, w.attrs[i].key, ATTR_TEXT, w.attrs[i].value);
}

struct graph *tiny_graph(const char *text)
{
    struct reader r = {.g = graph_new()};
    struct str all = str_from(text);
    for (struct str line; str_cut(&all, '\n', &line);) {
        struct str first, value;
        enum node_kind kind;
        r.line++;
        r.rest = line;
        if (!next_word(&r, &first, &value))
            continue;
        struct str second = need_word(&r);
        if (second.ptr[0] == '-')
            read_edge(&r, first, second);
        else if (str_is(first, "zone"))
            read_zone(&r, second);
        else if (node_kind_find(first, &kind))
            read_node(&r, kind, second);
        else
            bad(&r, "no such kind");
    }
    graph_seal(r.g);
    return r.g;
}

node_id tiny_node(const struct graph *g, const char *name)
{
    node_id n = graph_find(g, str_from(name));
    if (!n)
        fail_msg("no node %s", name);
    return n;
}
