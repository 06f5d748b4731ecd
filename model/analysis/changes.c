/* SPDX-License-Identifier: MIT */
#include "changes.h"

#include <stdlib.h>

#include "changes_parts.h"
#include "mem.h"

/* --- Prices ----------------------------------------------------------------------------------- */

struct change_prices change_prices_usual(void)
{
    struct change_prices p;
    for (size_t i = 0; i < CHANGE_KIND_COUNT; i++)
        p.of[i] = change_costs[i].cost;
    return p;
}

bool change_is_entry(enum change_kind kind)
{
    return kind == CHANGE_GATE || kind == CHANGE_GATE_API || kind == CHANGE_PUBLIC ||
           kind == CHANGE_GUEST;
}

bool change_kind_find(struct str name, enum change_kind *out)
{
    for (size_t i = 0; i < CHANGE_KIND_COUNT; i++)
        if (str_is(name, change_costs[i].name)) {
            *out = (enum change_kind)i;
            return true;
        }
    return false;
}

static struct str next_word(struct str *rest)
{
    size_t end = 0;
    *rest = str_trim(*rest);
    while (end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != '\t')
        end++;
    struct str word = str_sub(*rest, 0, end);
    *rest = str_from_at(*rest, end);
    return word;
}

bool change_prices_read(struct change_prices *p, struct str text, struct buf *error)
{
    long number = 0;
    for (struct str line; str_cut(&text, '\n', &line);) {
        enum change_kind kind;
        long cost = 0;
        struct str name = next_word(&line), price = next_word(&line);
        number++;
        if (str_empty(name) || name.ptr[0] == '#' ||
            (str_is(name, "change") && str_is(price, "cost")))
            continue;
        if (!change_kind_find(name, &kind)) {
            buf_printf(error, "line %ld: no change is called '", number);
            buf_add(error, name);
            buf_puts(error, "'");
            return false;
        }
        if (!str_to_long(price, &cost) || cost < 1 || cost > CHANGE_COST_MAX) {
            buf_printf(error, "line %ld: a cost is a number from 1 to %d", number,
                       CHANGE_COST_MAX);
            return false;
        }
        p->of[kind] = (uint32_t)cost;
    }
    return true;
}

/* --- Numbers ---------------------------------------------------------------------------------- */

static void key_number(struct buf *key, uint32_t n)
{
    buf_printf(key, "%x.", (unsigned)n);
}

/* Equal specs have equal keys. A statement or setting is known by where it stands. */
static void key_of(const struct changes *c, const struct change_spec *s, struct buf *key)
{
    const struct edge *e = s->place ? graph_edge_at(c->attack->graph, s->place) : NULL;
    bool placed = s->kind == CHANGE_STATEMENT || s->kind == CHANGE_POLICY ||
                  s->kind == CHANGE_SETTING;
    buf_reset(key);
    key_number(key, (uint32_t)s->kind);
    key_number(key, s->subject);
    key_number(key, s->other);
    if (!placed || !e || str_empty(e->where.file) || !e->where.line) {
        key_number(key, s->place);
        return;
    }
    key_number(key, e->where.line);
    key_number(key, e->where.col);
    buf_add(key, e->where.file);
}

static struct origin place_of(const struct changes *c, const struct change_spec *s, struct hop hop)
{
    const struct graph *g = c->attack->graph;
    edge_id e = s->place ? s->place : hop.edge;
    struct origin where = {0};
    if (s->kind != CHANGE_FLAW && s->kind != CHANGE_RETIRE && s->kind != CHANGE_GATE_API && e)
        where = graph_edge_at(g, e)->where;
    return str_empty(where.file) ? graph_node_at(g, s->subject)->where : where;
}

static uint32_t number_for(struct changes *c, const struct change_spec *s, struct hop hop,
                           struct buf *key)
{
    bool fresh;
    key_of(c, s, key);
    if (!map_get(&c->numbers, buf_str(key), NULL)) {
        uint32_t *place = map_put(&c->numbers, arena_str(c->arena, buf_str(key)), &fresh);
        *place = (uint32_t)c->count;
        if (c->count == c->cap)
            c->items = mem_grow(c->items, &c->cap, sizeof *c->items);
        c->items[c->count++] = (struct change){
            .kind = s->kind, .cost = c->options.prices.of[s->kind], .subject = s->subject,
            .other = s->other, .edge = s->place ? s->place : hop.edge,
            .where = place_of(c, s, hop)};
    }
    uint32_t number = CHANGE_NONE;
    map_get(&c->numbers, buf_str(key), &number);
    return number;
}

/* --- Looking ---------------------------------------------------------------------------------- */

struct hop changes_hop(const struct attack *a, arc_id arc)
{
    edge_id e = a->arc_edge[arc];
    return (struct hop){a->arc_row[arc], e, e ? 0 : a->vertex_node[a->arc_to[arc]]};
}

static bool is_implied(const struct changes *c, struct hop hop, struct change_look *out)
{
    unsigned op;
    out->implied = hop.edge &&
                   changes_follows(c, graph_edge_at(c->attack->graph, hop.edge), &op) &&
                   changes_support(c, hop, out);
    return out->implied;
}

struct change_look changes_look(const struct changes *c, struct hop hop)
{
    struct change_look look = {0};
    struct change_spec specs[CHANGE_CHAIN];
    struct buf key = {0};
    if (is_implied(c, hop, &look))
        return look;
    look.support_count = 0;
    look.count = (uint32_t)changes_classify(c, hop, specs);
    for (uint32_t i = 0; i < look.count; i++) {
        look.chain[i] = CHANGE_NONE;
        key_of(c, &specs[i], &key);
        map_get(&c->numbers, buf_str(&key), &look.chain[i]);
    }
    buf_release(&key);
    return look;
}

static int pair_order(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return (a->edge > b->edge) - (a->edge < b->edge);
}

static void gather_pairs(struct changes *c)
{
    const struct graph *g = c->attack->graph;
    c->pair_count = graph_edge_count(g);
    c->pairs = mem_alloc((c->pair_count + 1) * sizeof *c->pairs);
    for (size_t i = 0; i < c->pair_count; i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)(i + 1));
        c->pairs[i] = (struct pair){e->from, e->to, (edge_id)(i + 1)};
    }
    if (c->pair_count)
        qsort(c->pairs, c->pair_count, sizeof *c->pairs, pair_order);
}

struct changes *changes_new(const struct attack *a, const struct change_options *o)
{
    struct changes *c = mem_zalloc(1, sizeof *c);
    struct buf key = {0};
    c->attack = a;
    c->options = *o;
    c->arena = arena_new();
    gather_pairs(c);
    c->chains = mem_alloc(((size_t)a->arc_count + 1) * CHANGE_CHAIN * sizeof *c->chains);
    c->implied = mem_zalloc((size_t)a->arc_count + 1, 1);
    for (arc_id arc = 0; arc < a->arc_count; arc++) {
        struct change_look look = {0};
        struct change_spec specs[CHANGE_CHAIN];
        struct hop hop = changes_hop(a, arc);
        uint32_t *chain = &c->chains[(size_t)arc * CHANGE_CHAIN];
        bool load = spread_rows[hop.row].conclusion == STATE_EXHAUST;
        size_t count = 0;
        if (!load && is_implied(c, hop, &look))
            c->implied[arc] = 1;
        else if (!load)
            count = changes_classify(c, hop, specs);
        for (size_t i = 0; i < CHANGE_CHAIN; i++)
            chain[i] = i < count ? number_for(c, &specs[i], hop, &key) : CHANGE_NONE;
    }
    buf_release(&key);
    return c;
}

void changes_free(struct changes *c)
{
    if (!c)
        return;
    mem_free(c->items);
    mem_free(c->chains);
    mem_free(c->implied);
    mem_free(c->pairs);
    map_release(&c->numbers);
    arena_free(c->arena);
    mem_free(c);
}

size_t changes_count(const struct changes *c)
{
    return c->count;
}

const struct change *changes_at(const struct changes *c, uint32_t i)
{
    return &c->items[i];
}

const uint32_t *changes_of_arc(const struct changes *c, arc_id arc)
{
    return &c->chains[(size_t)arc * CHANGE_CHAIN];
}

bool changes_arc_implied(const struct changes *c, arc_id arc)
{
    return c->implied[arc];
}
