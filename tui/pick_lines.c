/* SPDX-License-Identifier: MIT */
/* pick_lines.c - lists that are a text, a line an item: what is only to be read, and the rules. */
#include "command.h"
#include "rule.h"
#include "session.h"
#include "text.h"

static struct str line_at(const struct explorer *x, size_t i)
{
    struct str rest = buf_str(&x->pick.lines), line = STR_NONE;

    for (size_t k = 0; k <= i; k++)
        str_cut(&rest, '\n', &line);
    return line;
}

static size_t lines_count(const struct explorer *x)
{
    size_t count = 0;

    for (size_t i = 0; i < x->pick.lines.len; i++)
        count += x->pick.lines.ptr[i] == '\n';
    return count;
}

static void lines_about(const struct explorer *x, size_t i, struct buf *out)
{
    struct str line = line_at(x, i);

    if ((int)text_width(line) > x->pick.rect.cols - 4) /* the list has a part of it only */
        buf_add(out, line);
}

static const struct pick_kind lines = {
    .title = "Lines", .count = lines_count, .name = line_at, .about = lines_about,
};

static void open_lines(struct explorer *x, const char *title, struct buf *text,
                       const struct pick_kind *kind)
{
    struct buf taken = *text;

    *text = (struct buf){0};
    pick_close(x);
    buf_puts(&x->pick.title, title);
    x->pick.lines = taken;
    pick_open(x, kind);
}

void pick_lines(struct explorer *x, const char *title, struct buf *text)
{
    open_lines(x, title, text, &lines);
}

/* --- Sentences ---------------------------------------------------------------------------------- */

enum { TEXT_MARGIN = 9, TEXT_LEAST = 20, TEXT_MOST = 94 };

void pick_text(struct explorer *x, const char *title, struct str text)
{
    int width = x->cols - TEXT_MARGIN > TEXT_MOST ? TEXT_MOST : x->cols - TEXT_MARGIN;
    struct buf wrapped = {0};
    size_t from = 0, used = 0;

    width = width < TEXT_LEAST ? TEXT_LEAST : width;
    for (struct str rest = text, word; str_cut(&rest, ' ', &word);) {
        size_t cells = text_width(word);
        if (used && used + 1 + cells > (size_t)width) {
            buf_putc(&wrapped, '\n');
            used = 0;
        }
        buf_puts(&wrapped, used ? " " : "");
        from = wrapped.len;
        buf_add(&wrapped, word);
        used += cells + (used > 0);
    }
    if (wrapped.len > from)
        buf_putc(&wrapped, '\n');
    open_lines(x, title, &wrapped, &lines);
}

/* --- Numbers of a command ------------------------------------------------------------------------ */

static void numbered_take(struct explorer *x, size_t i)
{
    struct buf line = {0};

    buf_add(&line, buf_str(&x->pick.begun));
    buf_printf(&line, "%zu", i + 1);
    command_typed(x, buf_str(&line));
    buf_release(&line);
}

static const struct pick_kind numbered = {
    .title = "Line", .count = lines_count, .name = line_at, .about = lines_about,
    .take = numbered_take,
};

void pick_numbered(struct explorer *x, const char *title, struct str begun, struct buf *text)
{
    open_lines(x, title, text, &numbered);
    buf_add(&x->pick.begun, begun);
}

/* --- Rules -------------------------------------------------------------------------------------- */

enum { RULE_COLS = 10 };

static void rules_about(const struct explorer *x, size_t i, struct buf *out)
{
    size_t found = 0;

    for (size_t k = 0; x->findings && k < findings_count(x->findings); k++)
        found += findings_at(x->findings, k)->rule == &rules[i];
    buf_printf(out, "%s: ", severity_names[rules[i].severity]);
    buf_count(out, found, "finding");
    buf_puts(out, " here. ");
    buf_puts(out, rules[i].why);
}

static void rules_take(struct explorer *x, size_t i)
{
    struct buf line = {0};

    buf_printf(&line, "rule %s", rules[i].id);
    command_typed(x, buf_str(&line));
    buf_release(&line);
}

static const struct pick_kind rule_lines = {
    .title = "Rule", .name_cols = RULE_COLS, .count = lines_count, .name = line_at,
    .about = rules_about, .take = rules_take,
};

void pick_rule(struct explorer *x)
{
    pick_close(x);
    session_findings_soon(x);
    for (size_t i = 0; i < rule_count; i++)
        buf_printf(&x->pick.lines, "%s\t%s\n", rules[i].id, rules[i].title);
    pick_open(x, &rule_lines);
}
