/* SPDX-License-Identifier: MIT */
#include "visible.h"

#include <stdlib.h>

#include "mem.h"
#include "query.h"
#include "visible_parts.h"

const char *const visible_arrangement_names[VISIBLE_ARRANGEMENT_COUNT] = {"flow", "zones", "stack"};

bool visible_layers_parse(struct str list, unsigned *layers, struct str *bad)
{
    unsigned found = 0;
    for (struct str rest = list, word; str_cut(&rest, ',', &word);) {
        enum layer layer;
        word = str_trim(word);
        if (!layer_find(word, &layer)) {
            *bad = word;
            return false;
        }
        found |= VISIBLE_LAYER(layer);
    }
    *layers = found;
    return true;
}

bool visible_arrangement_find(struct str name, enum visible_arrangement *out)
{
    for (int i = 0; i < VISIBLE_ARRANGEMENT_COUNT; i++) {
        if (str_is(name, visible_arrangement_names[i])) {
            *out = (enum visible_arrangement)i;
            return true;
        }
    }
    return false;
}

/* --- Result ----------------------------------------------------------------------------------------- */

enum role zone_role(enum zone_kind zone)
{
    static const enum role of[ZONE_KIND_COUNT] = {
        [ZONE_INTERNET] = ROLE_ZONE_INTERNET,   [ZONE_THIRD_PARTY] = ROLE_ZONE_THIRD_PARTY,
        [ZONE_PARTNER] = ROLE_ZONE_PARTNER,     [ZONE_GATEWAY] = ROLE_ZONE_GATEWAY,
        [ZONE_CODE] = ROLE_ZONE_CODE,           [ZONE_MESSAGING] = ROLE_ZONE_MESSAGING,
        [ZONE_DATA] = ROLE_ZONE_DATA,           [ZONE_IDENTITY] = ROLE_ZONE_IDENTITY,
        [ZONE_MANAGEMENT] = ROLE_ZONE_MANAGEMENT, [ZONE_CUSTOM] = ROLE_ZONE_CUSTOM,
    };
    return of[zone];
}

bool is_outside(const struct graph *g, node_id n)
{
    enum zone_kind zone = graph_node_zone(g, n)->kind;
    return zone == ZONE_INTERNET || zone == ZONE_THIRD_PARTY || zone == ZONE_PARTNER;
}

/* The numbers of the boxes, of everything that stands in them, and what that is, in id order. */
static void number_boxes(struct builder *b, struct visible *out)
{
    size_t total = 0;
    const struct rows *in = &b->absorbed_of;
    out->input.node_count = (int)b->kept_count;
    out->node_of = arena_array(b->p->arena, b->kept_count, sizeof *out->node_of);
    for (node_id n = 0; n <= graph_node_count(b->g); n++)
        out->box_of[n] = VISIBLE_NONE;
    for (size_t i = 0; i < b->kept_count; i++)
        total += in->start[b->kept[i] + 1] - in->start[b->kept[i]];
    b->p->absorbed_start = arena_array(b->p->arena, b->kept_count + 1, sizeof(uint32_t));
    b->p->absorbed = arena_array(b->p->arena, total, sizeof *b->p->absorbed);
    total = 0;
    for (size_t i = 0; i < b->kept_count; i++) {
        int box = b->kept[i];
        out->node_of[i] = b->node[box];
        out->box_of[b->node[box]] = (int)i;
        b->p->absorbed_start[i] = (uint32_t)total;
        for (uint32_t k = in->start[box]; k < in->start[box + 1]; k++) {
            out->box_of[in->at[k]] = (int)i;
            b->p->absorbed[total++] = in->at[k];
        }
    }
    b->p->absorbed_start[b->kept_count] = (uint32_t)total;
}

static void name_box(struct builder *b, node_id n, struct edge_list in_box, struct layout_node *out)
{
    if (b->members && b->members[n]) {
        out->name = fold_name(b, n, in_box);
        out->detail = fold_detail(b, n, in_box);
    } else if (b->siblings && b->siblings[n]) {
        out->name = group_name(b, n);
        out->detail = group_detail(b, n, in_box.ids, in_box.count);
    } else {
        out->name = box_name(b, n);
        if (!b->o->no_details)
            out->detail = box_detail(b, n, in_box.ids, in_box.count);
        if (b->o->more)
            box_more(b, n, in_box.ids, in_box.count, out->more);
    }
}

/* What the caller knows about the box stands before the number of hidden lines. */
static void dress_box(struct builder *b, node_id n, struct edge_list in_box,
                      struct layout_node *out)
{
    struct visible_dress d = {.role = out->role, .sum = (b->members && b->members[n]) ||
                                                        (b->siblings && b->siblings[n])};

    b->o->dress(b->o->dress_arg, n, in_box, &d);
    out->role = d.role;
    if (!d.badge[0])
        return;
    out->badge = arena_printf(b->p->arena, "%s%s%.*s", d.badge, out->badge.len ? " " : "",
                              (int)out->badge.len, out->badge.ptr);
}

static void write_nodes(struct builder *b, struct visible *out)
{
    b->p->box_is = arena_array(b->p->arena, (size_t)out->input.node_count, 1);
    struct layout_node *nodes =
        arena_array(b->p->arena, (size_t)out->input.node_count, sizeof *nodes);
    for (int i = 0; i < out->input.node_count; i++) {
        node_id n = out->node_of[i];
        struct edge_list in_box = visible_box_absorbed(out, i);
        int hidden = hidden_lines(b, b->kept[i]);
        nodes[i] = (struct layout_node){
            .detail = STR(""),
            .badge = hidden ? arena_printf(b->p->arena, "+%d", hidden) : STR(""),
            .cluster = LAYOUT_NO_CLUSTER,
            .role = zone_role(graph_node_zone(b->g, n)->kind),
        };
        if (b->members && b->members[n])
            b->p->box_is[i] = VISIBLE_FOLD;
        else if (b->siblings && b->siblings[n])
            b->p->box_is[i] = VISIBLE_GROUP;
        name_box(b, n, in_box, &nodes[i]);
        if (b->o->dress)
            dress_box(b, n, in_box, &nodes[i]);
    }
    out->input.nodes = b->p->nodes = nodes;
}

static int line_cmp(const void *pa, const void *pb)
{
    const uint32_t *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

/* The lines between boxes that stay, in their order; returns their number. Behind them stand *told
 * lines that others tell. */
static size_t kept_lines(const struct builder *b, uint32_t **out, size_t *told)
{
    size_t count = 0, most = 0, kept = 0;
    for (size_t i = 0; i < b->kept_count; i++)
        most += b->lines_of.start[b->kept[i] + 1] - b->lines_of.start[b->kept[i]];
    uint32_t *lines = mem_zalloc(most + 1, sizeof *lines);
    for (size_t i = 0; i < b->kept_count; i++) {
        int box = b->kept[i];
        for (uint32_t k = b->lines_of.start[box]; k < b->lines_of.start[box + 1]; k++) {
            const struct line *l = &b->lines[b->lines_of.at[k]];
            if (l->from == box && b->keep[l->to])
                lines[count++] = b->lines_of.at[k];
        }
    }
    if (count)
        qsort(lines, count, sizeof *lines, line_cmp);
    uint32_t *sorted = mem_zalloc(count + 1, sizeof *sorted);
    size_t last = count;
    for (size_t i = 0; i < count; i++) {
        if (i && lines[i] == lines[i - 1])
            continue;
        if (line_is_told(b, &b->lines[lines[i]]))
            sorted[--last] = lines[i];
        else
            sorted[kept++] = lines[i];
    }
    *told = count - last;
    memmove(sorted + kept, sorted + last, *told * sizeof *sorted);
    mem_free(lines);
    *out = sorted;
    return kept;
}

/* What has no line of its own stands on that of its API. */
static void write_told(const struct builder *b, const struct line *l, struct visible *out)
{
    struct door d;

    for (uint32_t k = 0; k < l->count; k++)
        if (door_find(b, b->edges[l->first + k], &d))
            out->line_of[b->edges[l->first + k]] = out->line_of[d.route];
}

static void write_lines(struct builder *b, struct visible *out)
{
    struct visible_parts *p = b->p;
    uint32_t *lines, used = 0;
    size_t told, count = kept_lines(b, &lines, &told), edge_count = 0;
    struct layout_edge *edges = arena_array(p->arena, count, sizeof *edges);
    for (size_t i = 0; i < count; i++)
        edge_count += b->lines[lines[i]].count;
    p->edge_start = arena_array(p->arena, count + 1, sizeof *p->edge_start);
    p->edge_ids = arena_array(p->arena, edge_count, sizeof *p->edge_ids);
    for (size_t i = 0; i < count; i++) {
        const struct line *l = &b->lines[lines[i]];
        struct layout_edge *e = &edges[i];
        *e = (struct layout_edge){.from = out->box_of[b->node[l->from]],
                                  .to = out->box_of[b->node[l->to]],
                                  .role = l->role,
                                  .both = l->both};
        p->edge_start[i] = used;
        for (uint32_t k = 0; k < l->count; k++) {
            edge_id id = b->edges[l->first + k];
            e->crossing = e->crossing || (b->o->outer && b->o->outer[id]);
            out->line_of[id] = (int)i;
            p->edge_ids[used++] = id;
        }
    }
    p->edge_start[count] = used;
    out->input.edges = p->drawn = edges;
    out->input.edge_count = (int)count;
    out->edge_total -= told;
    for (size_t i = count; i < count + told; i++)
        write_told(b, &b->lines[lines[i]], out);
    mem_free(lines);
}

static void mark_line(struct builder *b, const struct visible *out, edge_id id)
{
    const struct edge *e = graph_edge_at(b->g, id);
    struct layout_edge *edges = b->p->drawn;
    int line = out->line_of[id];
    if (line >= 0)
        edges[line].heavy = true;
    int ends[] = {line >= 0 ? edges[line].from : out->box_of[e->from],
                  line >= 0 ? edges[line].to : out->box_of[e->to]};
    for (size_t k = 0; k < COUNT(ends); k++)
        if (ends[k] >= 0)
            b->p->nodes[ends[k]].heavy = true;
}

/* The path in heavy lines, with the boxes that its ends stand in. */
static void mark_path(struct builder *b, struct visible *out)
{
    struct door d;
    for (size_t i = 0; i < b->o->path_count; i++) {
        edge_id id = b->o->path[i];
        mark_line(b, out, id);
        if (door_find(b, id, &d) && out->line_of[id] == out->line_of[d.route])
            mark_line(b, out, d.api);
    }
}

static bool box_is_reached(const struct visible_options *o, const struct graph *g, node_id n)
{
    const struct edge_list both[] = {graph_out(g, n), graph_in(g, n)};
    for (size_t k = 0; k < COUNT(both); k++)
        for (size_t i = 0; i < both[k].count; i++)
            if (o->reached(o->reached_arg, both[k].ids[i]))
                return true;
    return false;
}

/* What input from the internet reaches, only of what is shown: a box also by lines that are not. */
static void mark_reached(struct builder *b, struct visible *out)
{
    const struct visible_options *o = b->o;
    for (int i = 0; i < out->input.edge_count; i++) {
        struct edge_list edges = visible_line_edges(out, i);
        for (size_t k = 0; k < edges.count; k++)
            if (o->reached(o->reached_arg, edges.ids[k]))
                mark_line(b, out, edges.ids[k]);
    }
    for (int i = 0; i < out->input.node_count; i++) {
        struct edge_list absorbed = visible_box_absorbed(out, i);
        bool heavy = b->p->nodes[i].heavy || box_is_reached(o, b->g, out->node_of[i]);
        for (size_t k = 0; k < absorbed.count && !heavy; k++)
            heavy = box_is_reached(o, b->g, absorbed.ids[k]);
        b->p->nodes[i].heavy = heavy;
    }
}

static void mark_heavy(struct builder *b, struct visible *out)
{
    if (b->o->path_count)
        mark_path(b, out);
    else if (b->o->reached)
        mark_reached(b, out);
}

/* Things outside that only send belong at the start of the picture; in the overview, where what sends
 * and what takes is one box, all that send. */
static void mark_sources(struct builder *b, struct visible *out)
{
    enum { SENDS = 1, TAKES = 2 };
    uint8_t *does = mem_zalloc((size_t)out->input.node_count + 1, sizeof *does);
    for (int i = 0; i < out->input.edge_count; i++) {
        const struct layout_edge *e = &out->input.edges[i];
        if (e->from == e->to)
            continue;
        does[e->from] |= (uint8_t)(e->both ? SENDS | TAKES : SENDS);
        does[e->to] |= TAKES;
    }
    for (int i = 0; i < out->input.node_count; i++)
        b->p->nodes[i].source = (does[i] == SENDS || (b->o->folded && (does[i] & SENDS))) &&
                                (is_outside(b->g, out->node_of[i]) || b->door[out->node_of[i]]);
    mem_free(does);
}

static void write_result(struct builder *b, struct visible *out)
{
    size_t nodes = graph_node_count(b->g), edges = graph_edge_count(b->g);
    out->parts = b->p;
    out->box_of = arena_array(b->p->arena, nodes + 1, sizeof *out->box_of);
    out->line_of = arena_array(b->p->arena, edges + 1, sizeof *out->line_of);
    for (size_t i = 0; i <= edges; i++)
        out->line_of[i] = VISIBLE_NONE;
    out->node_total = b->box_count;
    out->edge_total = b->line_count;
    number_boxes(b, out);
    write_nodes(b, out);
    names_apart(b, out);
    write_lines(b, out);
    if (!b->o->folded)
        frames_draw(b, out);
    mark_heavy(b, out);
    mark_sources(b, out);
}

/* What is shown of the plan by these options; kept_free() is for it. */
static struct builder kept_new(const struct visible_plan *plan, const struct visible_options *options,
                               struct visible *out)
{
    struct builder b = plan->b;
    b.o = options;
    b.keep = mem_zalloc(b.box_count + 1, sizeof *b.keep);
    b.kept = mem_alloc((b.box_count + 1) * sizeof *b.kept);
    b.kept_count = 0;
    *out = (struct visible){0};
    choose_kept(&b, out);
    return b;
}

static void kept_free(struct builder *b)
{
    mem_free(b->keep);
    mem_free(b->kept);
}

node_id visible_first(const struct visible_plan *plan, const struct visible_options *options)
{
    struct visible_options all = *options;
    struct visible counts;
    all.focus = 0;
    struct builder b = kept_new(plan, &all, &counts);
    node_id first = b.kept_count ? b.node[b.kept[0]] : 0;
    kept_free(&b);
    return first;
}

void visible_show(const struct visible_plan *plan, const struct visible_options *options,
                  struct visible *out)
{
    struct builder b = kept_new(plan, options, out);
    b.p = mem_zalloc(1, sizeof *b.p);
    b.p->arena = arena_new();
    write_result(&b, out);
    kept_free(&b);
}

void visible_light(const struct visible_plan *plan, const struct visible_options *options,
                   struct visible *v)
{
    struct visible_options o = plan->o;
    struct builder b = plan->b;

    o.path = options->path;
    o.path_count = options->path_count;
    o.reached = options->reached;
    o.reached_arg = options->reached_arg;
    b.o = &o;
    b.p = v->parts;
    b.keep = mem_zalloc(b.box_count + 1, sizeof *b.keep);
    for (int i = 0; i < v->input.node_count; i++) {
        b.keep[b.box[v->node_of[i]]] = true;
        b.p->nodes[i].heavy = false;
    }
    for (int i = 0; i < v->input.edge_count; i++)
        b.p->drawn[i].heavy = false;
    mark_heavy(&b, v);
    mem_free(b.keep);
}

void visible_build(const struct graph *g, const struct visible_options *options,
                   struct visible *out)
{
    struct visible_plan *plan = visible_plan_new(g, options);
    visible_show(plan, options, out);
    visible_plan_free(plan);
}

void visible_release(struct visible *v)
{
    if (v->parts) {
        arena_free(v->parts->arena);
        mem_free(v->parts);
    }
    *v = (struct visible){0};
}

/* --- Ask --------------------------------------------------------------------------------------------- */

int visible_box(const struct visible *v, node_id n)
{
    return v->box_of[n];
}

enum visible_box_kind visible_box_is(const struct visible *v, int box)
{
    return (enum visible_box_kind)v->parts->box_is[box];
}

int visible_line(const struct visible *v, edge_id e)
{
    return v->line_of[e];
}

struct edge_list visible_line_edges(const struct visible *v, int line)
{
    const uint32_t *start = v->parts->edge_start;
    return (struct edge_list){v->parts->edge_ids + start[line], start[line + 1] - start[line]};
}

struct edge_list visible_box_absorbed(const struct visible *v, int box)
{
    const uint32_t *start = v->parts->absorbed_start;
    return (struct edge_list){v->parts->absorbed + start[box], start[box + 1] - start[box]};
}
