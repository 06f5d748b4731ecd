/* SPDX-License-Identifier: MIT */
/* visible_plan.c - which boxes and lines there could be: frames, what stands in what, candidates. */
#include "mem.h"
#include "visible_parts.h"

/* --- Candidate boxes -------------------------------------------------------------------------------- */

static bool layer_wanted(const struct builder *b, enum layer layer)
{
    return b->layers & VISIBLE_LAYER(layer);
}

/* What lines[n] says about a node. */
enum { LINE_HERE = 1, LINE_ELSEWHERE = 2 };

static void mark_line_ends(const struct builder *b, uint8_t *lines)
{
    for (edge_id i = 1; i <= graph_edge_count(b->g); i++) {
        const struct edge *e = graph_edge_at(b->g, i);
        uint8_t where = LINE_HERE;
        if (!line_wanted(b, e)) {
            if (e->kind == EDGE_HOSTED_BY || e->kind == EDGE_RESIDES_IN)
                continue;
            where = LINE_ELSEWHERE;
        }
        lines[line_end(b, e->from)] |= where;
        lines[line_end(b, e->to)] |= where;
    }
}

/* What is a frame or holds nothing needs a box only where a line ends. What has lines on other
 * layers only is left to those; what has none at all is shown, since nobody uses it. */
static bool is_box(const struct builder *b, node_id n, uint8_t lines)
{
    const struct node *node = graph_node_at(b->g, n);
    if (b->into[n])
        return false;
    if (b->o->folded || (b->members && b->members[n]))
        return b->members[n];
    if (node->kind == NODE_BOUNDARY)
        return lines & LINE_HERE;
    if (b->holds[n])
        return layer_wanted(b, LAYER_INFRA) || (lines & LINE_HERE);
    return layer_wanted(b, node_kinds[node->kind].layer) && lines != LINE_ELSEWHERE;
}

static void find_boxes(struct builder *b)
{
    size_t count = graph_node_count(b->g);
    uint8_t *lines = mem_zalloc(count + 1, sizeof *lines);
    mark_line_ends(b, lines);
    b->box_count = 0;
    for (node_id n = 0; n <= count; n++)
        b->box[n] = VISIBLE_NONE;
    for (node_id n = 1; n <= count; n++) {
        if (!is_box(b, n, lines[n]))
            continue;
        b->box[n] = (int)b->box_count;
        b->node[b->box_count++] = n;
    }
    mem_free(lines);
}

/* --- Rows ------------------------------------------------------------------------------------------- */

struct rows rows_new(struct arena *arena, size_t rows, size_t entries)
{
    return (struct rows){arena_array(arena, rows + 2, sizeof(uint32_t)),
                         arena_array(arena, entries, sizeof(uint32_t))};
}

/* From the length of row i in start[i + 2] to where it begins, in start[i + 1]; filling it moves that on
 * to where it ends. */
static void sum_rows(struct rows *r, size_t rows)
{
    for (size_t i = 2; i <= rows + 1; i++)
        r->start[i] += r->start[i - 1];
}

static void index_lines(struct builder *b)
{
    struct rows *r = &b->lines_of;
    *r = rows_new(b->p->arena, b->box_count, 2 * b->line_count);
    for (size_t i = 0; i < b->line_count; i++) {
        r->start[b->lines[i].from + 2]++;
        r->start[b->lines[i].to + 2]++;
    }
    sum_rows(r, b->box_count);
    for (size_t i = 0; i < b->line_count; i++) {
        r->at[r->start[b->lines[i].from + 1]++] = (uint32_t)i;
        r->at[r->start[b->lines[i].to + 1]++] = (uint32_t)i;
    }
}

static void index_absorbed(struct builder *b)
{
    size_t count = graph_node_count(b->g), total = 0;
    struct rows *r = &b->absorbed_of;
    for (node_id n = 1; n <= count; n++)
        total += b->into[n] && b->box[b->into[n]] >= 0;
    *r = rows_new(b->p->arena, b->box_count, total);
    for (node_id n = 1; n <= count; n++)
        if (b->into[n] && b->box[b->into[n]] >= 0)
            r->start[b->box[b->into[n]] + 2]++;
    sum_rows(r, b->box_count);
    for (node_id n = 1; n <= count; n++)
        if (b->into[n] && b->box[b->into[n]] >= 0)
            r->at[r->start[b->box[b->into[n]] + 1]++] = n;
}

/* --- Plan ------------------------------------------------------------------------------------------- */

static const node_id *copy_ids(struct arena *arena, const node_id *ids, size_t count)
{
    node_id *copy = arena_array(arena, count, sizeof *copy);
    if (count)
        memcpy(copy, ids, count * sizeof *copy);
    return copy;
}

static void copy_options(struct visible_plan *plan, const struct visible_options *o)
{
    struct arena *arena = plan->b.p->arena;
    plan->o = (struct visible_options){
        .layers = plan->b.layers, .arrangement = o->arrangement, .folded = o->folded,
        .fold_most = o->fold_most, .keep_internet = o->keep_internet, .group_above = o->group_above,
        .fold = copy_ids(arena, o->fold, o->fold_count), .fold_count = o->fold_count,
        .apart = copy_ids(arena, o->apart, o->apart_count), .apart_count = o->apart_count};
}

struct visible_plan *visible_plan_new(const struct graph *g, const struct visible_options *options)
{
    size_t nodes = graph_node_count(g) + 1, edges = graph_edge_count(g) + 1;
    struct visible_plan *plan = mem_zalloc(1, sizeof *plan);
    struct builder *b = &plan->b;
    *b = (struct builder){
        .g = g,
        .o = &plan->o,
        .p = mem_zalloc(1, sizeof *b->p),
        .layers = options->layers ? options->layers : VISIBLE_LAYER(LAYER_FLOW),
        .into = mem_zalloc(nodes, sizeof *b->into),
        .stands = mem_zalloc(edges, sizeof *b->stands),
        .door = mem_zalloc(nodes, sizeof *b->door),
        .holds = mem_zalloc(nodes, sizeof *b->holds),
        .box = mem_zalloc(nodes, sizeof *b->box),
        .node = mem_zalloc(nodes, sizeof *b->node),
    };
    b->p->arena = arena_new();
    copy_options(plan, options);
    frames_find(b);
    if (layer_wanted(b, LAYER_FLOW))
        absorb(b);
    if (b->o->folded)
        fold(b);
    else if (b->o->fold_count)
        fold_some(b);
    find_boxes(b);
    lines_find(b);
    if (b->o->group_above && b->box_count > (size_t)b->o->group_above && !b->o->folded &&
        group_siblings(b)) {
        find_boxes(b);
        lines_find(b);
    }
    index_lines(b);
    index_absorbed(b);
    return plan;
}

void visible_plan_free(struct visible_plan *plan)
{
    if (!plan)
        return;
    arena_free(plan->b.p->arena);
    mem_free(plan->b.p);
    mem_free(plan->b.into);
    mem_free(plan->b.stands);
    mem_free(plan->b.door);
    mem_free(plan->b.frame);
    mem_free(plan->b.members);
    mem_free(plan->b.siblings);
    mem_free(plan->b.holds);
    mem_free(plan->b.box);
    mem_free(plan->b.node);
    mem_free(plan);
}

node_id visible_plan_box(const struct visible_plan *plan, node_id n)
{
    int box = plan->b.box[line_end(&plan->b, n)];
    return box >= 0 ? plan->b.node[box] : 0;
}

static bool same_ids(const node_id *a, size_t a_count, const node_id *b, size_t b_count)
{
    return a_count == b_count && (!a_count || memcmp(a, b, a_count * sizeof *a) == 0);
}

static bool is_grouped(const struct builder *b, node_id n)
{
    return b->siblings && (b->siblings[n] || (b->into[n] && b->siblings[b->into[n]]));
}

/* Whether the box of a node could be one of a group if nothing kept it apart. */
static bool could_group(const struct builder *b, node_id n)
{
    int box = b->box[n];
    return box >= 0 && b->lines_of.start[box + 1] - b->lines_of.start[box] <= 1;
}

/* What is to stand apart does so, and what need not any more never could be in a group. */
static bool same_groups(const struct builder *b, const struct visible_options *o)
{
    const node_id *was = b->o->apart, *is = o->apart;
    size_t i = 0, k = 0;
    if (!b->o->group_above)
        return true;
    while (i < b->o->apart_count || k < o->apart_count) {
        if (k == o->apart_count || (i < b->o->apart_count && was[i] < is[k])) {
            if (could_group(b, was[i++]))
                return false;
        } else if (i == b->o->apart_count || is[k] < was[i]) {
            if (is_grouped(b, is[k++]))
                return false;
        } else {
            i++;
            k++;
        }
    }
    return true;
}

bool visible_plan_fits(const struct visible_plan *plan, const struct graph *g,
                       const struct visible_options *o)
{
    const struct visible_options *p = &plan->o;
    unsigned layers = o->layers ? o->layers : VISIBLE_LAYER(LAYER_FLOW);
    return plan->b.g == g && p->layers == layers && p->arrangement == o->arrangement &&
           p->folded == o->folded && p->fold_most == o->fold_most &&
           p->keep_internet == o->keep_internet && p->group_above == o->group_above &&
           same_ids(p->fold, p->fold_count, o->fold, o->fold_count) &&
           same_groups(&plan->b, o);
}
