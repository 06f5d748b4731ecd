/* SPDX-License-Identifier: MIT */
#include "detail_rows.h"

#include "query.h"
#include "session.h"

enum { INDEX_SHIFT = 8 };
#define IS_ROW (UINT32_C(1) << 31)

struct page_target detail_row(enum detail_row row, size_t index)
{
    return (struct page_target){.item = IS_ROW | (uint32_t)index << INDEX_SHIFT | (uint32_t)row, .rest = true};
}

bool detail_is_row(const struct page_target *t)
{
    return t->item & IS_ROW;
}

static void reach_value(const struct explorer *x, node_id n, struct buf *out)
{
    struct reach r = exposure_reach(x->exposure, n);

    if (r.reached)
        sight_value(out, "auth", str_from(auths[r.auth].name));
    else if (graph_node_zone(x->graph, n)->kind == ZONE_INTERNET)
        sight_value(out, "zone", graph_node_at(x->graph, n)->zone);
    else
        sight_value(out, "reach",
                    exposure_third_party(x->exposure, n) ? STR("thirdparty") : STR("internal"));
}

/* Tags are words of one filter: all of them must be there. */
static void tags_value(const struct explorer *x, node_id n, struct buf *out)
{
    struct work_tags tags = work_tags(x, n);

    for (size_t i = 0; i < tags.count; i++) {
        buf_puts(out, i ? " " : "");
        sight_value(out, "tag", work_line_text(&tags.items[i]));
    }
}

static void own_tag_value(const struct attr *tag, struct buf *out)
{
    struct buf both = {0};

    buf_add(&both, tag->key);
    buf_puts(&both, "=");
    buf_add(&both, tag->value);
    sight_value(out, "tag", buf_str(&both));
    buf_release(&both);
}

static void attr_value(const struct attr *a, struct buf *out)
{
    struct buf key = {0};

    buf_add(&key, a->key);
    sight_value(out, key.ptr, a->value);
    buf_release(&key);
}

static bool node_value(const struct explorer *x, enum detail_row row, size_t index, struct buf *out)
{
    const struct node *n = graph_node_at(x->graph, x->at.node);

    switch (row) {
    case ROW_KIND:
        sight_value(out, "kind", str_from(node_kinds[n->kind].name));
        return true;
    case ROW_TYPE:
        sight_value(out, "type", n->type);
        return true;
    case ROW_ZONE:
        sight_value(out, "zone", n->zone);
        return true;
    case ROW_INSIDE:
        sight_value(out, "cluster", graph_node_at(x->graph, graph_container(x->graph, x->at.node))->name);
        return true;
    case ROW_REACH:
        reach_value(x, x->at.node, out);
        return true;
    case ROW_STAGE:
        sight_value(out, "stage", n->stage);
        return true;
    case ROW_FILE:
        sight_value(out, "file", n->where.file);
        return true;
    case ROW_ID:
        sight_value(out, "id", n->id);
        return true;
    case ROW_NOTE:
        sight_value(out, "note", work_note(x, x->at.node));
        return true;
    case ROW_TAGS:
        tags_value(x, x->at.node, out);
        return true;
    case ROW_MARK:
        sight_value(out, "mark", STR("yes"));
        return true;
    case ROW_ATTR:
        if (index < n->attr_count)
            attr_value(&n->attrs[index], out);
        return index < n->attr_count;
    case ROW_OWN_TAG:
        if (index < n->tag_count)
            own_tag_value(&n->tags[index], out);
        return index < n->tag_count;
    case ROW_GATE:
        break;
    }
    return false;
}

static bool edge_value(const struct explorer *x, enum detail_row row, struct buf *out)
{
    const struct edge *e = graph_edge_at(x->graph, x->at.edge);

    if (row == ROW_GATE)
        sight_value(out, "auth", str_from(auths[e->auth].name));
    else if (row == ROW_FILE)
        sight_value(out, "file", e->where.file);
    return row == ROW_GATE || row == ROW_FILE;
}

bool detail_row_value(struct explorer *x, const struct page_target *t, struct buf *out)
{
    enum detail_row row = (enum detail_row)(t->item & ((1u << INDEX_SHIFT) - 1));

    if (x->at.edge)
        return edge_value(x, row, out);
    return x->at.node && node_value(x, row, (t->item & ~IS_ROW) >> INDEX_SHIFT, out);
}

bool detail_row_open(struct explorer *x, const struct page_target *t)
{
    enum detail_row row = (enum detail_row)(t->item & ((1u << INDEX_SHIFT) - 1));

    if (row == ROW_INSIDE && x->at.node && !x->at.edge)
        session_select(x, graph_container(x->graph, x->at.node));
    else if (row == ROW_FILE)
        session_perform(x, ACTION_VIEW_SOURCE);
    else
        return false;
    return true;
}
