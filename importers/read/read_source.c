/* SPDX-License-Identifier: MIT */
#include "read_source.h"

#include "buf.h"
#include "limits.h"
#include "mem.h"
#include "source_branch.h"
#include "source_pairs.h"
#include "source_utf16.h"

/* An interpolated text whose hole is being read. */
struct hole {
    uint32_t quotes;  /* of its delimiter: 1, or 3 and more of a raw text */
    uint32_t dollars; /* braces that open a hole */
    bool verbatim;
    uint32_t depth;   /* brackets open inside the hole */
};

struct scan {
    struct str s;
    size_t at;
    uint32_t line;
    size_t line_start; /* offset; columns are counted from here */
    uint32_t col_base; /* code points before col_at in this line */
    size_t col_at;
    bool fresh_line;   /* nothing but white space so far in this line */
    bool failed;
    struct arena *arena;
    struct source *out;
    struct branch branch;
    struct hole holes[LIMIT_DEPTH];
    size_t hole_count;
};

static char peek(const struct scan *c, size_t ahead)
{
    return c->at + ahead < c->s.len ? c->s.ptr[c->at + ahead] : '\0';
}

static bool at_end(const struct scan *c)
{
    return c->at >= c->s.len;
}

static void new_line(struct scan *c, size_t start)
{
    c->line++;
    c->line_start = c->col_at = start;
    c->col_base = 0;
    c->fresh_line = true;
}

/* Steps over one byte and counts lines; CRLF is one end of line. */
static void step(struct scan *c)
{
    char ch = c->s.ptr[c->at++];
    if (ch == '\n' || (ch == '\r' && peek(c, 0) != '\n'))
        new_line(c, c->at);
}

static uint32_t column(struct scan *c, size_t offset)
{
    for (; c->col_at < offset; c->col_at++)
        if (((unsigned char)c->s.ptr[c->col_at] & 0xC0) != 0x80)
            c->col_base++;
    return c->col_base + 1;
}

static struct source_token *emit(struct scan *c, enum source_kind kind, struct str text,
                                 uint32_t line, uint32_t col)
{
    struct source *out = c->out;
    if (out->count == out->cap)
        out->items = mem_grow(out->items, &out->cap, sizeof *out->items);
    if (out->count >= LIMIT_DOCUMENT_NODES)
        c->failed = true;
    struct source_token *t = &out->items[out->count];
    *t = (struct source_token){.ptr = text.ptr ? text.ptr : "", .len = (uint32_t)text.len,
                               .line = line, .col = col, .pair = (uint32_t)out->count,
                               .kind = (uint8_t)kind};
    out->count++;
    return t;
}

static bool is_digit(char ch)
{
    return ch >= '0' && ch <= '9';
}
static bool starts_name(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_' ||
           (unsigned char)ch >= 0x80;
}
static bool in_name(char ch)
{
    return starts_name(ch) || is_digit(ch);
}
static bool is_line_end(char ch)
{
    return ch == '\n' || ch == '\r';
}

static void skip_line(struct scan *c)
{
    while (!at_end(c) && !is_line_end(c->s.ptr[c->at]))
        c->at++;
}

static void skip_block_comment(struct scan *c)
{
    c->at += 2;
    while (!at_end(c) && !(peek(c, 0) == '*' && peek(c, 1) == '/'))
        step(c);
    c->at = c->at + 2 < c->s.len ? c->at + 2 : c->s.len;
}

/* '#' at the start of a line; then over the lines of a branch that does not stay. */
static void directive(struct scan *c)
{
    for (;;) {
        size_t from = ++c->at;
        skip_line(c);
        branch_directive(&c->branch, str_sub(c->s, from, c->at - from));
        if (branch_active(&c->branch))
            return;
        for (;;) {
            while (!at_end(c) &&
                   (peek(c, 0) == ' ' || peek(c, 0) == '\t' || is_line_end(peek(c, 0))))
                step(c);
            if (at_end(c))
                return;
            if (peek(c, 0) == '#')
                break;
            skip_line(c);
        }
    }
}

/* ---- literals ---- */

static uint32_t hex_value(const struct scan *c, size_t from, size_t max, size_t *used)
{
    uint32_t v = 0;
    size_t n = 0;
    for (; n < max; n++) {
        char ch = str_lower(peek(c, from + n));
        if (is_digit(ch))
            v = v * 16 + (uint32_t)(ch - '0');
        else if (ch >= 'a' && ch <= 'f')
            v = v * 16 + (uint32_t)(ch - 'a' + 10);
        else
            break;
    }
    *used = n;
    return v;
}

/* At a backslash: appends what the escape means. */
static void escape(struct scan *c, struct buf *out)
{
    static const char from[] = "ntr0abfve", to[] = "\n\t\r\0\a\b\f\v\033";
    char ch = peek(c, 1);
    size_t used = 0;
    if (ch == 'u' || ch == 'x' || ch == 'U') {
        uint32_t v = hex_value(c, 2, ch == 'U' ? 8 : 4, &used);
        if (v >= 0xD800 && v < 0xDC00 && peek(c, 2 + used) == '\\' && peek(c, 3 + used) == 'u') {
            size_t more = 0;
            uint32_t low = hex_value(c, 4 + used, 4, &more);
            if (low >= 0xDC00 && low < 0xE000) {
                v = 0x10000 + ((v - 0xD800) << 10) + (low - 0xDC00);
                used += 2 + more;
            }
        }
        buf_utf8(out, v >= 0xD800 && v < 0xE000 ? 0xFFFD : v);
    } else {
        const char *hit = ch ? strchr(from, ch) : NULL;
        if (hit)
            buf_putc(out, to[hit - from]);
        else if (c->at + 1 < c->s.len && !is_line_end(ch))
            buf_putc(out, ch);
        else
            used = (size_t)-1; /* a backslash at the end of the line: only that is stepped over */
    }
    c->at += 2 + used;
    if (c->at > c->s.len)
        c->at = c->s.len;
}

static size_t run_of(const struct scan *c, size_t from, char ch)
{
    size_t n = 0;
    while (peek(c, from + n) == ch && c->at + from + n < c->s.len)
        n++;
    return n;
}

static struct str keep(struct scan *c, struct buf *b)
{
    struct str text = arena_str(c->arena, buf_str(b));
    buf_release(b);
    return text;
}

static void text_body(struct scan *c, struct buf *b, bool verbatim)
{
    while (!at_end(c)) {
        char ch = peek(c, 0);
        if (ch == '"') {
            c->at++;
            if (!verbatim || peek(c, 0) != '"')
                return;
            buf_putc(b, '"');
            c->at++;
        } else if (!verbatim && ch == '\\') {
            escape(c, b);
        } else if (!verbatim && is_line_end(ch)) {
            return; /* not finished: the line ends it */
        } else {
            buf_putc(b, ch);
            step(c);
        }
    }
}

/* Lines of a raw text lose the white space that stands before its closing quotes. */
static struct str dedent(struct scan *c, struct str body)
{
    size_t first = str_chr(body, '\n'), last = str_rchr(body, '\n');
    if (first == STR_NPOS)
        return body;
    struct str margin = str_from_at(body, last + 1);
    if (str_trim(margin).len)
        return body;
    struct buf b = {0};
    struct str rest = first == last ? STR_NONE : str_sub(body, first + 1, last - first - 1), line;
    for (bool more = false; rest.ptr && str_cut(&rest, '\n', &line); more = true) {
        if (more)
            buf_putc(&b, '\n');
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        buf_add(&b, str_starts(line, margin) ? str_from_at(line, margin.len) : line);
    }
    return keep(c, &b);
}

static struct str raw_body(struct scan *c, size_t quotes)
{
    size_t from = c->at;
    while (!at_end(c)) {
        size_t n = peek(c, 0) == '"' ? run_of(c, 0, '"') : 0;
        if (n >= quotes) {
            struct str body = str_sub(c->s, from, c->at + (n - quotes) - from);
            c->at += n;
            return dedent(c, body);
        }
        if (n)
            c->at += n;
        else
            step(c);
    }
    return str_from_at(c->s, from);
}

/* The next piece of an interpolated text: up to a hole or its end. Pushes or pops c->holes. */
static void format_piece(struct scan *c, struct hole h)
{
    struct buf b = {0};
    uint32_t line = c->line, col = column(c, c->at);
    bool hole = false;
    while (!at_end(c)) {
        char ch = peek(c, 0);
        size_t quotes = ch == '"' ? run_of(c, 0, '"') : 0;
        size_t braces = ch == '{' ? run_of(c, 0, '{') : ch == '}' ? run_of(c, 0, '}') : 0;
        if (h.quotes == 1 && quotes) {
            c->at++;
            if (!h.verbatim || quotes < 2)
                break;
            buf_putc(&b, '"');
            c->at++;
        } else if (h.quotes > 1 && quotes >= h.quotes) {
            buf_fill(&b, '"', quotes - h.quotes);
            c->at += quotes;
            break;
        } else if (braces && h.quotes == 1 && braces >= 2) {
            buf_putc(&b, ch);
            c->at += 2;
        } else if (ch == '{' && braces >= h.dollars) {
            buf_fill(&b, '{', braces - h.dollars);
            c->at += braces;
            hole = true;
            break;
        } else if (h.quotes == 1 && !h.verbatim && ch == '\\') {
            escape(c, &b);
        } else if (h.quotes == 1 && !h.verbatim && is_line_end(ch)) {
            break;
        } else {
            buf_putc(&b, ch);
            step(c);
        }
    }
    if (b.len)
        emit(c, SOURCE_TEXT, keep(c, &b), line, col);
    buf_release(&b);
    line = c->line;
    col = column(c, c->at);
    if (!hole) {
        emit(c, SOURCE_FORMAT_END, STR_NONE, line, col);
        return;
    }
    emit(c, SOURCE_HOLE_BEGIN, STR_NONE, line, col);
    if (c->hole_count == COUNT(c->holes)) {
        c->failed = true;
        return;
    }
    c->holes[c->hole_count++] = h;
}

/* At '}' or ':' outside of all brackets of the innermost hole. */
static void end_hole(struct scan *c)
{
    struct hole h = c->holes[--c->hole_count];
    while (!at_end(c) && peek(c, 0) != '}' && peek(c, 0) != '"' && !is_line_end(peek(c, 0)))
        c->at++; /* the format of the hole */
    emit(c, SOURCE_HOLE_END, STR_NONE, c->line, column(c, c->at));
    for (uint32_t n = 0; n < h.dollars && peek(c, 0) == '}'; n++)
        c->at++;
    h.depth = 0;
    format_piece(c, h);
}

/* A text literal with its prefix, if one begins here. */
static bool literal(struct scan *c)
{
    size_t n = 0, dollars = 0;
    bool verbatim = false;
    for (;; n++) {
        if (peek(c, n) == '$')
            dollars++;
        else if (peek(c, n) == '@')
            verbatim = true;
        else
            break;
    }
    if (peek(c, n) != '"')
        return false;
    uint32_t line = c->line, col = column(c, c->at);
    size_t quotes = verbatim ? 1 : run_of(c, n, '"');
    c->at += n;
    if (quotes < 3) {
        quotes = 1;
        if (dollars > 1)
            dollars = 1;
    }
    c->at += quotes;
    if (dollars) {
        emit(c, SOURCE_FORMAT_BEGIN, STR_NONE, line, col);
        format_piece(c, (struct hole){(uint32_t)quotes, (uint32_t)dollars, verbatim, 0});
        return true;
    }
    struct str text;
    if (quotes > 1) {
        text = raw_body(c, quotes);
    } else {
        struct buf b = {0};
        text_body(c, &b, verbatim);
        text = keep(c, &b);
    }
    emit(c, SOURCE_TEXT, text, line, col);
    if (peek(c, 0) == 'u' && peek(c, 1) == '8' && !in_name(peek(c, 2)))
        c->at += 2;
    return true;
}

static void character(struct scan *c)
{
    struct buf b = {0};
    uint32_t line = c->line, col = column(c, c->at);
    c->at++;
    while (!at_end(c) && peek(c, 0) != '\'' && !is_line_end(peek(c, 0))) {
        if (peek(c, 0) == '\\')
            escape(c, &b);
        else
            buf_putc(&b, c->s.ptr[c->at++]);
    }
    if (peek(c, 0) == '\'')
        c->at++;
    emit(c, SOURCE_CHAR, keep(c, &b), line, col);
}

/* ---- the rest ---- */

static void name(struct scan *c, bool escaped)
{
    size_t from = c->at += escaped;
    uint32_t col = column(c, from - escaped);
    while (!at_end(c) && in_name(peek(c, 0)))
        c->at++;
    emit(c, SOURCE_NAME, str_sub(c->s, from, c->at - from), c->line, col)->escaped = escaped;
}

static void number(struct scan *c)
{
    size_t from = c->at;
    while (!at_end(c)) {
        char ch = peek(c, 0), before = c->at > from ? c->s.ptr[c->at - 1] : '0';
        bool exponent = (before == 'e' || before == 'E') && peek(c, 1) >= '0' && peek(c, 1) <= '9';
        if (!in_name(ch) && !(ch == '.' && is_digit(peek(c, 1))) &&
            !((ch == '+' || ch == '-') && exponent))
            break;
        c->at++;
    }
    emit(c, SOURCE_NUMBER, str_sub(c->s, from, c->at - from), c->line, column(c, from));
}

static void punctuation(struct scan *c)
{
    static const char *const marks[] = {"\?\?=", "=>", "\?\?", "?.", "==", "!=", "<=", ">=",
                                        "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=",
                                        "&=", "|=", "^=",
                                        "::", "->", ".."};
    size_t len = 1;
    struct str rest = str_from_at(c->s, c->at);
    for (size_t i = 0; i < COUNT(marks); i++)
        if (str_starts(rest, str_from(marks[i]))) {
            len = strlen(marks[i]);
            break;
        }
    if (len == 2 && rest.ptr[0] == '?' && rest.ptr[1] == '.' && is_digit(peek(c, 2)))
        len = 1;
    if (c->hole_count) {
        struct hole *h = &c->holes[c->hole_count - 1];
        char ch = rest.ptr[0];
        if (h->depth == 0 && (ch == '}' || (ch == ':' && len == 1))) {
            end_hole(c);
            return;
        }
        if (ch == '(' || ch == '[' || ch == '{')
            h->depth++;
        else if ((ch == ')' || ch == ']' || ch == '}') && h->depth)
            h->depth--;
    }
    emit(c, SOURCE_PUNCT, str_sub(rest, 0, len), c->line, column(c, c->at));
    c->at += len;
}

static void one_token(struct scan *c)
{
    char ch = c->s.ptr[c->at];
    if (ch == '\0' || ch == ' ' || (ch >= '\t' && ch <= '\r')) {
        step(c);
        return;
    }
    if (ch == '/' && peek(c, 1) == '/') {
        skip_line(c);
        return;
    }
    if (ch == '/' && peek(c, 1) == '*') {
        skip_block_comment(c);
        return;
    }
    if (ch == '#' && c->fresh_line) {
        directive(c);
        return;
    }
    c->fresh_line = false;
    if ((ch == '"' || ch == '$' || ch == '@') && literal(c))
        return;
    if (ch == '\'')
        character(c);
    else if (is_digit(ch) || (ch == '.' && is_digit(peek(c, 1))))
        number(c);
    else if (starts_name(ch) || (ch == '@' && starts_name(peek(c, 1))))
        name(c, ch == '@');
    else
        punctuation(c);
}

static void finish(struct scan *c)
{
    while (c->hole_count) {
        c->hole_count--;
        emit(c, SOURCE_HOLE_END, STR_NONE, c->line, column(c, c->at));
        emit(c, SOURCE_FORMAT_END, STR_NONE, c->line, column(c, c->at));
    }
    emit(c, SOURCE_END, STR_NONE, c->line, column(c, c->at));
    source_join_pairs(c->out);
}

bool source_scan(struct str bytes, struct str file, struct arena *arena, struct diags *diags,
                 struct source *out)
{
    struct origin where = {.file = file, .line = 1, .col = 1};
    *out = (struct source){0};
    if (bytes.len > LIMIT_DOCUMENT_BYTES) {
        diags_add(diags, DIAG_ERROR, where, "larger than the limit document-size");
        return false;
    }
    struct scan c = {.s = source_as_utf8(arena, bytes), .line = 1, .fresh_line = true,
                     .arena = arena, .out = out};
    while (!at_end(&c) && !c.failed)
        one_token(&c);
    where.line = c.line;
    where.col = column(&c, c.at);
    branch_release(&c.branch);
    if (c.failed) {
        bool deep = c.hole_count == COUNT(c.holes);
        diags_add(diags, DIAG_ERROR, where, "more than the limit %s allows",
                  deep ? "depth" : "document-nodes");
        source_release(out);
        return false;
    }
    finish(&c);
    return true;
}

void source_release(struct source *s)
{
    mem_free(s->items);
    *s = (struct source){0};
}
