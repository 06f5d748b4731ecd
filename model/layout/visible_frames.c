/* SPDX-License-Identifier: MIT */
/* Which container frames what, and the frames as they are drawn. */
#include <stdlib.h>

#include "facts.h"
#include "mem.h"
#include "query.h"
#include "visible_parts.h"

/* --- Containers ---------------------------------------------------------------------------------- */

/* Boundaries that say where something runs or stands for many things, but hold nothing together. */
static bool is_frame(const struct graph *g, const struct edge *e)
{
    const struct node *n = graph_node_at(g, e->to);
    if (e->kind == EDGE_HOSTED_BY)
        return true;
    if (e->kind != EDGE_RESIDES_IN || edge_fact_bool(e, FACT_IMPLICIT, false))
        return false;
    if (n->kind == NODE_NET)
        return true;
    enum boundary_class class = node_boundary_class(n);
    return n->kind == NODE_APP ||
           (n->kind == NODE_BOUNDARY && class != BOUNDARY_ANY && class != BOUNDARY_PLAN &&
            class != BOUNDARY_REGION);
}

/* The host first, then what is smaller: a data account or stack before a group, a net last. */
static int closeness(const struct graph *g, const struct edge *e)
{
    const struct node *n = graph_node_at(g, e->to);
    if (e->kind == EDGE_HOSTED_BY)
        return 0;
    if (n->kind == NODE_NET)
        return 5;
    switch ((int)node_boundary_class(n)) {
    case BOUNDARY_DATA_ACCOUNT:
        return 1;
    case BOUNDARY_STACK:
        return 2;
    case BOUNDARY_NONE:
        return 3;
    default:
        return 4;
    }
}

static node_id container_of(const struct graph *g, node_id n)
{
    struct edge_list out = graph_out(g, n);
    node_id best = 0;
    int best_rank = 0;
    for (size_t i = 0; i < out.count; i++) {
        const struct edge *e = graph_edge_at(g, out.ids[i]);
        if (e->to == n || !is_frame(g, e))
            continue;
        int rank = closeness(g, e);
        if (!best || rank < best_rank) {
            best = e->to;
            best_rank = rank;
        }
    }
    return best;
}

/* A ring of containers is cut at its smallest member. */
static void cut_rings(node_id *frame, size_t count)
{
    node_id *seen = mem_zalloc(count + 1, sizeof *seen); /* the walk that came by first */
    for (node_id start = 1; start <= count; start++) {
        node_id n = start;
        while (n && !seen[n]) {
            seen[n] = start;
            n = frame[n];
        }
        if (!n || seen[n] != start)
            continue;
        node_id smallest = n;
        for (node_id m = frame[n]; m != n; m = frame[m])
            if (m < smallest)
                smallest = m;
        frame[smallest] = 0;
    }
    mem_free(seen);
}

node_id *visible_containers(const struct graph *g)
{
    size_t count = graph_node_count(g);
    node_id *frame = mem_zalloc(count + 1, sizeof *frame);
    for (node_id n = 1; n <= count; n++)
        frame[n] = container_of(g, n);
    cut_rings(frame, count);
    return frame;
}

void frames_find(struct builder *b)
{
    b->frame = visible_containers(b->g);
    for (node_id n = 1; n <= graph_node_count(b->g); n++)
        if (b->frame[n])
            b->holds[b->frame[n]] = true;
}

/* --- Drawn frames ---------------------------------------------------------------------------------- */

/* Frames are found by number: zones first, then nodes. */
struct frames {
    struct builder *b;
    size_t zones, total;
    int *parent;    /* per frame: another, or VISIBLE_NONE */
    int *depth;     /* -1: not drawn */
    size_t *boxes;  /* how many boxes it holds, at any depth */
    int *cluster;   /* its index in the layout input */
    bool *around;   /* per node, in stacks: it lies around all that lies in anything, and says nothing */
};

static int zone_index(const struct frames *f, struct str id)
{
    const struct zone *zone = graph_find_zone(f->b->g, id);
    return zone ? (int)(zone - graph_zone_at(f->b->g, 0)) : VISIBLE_NONE;
}

static int node_frame(const struct frames *f, node_id n)
{
    return (int)(f->zones + n);
}

/* Of those around it that are not around everything; 0: none. */
static node_id outermost(const struct frames *f, node_id c)
{
    const node_id *frame = f->b->frame;

    while (c && frame[c] && !f->around[frame[c]])
        c = frame[c];
    return c && f->around[c] ? 0 : c;
}

/* The innermost frame of a box. */
static int frame_of_box(const struct frames *f, node_id n)
{
    const struct builder *b = f->b;
    int zone = zone_index(f, graph_node_at(b->g, n)->zone);
    if (b->o->arrangement == VISIBLE_ZONES)
        return zone;
    node_id c = b->holds[n] ? n : b->frame[n];
    if (b->o->arrangement == VISIBLE_STACK)
        c = outermost(f, c);
    if (c)
        return node_frame(f, c);
    return b->o->arrangement == VISIBLE_FLOW && is_outside(b->g, n) ? zone : VISIBLE_NONE;
}

static void find_parents(struct frames *f)
{
    const struct builder *b = f->b;
    for (size_t i = 0; i < f->total; i++)
        f->parent[i] = VISIBLE_NONE;
    for (node_id n = 1; b->o->arrangement == VISIBLE_FLOW && n <= graph_node_count(b->g); n++)
        if (b->frame[n])
            f->parent[f->zones + n] = node_frame(f, b->frame[n]);
    for (size_t i = 0; b->o->arrangement == VISIBLE_ZONES && i < f->zones; i++) {
        const struct zone *z = graph_zone_at(b->g, i);
        int parent = str_empty(z->parent) ? VISIBLE_NONE : zone_index(f, z->parent);
        /* Custom zones lie in built-in ones; anything deeper could be a ring. */
        if (z->kind == ZONE_CUSTOM && parent >= 0 &&
            graph_zone_at(b->g, (size_t)parent)->kind != ZONE_CUSTOM)
            f->parent[i] = parent;
    }
}

static void count_boxes(struct frames *f, const struct visible *v)
{
    for (int i = 0; i < v->input.node_count; i++)
        for (int at = frame_of_box(f, v->node_of[i]); at >= 0; at = f->parent[at])
            f->boxes[at]++;
}

/* A group, account or stage. */
static bool is_ours(const struct graph *g, node_id c)
{
    const struct node *n = graph_node_at(g, c);
    enum boundary_class class = node_boundary_class(n);
    return n->kind == NODE_BOUNDARY && class != BOUNDARY_DATA_ACCOUNT && class != BOUNDARY_NONE &&
           class != BOUNDARY_STACK;
}

/* Around everything that lies in a container it says only "ours". */
static bool says_nothing(const struct frames *f, int frame, size_t framed)
{
    if ((size_t)frame < f->zones || f->boxes[frame] < framed)
        return false;
    return is_ours(f->b->g, (node_id)((size_t)frame - f->zones));
}

/* Stacks: what is around everything goes, so that what lies in it gets the frames. */
static void open_stacks(struct frames *f, const struct visible *v)
{
    enum { DEEPEST = 8 };
    for (int depth = 0; depth < DEEPEST; depth++) {
        int one = VISIBLE_NONE;
        bool all = true;
        for (int i = 0; i < v->input.node_count && all; i++) {
            int frame = frame_of_box(f, v->node_of[i]);
            all = frame < 0 || one < 0 || frame == one;
            one = frame < 0 ? one : frame;
        }
        if (!all || one < 0 || !is_ours(f->b->g, (node_id)((size_t)one - f->zones)))
            return;
        f->around[(size_t)one - f->zones] = true;
    }
}

/* A container whose only box is itself needs no frame. */
static bool only_itself(const struct frames *f, int frame)
{
    if ((size_t)frame < f->zones || f->boxes[frame] != 1)
        return false;
    return f->b->box[(size_t)frame - f->zones] != VISIBLE_NONE &&
           f->b->keep[f->b->box[(size_t)frame - f->zones]];
}

static int drawn(const struct frames *f, int frame)
{
    while (frame >= 0 && f->depth[frame] < 0)
        frame = f->parent[frame];
    return frame;
}

static void choose(struct frames *f, const struct visible *v)
{
    size_t framed = 0;
    for (int i = 0; i < v->input.node_count; i++) {
        int frame = frame_of_box(f, v->node_of[i]);
        framed += frame >= 0 && (size_t)frame >= f->zones;
    }
    for (size_t i = 0; i < f->total; i++) {
        int frame = (int)i;
        f->depth[i] = -1;
        if (f->boxes[i] && !says_nothing(f, frame, framed) && !only_itself(f, frame))
            f->depth[i] = 0;
    }
    for (size_t i = 0; i < f->total; i++) {
        if (f->depth[i] < 0)
            continue;
        int depth = 0;
        for (int at = f->parent[i]; at >= 0; at = f->parent[at])
            depth += f->depth[at] >= 0;
        f->depth[i] = depth;
    }
}

static enum role frame_role(const struct frames *f, int frame)
{
    if ((size_t)frame >= f->zones)
        return ROLE_FRAME;
    return zone_role(graph_zone_at(f->b->g, (size_t)frame)->kind);
}

/* Clusters by depth, then by number: a parent comes before its children. */
static void write_clusters(struct frames *f, struct visible *out)
{
    struct arena *a = f->b->p->arena;
    int deepest = -1, count = 0;
    for (size_t i = 0; i < f->total; i++) {
        count += f->depth[i] >= 0;
        if (f->depth[i] > deepest)
            deepest = f->depth[i];
    }
    struct layout_cluster *clusters = arena_array(a, (size_t)count, sizeof *clusters);
    out->frame_node = arena_array(a, (size_t)count, sizeof *out->frame_node);
    int next = 0;
    for (int depth = 0; depth <= deepest; depth++) {
        for (size_t i = 0; i < f->total; i++) {
            if (f->depth[i] != depth)
                continue;
            bool zone = i < f->zones;
            node_id n = zone ? 0 : (node_id)(i - f->zones);
            int parent = drawn(f, f->parent[i]);
            f->cluster[i] = next;
            out->frame_node[next] = n;
            clusters[next++] = (struct layout_cluster){
                .title = zone ? graph_zone_at(f->b->g, i)->name : graph_node_at(f->b->g, n)->name,
                .parent = parent < 0 ? LAYOUT_NO_CLUSTER : f->cluster[parent],
                .role = frame_role(f, (int)i),
            };
        }
    }
    out->input.clusters = clusters;
    out->input.cluster_count = count;
    out->input.framed = f->b->o->arrangement != VISIBLE_FLOW;
}

/* What is outside stands first, side by side; then the zones from the gateway inwards. A zone of
 * the user's own stands where the one stands that it lies in. */
static int stage_of(const struct graph *g, const struct zone *zone)
{
    static const int stages[ZONE_KIND_COUNT] = {
        [ZONE_INTERNET] = 0, [ZONE_THIRD_PARTY] = 0, [ZONE_PARTNER] = 0,  [ZONE_GATEWAY] = 1,
        [ZONE_CODE] = 2,     [ZONE_MESSAGING] = 3,   [ZONE_DATA] = 4,     [ZONE_IDENTITY] = 5,
        [ZONE_MANAGEMENT] = 6, [ZONE_CUSTOM] = 7,
    };
    const struct zone *parent = zone->kind == ZONE_CUSTOM && !str_empty(zone->parent)
                                    ? graph_find_zone(g, zone->parent)
                                    : NULL;
    return stages[parent ? parent->kind : zone->kind];
}

void frames_draw(struct builder *b, struct visible *out)
{
    struct frames f = {.b = b, .zones = graph_zone_count(b->g)};
    f.total = f.zones + graph_node_count(b->g) + 1;
    f.parent = mem_zalloc(f.total, sizeof *f.parent);
    f.depth = mem_zalloc(f.total, sizeof *f.depth);
    f.boxes = mem_zalloc(f.total, sizeof *f.boxes);
    f.cluster = mem_zalloc(f.total, sizeof *f.cluster);
    f.around = mem_zalloc(graph_node_count(b->g) + 1, sizeof *f.around);
    find_parents(&f);
    if (b->o->arrangement == VISIBLE_STACK)
        open_stacks(&f, out);
    count_boxes(&f, out);
    choose(&f, out);
    write_clusters(&f, out);
    for (int i = 0; i < out->input.node_count; i++) {
        int frame = drawn(&f, frame_of_box(&f, out->node_of[i]));
        b->p->nodes[i].cluster = frame < 0 ? LAYOUT_NO_CLUSTER : f.cluster[frame];
        if (b->o->arrangement == VISIBLE_ZONES)
            b->p->nodes[i].stage = stage_of(b->g, graph_node_zone(b->g, out->node_of[i]));
    }
    mem_free(f.parent);
    mem_free(f.depth);
    mem_free(f.boxes);
    mem_free(f.cluster);
    mem_free(f.around);
}
