/* SPDX-License-Identifier: MIT */
/* boxes.c - what stands in a box and how large it is. */
#include "glyphs.h"
#include "layered.h"
#include "text.h"

enum {
    FULL_WRAP = 10,    /* a name wider than this becomes two lines, or three */
    FULL_LINE = 16,    /* and each of them is clipped here */
    DETAIL_LINE = 18,
    WIDE_WRAP = 20,    /* of a name in detailed boxes */
    WIDE_LINE = 28,
    APART_MORE = 4,    /* so much wider is a compact box that tells its place */
    BRACKETS = 3,      /* " (" and ")" */
    BADGE_MOST = 12,
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

/* Where a name may be cut: its first part ends, the next one begins there. */
struct cut {
    size_t end, next;
};

enum { CUTS_MOST = 64 };

static int find_cuts(struct str s, struct cut *cuts)
{
    int count = 0;

    for (size_t i = 1; i < s.len && count < CUTS_MOST; i++) {
        cuts[count].end = text_break(s, i);
        if (cuts[count].end)
            cuts[count++].next = i;
    }
    return count;
}

static int width_between(struct str s, size_t from, size_t to)
{
    return (int)text_width(str_sub(s, from, to - from));
}

/* The two cuts that make the longest of three lines as short as possible; returns its length. */
static int best_cuts(struct str s, const struct cut *cuts, int count, const struct cut *best[2])
{
    int least = INT32_MAX;

    for (int i = 0; i < count; i++) {
        for (int k = i + 1; k < count; k++) {
            int longest = max_int(width_between(s, 0, cuts[i].end),
                                  max_int(width_between(s, cuts[i].next, cuts[k].end),
                                          width_between(s, cuts[k].next, s.len)));
            if (cuts[i].next < cuts[k].end && longest < least) {
                least = longest;
                best[0] = &cuts[i];
                best[1] = &cuts[k];
            }
        }
    }
    return least;
}

static void add_line(struct lay *l, struct label *label, struct str s, int cells)
{
    int width;

    label->line[label->count] = clip(l, s, cells, &width);
    label->width[label->count] = width;
    label->cells = max_int(label->cells, width);
    label->count++;
}

/* In two lines if it is wider than wrap and has a place to break at; in three if it is whole then. */
static void label_words(struct lay *l, struct label *label, struct str whole, int wrap, int most)
{
    struct cut cuts[CUTS_MOST];
    const struct cut *two[2] = {NULL, NULL};
    struct str halves[2];
    int width, longer;
    struct str name = clip(l, whole, 4 * most, &width);

    if (width <= wrap) {
        add_line(l, label, name, most);
        return;
    }
    bool parts = text_halves(name, halves);
    longer = parts ? max_int((int)text_width(halves[0]), (int)text_width(halves[1])) : width;
    if (longer > most && best_cuts(name, cuts, find_cuts(name, cuts), two) <= most) {
        add_line(l, label, str_sub(name, 0, two[0]->end), most);
        add_line(l, label, str_sub(name, two[0]->next, two[1]->end - two[0]->next), most);
        add_line(l, label, str_from_at(name, two[1]->next), most);
    } else if (parts) {
        add_line(l, label, halves[0], most);
        add_line(l, label, halves[1], most);
    } else {
        add_line(l, label, name, most);
    }
}

/* How much of "name (place)", which tells it from its namesakes, is the name; all if it is short. */
static size_t name_alone(struct str name, int most)
{
    size_t place = str_find(name, STR(" ("));
    bool apart = place != STR_NPOS && place > 0 && name.ptr[name.len - 1] == ')';

    return apart && (int)text_width(name) > most ? place : name.len;
}

/* The place has a line of its own, and is short where the line is. */
static void label_name(struct lay *l, struct label *label, const struct layout_node *node, int wrap,
                       int most)
{
    size_t alone = name_alone(node->name, most);
    int line = max_int(most, DETAIL_LINE);

    label_words(l, label, str_sub(node->name, 0, alone), wrap, most);
    if (alone == node->name.len)
        return;
    struct str place = str_from_at(node->name, alone + 1);
    if (!str_empty(node->apart) && (int)text_width(place) > line)
        place = ARENA_JOIN(l->arena, STR("("), node->apart, STR(")"));
    add_line(l, label, place, line);
}

/* In one line the place is short, and the name as long as it leaves room for, or some cells more:
 * two boxes that look alike say nothing. */
static void label_compact(struct lay *l, struct label *label, const struct layout_node *node)
{
    int most = l->opt.label_cells > 0 ? l->opt.label_cells : LAYOUT_COMPACT_CELLS;
    struct str name = str_sub(node->name, 0, name_alone(node->name, most));
    int apart, alone, room = most + APART_MORE - BRACKETS;

    if (str_empty(node->apart) || name.len == node->name.len) {
        add_line(l, label, name, most);
        return;
    }
    clip(l, name, most, &alone);
    struct str place = clip(l, node->apart, max_int(LAYOUT_APART_CELLS, room - alone), &apart);
    name = clip(l, name, min_int(most, room - apart), &alone);
    add_line(l, label, ARENA_JOIN(l->arena, name, STR(" ("), place, STR(")")),
             alone + apart + BRACKETS);
}

/* A compact box that is high for its lines has room for more than the start and the end of a name, and
 * for what starts it. Sizes are found more than once: each time from the beginning. */
static void label_rows(struct lay *l, struct label *label, const struct layout_node *node, int rows)
{
    int most = l->opt.label_cells > 0 ? l->opt.label_cells : LAYOUT_COMPACT_CELLS;
    struct label high = {.badge = label->badge, .badge_cells = label->badge_cells};

    label->count = label->cells = 0;
    label_compact(l, label, node);
    if (rows < 2)
        return;
    label_name(l, &high, node, most, most);
    if (high.count <= rows && high.cells <= most)
        *label = high;
    if (label->count < rows && !str_empty(node->detail) && (int)text_width(node->detail) <= most)
        add_line(l, label, node->detail, most);
}

/* The name needs no two lines where the one below it is as wide. */
static void label_full(struct lay *l, struct label *label, const struct layout_node *node)
{
    int wide = l->opt.label_cells, most = wide > 0 ? wide : FULL_LINE;
    int below = min_int((int)text_width(node->detail), most);

    label_name(l, label, node, wide > 0 ? wide : max_int(FULL_WRAP, below), most);
    if (!str_empty(node->detail))
        add_line(l, label, node->detail, l->opt.label_cells > 0 ? most : DETAIL_LINE);
}

/* Name, kind, what starts it, who may: as long as they are, within reason. */
static void label_detailed(struct lay *l, struct label *label, const struct layout_node *node)
{
    int most = l->opt.label_cells > 0 ? l->opt.label_cells : WIDE_LINE;

    if (str_empty(node->more[0]) && !str_empty(node->detail)) {
        label_full(l, label, node);
        return;
    }
    label_name(l, label, node, WIDE_WRAP, most);
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
            label_compact(l, label, &l->in->nodes[v]);
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
    struct label *label = &l->labels[v];
    int ports = port_cells(l, v);

    if (lay_is_compact(l)) {
        label_rows(l, label, &l->in->nodes[v], ports);
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
