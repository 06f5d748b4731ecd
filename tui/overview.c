/* SPDX-License-Identifier: MIT */
#include "overview.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "glyphs.h"
#include "map_text.h"
#include "mem.h"
#include "query.h"
#include "sight.h"

#define X(e, ...) [COUNTER_##e] = {__VA_ARGS__},
const struct overview_counter_row overview_counters[COUNTER_COUNT] = {OVERVIEW_COUNTERS(X)};
#undef X

void overview_boxes_release(struct overview_boxes *b)
{
    visible_plan_free(b->plan);
    visible_release(&b->visible);
    mem_free(b->counts);
    mem_free(b->guests);
    mem_free(b->left_out);
    *b = (struct overview_boxes){0};
}

void overview_release(struct overview *o)
{
    overview_boxes_release(&o->made);
    arena_free(o->arena);
    *o = (struct overview){0};
}

/* --- Counting ------------------------------------------------------------------------------------ */

bool overview_is_entry(const struct graph *g, node_id n,
                       bool (*test)(void *arg, struct str value), void *arg)
{
    struct edge_list in = graph_row_from(g, graph_in(g, n), EDGE_EXPOSES); /* most have none */

    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(g, in.ids[i]);
        if (e->kind != EDGE_EXPOSES)
            break;
        if (test(arg, str_from(zone_kinds[graph_node_zone(g, e->from)->kind].name)))
            return true;
    }
    return false;
}

static bool is_internet(void *arg, struct str value)
{
    (void)arg;
    return str_is(value, zone_kinds[ZONE_INTERNET].name);
}

static enum overview_counter counter_of(enum node_kind kind)
{
    switch ((int)kind) {
    case NODE_FUNCTION:
    case NODE_COMPUTE:
    case NODE_WORKFLOW:
        return COUNTER_CODE;
    case NODE_QUEUE:
    case NODE_TOPIC:
    case NODE_STREAM:
    case NODE_BUS:
        return COUNTER_QUEUES;
    case NODE_BUCKET:
    case NODE_TABLE:
    case NODE_FILES:
        return COUNTER_STORES;
    default:
        return COUNTER_COUNT;
    }
}

static enum overview_counter counter_of_node(const struct graph *g, node_id n)
{
    return counter_of(graph_node_at(g, n)->kind);
}

static bool is_public(const struct graph *g, node_id n)
{
    return overview_is_entry(g, n, is_internet, NULL);
}

static void count_nodes(const struct graph *g, struct overview_boxes *b)
{
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        int box = visible_box(&b->visible, n);
        enum overview_counter c = counter_of_node(g, n);
        if (box == VISIBLE_NONE)
            continue;
        if (c != COUNTER_COUNT)
            b->counts[box][c]++;
        b->counts[box][COUNTER_ENTRIES] += is_public(g, n);
    }
}

/* A route that one function answers stands in the box of the function, whatever its zone. */
static void count_guests(const struct graph *g, struct overview_boxes *b)
{
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        int box = visible_box(&b->visible, n);
        struct overview_guests *guests = box == VISIBLE_NONE ? NULL : &b->guests[box];
        const struct zone *zone = graph_node_zone(g, n);
        if (!guests || zone == graph_node_zone(g, b->visible.node_of[box]))
            continue;
        guests->first = guests->first ? guests->first : n;
        guests->mixed = guests->mixed || zone != graph_node_zone(g, guests->first);
        guests->count++;
    }
}

/* Things that open findings are about; a thing with several counts once, as the filter finds it. */
static void count_findings(const struct explorer *x, struct overview_boxes *b)
{
    if (b->judged == x->findings)
        return;
    b->judged = x->findings;
    for (int i = 0; i < b->visible.input.node_count; i++)
        b->counts[i][COUNTER_FINDINGS] = 0;
    for (node_id n = 1; n <= graph_node_count(x->graph); n++) {
        struct judged_list list = judged_about(x->judged, n);
        int box = list.count ? visible_box(&b->visible, n) : VISIBLE_NONE;
        bool open = false;
        for (size_t i = 0; i < list.count; i++)
            open = open || list.ones[i].standing == FINDING_OPEN;
        if (open && box != VISIBLE_NONE)
            b->counts[box][COUNTER_FINDINGS]++;
    }
}

/* What is hidden counts in no box. */
static void count(const struct explorer *x, struct overview *o)
{
    for (int i = 0; i < o->made.visible.input.node_count; i++)
        memcpy(o->boxes[i].counts, o->made.counts[i], sizeof o->boxes[i].counts);
    for (node_id n = work_next(x->work.hidden, 0); n; n = work_next(x->work.hidden, n)) {
        int box = visible_box(&o->made.visible, n);
        enum overview_counter c = counter_of_node(x->graph, n);
        if (box == VISIBLE_NONE)
            continue;
        if (c != COUNTER_COUNT)
            o->boxes[box].counts[c]--;
        o->boxes[box].counts[COUNTER_ENTRIES] -= is_public(x->graph, n);
    }
}

void overview_count_marks(const struct explorer *x, struct overview *o)
{
    for (int i = 0; i < o->input.node_count; i++)
        o->boxes[i].counts[COUNTER_MARKED] = 0;
    for (node_id n = work_next(x->work.marked, 0); n; n = work_next(x->work.marked, n)) {
        int box = visible_box(&o->made.visible, n);
        if (box != VISIBLE_NONE)
            o->boxes[box].counts[COUNTER_MARKED]++;
    }
}

/* --- Making -------------------------------------------------------------------------------------- */

/* "Code 9" -> "Code" */
static struct str without_number(struct str name)
{
    size_t at = str_rchr(name, ' ');

    return at == STR_NPOS || at == 0 ? name : str_sub(name, 0, at);
}

static struct str box_text(struct overview *o, const struct overview_box *box)
{
    struct buf text = {0};
    struct str copy;

    for (size_t c = 0; c < COUNTER_FINDINGS; c++) {
        if (box->counts[c])
            buf_printf(&text, "%s%zu%s", text.len ? " " : "", box->counts[c],
                       overview_counters[c].tag);
    }
    copy = text.len ? arena_str(o->arena, buf_str(&text)) : STR("");
    buf_release(&text);
    return copy;
}

static void dress_boxes(struct overview *o)
{
    int count = o->made.visible.input.node_count;

    for (int i = 0; i < count; i++) {
        struct layout_node *n = &o->nodes[i];
        *n = o->made.visible.input.nodes[i];
        n->detail = box_text(o, &o->boxes[i]);
        if (o->boxes[i].counts[COUNTER_FINDINGS])
            n->badge = arena_printf(o->arena, "!%zu", o->boxes[i].counts[COUNTER_FINDINGS]);
    }
    o->input = o->made.visible.input;
    o->input.nodes = o->nodes;
}

struct strength {
    size_t times;
    int line;
    bool heavy;
};

static int by_strength(const void *a, const void *b)
{
    const struct strength *x = a, *y = b;

    if (x->heavy != y->heavy)
        return x->heavy ? -1 : 1;
    if (x->times != y->times)
        return x->times > y->times ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* The path first, then what stands for most. */
static void choose_lines(struct overview *o)
{
    int all = o->made.visible.input.edge_count, most = all < OVERVIEW_LINES ? all : OVERVIEW_LINES;
    struct strength *lines = mem_zalloc((size_t)all + 1, sizeof *lines);

    o->drawn = arena_array(o->arena, (size_t)most + 1, sizeof *o->drawn);
    o->line_of = arena_array(o->arena, (size_t)most + 1, sizeof *o->line_of);
    for (int i = 0; i < all; i++)
        lines[i] = (struct strength){overview_times(o, i), i, o->made.visible.input.edges[i].heavy};
    qsort(lines, (size_t)all, sizeof *lines, by_strength);
    for (int i = 0; i < most; i++) {
        o->line_of[i] = lines[i].line;
        o->drawn[i] = o->made.visible.input.edges[lines[i].line];
    }
    o->input.edges = o->drawn;
    o->input.edge_count = most;
    mem_free(lines);
}

struct visible_options overview_options(const struct explorer *x, node_id **left_out)
{
    struct visible_options o = {.layers = x->map.layers, .folded = true,
                                .fold_most = OVERVIEW_BOXES, .outer = x->outer};

    *left_out = mem_zalloc(work_hidden_count(x) + 1, sizeof **left_out);
    for (node_id n = work_next(x->work.hidden, 0); n; n = work_next(x->work.hidden, n))
        if (node_is_container(x->graph, n)) /* all else is one of many in its box */
            (*left_out)[o.hidden_count++] = n;
    o.hidden = *left_out;
    return o;
}

bool overview_fits(const struct explorer *x, const struct overview *o)
{
    const struct overview_boxes *b = &o->made;
    node_id *left_out;
    struct visible_options options = overview_options(x, &left_out);
    bool fits = b->plan && visible_plan_fits(b->plan, x->graph, &options) &&
                b->left_out_count == options.hidden_count &&
                memcmp(b->left_out, left_out, options.hidden_count * sizeof *left_out) == 0;

    mem_free(left_out);
    return fits;
}

void overview_boxes_make(const struct graph *g, const struct visible_options *options,
                         struct overview_boxes *out)
{
    *out = (struct overview_boxes){.plan = visible_plan_new(g, options),
                                   .left_out_count = options->hidden_count};
    out->left_out = mem_zalloc(options->hidden_count + 1, sizeof *out->left_out);
    for (size_t i = 0; i < options->hidden_count; i++)
        out->left_out[i] = options->hidden[i];
    visible_show(out->plan, options, &out->visible);
    out->counts = mem_zalloc((size_t)out->visible.input.node_count + 1, sizeof *out->counts);
    count_nodes(g, out);
    out->guests = mem_zalloc((size_t)out->visible.input.node_count + 1, sizeof *out->guests);
    count_guests(g, out);
}

static void make_boxes(const struct explorer *x, struct overview *o)
{
    node_id *left_out;
    struct visible_options options = overview_options(x, &left_out);

    overview_boxes_release(&o->made);
    overview_boxes_make(x->graph, &options, &o->made);
    mem_free(left_out);
}

static void light_path(const struct explorer *x, struct overview_boxes *b)
{
    const struct path *p = &x->path.path;
    size_t hops = x->path.on ? p->hop_count : 0, count = 0;
    edge_id *path = mem_zalloc(hops + 1, sizeof *path);

    for (size_t i = 0; i < hops; i++)
        if (p->hops[i]->edge)
            path[count++] = p->hops[i]->edge;
    const struct visible_options lit = {.path = path, .path_count = count, .reached = map_reached,
                                        .reached_arg = x->exposure};
    visible_light(b->plan, &lit, &b->visible);
    mem_free(path);
}

/* Of a box that is a zone: a container has things of several. */
static void tell_guests(const struct explorer *x, const struct overview_boxes *made, int i,
                        struct overview_box *box)
{
    const struct overview_guests *guests = &made->guests[i];
    const struct zone *own = graph_node_zone(x->graph, made->visible.node_of[i]), *other;

    if (!own || !guests->count || !str_eq(own->name, box->name))
        return;
    other = graph_node_zone(x->graph, guests->first);
    box->guests = guests->count;
    if (other && !guests->mixed)
        box->guests_of = other->name;
}

void overview_make(struct explorer *x, struct overview *o)
{
    const struct layout_input *in = &o->made.visible.input;

    if (!overview_fits(x, o))
        make_boxes(x, o);
    arena_free(o->arena);
    *o = (struct overview){.made = o->made, .arena = arena_new()};
    light_path(x, &o->made);
    o->boxes = arena_array(o->arena, (size_t)in->node_count + 1, sizeof *o->boxes);
    o->nodes = arena_array(o->arena, (size_t)in->node_count + 1, sizeof *o->nodes);
    for (int i = 0; i < in->node_count; i++) {
        struct str name = in->nodes[i].name;
        long number = 0;
        o->boxes[i].name = arena_str(o->arena, without_number(name));
        str_to_long(str_trim(str_from_at(name, o->boxes[i].name.len)), &number);
        o->boxes[i].nodes = number > 0 ? (size_t)number : 0;
        tell_guests(x, &o->made, i, &o->boxes[i]);
    }
    count_findings(x, &o->made);
    count(x, o);
    dress_boxes(o);
    choose_lines(o);
}

/* --- Multiplicities ------------------------------------------------------------------------------ */

size_t overview_times(const struct overview *o, int line)
{
    return visible_line_edges(&o->made.visible, line).count;
}

static bool is_plain(const struct canvas *c, int row, int col, int line, uint32_t glyph)
{
    const struct cell *cell = canvas_get(c, row, col);

    return cell && cell->owner_kind == OWNER_EDGE && (int)cell->owner == line &&
           cell->glyph == glyph;
}

static bool is_free(const struct canvas *c, int row, int col, int cells)
{
    for (int i = 0; i < cells; i++) {
        const struct cell *cell = canvas_get(c, row, col + i);
        if (!cell || cell->glyph != ' ' || cell->owner_kind == OWNER_NODE)
            return false;
    }
    return true;
}

/* A run of the line before its head, or a place beside its way down; *row, *col: where to write. */
static bool room_for(const struct canvas *c, const struct layout_rect *to, int line, int cells,
                     bool ascii, int *row, int *col)
{
    const uint32_t across = ascii ? '-' : 0x2500, heavy = ascii ? '=' : 0x2501;

    for (int r = to->row; r < to->row + to->rows; r++) { /* from the left or the right */
        for (int side = -1; side <= 1; side += 2) {
            int at = side < 0 ? to->col - 2 : to->col + to->cols + 1, run = 0;
            while (is_plain(c, r, at + side * run, line, across) ||
                   is_plain(c, r, at + side * run, line, heavy))
                run++;
            if (run < cells)
                continue;
            *row = r;
            *col = side < 0 ? at - cells + 1 : at;
            return true;
        }
    }
    for (int k = to->col; k < to->col + to->cols; k++) { /* from above or below */
        for (int side = -1; side <= 1; side += 2) {
            int r = side < 0 ? to->row - 1 : to->row + to->rows;
            const struct cell *head = canvas_get(c, r, k);
            if (!head || head->owner_kind != OWNER_EDGE || (int)head->owner != line ||
                !is_free(c, r, k + 1, cells + 1))
                continue;
            *row = r;
            *col = k + 1;
            return true;
        }
    }
    return false;
}

void overview_write_times(const struct overview *o, struct layout_result *r, bool ascii)
{
    for (int i = 0; i < o->input.edge_count; i++) {
        const struct layout_edge *e = &o->input.edges[i];
        size_t times = overview_times(o, o->line_of[i]);
        struct buf text = {0};
        int row, col;
        if (times < 2 || e->from == e->to)
            continue;
        buf_printf(&text, "x%zu", times);
        if (room_for(&r->canvas, &r->boxes[e->to], i, (int)text.len, ascii, &row, &col))
            canvas_text(&r->canvas, row, col, (int)text.len, buf_str(&text), ROLE_HUB, ascii);
        buf_release(&text);
    }
}
