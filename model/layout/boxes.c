/* SPDX-License-Identifier: MIT */
/* boxes.c - what stands in a box and how large it is. */
#include "glyphs.h"
#include "layered.h"
#include "text.h"

enum {
    FULL_WRAP = 10,    /* a name wider than this becomes two lines */
    FULL_LINE = 14,    /* and each of them is clipped here */
    DETAIL_LINE = 18,
    COMPACT_LINE = 18,
    WIDE_WRAP = 20,    /* of a name in detailed boxes */
    WIDE_LINE = 28,
    BADGE_MOST = 8,
    LR_PORT_ROWS = 4,  /* more lines than this share ports when they arrive */
    TB_PORT_COLS = 8
};

static struct str clip(struct lay *l, struct str s, int cells, int *width)
{
    struct buf b = {0};

    *width = (int)esc_term_clip(&b, s, (size_t)max_int(cells, 1), l->opt.ascii);
    struct str out = arena_str(l->arena, buf_str(&b));
    buf_release(&b);
    return out;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
static bool is_lower(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Where s may break before byte i: how many bytes the first line takes. */
static bool may_break(struct str s, size_t i, size_t *first)
{
    char before = s.ptr[i - 1], here = s.ptr[i];

    if (before == ' ') {
        *first = i - 1;
        return i > 1;
    }
    *first = i;
    return before == '-' || before == '_' || before == '.' || before == '/' ||
           (is_lower(before) && is_upper(here));
}

/* The break that makes the longer of both lines as short as possible. */
static bool find_break(struct str s, size_t *first, size_t *second)
{
    int total = (int)text_width(s), best = total;

    for (size_t i = 1; i < s.len; i++) {
        size_t end;

        if (!may_break(s, i, &end))
            continue;
        int left = (int)text_width(str_sub(s, 0, end));
        int longer = max_int(left, (int)text_width(str_from_at(s, i)));
        if (longer < best) {
            best = longer;
            *first = end;
            *second = i;
        }
    }
    return best < total;
}

static void add_line(struct lay *l, struct label *label, struct str s, int cells)
{
    int width;

    label->line[label->count] = clip(l, s, cells, &width);
    label->width[label->count] = width;
    label->cells = max_int(label->cells, width);
    label->count++;
}

/* In two lines if it is wider than wrap and has a place to break at. */
static void label_name(struct lay *l, struct label *label, struct str whole, int wrap, int most)
{
    size_t first = 0, second = 0;
    int width;
    struct str name = clip(l, whole, 4 * most, &width);

    if (width > wrap && find_break(name, &first, &second)) {
        add_line(l, label, str_sub(name, 0, first), most);
        add_line(l, label, str_from_at(name, second), most);
    } else {
        add_line(l, label, name, most);
    }
}

static void label_full(struct lay *l, struct label *label, const struct layout_node *node)
{
    int wide = l->opt.label_cells, most = wide > 0 ? wide : FULL_LINE;

    label_name(l, label, node->name, wide > 0 ? wide : FULL_WRAP, most);
    if (!str_empty(node->detail))
        add_line(l, label, node->detail, l->opt.label_cells > 0 ? most : DETAIL_LINE);
}

/* Name, kind, what starts it, who may: as long as they are, within reason. */
static void label_detailed(struct lay *l, struct label *label, const struct layout_node *node)
{
    int most = l->opt.label_cells > 0 ? l->opt.label_cells : WIDE_LINE;

    if (str_empty(node->more[0])) {
        label_full(l, label, node);
        return;
    }
    label_name(l, label, node->name, WIDE_WRAP, most);
    for (int i = 0; i < LAYOUT_MORE; i++)
        if (!str_empty(node->more[i]))
            add_line(l, label, node->more[i], most);
}

static void label_badge(struct lay *l, int v)
{
    struct label *label = &l->labels[v];
    struct str badge = l->in->nodes[v].badge;
    struct buf b = {0};

    if (l->loops[v] && !str_is(badge, "@")) {
        buf_utf8(&b, glyph_loop(l->opt.ascii));
        if (!str_empty(badge))
            buf_putc(&b, ' ');
    }
    buf_add(&b, badge);
    if (b.len)
        label->badge = clip(l, buf_str(&b), BADGE_MOST, &label->badge_cells);
    buf_release(&b);
}

void boxes_label(struct lay *l)
{
    l->labels = arena_array(l->arena, (size_t)l->n, sizeof *l->labels);
    for (int v = 0; v < l->n; v++) {
        struct label *label = &l->labels[v];

        label_badge(l, v);
        if (lay_is_compact(l)) {
            int most = l->opt.label_cells > 0 ? l->opt.label_cells : COMPACT_LINE;

            add_line(l, label, l->in->nodes[v].name, most);
        } else if (l->opt.boxes == LAYOUT_DETAILED) {
            label_detailed(l, label, &l->in->nodes[v]);
        } else {
            label_full(l, label, &l->in->nodes[v]);
        }
    }
}

/* Rows or columns that the ports of a box ask for: each leaving line has its own, arriving ones
 * share beyond the limit. */
static int port_cells(const struct lay *l, int v)
{
    int most = lay_is_tb(l) ? TB_PORT_COLS : LR_PORT_ROWS;

    return max_int(l->out_ports[v], min_int(most, l->in_ports[v]));
}

static void size_lr(struct lay *l, int v)
{
    struct item *item = &l->items[v];
    const struct label *label = &l->labels[v];
    int ports = port_cells(l, v);

    if (lay_is_compact(l)) {
        item->size = max_int(1, ports);
        item->port_lo = 0;
        item->port_hi = item->size - 1;
        l->depth[v] = label->cells + (label->badge_cells ? label->badge_cells + 1 : 0) + 2;
    } else {
        item->size = max_int(label->count, ports) + 2;
        item->port_lo = 1;
        item->port_hi = item->size - 2;
        l->depth[v] = max_int(label->cells + 4, label->badge_cells + 4);
    }
}

static void size_tb(struct lay *l, int v)
{
    struct item *item = &l->items[v];
    const struct label *label = &l->labels[v];
    int ports = port_cells(l, v), badge = label->badge_cells;

    if (lay_is_compact(l)) {
        item->size = max_int(label->cells + (badge ? badge + 1 : 0) + 2, 2 * ports + 1);
        l->depth[v] = 1;
    } else {
        item->size = max_int(max_int(label->cells + 4, badge + 4), 2 * ports + 3);
        l->depth[v] = label->count + 2;
    }
    int edge = item->size >= 2 * ports + 5 && item->size >= 7 ? 2 : 1;
    item->port_lo = min_int(edge, (item->size - 1) / 2);
    item->port_hi = item->size - 1 - item->port_lo;
}

void boxes_size(struct lay *l)
{
    for (int v = 0; v < l->n; v++) {
        if (lay_is_tb(l))
            size_tb(l, v);
        else
            size_lr(l, v);
    }
}
