/* SPDX-License-Identifier: MIT */
#include "overview.h"

#include <stdlib.h>

#include "arena.h"
#include "glyphs.h"
#include "mem.h"
#include "query.h"
#include "sight.h"

#define X(e, tag, one, many, filter) [COUNTER_##e] = {tag, one, many, filter},
const struct overview_counter_row overview_counters[COUNTER_COUNT] = {OVERVIEW_COUNTERS(X)};
#undef X

/* All but the plan. */
static void drop_picture(struct overview *o)
{
    struct visible_plan *plan = o->plan;

    visible_release(&o->visible);
    arena_free(o->arena);
    *o = (struct overview){.plan = plan};
}

void overview_forget(struct overview *o)
{
    visible_plan_free(o->plan);
    o->plan = NULL;
}

void overview_release(struct overview *o)
{
    drop_picture(o);
    overview_forget(o);
}

/* --- Counting ------------------------------------------------------------------------------------ */

bool overview_is_entry(const struct explorer *x, node_id n,
                       bool (*test)(void *arg, struct str value), void *arg)
{
    struct edge_list in = graph_in(x->graph, n);

    if (!graph_first_in(x->graph, n, EDGE_EXPOSES)) /* of most; found without a look at all */
        return false;
    for (size_t i = 0; i < in.count; i++) {
        const struct edge *e = graph_edge_at(x->graph, in.ids[i]);
        if (e->kind == EDGE_EXPOSES &&
            test(arg, str_from(zone_kinds[graph_node_zone(x->graph, e->from)->kind].name)))
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

static void count_nodes(const struct explorer *x, struct overview *o)
{
    node_id nodes = (node_id)graph_node_count(x->graph);

    for (node_id n = 1; n <= nodes; n++) {
        int box = visible_box(&o->visible, n);
        if (box == VISIBLE_NONE || !sight_shows(x, VIEW_OVERVIEW, n))
            continue;
        enum overview_counter c = counter_of(graph_node_at(x->graph, n)->kind);
        if (c != COUNTER_COUNT)
            o->boxes[box].counts[c]++;
        o->boxes[box].counts[COUNTER_ENTRIES] += overview_is_entry(x, n, is_internet, NULL);
    }
}

/* Things that open findings are about; a thing with several counts once, as the filter finds it. */
static void count_findings(const struct explorer *x, struct overview *o)
{
    uint8_t *about;

    if (!x->findings)
        return;
    about = mem_zalloc(graph_node_count(x->graph) + 1, 1);
    for (size_t i = 0; i < findings_count(x->findings); i++) {
        const struct finding *f = findings_at(x->findings, i);
        int box = visible_box(&o->visible, f->subject);
        if (finding_standing(f) != FINDING_OPEN || about[f->subject] || box == VISIBLE_NONE)
            continue;
        about[f->subject] = 1;
        o->boxes[box].counts[COUNTER_FINDINGS]++;
    }
    mem_free(about);
}

void overview_count_marks(const struct explorer *x, struct overview *o)
{
    for (int i = 0; i < o->input.node_count; i++)
        o->boxes[i].counts[COUNTER_MARKED] = 0;
    for (node_id n = work_next(x->work.marked, 0); n; n = work_next(x->work.marked, n)) {
        int box = visible_box(&o->visible, n);
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
    int count = o->visible.input.node_count;

    for (int i = 0; i < count; i++) {
        struct layout_node *n = &o->nodes[i];
        *n = o->visible.input.nodes[i];
        n->detail = box_text(o, &o->boxes[i]);
        if (o->boxes[i].counts[COUNTER_FINDINGS])
            n->badge = arena_printf(o->arena, "!%zu", o->boxes[i].counts[COUNTER_FINDINGS]);
    }
    o->input = o->visible.input;
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
    int all = o->visible.input.edge_count, most = all < OVERVIEW_LINES ? all : OVERVIEW_LINES;
    struct strength *lines = mem_zalloc((size_t)all + 1, sizeof *lines);

    o->drawn = arena_array(o->arena, (size_t)most + 1, sizeof *o->drawn);
    o->line_of = arena_array(o->arena, (size_t)most + 1, sizeof *o->line_of);
    for (int i = 0; i < all; i++)
        lines[i] = (struct strength){overview_times(o, i), i, o->visible.input.edges[i].heavy};
    qsort(lines, (size_t)all, sizeof *lines, by_strength);
    for (int i = 0; i < most; i++) {
        o->line_of[i] = lines[i].line;
        o->drawn[i] = o->visible.input.edges[lines[i].line];
    }
    o->input.edges = o->drawn;
    o->input.edge_count = most;
    mem_free(lines);
}

struct visible_options overview_plan_options(const struct explorer *x)
{
    return (struct visible_options){.layers = x->map.layers, .folded = true,
                                    .fold_most = OVERVIEW_BOXES, .outer = x->outer};
}

void overview_make(struct explorer *x, struct overview *o)
{
    size_t hidden = work_hidden_count(x);
    node_id *left_out = mem_zalloc(hidden + 1, sizeof *left_out);
    edge_id *path = mem_zalloc(x->path.path.hop_count + 1, sizeof *path);
    struct visible_options options = overview_plan_options(x);

    options.hidden = left_out;
    options.hidden_count = hidden;
    options.path = path;
    drop_picture(o);
    work_nodes(x->work.hidden, left_out, hidden);
    for (size_t i = 0; x->path.on && i < x->path.path.hop_count; i++) {
        if (x->path.path.hops[i].edge)
            path[options.path_count++] = x->path.path.hops[i].edge;
    }
    if (!o->plan || !visible_plan_fits(o->plan, x->graph, &options)) {
        overview_forget(o);
        o->plan = visible_plan_new(x->graph, &options);
    }
    visible_show(o->plan, &options, &o->visible);
    o->arena = arena_new();
    o->boxes = arena_array(o->arena, (size_t)o->visible.input.node_count + 1, sizeof *o->boxes);
    o->nodes = arena_array(o->arena, (size_t)o->visible.input.node_count + 1, sizeof *o->nodes);
    for (int i = 0; i < o->visible.input.node_count; i++) {
        struct str name = o->visible.input.nodes[i].name;
        long number = 0;
        o->boxes[i].name = arena_str(o->arena, without_number(name));
        str_to_long(str_trim(str_from_at(name, o->boxes[i].name.len)), &number);
        o->boxes[i].nodes = number > 0 ? (size_t)number : 0;
    }
    count_nodes(x, o);
    count_findings(x, o);
    dress_boxes(o);
    choose_lines(o);
    mem_free(path);
    mem_free(left_out);
}

/* --- Multiplicities ------------------------------------------------------------------------------ */

size_t overview_times(const struct overview *o, int line)
{
    return visible_line_edges(&o->visible, line).count;
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
