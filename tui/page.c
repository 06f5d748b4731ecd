/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <stdarg.h>
#include <stdio.h>

#include "arena.h"
#include "mem.h"
#include "text.h"

void page_release(struct page *p)
{
    arena_free(p->arena);
    mem_free(p->segments);
    mem_free(p->lines);
    *p = (struct page){0};
}

bool page_same_target(const struct page_target *a, const struct page_target *b)
{
    return a->rest == b->rest && a->node == b->node && a->edge == b->edge && a->item == b->item;
}

void page_reset(struct page *p)
{
    const struct page_target *t = page_current(p);

    if (t && !p->kept.rest) {
        p->kept = *t;
        p->kept_row = p->cursor - p->top;
        p->kept_part = 0;
        while (p->kept_part < p->cursor &&
               page_same_target(&p->lines[p->cursor - p->kept_part - 1].target, t))
            p->kept_part++;
    }
    arena_free(p->arena);
    p->arena = arena_new();
    p->segment_count = p->line_count = 0;
    p->made++;
}

/* --- Filling ---------------------------------------------------------------------------------- */

void page_line(struct page *p, struct page_target target)
{
    if (!p->arena)
        p->arena = arena_new();
    if (p->line_count == p->line_cap)
        p->lines = mem_grow(p->lines, &p->line_cap, sizeof *p->lines);
    p->lines[p->line_count++] = (struct page_line){.first = (uint32_t)p->segment_count,
                                                  .target = target};
}

void page_line_later(struct page *p, struct page_target target)
{
    page_line_later_at(p, target, 0);
}

void page_line_later_at(struct page *p, struct page_target target, int col)
{
    page_line(p, target);
    p->lines[p->line_count - 1].lazy = true;
    p->lines[p->line_count - 1].from = (uint16_t)col;
}

/* A segment without text carries a column to the next one. */
static struct page_segment *segment_new(struct page *p)
{
    struct page_line *line;

    if (p->line_count == 0)
        page_line(p, (struct page_target){0});
    line = &p->lines[p->filling ? p->filling - 1 : p->line_count - 1];
    if (p->segment_count == p->segment_cap)
        p->segments = mem_grow(p->segments, &p->segment_cap, sizeof *p->segments);
    line->count++;
    p->segments[p->segment_count] = (struct page_segment){0};
    return &p->segments[p->segment_count++];
}

void page_add(struct page *p, struct str text, enum role role)
{
    struct page_segment *s = segment_new(p);

    s->text = arena_str(p->arena, text);
    s->role = (uint8_t)role;
}

void page_prose(struct page *p, struct str text, enum role role)
{
    page_add(p, text, role);
    p->segments[p->segment_count - 1].prose = true;
}

void page_sign(struct page *p)
{
    p->segments[p->segment_count - 1].sign = true;
}

void page_puts(struct page *p, const char *text, enum role role)
{
    page_add(p, str_from(text), role);
}

void page_printf(struct page *p, enum role role, const char *fmt, ...)
{
    char text[256];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    page_puts(p, text, role);
}

void page_at(struct page *p, int col)
{
    if (col > 0)
        segment_new(p)->col = (uint16_t)col;
}

static int line_width(const struct page *p, const struct page_line *line)
{
    int col = 0;

    for (uint32_t i = 0; i < line->count; i++) {
        const struct page_segment *s = &p->segments[line->first + i];
        struct buf clean = {0};
        if (s->col > col)
            col = s->col;
        esc_term(&clean, s->text);
        col += (int)text_width(buf_str(&clean));
        buf_release(&clean);
    }
    return col;
}

/* How well a long word breaks before s[at]: paths at their slashes first, then names at their marks,
 * then before a capital; never before a line number. */
static int break_grade(struct str s, size_t at)
{
    char c = s.ptr[at - 1], next = at < s.len ? s.ptr[at] : 0;

    if (c == ':' && next >= '0' && next <= '9')
        return 0;
    if (c == '/')
        return 3;
    if (c == '-' || c == '.' || c == ':' || c == '_')
        return 2;
    return next >= 'A' && next <= 'Z' && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
}

struct str page_take_words(struct str *rest, int room)
{
    size_t fit = 0, mark = 0, at = 0, next = 0;
    int cells = 0, grade = 1;
    uint32_t code;
    struct str head;

    while (at < rest->len) {
        if (!utf8_next(*rest, &next, &code))
            code = '?';
        if (cells + text_cells(code) > room)
            break;
        cells += text_cells(code);
        if (code == ' ')
            fit = at;
        at = next;
        if (break_grade(*rest, at) >= grade) {
            grade = break_grade(*rest, at);
            mark = at;
        }
    }
    if (at >= rest->len)
        fit = rest->len;
    else if (rest->ptr[at] == ' ')
        fit = at;
    else if (fit == 0)
        fit = mark ? mark : at;
    if (fit == 0)
        fit = rest->len; /* no room at all: drawing clips it */
    head = str_sub(*rest, 0, fit);
    *rest = str_trim(str_from_at(*rest, fit));
    return head;
}

void page_wrap(struct page *p, struct str text, enum role role, int width, int indent,
               struct page_target target)
{
    struct buf clean = {0};
    struct str rest;
    int at;

    esc_term(&clean, text);
    rest = buf_str(&clean);
    at = p->line_count ? line_width(p, &p->lines[p->line_count - 1]) : 0;
    while (!str_empty(rest)) {
        int room = width - at;
        size_t space = str_chr(rest, ' ');
        struct str word = str_sub(rest, 0, space == STR_NPOS ? rest.len : space);
        if (at > indent && (room < 1 || (int)text_width(word) > room)) {
            page_line(p, target);
            page_at(p, indent);
            at = indent;
            continue;
        }
        page_add(p, page_take_words(&rest, room > 0 ? room : 1), role);
        if (!str_empty(rest)) {
            page_line(p, target);
            page_at(p, indent);
            at = indent;
        }
    }
    buf_release(&clean);
}

void page_field(struct page *p, int width, const char *label, struct buf *value, enum role role)
{
    const struct page_target none = {0};

    page_line(p, none);
    page_puts(p, label, ROLE_LABEL);
    page_at(p, PAGE_LABEL_COLS);
    page_wrap(p, buf_str(value), role, width, PAGE_LABEL_COLS, none);
    buf_reset(value);
}

/* --- Moving ----------------------------------------------------------------------------------- */

static bool can_rest(const struct page *p, int line)
{
    return line >= 0 && (size_t)line < p->line_count && p->lines[line].target.rest;
}

static bool any_rest(const struct page *p)
{
    for (size_t i = 0; i < p->line_count; i++) {
        if (p->lines[i].target.rest)
            return true;
    }
    return false;
}

const struct page_target *page_current(const struct page *p)
{
    return can_rest(p, p->cursor) ? &p->lines[p->cursor].target : NULL;
}

void page_move_to(struct page *p, int line)
{
    int last = (int)p->line_count - 1;

    line = line > last ? last : line;
    line = line < 0 ? 0 : line;
    p->loose = false;
    p->kept.rest = false;
    for (int d = 0; d <= last; d++) {
        if (can_rest(p, line + d) || can_rest(p, line - d)) {
            p->cursor = can_rest(p, line + d) ? line + d : line - d;
            return;
        }
    }
    p->cursor = line;
}

/* The line of the same node and edge, rather with the same number; one without either by number. */
static int find_again(const struct page *p, const struct page_target *kept)
{
    int found = -1;

    for (size_t i = 0; i < p->line_count; i++) {
        const struct page_target *t = &p->lines[i].target;
        if (!t->rest || t->node != kept->node || t->edge != kept->edge)
            continue;
        if (t->item == kept->item)
            return (int)i;
        if (found < 0 && (kept->node || kept->edge))
            found = (int)i;
    }
    return found;
}

void page_return(struct page *p)
{
    bool loose = p->loose, lost = p->kept.rest;
    int line = lost ? find_again(p, &p->kept) : -1;

    page_move_to(p, line >= 0 ? line : p->cursor);
    p->loose = loose;
    for (int i = 0; line >= 0 && i < p->kept_part && (size_t)line + 1 < p->line_count &&
                    page_same_target(&p->lines[line].target, &p->lines[line + 1].target);
         i++)
        p->cursor = ++line;
    if (line >= 0 && !loose)
        p->top = line - p->kept_row; /* drawing keeps it between the ends */
    p->kept.rest = lost && line < 0; /* until somebody moves the cursor it may come back */
}

int page_find(const struct page *p, node_id node, edge_id edge)
{
    for (size_t i = 0; i < p->line_count; i++) {
        const struct page_target *t = &p->lines[i].target;
        if (t->rest && (edge ? t->edge == edge : t->node == node && !t->edge))
            return (int)i;
    }
    return -1;
}

/* To the next place to rest in a direction; a page without such places scrolls. */
static bool step(struct page *p, int direction)
{
    int line = p->cursor + direction;

    while (line >= 0 && (size_t)line < p->line_count && !can_rest(p, line))
        line += direction;
    if (!can_rest(p, line))
        return false;
    p->cursor = line;
    return true;
}

static bool scroll(struct page *p, int by)
{
    int most = (int)p->line_count - p->height, old = p->top;

    p->top += by;
    p->top = p->top > most ? most : p->top;
    p->top = p->top < 0 ? 0 : p->top;
    return p->top != old;
}

void page_between(const struct page *p, node_id a, node_id b,
                  void (*take)(struct explorer *x, node_id n), struct explorer *x)
{
    int from = page_find(p, a, 0), to = page_find(p, b, 0);

    if (from < 0 || to < 0)
        return;
    for (int i = from < to ? from : to; i <= (from < to ? to : from); i++) {
        if (p->lines[i].target.node)
            take(x, p->lines[i].target.node);
    }
}

bool page_point(struct page *p, int row, int col)
{
    p->pointed = p->top + row - p->row;
    return row >= p->row && row < p->row + p->height && col >= p->col - 1 &&
           col < p->col + p->width + 1 && can_rest(p, p->pointed);
}

bool page_takes(enum action action)
{
    static const bool taken[ACTION_COUNT] = {
        [ACTION_UP] = true,        [ACTION_DOWN] = true,      [ACTION_FIRST] = true,
        [ACTION_LAST] = true,      [ACTION_PAGE_UP] = true,   [ACTION_PAGE_DOWN] = true,
        [ACTION_SCROLL_UP] = true, [ACTION_SCROLL_DOWN] = true, [ACTION_POINT] = true,
    };

    return taken[action];
}

static bool in_window(const struct page *p, int line)
{
    return line >= p->top && line < p->top + p->height;
}

bool page_act(struct page *p, enum action action)
{
    bool rests = any_rest(p);
    int jump = p->height > 1 ? p->height - 1 : 1, from;

    if (!page_takes(action))
        return false;
    p->loose = action == ACTION_SCROLL_UP || action == ACTION_SCROLL_DOWN;
    p->kept.rest = p->kept.rest && p->loose;
    switch ((int)action) {
    case ACTION_UP:
    case ACTION_DOWN:
        if (rests && step(p, action == ACTION_UP ? -1 : 1))
            return true;
        p->loose = true; /* shows what stands above the first and below the last place */
        return scroll(p, action == ACTION_UP ? -1 : 1);
    case ACTION_FIRST:
        page_move_to(p, 0);
        p->top = 0;
        return true;
    case ACTION_LAST:
        page_move_to(p, (int)p->line_count - 1);
        scroll(p, (int)p->line_count);
        return true;
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
        jump = action == ACTION_PAGE_UP ? -jump : jump;
        from = in_window(p, p->cursor) ? p->cursor : p->top;
        scroll(p, jump);
        if (rests)
            page_move_to(p, from + jump);
        p->loose = !in_window(p, p->cursor); /* a screen without a place for it */
        return true;
    case ACTION_POINT:
        if (!can_rest(p, p->pointed))
            return false;
        p->cursor = p->pointed;
        return true;
    case ACTION_SCROLL_UP:
        return scroll(p, -1);
    case ACTION_SCROLL_DOWN:
        return scroll(p, 1);
    default:
        return false;
    }
}

/* --- Drawing ---------------------------------------------------------------------------------- */

/* Keeps the cursor in sight, with one line of what stands around it. */
static void follow_cursor(struct page *p)
{
    int margin = p->height > 4 ? 1 : 0;

    if (page_current(p) && !p->loose) {
        if (p->cursor - margin < p->top)
            p->top = p->cursor - margin;
        if (p->cursor + margin >= p->top + p->height)
            p->top = p->cursor + margin - p->height + 1;
    }
    scroll(p, 0);
}

void page_light(struct canvas *c, int row, int col, int cols, struct str needle)
{
    if (str_empty(needle))
        return;
    for (int at = col; at < col + cols; at++) {
        size_t k = 0;
        int cells = 0;
        uint32_t want;
        while (k < needle.len && at + cells < col + cols) {
            const struct cell *cell = canvas_get(c, row, at + cells);
            if (!utf8_next(needle, &k, &want) || !cell)
                return;
            if (want != cell->glyph && !(want < 128 && cell->glyph < 128 &&
                                         str_lower((char)want) == str_lower((char)cell->glyph)))
                break;
            cells += cell->width ? cell->width : 1;
            if (k == needle.len) {
                canvas_role(c, row, at, cells, ROLE_SEARCH);
                return;
            }
        }
    }
}

/* Behind all segments that are there: where a line's own begin does not matter. */
static void fill_line(struct page *p, size_t n)
{
    struct page_line *line = &p->lines[n];

    if (!line->lazy)
        return;
    line->lazy = false;
    line->first = (uint32_t)p->segment_count;
    p->filling = n + 1;
    page_at(p, line->from);
    p->text(p->text_arg, p, &line->target);
    p->filling = 0;
}

int page_sentence(struct canvas *c, int row, int col, int room, struct str sentence, enum role role,
                  bool ascii)
{
    struct buf clean = {0}, line = {0};
    struct str rest;
    int used;

    esc_term(&clean, sentence);
    rest = buf_str(&clean);
    if ((int)text_width(rest) > room) {
        struct str from = rest, head = page_take_words(&from, room - 1);
        if (room - 1 - (int)text_width(head) <= room / 4) {
            buf_add(&line, head);
            buf_puts(&line, ascii ? "~" : "…");
            rest = buf_str(&line);
        }
    }
    used = canvas_prose(c, row, col, room, rest, role, ascii);
    buf_release(&clean);
    buf_release(&line);
    return used;
}

/* A sentence behind something else of which so little would be seen is left out. */
enum { PROSE_LEAST = 6 };

/* A name of fewer cells says less than the signs behind it. */
enum { SIGNED_LEAST = 6 };

/* Columns for text from `at` on, when the signs behind it are to be seen, too. */
static int room_before_signs(const struct page *p, const struct page_line *line, uint32_t i, int room)
{
    int signs = 0;

    if (p->segments[line->first + i].sign)
        return room;
    for (i++; i < line->count; i++) {
        const struct page_segment *s = &p->segments[line->first + i];
        signs += s->sign ? (int)text_width(s->text) : 0;
    }
    return room - signs < SIGNED_LEAST ? room : room - signs;
}

static void draw_line(const struct page *p, const struct page_line *line, struct canvas *c, int row,
                      int col, int cols, bool ascii)
{
    int at = 0;

    for (uint32_t i = 0; i < line->count && at < cols; i++) {
        const struct page_segment *s = &p->segments[line->first + i];
        if (s->col > at)
            at = s->col;
        if (s->prose && at > 0 && cols - at < PROSE_LEAST &&
            (int)text_width(s->text) > cols - at)
            break;
        if (!str_empty(s->text) && at < cols)
            at += (s->prose ? page_sentence : canvas_text)(
                c, row, col + at, room_before_signs(p, line, i, cols - at), s->text,
                (enum role)s->role, ascii);
    }
}

void page_draw(struct page *p, struct canvas *c, int row, int col, int rows, int cols, bool marked,
               struct str needle, bool ascii)
{
    p->height = rows;
    p->row = row;
    p->col = col;
    p->width = cols;
    follow_cursor(p);
    for (int r = 0; r < rows; r++) {
        int n = p->top + r;
        if (n < 0 || (size_t)n >= p->line_count)
            break;
        fill_line(p, (size_t)n);
        draw_line(p, &p->lines[n], c, row + r, col, cols, ascii);
        page_light(c, row + r, col, cols, needle);
        if (marked && n == p->cursor && can_rest(p, n))
            canvas_role(c, row + r, col, cols, ROLE_CURSOR);
    }
}

int page_list_cols(int cols, int wanted, int least, int most)
{
    int list = wanted < least ? least : wanted > most ? most : wanted;

    return list < cols ? list : cols;
}

int page_cursor_row(const struct page *p)
{
    int row = p->cursor - p->top;

    return row < 0 || row >= p->height ? 0 : row;
}
