/* SPDX-License-Identifier: MIT */
/* bars.c - status line and prompt line. */
#include <stdio.h>

#include "command.h"
#include "map_view.h"
#include "matrix.h"
#include "page.h"
#include "query.h"
#include "session.h"
#include "sight_prompt.h"
#include "text.h"

static int put(struct explorer *x, int row, int col, int end, struct str text, enum role role)
{
    return col < end ? col + canvas_text(&x->screen, row, col, end - col, text, role, x->ascii)
                     : col;
}

static int puts_at(struct explorer *x, int row, int col, int end, const char *text, enum role role)
{
    return put(x, row, col, end, str_from(text), role);
}

/* What the map shows: "data flow + identities". */
static void status_layers(const struct explorer *x, struct buf *out)
{
    for (size_t i = 0; i < LAYER_COUNT; i++) {
        if (x->map.layers & VISIBLE_LAYER(i))
            buf_printf(out, "%s%s", out->len ? " + " : "", layer_titles[i]);
    }
}

/* To the left, above, to the right, below. */
static const char *const arrows[2][4] = {{"\xe2\x97\x84", "\xe2\x96\xb2", "\xe2\x96\xba", "\xe2\x96\xbc"},
                                         {"<", "^", ">", "v"}};

static void status_map(const struct explorer *x, struct buf *out)
{
    bool more[4];

    map_more(x, more);
    if (more[0] || more[1] || more[2] || more[3]) {
        buf_puts(out, "map goes on");
        for (int i = 0; i < 4; i++) {
            if (more[i])
                buf_printf(out, " %s", arrows[x->ascii][i]);
        }
    }
}

/* "matrix goes on > 12 columns v 3 rows" */
static void status_matrix(const struct explorer *x, struct buf *out)
{
    size_t more[4];

    matrix_more(x, more);
    for (int i = 0; i < 4; i++) {
        const char *what = i % 2 ? "row" : "column";
        if (more[i])
            buf_printf(out, "%s %s %zu %s%s", out->len ? "" : "matrix goes on", arrows[x->ascii][i],
                       more[i], what, more[i] == 1 ? "" : "s");
    }
}

/* What the "?" of a column stand for: large systems are not judged before somebody asks. */
static void status_unasked(const struct explorer *x, struct buf *out)
{
    const struct binding *b = keymap_for(&x->keys, x->focus, ACTION_VIEW_FINDINGS);

    buf_puts(out, "findings ? not looked for yet");
    if (b) {
        buf_puts(out, ", key ");
        binding_show(out, b);
    }
}

/* Where the selected node is, if the map does not show it. */
static void status_elsewhere(const struct explorer *x, struct buf *out)
{
    static const enum action keys[LAYER_COUNT] = {
        [LAYER_FLOW] = ACTION_LAYER_FLOW,
        [LAYER_IDENTITY] = ACTION_LAYER_IDENTITY,
        [LAYER_INFRA] = ACTION_LAYER_INFRA,
    };
    const struct visible *v = map_visible(x);
    const struct node *n = x->at.node ? graph_node_at(x->graph, x->at.node) : NULL;
    enum layer layer = n ? node_kinds[n->kind].layer : LAYER_FLOW;
    const struct binding *b = keymap_for(&x->keys, x->focus, keys[layer]);

    struct layout_options options;

    if (!v || !n || visible_box(v, x->at.node) != VISIBLE_NONE)
        return;
    if (!sight_shows(x, VIEW_MAP, x->at.node) || x->sight.only) {
        buf_puts(out, work_hidden(x, x->at.node) ? "not on the map: hidden by you"
                      : x->sight.only            ? "not on the map: dismissed"
                                                 : "not on the map: filter");
        return;
    }
    if (map_is_part(x))
        return;
    if (x->map.layers & VISIBLE_LAYER(layer)) {
        if (!node_is_container(x->graph, x->at.node) || !map_options(x, &options) ||
            options.frames)
            return;
        buf_puts(out, "not on the map: a frame");
        b = keymap_for(&x->keys, VIEW_MAP, ACTION_FRAMES);
    } else {
        buf_printf(out, "not on the map: layer %s", layer_names[layer]);
    }
    if (b) {
        buf_puts(out, ", key ");
        binding_show(out, b);
    }
}

/* Parts from the left, most telling first; what does not fit is left out whole, but for the number
 * of what is hidden: that stands at the right end then. */
enum { PARTS_MAX = 16 };

struct status {
    struct {
        struct buf text;
        enum role role;
    } parts[PARTS_MAX];
    int count, hidden; /* hidden: the part with that number; -1: none */
};

/* The text of the next part; empty ones are not drawn. */
static struct buf *status_add(struct status *s, enum role role)
{
    s->parts[s->count].role = role;
    return &s->parts[s->count++].text;
}

static int part_width(const struct status *s, int i)
{
    return (int)text_width(buf_str(&s->parts[i].text));
}

static bool hidden_fits(const struct status *s, int end)
{
    int col = 1;

    for (int i = 0; i <= s->hidden; i++) {
        int width = part_width(s, i);
        if (width == 0 || col + width + 2 > end)
            continue;
        if (i == s->hidden)
            return true;
        col += width + 3;
    }
    return s->hidden < 0;
}

static void status_draw(struct explorer *x, const struct status *s, int end)
{
    int col = 1;

    for (int i = 0; i < s->count; i++) {
        int width = part_width(s, i);
        if (width == 0 || col + width + 2 > end)
            continue;
        put(x, x->rows - 2 + x->alone, col, end, buf_str(&s->parts[i].text), s->parts[i].role);
        col += width + 3;
    }
}

/* What the main pane shows of all nodes. On the map what passes the filter brings along what is drawn in
 * its box or around it. */
struct shown {
    size_t all, passing, shown;
    bool map;
};

static struct shown shown_now(const struct explorer *x)
{
    enum view_id view = screen_pane(x, VIEW_MAP) ? VIEW_MAP : sight_view(x);
    struct sight_counts c = sight_counts(x, view);
    bool map = view == VIEW_MAP && map_holds(x);

    return (struct shown){c.all, c.shown, map ? map_shown(x) : c.shown, map};
}

/* "44 hidden" at the right end, and in the room that is left what the map shows: what passes a filter and
 * what is hidden do not add up there. left: where that begins. Returns where it begins. */
static int status_hidden(struct explorer *x, int left, int end)
{
    struct buf text = {0};
    struct shown s = shown_now(x);
    size_t hidden = s.all - s.shown;
    int col = end;

    for (int form = s.map ? 0 : 2; form < 3; form++) {
        buf_reset(&text);
        if (form < 2)
            buf_printf(&text, "%zu on the map%s, ", s.shown,
                       form || s.shown <= s.passing ? "" : " with triggers and frames");
        buf_printf(&text, "%zu hidden", hidden);
        col = end - 1 - (int)text.len;
        if (col > left + 1)
            break;
    }
    puts_at(x, x->rows - 2 + x->alone, col, end, text.ptr,
            hidden ? ROLE_FINDING_MED : ROLE_STATUS);
    buf_release(&text);
    return col;
}

/* What the user left out: "&kind:queue", "focus 2 hops", "3 chosen". */
static void status_sight(const struct explorer *x, struct status *s)
{
    enum view_id view = sight_view(x);
    struct sight_counts c = sight_counts(x, view);
    struct buf *part;

    if (!str_empty(sight_filter(x, view))) {
        part = status_add(s, ROLE_PROMPT);
        buf_puts(part, view == x->main || view == x->focus ? "&" : "map &");
        esc_term_clip(part, sight_filter(x, view), 24, x->ascii);
        buf_printf(part, " %zu of %zu", c.shown, c.all);
    }
    if (!screen_pane(x, VIEW_MAP))
        return;
    if (x->sight.only)
        buf_printf(status_add(s, ROLE_PROMPT), "%zu chosen, others dismissed",
                   x->sight.revealed.count);
    else if (map_is_part(x) && x->sight.focus)
        sight_focus_say(x, status_add(s, ROLE_STATUS));
}

/* At the right end: keys of a chord that is not complete, or the way out of the lone map. Returns
 * the column where it begins. */
static int status_right(struct explorer *x)
{
    struct buf text = {0};
    int col = x->cols;

    if (x->letter_for != ACTION_NONE) {
        const struct binding *b = keymap_for(&x->keys, x->focus, x->letter_for);
        if (b)
            binding_show(&text, b);
    }
    for (unsigned i = 0; i < x->typed_count; i++)
        key_print(&text, x->typed[i]);
    if (!text.len && map_busy(x))
        buf_puts(&text, "laying out... Esc stops it");
    else if (!text.len && inquiry_doing(x))
        buf_puts(&text, inquiry_doing(x));
    if (x->alone && !text.len) {
        static const struct {
            enum action action;
            const char *label;
        } ways[] = {{ACTION_ALONE, " panes  "}, {ACTION_VIEW_HELP, " help"}};
        for (size_t i = 0; i < 2; i++) {
            const struct binding *b = keymap_for(&x->keys, x->focus, ways[i].action);
            if (b) {
                binding_show(&text, b);
                buf_puts(&text, ways[i].label);
            }
        }
    }
    if (x->macros.recording)
        buf_printf(&text, "%srecording %c", text.len ? "  " : "", x->macros.recording);
    if (text.len) {
        col -= 1 + (int)text_width(buf_str(&text));
        puts_at(x, x->rows - 2 + x->alone, col, x->cols, text.ptr, ROLE_KEY);
    }
    buf_release(&text);
    return col;
}

static void say_hits(struct buf *out, const struct explorer *x)
{
    if (x->search.late)
        buf_puts(out, "looking...");
    else
        buf_printf(out, "%zu hit%s", x->search.count, x->search.count == 1 ? "" : "s");
}

static void status_parts(struct explorer *x, struct status *s)
{
    struct buf *part;

    if (x->present.on)
        present_status(x, status_add(s, ROLE_TITLE));
    if (x->personal.trouble.len)
        buf_puts(status_add(s, ROLE_FINDING_HIGH), "not saved");
    if (x->size == SIZE_SINGLE && !screen_pane(x, VIEW_MAP)) /* no frame has its name */
        buf_puts(status_add(s, ROLE_TITLE), view_titles[x->main]);
    if (screen_pane(x, VIEW_MAP))
        status_elsewhere(x, status_add(s, ROLE_FINDING_MED));
    if (x->trials.count) {
        part = status_add(s, ROLE_FINDING_MED);
        buf_printf(part, "what if: %zu change%s", x->trials.count,
                   x->trials.count == 1 ? "" : "s");
        if (x->trials.counted)
            buf_printf(part, ", %zu of %zu reached", x->trials.now.reached,
                       x->trials.before.reached);
    }
    if (work_hidden_count(x))
        buf_printf(status_add(s, ROLE_FINDING_MED), "%zu hidden by you", work_hidden_count(x));
    if (work_marked_count(x))
        buf_printf(status_add(s, ROLE_MARK), "%zu marked", work_marked_count(x));
    if (x->path.on && x->path.hop)
        buf_printf(status_add(s, ROLE_PATH), "path hop %zu/%zu", x->path.hop,
                   x->path.path.hop_count);
    else if (x->path.on)
        buf_printf(status_add(s, ROLE_PATH), "path of %zu hop%s", x->path.path.hop_count,
                   x->path.path.hop_count == 1 ? "" : "s");
    if (x->search.text.len) {
        part = status_add(s, ROLE_SEARCH);
        buf_puts(part, x->search.backward ? "\\" : "/");
        esc_term_clip(part, buf_str(&x->search.text), 20, x->ascii);
        buf_putc(part, ' ');
        say_hits(part, x);
    }
    status_sight(x, s);
    if (screen_pane(x, VIEW_TABLE) && !x->findings)
        status_unasked(x, status_add(s, ROLE_STATUS));
    if (screen_pane(x, VIEW_MATRIX))
        status_matrix(x, status_add(s, ROLE_STATUS));
    if (screen_pane(x, VIEW_MAP))
        status_layers(x, status_add(s, ROLE_STATUS));
    if (map_holds(x)) {
        size_t all = graph_node_count(x->graph), shown = map_shown(x);
        s->hidden = s->count;
        buf_printf(status_add(s, ROLE_STATUS), "%zu of %zu node%s on the map, %zu hidden", shown,
                   all, all == 1 ? "" : "s", all - shown);
    }
    if (screen_pane(x, VIEW_MAP))
        status_map(x, status_add(s, ROLE_STATUS));
    if (x->size == SIZE_LIST)
        buf_puts(status_add(s, ROLE_STATUS), "list only: the map needs 60x16");
}

void bars_state(struct explorer *x)
{
    struct status s = {.hidden = -1};
    int end = status_right(x), left = 1;
    bool chosen = sight_leaves_out(x);

    if (x->message.len) {
        if (chosen)
            end = status_hidden(x, left + (int)text_width(buf_str(&x->message)), end);
        put(x, x->rows - 2 + x->alone, 1, end - 1, buf_str(&x->message),
            x->message_bad ? ROLE_FINDING_HIGH : ROLE_STATUS);
        return;
    }
    status_parts(x, &s);
    if (chosen || !hidden_fits(&s, end)) {
        if (s.hidden >= 0)
            buf_reset(&s.parts[s.hidden].text);
        for (int i = 0; i < s.count; i++)
            left += part_width(&s, i) + (part_width(&s, i) ? 3 : 0);
        if (chosen || shown_now(x).shown < shown_now(x).all)
            end = status_hidden(x, left, end);
    }
    status_draw(x, &s, end);
    for (int i = 0; i < s.count; i++)
        buf_release(&s.parts[i].text);
}

/* What could stand at the cursor, above the prompt; what each is beside it. */
static void draw_menu(struct explorer *x, int bottom)
{
    enum { ROWS = 8, HELP_GAP = 2, NAME_MOST = 34 };
    struct completions *c = &x->prompt.menu;
    int rows = c->count < ROWS ? (int)c->count : ROWS, name = 8, width;
    bool more = c->all > (size_t)rows;

    if (!c->open)
        return;
    if (rows > bottom - 2)
        rows = bottom - 2;
    c->top = c->chosen < c->top ? (c->chosen < 0 ? 0 : c->chosen) : c->top;
    c->top = c->chosen >= c->top + rows ? c->chosen - rows + 1 : c->top;
    c->row = bottom - rows - more;
    c->rows = rows;
    for (int i = 0; i < rows; i++) {
        width = (int)text_width(c->items[c->top + i].text);
        name = width > name ? width : name;
    }
    name = name > NAME_MOST ? NAME_MOST : name;
    for (int i = 0; i < rows; i++) {
        const struct completion *item = &c->items[c->top + i];
        int row = c->row + i, col = 2;
        canvas_fill(&x->screen, row, 0, 1, x->cols, ' ', ROLE_STATUS);
        put(x, row, col, col + name, item->text, ROLE_KEY);
        col += name + HELP_GAP;
        page_sentence(&x->screen, row, col, x->cols - 1 - col, item->help, ROLE_HINT, x->ascii);
        canvas_flags(&x->screen, row, 0, x->cols, CELL_PANEL);
        if (c->top + i == c->chosen)
            canvas_role(&x->screen, row, 1, name + 2, ROLE_CURSOR);
    }
    if (more) {
        struct buf text = {0};
        buf_printf(&text, "%d to %d of %zu", c->top + 1, c->top + rows, c->all);
        canvas_fill(&x->screen, bottom - 1, 0, 1, x->cols, ' ', ROLE_STATUS);
        puts_at(x, bottom - 1, 2, x->cols, text.ptr, ROLE_DIM);
        canvas_flags(&x->screen, bottom - 1, 0, x->cols, CELL_PANEL);
        buf_release(&text);
    }
}

/* At the right: hits of a search, or how the command that is typed is used. */
static void prompt_right(struct explorer *x, int row, int col)
{
    const struct prompt *p = &x->prompt;
    const struct command *c = p->kind == PROMPT_COMMAND ? complete_which(line_text(&p->line)) : NULL;
    struct buf text = {0};
    enum role role = ROLE_HINT;
    int width;

    if (p->kind == PROMPT_FILTER) {
        role = filter_prompt_tag(x, &text);
    } else if (p->kind == PROMPT_SEARCH && p->line.text.len) {
        say_hits(&text, x);
        buf_putc(&text, ' ');
        role = x->search.count || x->search.late ? ROLE_STATUS : ROLE_FINDING_HIGH;
    } else if (c) {
        buf_printf(&text, "%s  %s ", c->usage, c->help);
    } else if (p->kind == PROMPT_COMMAND && !p->line.text.len && !p->menu.open) {
        buf_puts(&text, "Tab: all commands   Up: the last ones ");
    }
    width = (int)text_width(buf_str(&text));
    if (c && col + 3 + width > x->cols) { /* the short form */
        buf_reset(&text);
        buf_printf(&text, "%s ", c->usage);
        width = (int)text.len;
    }
    if (text.len && (!c || col + 3 + width <= x->cols))
        puts_at(x, row, x->cols - width, x->cols, text.ptr, role);
    buf_release(&text);
}

/* A caret where the filter is wrong, and why: below the prompt, or above it where that is the last
 * row. from: how much of the escaped text to the left is cut off. */
static void prompt_error(struct explorer *x, int prompt_row, size_t from, struct str head)
{
    const struct sight_check *c = filter_prompt_error(x);
    struct str text = line_text(&x->prompt.line);
    int row = prompt_row + 1 < x->rows ? prompt_row + 1 : prompt_row - 1, col;
    struct buf before = {0};

    if (!c)
        return;
    esc_term(&before, str_sub(text, 0, c->at));
    col = 2 + (int)text_width(buf_str(&before)) - (int)text_width(str_sub(head, 0, from));
    col = col < 1 ? 1 : col > x->cols - 2 ? x->cols - 2 : col;
    canvas_fill(&x->screen, row, 0, 1, x->cols, ' ', ROLE_NORMAL);
    col = puts_at(x, row, col, x->cols, row > prompt_row ? "^ " : "v ", ROLE_FINDING_HIGH);
    if (col + (int)c->error.len > x->cols) /* to the left of the caret then */
        puts_at(x, row, 1, col - 3, c->error.ptr, ROLE_FINDING_HIGH);
    else
        puts_at(x, row, col, x->cols, c->error.ptr, ROLE_FINDING_HIGH);
    buf_release(&before);
}

void bars_prompt(struct explorer *x)
{
    const struct prompt *p = &x->prompt;
    int row = x->rows - 2 + x->alone, col = 1, room = x->cols - 16;
    struct buf head = {0};
    struct str text = line_text(&p->line);
    size_t from = 0;
    int width;

    esc_term(&head, str_sub(text, 0, p->line.at));
    width = (int)text_width(buf_str(&head));
    while (width > room && from < head.len) { /* the end is what matters */
        size_t first = from;
        uint32_t code;
        utf8_next(buf_str(&head), &from, &code);
        width -= (int)text_width(str_sub(buf_str(&head), first, from - first));
    }
    if (p->seeking) {
        col = puts_at(x, row, col, x->cols / 2, "history \"", ROLE_KEY);
        col = put(x, row, col, x->cols / 2, line_text(&p->sought), ROLE_PROMPT);
        x->cursor_col = col;
        col = puts_at(x, row, col, x->cols / 2, "\" ", ROLE_KEY);
    }
    col += canvas_puts(&x->screen, row, col,
                       p->kind == PROMPT_COMMAND  ? ":"
                       : p->kind == PROMPT_FILTER ? "&"
                       : x->search.backward       ? "\\"
                                                  : "/",
                       ROLE_KEY);
    col = put(x, row, col, x->cols - 1, str_from_at(buf_str(&head), from), ROLE_PROMPT);
    x->cursor_row = row;
    if (!p->seeking)
        x->cursor_col = col < x->cols ? col : x->cols - 1;
    col = put(x, row, col, x->cols - 1, str_from_at(text, p->line.at), ROLE_PROMPT);
    prompt_right(x, row, col);
    if (p->kind == PROMPT_FILTER && !p->menu.open)
        prompt_error(x, row, from, buf_str(&head));
    draw_menu(x, row);
    buf_release(&head);
}
