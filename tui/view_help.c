/* SPDX-License-Identifier: MIT */
/* view_help.c - keys, commands and the legend, all from their tables; what is valid in the view
 * that was left comes first, and Enter runs it there. */
#include <string.h>

#include "command.h"
#include "map_view.h"
#include "overview_parts.h"
#include "page.h"

enum { KEYS_COLS = 20, TAG_COLS = 4, NAME_COLS = 20 };

struct help {
    struct page page;
    enum view_id of;
    int legend; /* its first line */
    bool built;
    unsigned built_for;
    struct buf needle; /* only lines with it are shown; empty: all */
};

static const struct page_target no_target = {0};

static void title(struct page *p, const char *text)
{
    if (p->line_count)
        page_line(p, no_target);
    page_line(p, no_target);
    page_puts(p, text, ROLE_TITLE);
}

/* All keys of an action that work in a view. */
static bool keys_of(const struct explorer *x, enum view_id view, enum action action,
                    bool own, struct buf *out)
{
    for (size_t i = 0; i < x->keys.count; i++) {
        const struct binding *b = &x->keys.rows[i];
        enum action found;
        if (b->action != action || b->view != (own ? view : VIEW_ANY) ||
            keymap_find(&x->keys, view, b->keys, b->count, &found) != KEYMAP_FOUND ||
            found != action)
            continue;
        if (out->len)
            buf_putc(out, ' ');
        binding_show(out, b);
    }
    return out->len > 0;
}

/* The keys of a line, those that have no room in their column on a line of their own below it. */
static void key_lines(struct page *p, struct str keys, enum action action, struct str help)
{
    struct str first = keys;

    while (first.len >= KEYS_COLS && str_rchr(first, ' ') != STR_NPOS)
        first = str_sub(first, 0, str_rchr(first, ' '));
    page_line(p, (struct page_target){.item = (uint32_t)action, .rest = true});
    page_add(p, first, ROLE_KEY);
    page_puts(p, " ", ROLE_NORMAL);
    page_at(p, KEYS_COLS);
    page_add(p, help, ROLE_HINT);
    if (first.len < keys.len) {
        page_line(p, no_target);
        page_add(p, str_from_at(keys, first.len + 1), ROLE_KEY);
    }
}

static void action_lines(const struct explorer *x, struct page *p, enum view_id view, bool own)
{
    for (size_t a = 1; a < ACTION_COUNT; a++) {
        struct buf keys = {0};
        const struct binding *b = keymap_for(&x->keys, view, (enum action)a);
        if (actions[a].views & IN_ALL & 1u << view && b &&
            keys_of(x, view, (enum action)a, own, &keys))
            key_lines(p, buf_str(&keys), (enum action)a, b->help);
        buf_release(&keys);
    }
}

static void row(struct page *p, const char *tag, const char *name, enum role role,
                const char *help)
{
    page_line(p, no_target);
    page_puts(p, tag, ROLE_LABEL);
    page_at(p, TAG_COLS);
    page_puts(p, name, role);
    page_puts(p, " ", ROLE_NORMAL);
    page_at(p, NAME_COLS);
    page_puts(p, help, ROLE_HINT);
}

/* What the map, the lists and the overview draw beside names. */
static void marks_legend(const struct explorer *x, struct page *p)
{
    static const struct {
        const char *tag[2]; /* Unicode, ASCII */
        const char *name;
        enum role role;
        const char *help;
    } rows[] = {
        {{"─►", "->"}, "arrow", ROLE_VALUE, "data flows this way; a read points from store to reader"},
        {{"━━", "=="}, "heavy line", ROLE_PATH, "input of the internet travels here; or the path shown"},
        {{"═7═", "-7-"}, "on a line", ROLE_HUB, "so many lines run together here"},
        {{"●", "*"}, "on a line", ROLE_VALUE, "lines that meet here are joined, not only crossing"},
        {{"╫ ╪", "#"}, "crossing", ROLE_CROSSING, "an outer trust boundary is crossed"},
        {{"●", "*"}, "at a name", ROLE_REACH, "input of the internet gets there"},
        {{"!!7", "!!7"}, "badge", ROLE_FINDING_MED, "findings; worst: !!! critical or high, !! medium, ! low"},
        {{"", ""}, "open, func key", ROLE_GATE_OPEN, "in a box: what a caller must show; open: nothing"},
        {{"+4", "+4"}, "badge", ROLE_HUB, "has that many lines that are not drawn"},
        {{"↺", "@"}, "badge", ROLE_HUB, "calls or triggers itself"},
        {{"", ""}, "^seen, @loop", ROLE_HUB, "in the tree: listed before; leads back to itself"},
    };
    static const struct {
        enum glyph glyph;
        enum role role;
    } yours[] = {{GLYPH_MARKED, ROLE_MARK}, {GLYPH_NOTED, ROLE_MARK}};
    struct buf text = {0};

    title(p, "Legend: marks");
    for (size_t i = 0; i < COUNT(rows); i++)
        row(p, rows[i].tag[x->ascii], rows[i].name, rows[i].role, rows[i].help);
    for (size_t i = 0; i < COUNT(yours); i++) {
        buf_reset(&text);
        buf_utf8(&text, theme_glyph(x->theme, yours[i].glyph, x->ascii));
        row(p, text.ptr, "at a name", yours[i].role, theme_glyph_help(yours[i].glyph));
    }
    title(p, "Legend: what the boxes of the overview count");
    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        buf_reset(&text);
        overview_counter_sign(x, i, &text);
        row(p, text.ptr, overview_counters[i].many, ROLE_VALUE, overview_counters[i].help);
    }
    buf_release(&text);
}

static void legend_lines(const struct explorer *x, struct page *p)
{
    marks_legend(x, p);
    title(p, "Legend: kinds of nodes, coloured by the zone they usually stand in");
    for (size_t i = 0; i < NODE_KIND_COUNT; i++)
        row(p, node_kinds[i].tag, node_kinds[i].name, zone_role(node_kinds[i].zone),
            node_kinds[i].help);
    title(p, "Legend: evidence");
    row(p, "", "declared", ROLE_VALUE, "a template or configuration says so");
    row(p, "", "code", ROLE_VALUE, "a call in the code says so");
    row(p, "", "policy", ROLE_VALUE, "a permission allows it");
    row(p, "", "name", ROLE_VALUE, "a name refers to it");
    row(p, "", "guess", ROLE_VALUE, "nothing better is known");
}

static bool line_has(const struct page *p, int line, struct str needle)
{
    const struct page_line *l = &p->lines[line];

    for (uint32_t k = 0; k < l->count; k++) {
        if (str_ifind(p->segments[l->first + k].text, needle) != STR_NPOS)
            return true;
    }
    return false;
}

static bool is_title(const struct page *p, size_t line)
{
    const struct page_line *l = &p->lines[line];

    return l->count == 1 && p->segments[l->first].role == ROLE_TITLE;
}

/* Only lines with the text, under their titles. */
static void keep_lines(struct page *p, struct str needle)
{
    size_t kept = 0, title_line = 0;
    bool titled = true;

    for (size_t i = 0; i < p->line_count; i++) {
        if (is_title(p, i)) {
            title_line = i;
            titled = false;
        } else if (line_has(p, (int)i, needle)) {
            if (!titled)
                p->lines[kept++] = p->lines[title_line];
            titled = true;
            p->lines[kept++] = p->lines[i];
        }
    }
    p->line_count = kept;
    p->cursor = -1;
    p->top = 0;
}

static void help_build(struct explorer *x, struct help *h)
{
    struct page *p = &h->page;
    struct buf text = {0};

    page_reset(p);
    h->of = x->before_help;
    buf_printf(&text, "Keys in the view %s", view_names[h->of]);
    title(p, text.ptr);
    page_line(p, no_target);
    page_puts(p, view_kinds[h->of]->help, ROLE_DIM);
    action_lines(x, p, h->of, true);
    title(p, "Keys everywhere");
    action_lines(x, p, h->of, false);
    title(p, "Commands, typed behind :");
    command_help(p);
    h->legend = (int)p->line_count + 1;
    legend_lines(x, p);
    buf_reset(&h->needle);
    buf_add(&h->needle, buf_str(&x->search.text));
    if (h->needle.len)
        keep_lines(p, buf_str(&h->needle));
    h->built = true;
    h->built_for = x->shown;
    buf_release(&text);
}

void help_go(struct explorer *x, bool legend)
{
    struct help *h = x->views[VIEW_HELP];

    help_build(x, h);
    h->page.top = legend ? h->legend : 0;
    h->page.cursor = -1;
    h->page.loose = true;
}

static void help_draw(struct explorer *x, void *self, struct canvas *c, bool focused)
{
    struct help *h = self;

    if (!str_eq(buf_str(&h->needle), buf_str(&x->search.text)))
        h->built = false; /* cleared elsewhere */
    if (!h->built || h->of != x->before_help || h->built_for != x->shown)
        help_build(x, h);
    page_draw(&h->page, c, 0, 1, c->rows, screen_page_cols(x, c),
              focused && h->page.cursor >= 0, buf_str(&x->search.text), x->ascii);
}

/* From the top of what is on the screen when nothing was chosen yet. */
static void wake(struct help *h, enum action action)
{
    if (h->page.cursor >= 0)
        return;
    h->page.cursor = h->page.top + (action == ACTION_UP ? h->page.height : -1);
}

static unsigned help_open_target(struct explorer *x, struct help *h)
{
    const struct page_target *t = h->page.cursor >= 0 ? page_current(&h->page) : NULL;

    if (!t || !t->item)
        return ACT_HANDLED | ACT_BELL;
    uint32_t item = t->item;
    session_show_view(x, h->of);
    if (item < HELP_COMMAND)
        session_perform(x, (enum action)item);
    else
        command_typed(x, str_from(command_at(item - HELP_COMMAND)->name));
    return ACT_HANDLED;
}

/* Search looks at the lines of help, not at nodes, and leaves out the others. */
static size_t help_find(struct explorer *x, void *self, int direction)
{
    struct help *h = self;
    int count, line = h->page.cursor;
    size_t hits = 0;

    if (!str_eq(buf_str(&h->needle), buf_str(&x->search.text)))
        help_build(x, h);
    count = (int)h->page.line_count;
    for (int i = 0; i < count && h->needle.len; i++)
        hits += line_has(&h->page, i, buf_str(&h->needle));
    if (direction == 0)
        line = -1;
    for (int i = 0; i < count && hits; i++) {
        line = ((line + (direction < 0 ? -1 : 1)) % count + count) % count;
        if (line_has(&h->page, line, buf_str(&h->needle)))
            break;
    }
    if (hits) {
        h->page.cursor = line;
        h->page.loose = false;
    }
    return hits;
}

static unsigned help_act(struct explorer *x, void *self, enum action action)
{
    struct help *h = self;

    if (action == ACTION_UP || action == ACTION_DOWN)
        wake(h, action);
    if (page_takes(action))
        return act_said(page_act(&h->page, action));
    switch ((int)action) {
    case ACTION_SEARCH_NEXT:
    case ACTION_SEARCH_PREVIOUS:
        if (!x->search.text.len)
            return ACT_NOT; /* that is said in all views alike */
        return act_said(help_find(x, h, action == ACTION_SEARCH_NEXT ? 1 : -1) > 0);
    case ACTION_OPEN:
        return help_open_target(x, h);
    case ACTION_LEFT:
    case ACTION_RIGHT:
        return ACT_HANDLED | ACT_BELL;
    default:
        return ACT_NOT;
    }
}

static void help_cursor(struct explorer *x, void *self, int *row_out, int *col)
{
    (void)x;
    *row_out = page_cursor_row(&((struct help *)self)->page);
    *col = 1;
}

/* Nothing of it is about the system. */
static void help_moved(struct explorer *x, void *self, const node_id *now, size_t old_count)
{
    (void)x;
    (void)self;
    (void)now;
    (void)old_count;
}

static void help_close(struct explorer *x, void *self)
{
    struct help *h = self;

    (void)x;
    page_release(&h->page);
    buf_release(&h->needle);
}

const struct view_kind view_help = {
    .name = "help",
    .help = "Keys, commands and the legend; Enter runs the line",
    .private_size = sizeof(struct help),
    .page_at = PAGE_AT(struct help, page),
    .close = help_close,
    .moved = help_moved,
    .draw = help_draw,
    .act = help_act,
    .find = help_find,
    .cursor = help_cursor,
};
