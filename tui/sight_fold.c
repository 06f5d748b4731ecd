/* SPDX-License-Identifier: MIT */
/* sight_fold.c - containers folded into one box on the map, and groups of equal siblings. */
#include "map_view.h"
#include "mem.h"
#include "session.h"

enum { FOLD_LEAST = 2, FOLD_AIM = 40 };

/* --- Containers --------------------------------------------------------------------------------- */

static bool lies_in(const node_id *container, node_id n, node_id holder)
{
    while (n && n != holder)
        n = container[n];
    return n != 0;
}

/* Per container how many nodes lie in it, at any depth. */
static uint32_t *count_members(const struct explorer *x, const node_id *container)
{
    size_t nodes = graph_node_count(x->graph);
    uint32_t *members = mem_zalloc(nodes + 1, sizeof *members);

    for (node_id n = 1; n <= nodes; n++) {
        for (node_id c = container[n]; c; c = container[c])
            members[c]++;
    }
    return members;
}

static int depth_of(const node_id *container, node_id n)
{
    int depth = 0;

    while ((n = container[n]) != 0)
        depth++;
    return depth;
}

/* All worth folding, from the innermost up to this depth. */
static void fold_from(struct explorer *x, int least_depth)
{
    const node_id *container = sight_containers(x);
    uint32_t *members = count_members(x, container);
    size_t nodes = graph_node_count(x->graph), framed = 0;
    bool *inner = mem_zalloc(nodes + 1, sizeof *inner); /* has containers in it */

    x->sight.folded.count = 0;
    for (node_id n = 1; n <= nodes; n++) {
        framed += container[n] != 0;
        if (container[n] && members[n])
            inner[container[n]] = true;
    }
    for (node_id n = 1; n <= nodes; n++) {
        bool all = !container[n] && inner[n] && members[n] >= framed; /* one box would be left */
        if (members[n] >= FOLD_LEAST && depth_of(container, n) >= least_depth && !all)
            node_set_add(&x->sight.folded, n);
    }
    mem_free(members);
    mem_free(inner);
}

static size_t boxes_now(const struct explorer *x)
{
    struct visible_options o = {.layers = x->map.layers, .arrangement = x->map.arrangement,
                                .fits = sight_fits(x, VIEW_MAP), .fold = x->sight.folded.ids,
                                .fold_count = x->sight.folded.count};
    struct visible v = {0};
    size_t boxes;

    visible_build(x->graph, &o, &v);
    boxes = v.node_fitting;
    visible_release(&v);
    return boxes;
}

static int deepest(const struct explorer *x)
{
    const node_id *container = sight_containers(x);
    int most = 0, depth;

    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        depth = depth_of(container, n);
        most = depth > most ? depth : most;
    }
    return most;
}

/* --- All of them -------------------------------------------------------------------------------- */

bool sight_fold_all(struct explorer *x, bool folded)
{
    undo_note(x);
    x->sight.ungrouped = !folded;
    x->sight.opened.count = 0;
    x->sight.folded.count = 0;
    if (folded)
        fold_from(x, 0);
    x->shown++;
    if (folded && x->sight.folded.count == 0) {
        session_complain(x, "there is no container to fold");
        return false;
    }
    if (folded)
        session_say(x, "%zu container%s folded: zo opens one, zR all", x->sight.folded.count,
                    x->sight.folded.count == 1 ? "" : "s");
    else
        session_say(x, "nothing is folded or grouped");
    return true;
}

bool sight_fold_auto(struct explorer *x)
{
    int depth = deepest(x);

    undo_note(x);
    x->sight.ungrouped = false;
    x->sight.folded.count = 0;
    while (depth > 0 && boxes_now(x) > FOLD_AIM) /* to count takes long: not if nothing can be folded */
        fold_from(x, --depth);
    x->shown++;
    if (!x->sight.folded.count)
        session_say(x, "nothing is folded: the map is not too large for that");
    else
        session_say(x, "%zu container%s folded", x->sight.folded.count,
                    x->sight.folded.count == 1 ? "" : "s");
    return true;
}

/* --- One ---------------------------------------------------------------------------------------- */

/* The outermost folded container around the node, or the node itself; 0: none. */
static node_id folded_around(const struct explorer *x, node_id n)
{
    const node_id *container = sight_containers(x);
    node_id found = 0;

    for (; n; n = container[n]) {
        if (node_set_has(&x->sight.folded, n))
            found = n;
    }
    return found;
}

bool sight_fold(struct explorer *x, node_id n, bool folded)
{
    const node_id *container = sight_containers(x);
    struct str name = session_name(x, n);
    uint32_t *members = count_members(x, container);
    bool good = members[n] > 0;

    mem_free(members);
    if (!good) {
        session_complain(x, "%.*s holds nothing", (int)name.len, name.ptr);
        return false;
    }
    if (node_set_has(&x->sight.folded, n) == folded) {
        session_complain(x, folded ? "%.*s is folded already" : "%.*s is not folded",
                         (int)name.len, name.ptr);
        return false;
    }
    undo_note(x);
    if (folded)
        node_set_add(&x->sight.folded, n);
    else
        node_set_remove(&x->sight.folded, n);
    x->shown++;
    session_say(x, folded ? "%.*s is one box now" : "%.*s is open", (int)name.len, name.ptr);
    return true;
}

/* The cursor stood on the box of the container, which is a frame now: on to the first thing in it. */
static void go_inside(struct explorer *x, node_id holder)
{
    const node_id *container = sight_containers(x);

    if (x->at.node != holder)
        return;
    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        if (n != holder && lies_in(container, n, holder) &&
            x->map.layers & VISIBLE_LAYER(node_kinds[graph_node_at(x->graph, n)->kind].layer)) {
            session_select(x, n);
            return;
        }
    }
}

static int selected_box(const struct explorer *x)
{
    const struct visible *v = map_visible(x);

    return v && x->at.node ? visible_box(v, x->at.node) : VISIBLE_NONE;
}

static bool open_group(struct explorer *x, int box)
{
    const struct visible *v = map_visible(x);
    struct edge_list members = visible_box_absorbed(v, box);

    undo_note(x);
    node_set_add(&x->sight.opened, v->node_of[box]);
    for (size_t i = 0; i < members.count; i++)
        node_set_add(&x->sight.opened, members.ids[i]);
    x->shown++;
    session_say(x, "the group is taken apart: zc closes it");
    return true;
}

bool sight_open_here(struct explorer *x)
{
    int box = selected_box(x);
    node_id holder = folded_around(x, x->at.node);

    if (box != VISIBLE_NONE && visible_box_is(map_visible(x), box) == VISIBLE_GROUP)
        return open_group(x, box);
    if (!holder) {
        session_complain(x, "nothing is folded here");
        return false;
    }
    if (!sight_fold(x, holder, false))
        return false;
    go_inside(x, holder);
    return true;
}

/* Those that were taken apart together: of the same kind and container. */
static bool close_group(struct explorer *x)
{
    struct node_set *opened = &x->sight.opened;
    const node_id *container = sight_containers(x);
    const struct node *at = graph_node_at(x->graph, x->at.node);

    if (!node_set_has(opened, x->at.node))
        return false;
    undo_note(x);
    for (size_t i = opened->count; i-- > 0;) {
        node_id n = opened->ids[i];
        if (graph_node_at(x->graph, n)->kind == at->kind &&
            container[n] == container[x->at.node])
            node_set_remove(opened, n);
    }
    x->shown++;
    session_say(x, "equal ones are one box again");
    return true;
}

bool sight_close_here(struct explorer *x)
{
    const node_id *container = sight_containers(x);
    node_id folded = folded_around(x, x->at.node), holder;

    if (!x->at.node)
        return false;
    if (close_group(x))
        return true;
    holder = container[folded ? folded : x->at.node];
    if (!holder) {
        session_complain(x, "it lies in no container%s", folded ? " further out" : "");
        return false;
    }
    return sight_fold(x, holder, true);
}

bool sight_toggle_here(struct explorer *x)
{
    int box = selected_box(x);

    if (folded_around(x, x->at.node) ||
        (box != VISIBLE_NONE && visible_box_is(map_visible(x), box) == VISIBLE_GROUP))
        return sight_open_here(x);
    return sight_close_here(x);
}
