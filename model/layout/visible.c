/* SPDX-License-Identifier: MIT */
#include "visible.h"

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

/* Boxes that stay get their final numbers; box_of of every node points at them. */
static void number_boxes(struct builder *b, struct visible *out)
{
    size_t count = graph_node_count(b->g), kept = 0;
    int *final = mem_zalloc(b->box_count + 1, sizeof *final);
    for (size_t i = 0; i < b->box_count; i++) {
        final[i] = b->keep[i] ? (int)kept : VISIBLE_NONE;
        if (b->keep[i])
            out->node_of[kept++] = b->node[i];
    }
    out->input.node_count = (int)kept;
    for (node_id n = 0; n <= count; n++) {
        int box = n ? b->box[line_end(b, n)] : VISIBLE_NONE;
        out->box_of[n] = box < 0 ? VISIBLE_NONE : final[box];
    }
    mem_free(final);
}

/* Absorbed nodes per final box, in id order. */
static void list_absorbed(struct builder *b, struct visible *out)
{
    size_t count = graph_node_count(b->g), boxes = (size_t)out->input.node_count, total = 0;
    uint32_t *start = arena_array(b->p->arena, boxes + 2, sizeof *start);
    for (node_id n = 1; n <= count; n++) {
        if (b->into[n] && out->box_of[n] >= 0) {
            start[out->box_of[n] + 2]++;
            total++;
        }
    }
    for (size_t i = 2; i <= boxes + 1; i++)
        start[i] += start[i - 1];
    b->p->absorbed = arena_array(b->p->arena, total, sizeof *b->p->absorbed);
    for (node_id n = 1; n <= count; n++)
        if (b->into[n] && out->box_of[n] >= 0)
            b->p->absorbed[start[out->box_of[n] + 1]++] = n;
    b->p->absorbed_start = start;
}

static void name_box(struct builder *b, node_id n, struct edge_list in_box, struct layout_node *out)
{
    if (b->members && b->members[n]) {
        out->name = fold_name(b, n);
        out->detail = fold_detail(b, n, in_box.ids, in_box.count);
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
        int hidden = b->hidden_lines[b->box[n]];
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

static enum role kind_role(enum edge_kind kind)
{
    switch ((int)kind) {
    case EDGE_EXPOSES:
    case EDGE_ROUTES:
    case EDGE_INVOKES:
    case EDGE_TRIGGERS:
        return ROLE_EDGE_TRIGGER;
    case EDGE_WRITES:
    case EDGE_DELIVERS:
    case EDGE_DEADLETTERS:
        return ROLE_EDGE_WRITE;
    case EDGE_READS:
        return ROLE_EDGE_READ;
    default:
        return edge_kinds[kind].layer == LAYER_IDENTITY ? ROLE_EDGE_IAM : ROLE_EDGE;
    }
}

/* The role that says most: what starts code, then what writes, then what reads. */
static enum role stronger_role(enum role a, enum role b)
{
    static const enum role order[] = {ROLE_EDGE_TRIGGER, ROLE_EDGE_WRITE, ROLE_EDGE_READ,
                                      ROLE_EDGE_IAM};
    for (size_t i = 0; i < COUNT(order); i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return ROLE_EDGE;
}

static void write_lines(struct builder *b, struct visible *out)
{
    struct visible_parts *p = b->p;
    struct layout_edge *edges = arena_array(p->arena, p->line_count, sizeof *edges);
    p->edge_start = arena_array(p->arena, p->line_count + 1, sizeof *p->edge_start);
    p->edge_ids = arena_array(p->arena, graph_edge_count(b->g), sizeof *p->edge_ids);
    int next = 0;
    uint32_t used = 0;
    for (size_t i = 0; i < p->line_count; i++) {
        const struct line *l = &p->lines[i];
        if (!b->keep[l->from] || !b->keep[l->to])
            continue;
        struct layout_edge *e = &edges[next];
        *e = (struct layout_edge){.from = out->box_of[b->node[l->from]],
                                  .to = out->box_of[b->node[l->to]],
                                  .role = ROLE_EDGE,
                                  .both = l->both};
        p->edge_start[next] = used;
        for (uint32_t k = 0; k < l->count; k++) {
            edge_id id = p->edges[l->first + k];
            e->role = stronger_role(e->role, kind_role(graph_edge_at(b->g, id)->kind));
            e->crossing = e->crossing || (b->o->outer && b->o->outer[id]);
            out->line_of[id] = next;
            p->edge_ids[used++] = id;
        }
        next++;
    }
    p->edge_start[next] = used;
    out->input.edges = p->drawn = edges;
    out->input.edge_count = next;
}

/* The path in heavy lines, with the boxes that its ends stand in. */
static void mark_path(struct builder *b, struct visible *out)
{
    struct layout_edge *edges = b->p->drawn;
    for (size_t i = 0; i < b->o->path_count; i++) {
        edge_id id = b->o->path[i];
        const struct edge *e = graph_edge_at(b->g, id);
        int line = out->line_of[id];
        if (line >= 0)
            edges[line].heavy = true;
        int ends[] = {line >= 0 ? edges[line].from : out->box_of[e->from],
                      line >= 0 ? edges[line].to : out->box_of[e->to]};
        for (size_t k = 0; k < COUNT(ends); k++)
            if (ends[k] >= 0)
                b->p->nodes[ends[k]].heavy = true;
    }
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
    out->node_of = arena_array(b->p->arena, b->box_count, sizeof *out->node_of);
    out->box_of = arena_array(b->p->arena, nodes + 1, sizeof *out->box_of);
    out->line_of = arena_array(b->p->arena, edges + 1, sizeof *out->line_of);
    for (size_t i = 0; i <= edges; i++)
        out->line_of[i] = VISIBLE_NONE;
    out->node_total = b->box_count;
    out->edge_total = b->p->line_count;
    number_boxes(b, out);
    list_absorbed(b, out);
    write_nodes(b, out);
    names_apart(b, out);
    write_lines(b, out);
    if (!b->o->folded)
        frames_draw(b, out);
    mark_path(b, out);
    mark_sources(b, out);
}

void visible_build(const struct graph *g, const struct visible_options *options,
                   struct visible *out)
{
    size_t nodes = graph_node_count(g) + 1, edges = graph_edge_count(g) + 1;
    struct builder b = {
        .g = g,
        .o = options,
        .p = mem_zalloc(1, sizeof *b.p),
        .layers = options->layers ? options->layers : VISIBLE_LAYER(LAYER_FLOW),
        .into = mem_zalloc(nodes, sizeof *b.into),
        .stands = mem_zalloc(edges, sizeof *b.stands),
        .door = mem_zalloc(nodes, sizeof *b.door),
        .holds = mem_zalloc(nodes, sizeof *b.holds),
        .box = mem_zalloc(nodes, sizeof *b.box),
        .node = mem_zalloc(nodes, sizeof *b.node),
        .keep = mem_zalloc(nodes, sizeof *b.keep),
        .hidden_lines = mem_zalloc(nodes, sizeof *b.hidden_lines),
    };
    b.p->arena = arena_new();
    *out = (struct visible){0};
    frames_find(&b);
    if (layer_wanted(&b, LAYER_FLOW))
        absorb(&b);
    if (options->folded)
        fold(&b);
    else if (options->fold_count)
        fold_some(&b);
    find_boxes(&b);
    lines_find(&b);
    if (options->group_above && b.box_count > (size_t)options->group_above && !options->folded &&
        group_siblings(&b)) {
        find_boxes(&b);
        lines_find(&b);
    }
    choose_kept(&b, out);
    write_result(&b, out);
    mem_free(b.into);
    mem_free(b.stands);
    mem_free(b.door);
    mem_free(b.frame);
    mem_free(b.members);
    mem_free(b.siblings);
    mem_free(b.holds);
    mem_free(b.box);
    mem_free(b.node);
    mem_free(b.keep);
    mem_free(b.hidden_lines);
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
