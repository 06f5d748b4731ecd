/* SPDX-License-Identifier: MIT */
/* Too many boxes in the overview: containers whose names begin alike (shop-api, shop-jobs) become one
 * box, then the smallest containers do, until there are few enough. Zones, which are few, go last, and the
 * internet, however little is in it, the very last. */
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "query.h"
#include "visible_parts.h"

enum { NO_ZONE = 101 }; /* more trust than any zone has */

struct box {
    node_id node;    /* that stands for it */
    uint32_t size;
    struct str head; /* of its name; empty: a zone */
    int trust;       /* of a zone; NO_ZONE: a container */
};

static struct str head_of(struct str name)
{
    size_t at = 0;

    while (at < name.len && !strchr("-_./: ", name.ptr[at]))
        at++;
    return at < name.len && at > 0 ? str_sub(name, 0, at) : name;
}

static int by_head(const void *a, const void *b)
{
    const struct box *x = a, *y = b;
    int c = str_cmp(x->head, y->head);

    return c ? c : (x->node > y->node) - (x->node < y->node);
}

/* Zones first, the least trusted before all others. */
static int by_weight(const void *a, const void *b)
{
    const struct box *x = a, *y = b;

    if (x->trust != y->trust)
        return x->trust < y->trust ? -1 : 1;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

static size_t list_boxes(const struct builder *b, const node_id *box, struct box *out)
{
    size_t count = graph_node_count(b->g), boxes = 0;
    uint32_t *size = mem_zalloc(count + 1, sizeof *size);

    for (node_id n = 1; n <= count; n++)
        size[box[n]] += fold_counts(b, n);
    for (node_id n = 1; n <= count; n++) {
        if (!size[n])
            continue;
        out[boxes++] = (struct box){n, size[n], STR_NONE, graph_node_zone(b->g, n)->trust};
        if (b->holds[n]) {
            out[boxes - 1].head = head_of(graph_node_at(b->g, n)->name);
            out[boxes - 1].trust = NO_ZONE;
        }
    }
    mem_free(size);
    return boxes;
}

/* Those with a head in common go into the first of them; returns how many are left, in front. */
static size_t join_alike(struct builder *b, struct box *boxes, size_t count, node_id *into)
{
    size_t kept = 0;

    qsort(boxes, count, sizeof *boxes, by_head);
    for (size_t i = 0, end; i < count; i = end) {
        struct box one = boxes[i];
        for (end = i + 1; end < count && one.head.len && str_eq(boxes[end].head, one.head); end++) {
            into[boxes[end].node] = one.node;
            one.size += boxes[end].size;
        }
        if (end > i + 1)
            b->crowd[one.node] = arena_printf(b->p->arena, "%.*s* (%zu)", (int)one.head.len,
                                              one.head.ptr, end - i);
        boxes[kept++] = one;
    }
    return kept;
}

static void join_small(struct builder *b, struct box *boxes, size_t count, size_t most,
                       node_id *into)
{
    size_t from = most > 0 ? most - 1 : 0;

    qsort(boxes, count, sizeof *boxes, by_weight);
    for (size_t i = from + 1; i < count; i++)
        into[boxes[i].node] = boxes[from].node;
    b->crowd[boxes[from].node] = arena_printf(b->p->arena, "%zu others", count - from);
}

void crowd(struct builder *b, node_id *box)
{
    size_t nodes = graph_node_count(b->g), most = (size_t)b->o->fold_most, count;
    struct box *boxes = mem_zalloc(nodes + 1, sizeof *boxes);
    node_id *into;

    count = list_boxes(b, box, boxes);
    if (count > most) {
        into = mem_zalloc(nodes + 1, sizeof *into);
        b->crowd = arena_array(b->p->arena, nodes + 1, sizeof *b->crowd);
        count = join_alike(b, boxes, count, into);
        if (count > most)
            join_small(b, boxes, count, most, into);
        for (node_id n = 1; n <= nodes; n++) {
            while (into[box[n]])
                box[n] = into[box[n]];
        }
        mem_free(into);
    }
    mem_free(boxes);
}
