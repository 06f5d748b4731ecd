/* SPDX-License-Identifier: MIT */
/* filter_keys.c - the values that a node has for a key of the filter. */
#include <stdio.h>
#include <stdlib.h>

#include "facts.h"
#include "filter_parts.h"
#include "node_values.h"
#include "query.h"

/* --- One value -------------------------------------------------------------------------------- */

bool filter_number(struct str s, double *out)
{
    char text[32], *end;
    if (str_empty(s) || s.len >= sizeof text)
        return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    *out = strtod(text, &end);
    return *end == '\0';
}

static bool in_order(enum filter_op op, double have, double want)
{
    switch (op) {
    case OP_AT_LEAST:
        return have >= want;
    case OP_AT_MOST:
        return have <= want;
    case OP_MORE:
        return have > want;
    case OP_LESS:
        return have < want;
    case OP_IS:
    case OP_GLOB:
    case OP_REGEX:
        break;
    }
    return false;
}

bool filter_compare(const struct term *t, struct str have)
{
    double a, b;
    if (t->op == OP_REGEX)
        return filter_regex_fits(t, have);
    if (t->op == OP_GLOB)
        return str_glob(t->value, have, true);
    if (t->op != OP_IS)
        return filter_number(have, &a) && filter_number(t->value, &b) && in_order(t->op, a, b);
    if (t->key != KEY_OTHER && filter_keys[t->key].whole)
        return str_glob(t->value, have, true);
    return t->part ? str_glob(str_from(t->part), have, true)
                   : str_ifind(have, t->value) != STR_NPOS;
}

/* --- Gates ------------------------------------------------------------------------------------ */

/* The gate of a route or other entry is that of the weakest way in. Gates compare by class; "key"
 * stands for every shared key. */
static bool gate_fits(const struct filter *f, const struct term *t, node_id n)
{
    enum auth want;
    if (!f->exposure)
        return false;
    struct reach r = exposure_reach(f->exposure, n);
    if (!r.reached)
        return false;
    if (t->op == OP_IS || t->op == OP_GLOB || t->op == OP_REGEX)
        return filter_compare(t, str_from(auths[r.auth].name)) ||
               filter_compare(t, str_from(auth_class_names[r.rank])) ||
               (r.rank == AUTH_CLASS_SHARED && filter_compare(t, STR("key")));
    if (!auth_find(str_iis(t->value, "key") ? STR("apikey") : t->value, &want))
        return false;
    return in_order(t->op, (double)r.rank, (double)auths[want].class);
}

static bool reach_fits(const struct filter *f, const struct term *t, node_id n)
{
    if (!f->exposure)
        return false;
    bool internet = exposure_reach(f->exposure, n).reached;
    bool third = exposure_third_party(f->exposure, n);
    return (internet && filter_compare(t, STR("internet"))) ||
           (third && filter_compare(t, STR("thirdparty"))) ||
           (!internet && !third && filter_compare(t, STR("internal")));
}

/* --- Relations -------------------------------------------------------------------------------- */

/* What its identities may do, its own or those of its app. */
static bool priv_fits(const struct filter *f, const struct term *t, node_id n)
{
    unsigned ops = node_ops(f->graph, n);
    for (unsigned c = 0; c < OP_COUNT; c++)
        if (ops & 1u << c && filter_compare(t, str_from(op_class_names[c])))
            return true;
    return false;
}

/* By its name, or by the two letters that stand before it in every list. */
static bool kind_fits(const struct term *t, unsigned kind)
{
    return filter_compare(t, str_from(node_kinds[kind].name)) ||
           (t->op != OP_REGEX && filter_compare(t, str_from(node_kinds[kind].tag)));
}

static bool trigger_fits(const struct filter *f, const struct term *t, node_id n)
{
    uint32_t kinds = node_starters(f->graph, n);
    for (unsigned k = 0; k < NODE_KIND_COUNT; k++)
        if (kinds & UINT32_C(1) << k &&
            (kind_fits(t, k) || (k == NODE_ROUTE && filter_compare(t, STR("http")))))
            return true;
    return false;
}

static bool secret_fits(const struct filter *f, const struct term *t, node_id n)
{
    struct edge_list out = graph_out(f->graph, n);
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(f->graph, out.ids[i]);
        if (e->kind == EDGE_USES && filter_compare(t, graph_node_at(f->graph, e->to)->name))
            return true;
    }
    return false;
}

static bool tag_fits(const struct term *t, const struct node *node)
{
    struct str key = t->value, value = STR_NONE;
    size_t eq = str_chr(key, '=');
    bool with_value = t->op == OP_IS && eq != STR_NPOS;
    if (with_value) {
        value = str_from_at(key, eq + 1);
        key = str_sub(key, 0, eq);
    }
    for (uint32_t i = 0; i < node->tag_count; i++) {
        const struct attr *tag = &node->tags[i];
        if (t->op == OP_REGEX ? filter_compare(t, tag->key)
                              : str_glob(key, tag->key, true) &&
                                    (!with_value || str_glob(value, tag->value, true)))
            return true;
    }
    return false;
}

static bool attribute_fits(const struct term *t, const struct node *node)
{
    for (uint32_t i = 0; i < node->attr_count; i++)
        if (str_ieq(node->attrs[i].key, t->name) && filter_compare(t, node->attrs[i].value))
            return true;
    return false;
}

/* Its own, else that of the app that runs it. */
static bool runtime_fits(const struct filter *f, const struct term *t, node_id n)
{
    const struct node *node = graph_node_at(f->graph, n);
    edge_id host = node_attr(node, "runtime") ? 0 : graph_first_out(f->graph, n, EDGE_HOSTED_BY);
    return attribute_fits(t, host ? graph_node_at(f->graph, graph_edge_at(f->graph, host)->to) : node);
}

static bool count_fits(const struct term *t, size_t count)
{
    char text[24];
    double want;
    if (t->op >= OP_AT_LEAST)
        return filter_number(t->value, &want) && in_order(t->op, (double)count, want);
    snprintf(text, sizeof text, "%zu", count);
    return filter_compare(t, str_from(text));
}

/* --- All keys --------------------------------------------------------------------------------- */

bool filter_place(const struct filter *f, const struct term *t, struct str word, size_t *place)
{
    size_t count = 0;
    const char *const *words =
        f->more && f->more->order ? f->more->order(f->more->arg, t->name, &count) : NULL;
    for (size_t i = 0; words && i < count; i++) {
        if (str_iis(word, words[i])) {
            *place = i;
            return true;
        }
    }
    return false;
}

struct later {
    const struct filter *f;
    const struct term *t;
};

static bool compare_later(void *arg, struct str value)
{
    const struct later *l = arg;
    size_t have, want;
    bool ordered = l->t->op >= OP_AT_LEAST && filter_place(l->f, l->t, l->t->value, &want) &&
                   filter_place(l->f, l->t, value, &have);
    return ordered ? in_order(l->t->op, (double)have, (double)want) : filter_compare(l->t, value);
}

static bool more_fits(const struct filter *f, const struct term *t, node_id n)
{
    bool yes = false;
    struct later later = {f, t};
    return f->more && f->more->values(f->more->arg, n, t->name, compare_later, &later, &yes) && yes;
}

/* Whatever it stands in: the nested stack, the stack around that, the account. In nothing: the empty
 * text, so that cluster= finds it. */
static bool cluster_fits(const struct filter *f, const struct term *t, node_id n)
{
    node_id holder = graph_container(f->graph, n);
    if (!holder)
        return filter_compare(t, STR_NONE);
    for (; holder; holder = graph_container(f->graph, holder))
        if (filter_compare(t, graph_node_at(f->graph, holder)->name))
            return true;
    return false;
}

bool filter_value(const struct filter *f, const struct term *t, node_id n)
{
    const struct node *node = graph_node_at(f->graph, n);
    size_t in = graph_in(f->graph, n).count, out = graph_out(f->graph, n).count;
    switch (t->key) {
    case KEY_KIND:
        return kind_fits(t, node->kind);
    case KEY_NAME:
        return filter_compare(t, node->name) || (graph_label(f->graph, n).ptr != node->name.ptr &&
                                                 filter_compare(t, graph_label(f->graph, n)));
    case KEY_ID:
        return filter_compare(t, node->id);
    case KEY_TYPE:
        return filter_compare(t, node->type);
    case KEY_ZONE:
        return filter_compare(t, node->zone);
    case KEY_CLUSTER:
        return cluster_fits(f, t, n);
    case KEY_PROVIDER:
        return filter_compare(t, node->provider);
    case KEY_STAGE:
        return filter_compare(t, node->stage);
    case KEY_FILE:
        return filter_compare(t, node->where.file);
    case KEY_TRIGGER:
        return trigger_fits(f, t, n);
    case KEY_AUTH:
        return gate_fits(f, t, n);
    case KEY_REACH:
        return reach_fits(f, t, n);
    case KEY_PRIV:
        return priv_fits(f, t, n);
    case KEY_SECRET:
        return secret_fits(f, t, n);
    case KEY_TAG:
        return tag_fits(t, node) || more_fits(f, t, n);
    case KEY_IN:
        return count_fits(t, in);
    case KEY_OUT:
        return count_fits(t, out);
    case KEY_DEG:
        return count_fits(t, in + out);
    case KEY_SENS:
        return count_fits(t, (size_t)node->sensitivity);
    case KEY_RUNTIME:
        return runtime_fits(f, t, n);
    case KEY_OTHER:
        break;
    }
    return more_fits(f, t, n) || attribute_fits(t, graph_node_at(f->graph, n));
}
