/* SPDX-License-Identifier: MIT */
/* linear.c - the explorer as a conversation: a command a line, answers as sentences. For screen
 * readers and for terminals that cannot place a cursor.
 * The explorer runs on a memory terminal; after each command this says what changed: the message, the
 * selection, the path, the view. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "explorer.h"
#include "linear.h"
#include "map_view.h"
#include "overview.h"
#include "report.h"
#include "table_view.h"
#include "text.h"
#include "whole.h"

enum { LINEAR_ROWS = 40, LINEAR_COLS = 120, CHOICES_MAX = 40 };

/* What was told last. */
struct told {
    node_id node;
    edge_id edge;
    enum view_id view;
    bool path;
    node_id target;
};

static void put_line(struct buf *out, struct str raw)
{
    esc_term(out, raw);
    buf_putc(out, '\n');
}

static void tell_node(struct explorer *x, struct buf *out)
{
    struct buf text = {0};

    report_sentences(x, x->at.node, &text);
    put_line(out, buf_str(&text));
    buf_release(&text);
}

static void tell_edge(struct explorer *x, struct buf *out)
{
    const struct edge *e = graph_edge_at(x->graph, x->at.edge);
    struct buf text = {0};

    buf_puts(&text, "Line: ");
    buf_add(&text, session_name(x, e->from));
    buf_printf(&text, " %s ", edge_kinds[e->kind].name);
    buf_add(&text, session_name(x, e->to));
    if (x->outer[x->at.edge])
        buf_puts(&text, ", crosses a trust boundary");
    buf_putc(&text, '.');
    put_line(out, buf_str(&text));
    buf_release(&text);
}

static void tell_path(struct explorer *x, struct buf *out)
{
    const struct path *p = &x->path.path;

    for (size_t i = 0; i < p->hop_count; i++) {
        struct buf text = {0};
        buf_printf(&text, "Hop %zu: ", i + 1);
        buf_add(&text, p->hops[i]->sentence);
        if (!str_empty(p->hops[i]->where.file)) {
            buf_puts(&text, " (");
            buf_add(&text, p->hops[i]->where.file);
            buf_printf(&text, ":%u)", p->hops[i]->where.line);
        }
        put_line(out, buf_str(&text));
        buf_release(&text);
    }
}

/* Keys are of no use here, so help is about commands. */
static void tell_help(const struct explorer *x, struct buf *out)
{
    struct str text = buf_str(&x->search.text);
    size_t told = 0;
    const struct command *c;

    for (size_t i = 0; (c = command_at(i)); i++) {
        if (str_ifind(str_from(c->usage), text) == STR_NPOS && str_ifind(str_from(c->help), text) == STR_NPOS)
            continue;
        buf_printf(out, "%s: %s\n", c->usage, c->help);
        told++;
    }
    if (!told)
        buf_puts(out, "No command speaks of that; help lists them all.\n");
}

static bool is_drawn(struct str word)
{
    enum { LANE = 12 }; /* shorter ones may be signs that mean something */

    for (size_t i = 0; i < word.len; i++)
        if (memchr(".|+#~-=<>", word.ptr[i], 9) == NULL)
            return false;
    return word.len >= LANE;
}

/* A line without the bar of a chain before it and without its lane of a chart. */
static void add_words(struct str line, struct buf *out)
{
    struct str text = str_trim(line);
    size_t blank = str_rchr(text, ' ');

    if (blank != STR_NPOS && is_drawn(str_from_at(text, blank + 1)))
        line = str_trim(str_sub(text, 0, blank));
    else if (str_starts(text, STR("| ")))
        line = str_from_at(text, 2);
    buf_add(out, line);
}

/* Without the lines between two parts of a view: they would be read aloud, dash by dash. */
static void add_without_rules(struct str text, struct buf *out)
{
    enum { RULE = 4 };

    for (struct str line; str_cut(&text, '\n', &line);) {
        size_t end = line.len;
        while (end && line.ptr[end - 1] == '-')
            end--;
        if (line.len - end >= RULE)
            line = str_trim(str_sub(line, 0, end));
        if (str_starts(line, STR("- ")))
            line = str_from_at(line, 2);
        add_words(line, out);
        buf_puts(out, text.ptr ? "\n" : "");
    }
}

/* "A leads to B and C." of each box, in the order of the model, which is that of the files. */
static void tell_map(const struct explorer *x, const struct visible *v, struct buf *out)
{
    const struct layout_input *in = &v->input;

    buf_printf(out, "%d box%s on the map, %d line%s.\n", in->node_count, in->node_count == 1 ? "" : "es",
               in->edge_count, in->edge_count == 1 ? "" : "s");
    for (int box = 0; box < in->node_count; box++) {
        const char *between = " leads to ";
        buf_add(out, session_name(x, v->node_of[box]));
        buf_printf(out, ", %s,", node_kinds[graph_node_at(x->graph, v->node_of[box])->kind].name);
        for (int i = 0; i < in->edge_count; i++) {
            const struct layout_edge *e = &in->edges[i];
            if (e->from != box && !(e->both && e->to == box))
                continue;
            buf_puts(out, between);
            buf_add(out, session_name(x, v->node_of[e->from == box ? e->to : e->from]));
            between = "; ";
        }
        buf_puts(out, *between == ';' ? ".\n" : " leads nowhere.\n");
    }
}

static const char *glyph_word(enum glyph glyph)
{
    switch ((int)glyph) {
    case GLYPH_OPEN:
        return "";
    case GLYPH_CLOSED:
        return "folded";
    case GLYPH_REACHED:
        return "reached";
    case GLYPH_CROSSING:
        return "crosses a boundary";
    case GLYPH_MARKED:
        return "marked";
    case GLYPH_NOTED:
        return "noted";
    default:
        return NULL;
    }
}

void linear_glyph(const struct explorer *x, struct page *p, const char *before, enum glyph glyph,
                  enum role role)
{
    const char *word = x->options.linear ? glyph_word(glyph) : NULL;
    struct buf text = {0};

    buf_puts(&text, before);
    if (word)
        buf_puts(&text, word);
    else
        buf_utf8(&text, theme_glyph(x->theme, glyph, x->ascii));
    page_add(p, buf_str(&text), role);
    buf_release(&text);
}

/* Where the line ends that begins in this column: before the bar of what stands beside it. */
static int line_end(const struct canvas *c, int row, int col)
{
    int end = col;

    for (; col < c->cols; col++) {
        uint32_t glyph = canvas_get(c, row, col)->glyph;
        if (glyph == '|' && canvas_get(c, row, col - 1)->glyph == ' ')
            break;
        end = glyph == ' ' ? end : col + 1;
    }
    return end;
}

void linear_sign(const struct explorer *x, struct canvas *c, int row, int col, enum glyph glyph)
{
    if (!x->options.linear)
        canvas_put(c, row, col, theme_glyph(x->theme, glyph, x->ascii), ROLE_MARK);
    else
        canvas_puts(c, row, line_end(c, row, col + 1) + 1, glyph_word(glyph), ROLE_MARK);
}

void linear_view(struct explorer *x, struct buf *out)
{
    struct buf text = {0};

    if (x->focus == VIEW_OVERVIEW) {
        overview_told(x, out);
    } else if (x->focus == VIEW_TABLE) {
        table_told(x, out);
    } else if (x->focus == VIEW_MAP && map_visible(x) && map_visible(x)->input.node_count) {
        tell_map(x, map_visible(x), out);
    } else {
        whole_text(x, x->focus, LINEAR_COLS, &text);
        add_without_rules(buf_str(&text), out);
    }
    buf_release(&text);
}

static void tell_view(struct explorer *x, struct buf *out)
{
    if (x->main == VIEW_HELP) {
        tell_help(x, out);
        session_show_view(x, x->before_help);
        return;
    }
    buf_printf(out, "%s\n", view_titles[x->focus]);
    if (x->focus == VIEW_MAP) {
        buf_puts(out, "This view is a drawing: here, in and out tell of one thing, read of all boxes.\n");
        return;
    }
    linear_view(x, out);
}

static void tell_changes(struct explorer *x, struct told *told, struct buf *out)
{
    struct str answer = buf_str(&x->answer), line;
    bool answered = answer.len > 0, path = x->path.on;
    node_id target = path ? x->path.path.target : 0;

    if (x->message.len)
        put_line(out, buf_str(&x->message));
    while (str_cut(&answer, '\n', &line)) {
        if (!str_empty(line))
            put_line(out, line);
    }
    if (!answered && x->at.node != told->node)
        tell_node(x, out);
    if (x->at.edge && x->at.edge != told->edge)
        tell_edge(x, out);
    if (path && (!told->path || target != told->target))
        tell_path(x, out);
    if (x->focus != told->view)
        tell_view(x, out);
    *told = (struct told){x->at.node, x->at.edge, x->focus, path, target};
}

/* What could be chosen, a line each; it waits for a number. */
static void tell_choices(struct explorer *x, struct buf *out)
{
    const struct pick_kind *kind = x->pick.kind;
    size_t count = kind->count(x);

    for (size_t i = 0; i < count && i < CHOICES_MAX; i++) {
        struct str rest = kind->name(x, i), name;
        struct buf about = {0}, more = {0};
        if (kind->name_cols && str_cut(&rest, '\t', &name)) {
            buf_add(&about, name);
            buf_puts(&about, str_empty(rest) ? "" : ": ");
        }
        buf_add(&about, rest);
        if (kind->about && !kind->name_cols)
            kind->about(x, i, &more);
        buf_puts(&about, more.len ? ": " : "");
        buf_add(&about, buf_str(&more));
        buf_printf(out, "%zu. ", i + 1);
        put_line(out, buf_str(&about));
        buf_release(&more);
        buf_release(&about);
    }
    if (count > CHOICES_MAX)
        buf_printf(out, "and %zu more\n", count - CHOICES_MAX);
    if (count)
        buf_puts(out, "A number takes one of them.\n");
    else
        pick_close(x);
}

/* The number of a choice that was just told; any other line is a command, and the choice is gone. */
static bool takes_choice(struct explorer *x, struct str line)
{
    long number;

    if (!x->pick.kind)
        return false;
    if (str_to_long(line, &number) && number > 0 && (size_t)number <= x->pick.kind->count(x)) {
        pick_take(x, (size_t)number - 1);
        return true;
    }
    pick_close(x);
    return false;
}

/* A line that is being typed, or a list to choose from, has no place here. */
static void close_overlays(struct explorer *x, struct str line, struct buf *out)
{
    const struct command *c = command_find(ask_word(&line));

    if (x->prompt.kind == PROMPT_NONE && !x->pick.kind)
        return;
    if (c)
        buf_printf(out, "usage: %s\n", c->usage);
    if (x->pick.kind)
        tell_choices(x, out);
    else
        session_type(x, (struct key){KEYCODE_ESC, 0});
}

static void answer(struct explorer *x, struct str line, struct told *told, struct buf *out)
{
    buf_reset(&x->message);
    buf_reset(&x->answer);
    if (str_empty(line)) {
        pick_close(x);
        tell_node(x, out);
        return;
    }
    if (!takes_choice(x, line))
        command_run(x, line);
    session_await(x);
    close_overlays(x, line, out);
    if (!x->ending)
        screen_draw(x); /* views learn what is on the screen as they would at a terminal */
    tell_changes(x, told, out);
}

static bool flush(const struct explorer *x, struct buf *text, bool (*say)(struct str bytes))
{
    bool good;

    if (x->present.mask)
        mask_text(text, MASK_TEXT);
    good = say(buf_str(text));
    buf_reset(text);
    return good;
}

static void welcome(struct explorer *x, struct buf *out)
{
    put_line(out, graph_name(x->graph));
    buf_printf(out, "%zu nodes, %zu edges", graph_node_count(x->graph), graph_edge_count(x->graph));
    if (x->findings)
        buf_printf(out, ", %zu finding%s", x->findings_open, x->findings_open == 1 ? "" : "s");
    buf_puts(out, ". Type a command; help lists them, an empty line tells where you are, quit "
                  "ends.\n");
    for (size_t i = 0; i < diags_count(x->own); i++) {
        struct buf line = {0};
        diag_print(diags_at(x->own, i), &line);
        put_line(out, buf_str(&line));
        buf_release(&line);
    }
    tell_node(x, out);
}

int explorer_linear(const struct explorer_options *options, const struct graph *g, FILE *in,
                    bool (*say)(struct str bytes), bool prompt, struct buf *why)
{
    struct explorer_options o = *options;
    struct buf text = {0};
    struct explorer *x;
    struct told told;
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    int status;

    o.kind = &term_memory;
    o.linear = true;
    o.term.rows = LINEAR_ROWS;
    o.term.cols = LINEAR_COLS;
    o.term.ascii = true;
    o.term.depth = DEPTH_MONO;
    x = explorer_open(&o, g, why);
    if (!x)
        return 2;
    screen_draw(x);
    told = (struct told){x->at.node, x->at.edge, x->focus, false, 0};
    welcome(x, &text);
    while (!x->ending) {
        if (prompt)
            buf_puts(&text, "> ");
        if (!flush(x, &text, say) || (len = getline(&line, &room, in)) < 0)
            break;
        answer(x, str_trim((struct str){line, (size_t)len}), &told, &text);
    }
    flush(x, &text, say);
    status = x->status;
    free(line);
    buf_release(&text);
    explorer_close(x);
    return status;
}
