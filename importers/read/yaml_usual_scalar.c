/* SPDX-License-Identifier: MIT */
#include "yaml_usual_scalar.h"

#include <string.h>

#include "eight.h"
#include "text.h"

/* Bytes */

/* Without a top bit: eight bytes of ASCII, no control but the line end. No sum carries over. */
static inline uint64_t unusual(uint64_t x)
{
    const uint64_t lows = EIGHT_ONES * 0x7f;
    uint64_t low = x & lows;
    uint64_t printing = low + EIGHT_ONES * (0x80 - 0x20);
    uint64_t other = (low ^ (EIGHT_ONES * '\n')) + lows; /* than a line end */
    uint64_t del = low + EIGHT_ONES;
    return x | (~printing & other) | del;
}

/* Characters that libyaml takes and that end no line. */
static bool usual_wide(uint32_t c)
{
    return c >= 0xa0 && c != 0x2028 && c != 0x2029 && c != 0xfeff && c != 0xfffe && c != 0xffff;
}

bool usual_bytes(struct yaml_usual *u, struct str text)
{
    for (size_t i = 0; i < text.len;) {
        enum { AT_ONCE = 32 };
        const char *p = text.ptr + i;
        if (text.len - i >= AT_ONCE && !((unusual(eight(p)) | unusual(eight(p + 8)) |
                                          unusual(eight(p + 16)) | unusual(eight(p + 24))) & EIGHT_TOPS)) {
            i += AT_ONCE;
            continue;
        }
        unsigned char c = (unsigned char)text.ptr[i];
        uint32_t wide;
        if (c < 0x80) {
            if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
                return false;
            i++;
        } else if (utf8_next(text, &i, &wide) && usual_wide(wide)) {
            u->wide = true;
        } else {
            return false;
        }
    }
    return true;
}

/* Lines */

void usual_place(struct yaml_usual *u, const char *p, uint32_t *line, uint32_t *col)
{
    *line = u->line;
    *col = (uint32_t)(p - u->line_start) + 1;
    if (!u->wide)
        return;
    if (u->counted < u->line_start || u->counted > p) {
        u->counted = u->line_start;
        u->counted_col = 1;
    }
    for (; u->counted < p; u->counted++)
        u->counted_col += ((unsigned char)*u->counted & 0xc0) != 0x80;
    *col = u->counted_col;
}

static void to_line_end(struct yaml_usual *u)
{
    const char *p = memchr(u->at, '\n', (size_t)(u->end - u->at));
    u->at = p ? p : u->end;
}

/* Behind the line end at the cursor. */
static void over_line_end(struct yaml_usual *u)
{
    u->line_start = ++u->at;
    u->line++;
}

bool usual_rest_of_line(struct yaml_usual *u)
{
    usual_spaces(u);
    if (u->at < u->end && *u->at == '#' && (u->at == u->line_start || u->at[-1] == ' '))
        to_line_end(u);
    return u->at == u->end || *u->at == '\n';
}

/* "---", "..." and directives begin no line of the usual kind. */
static bool marks_line(const struct yaml_usual *u)
{
    const char *p = u->at;
    if (*p == '%')
        return true;
    return u->end - p >= 3 && (memcmp(p, "---", 3) == 0 || memcmp(p, "...", 3) == 0) &&
           usual_blank_or_end(u, p + 3);
}

bool usual_next_line(struct yaml_usual *u)
{
    u->after_comment = false;
    for (;;) {
        if (u->at < u->end && *u->at == '\n')
            over_line_end(u);
        usual_spaces(u);
        if (u->at == u->end) {
            u->column = -1;
            return true;
        }
        if (*u->at == '#') {
            u->after_comment = true;
            to_line_end(u);
        } else if (*u->at != '\n') {
            u->column = (int32_t)(u->at - u->line_start);
            return *u->at != '\t' && (u->column || !marks_line(u));
        }
    }
}

bool usual_flow_space(struct yaml_usual *u)
{
    const char *from = u->at;
    for (;;) {
        usual_spaces(u);
        if (u->at == u->end)
            return false;
        if (*u->at == '#') {
            if (u->at == from)
                return false;
            to_line_end(u);
        } else if (*u->at == '\n') {
            over_line_end(u);
            from = u->at - 1;
        } else {
            return *u->at != '\t' && (u->at != u->line_start || !marks_line(u));
        }
    }
}

/* Plain scalars */

enum { ENDS = 1, ENDS_IN_FLOW = 2, ENDS_BOTH = 3, NO_START = 4 };

static const unsigned char classes[256] = {
    ['\t'] = ENDS_BOTH, ['\n'] = ENDS_BOTH, [' '] = ENDS_BOTH,
    [':'] = ENDS_BOTH | NO_START,    [','] = ENDS_IN_FLOW | NO_START,
    ['?'] = ENDS_IN_FLOW | NO_START, ['['] = ENDS_IN_FLOW | NO_START,
    [']'] = ENDS_IN_FLOW | NO_START, ['{'] = ENDS_IN_FLOW | NO_START,
    ['}'] = ENDS_IN_FLOW | NO_START, ['-'] = NO_START, ['#'] = NO_START, ['&'] = NO_START,
    ['*'] = NO_START, ['!'] = NO_START, ['|'] = NO_START, ['>'] = NO_START, ['\''] = NO_START,
    ['"'] = NO_START, ['%'] = NO_START, ['@'] = NO_START, ['`'] = NO_START,
};

/* The first byte from p on of a class in mask: eight at once, as no byte below a space comes but
 * those of ENDS, and '{' and '}' are '[' and ']' with one bit more. */
static inline const char *to_end(const char *p, const char *end, unsigned char mask)
{
    while (end - p >= 8) {
        uint64_t x = eight(p), twin = x | EIGHT_ONES * 0x20;
        uint64_t found = eight_below(x, 0x21) | eight_is(x, ':');
        if (mask == ENDS_IN_FLOW)
            found |= eight_is(x, ',') | eight_is(x, '?') | eight_is(twin, '{') | eight_is(twin, '}');
        if (found)
            return p + eight_first(found);
        p += 8;
    }
    while (p < end && !(classes[(unsigned char)*p] & mask))
        p++;
    return p;
}

static bool plain_starts(const struct yaml_usual *u, bool flow)
{
    const char *p = u->at;
    if (*p == ':' && !flow)
        return !usual_blank_or_end(u, p + 1);
    if (*p == '-' && u->end - p > 1)
        return p[1] == '-' || (p[1] >= '0' && p[1] <= '9') ||
               (str_lower(p[1]) >= 'a' && str_lower(p[1]) <= 'z');
    return !(classes[(unsigned char)*p] & NO_START);
}

/* The text of a plain scalar up to the end of what it has in this line. */
static bool plain_text(struct yaml_usual *u, bool flow, struct str *text)
{
    const unsigned char mask = flow ? ENDS_IN_FLOW : ENDS;
    const char *p = u->at, *end = u->end, *last;
    for (;;) {
        last = p = to_end(p, end, mask); /* behind the last character that is no space */
        while (p < end && *p == ' ')
            p++;
        if (p == end || *p == '\n' || (*p == '#' && p > last))
            break;
        if (*p == ':') {
            if (usual_blank_or_end(u, p + 1))
                break;
            if (flow && strchr(",?[]{}", p[1]))
                return false;
            p++;
        } else if (*p == ',' || *p == ']' || *p == '}') {
            if (flow)
                break;
            p++;
        } else if (*p == '\t' || (flow && classes[(unsigned char)*p])) {
            return false;
        }
    }
    *text = (struct str){u->at, (size_t)(last - u->at)};
    u->at = last;
    return text->len > 0;
}

static bool scan_plain(struct yaml_usual *u, bool flow, struct yaml_item *item)
{
    item->style = STYLE_PLAIN;
    return plain_starts(u, flow) && plain_text(u, flow, &item->text);
}

/* Between two lines of text: a space for one line end, line ends for the empty lines of more. */
static void fold(struct buf *out, size_t line_ends)
{
    if (line_ends == 1)
        buf_putc(out, ' ');
    else
        buf_fill(out, '\n', line_ends - 1);
}

/* Behind a scalar, on to the next line that says something; *commented: a comment stands between. */
static bool end_line(struct yaml_usual *u, bool *commented)
{
    usual_spaces(u);
    *commented = u->at < u->end && *u->at == '#';
    if (!usual_rest_of_line(u) || !usual_next_line(u))
        return false;
    *commented = *commented || u->after_comment;
    return true;
}

/* Behind its first line: what stands deeper goes on, whatever it begins with. */
static bool plain_lines(struct yaml_usual *u, int32_t around, struct yaml_item *item)
{
    for (bool first = true;; first = false) {
        uint32_t line = u->line;
        bool commented;
        struct str more;
        if (!end_line(u, &commented))
            return false;
        if (commented || u->column <= around)
            return true;
        if (first) {
            buf_reset(&u->scratch);
            buf_add(&u->scratch, item->text);
        }
        if (!plain_text(u, false, &more))
            return false;
        fold(&u->scratch, u->line - line);
        buf_add(&u->scratch, more);
        item->text = buf_str(&u->scratch);
    }
}

/* Quoted scalars */

/* Over the line ends at *p and the white space around them; how many, 0: left to libyaml. */
static size_t over_lines(struct yaml_usual *u, const char **p)
{
    size_t count = 0;
    for (u->at = *p; u->at < u->end && *u->at == '\n'; count++) {
        over_line_end(u);
        if (u->at < u->end && marks_line(u))
            return 0;
        while (u->at < u->end && (*u->at == ' ' || *u->at == '\t'))
            u->at++;
    }
    *p = u->at;
    return count;
}

/* The end of a line in quotes, at *p: from is what was not put out yet. */
static bool fold_quoted(struct yaml_usual *u, const char **from, const char **p)
{
    const char *behind = *p;
    while (behind > *from && (behind[-1] == ' ' || behind[-1] == '\t'))
        behind--;
    buf_add(&u->scratch, (struct str){*from, (size_t)(behind - *from)});
    size_t count = over_lines(u, p);
    if (count)
        fold(&u->scratch, count);
    *from = *p;
    return count;
}

static bool scan_single(struct yaml_usual *u, bool lines, struct yaml_item *item)
{
    const char *from = u->at + 1, *p = from;
    buf_reset(&u->scratch);
    for (;;) {
        while (p < u->end && *p != '\'' && *p != '\n')
            p++;
        if (p == u->end)
            return false;
        if (*p == '\n') {
            if (!lines || !fold_quoted(u, &from, &p))
                return false;
            continue;
        }
        if (p + 1 == u->end || p[1] != '\'')
            break;
        p++;
        buf_add(&u->scratch, (struct str){from, (size_t)(p - from)}); /* with one quote */
        from = ++p;
    }
    struct str rest = {from, (size_t)(p - from)};
    if (u->scratch.len)
        buf_add(&u->scratch, rest);
    item->style = STYLE_SINGLE;
    item->text = u->scratch.len ? buf_str(&u->scratch) : rest;
    u->at = p + 1;
    return true;
}

/* What the commonest escapes of one letter stand for; 0: libyaml knows. */
static char unescaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case '"':
    case '\\':
    case '/':
    case ' ':
        return c;
    default:
        return '\0';
    }
}

/* The backslash at *p: of a character, or of a line end that is to be left out. */
static bool unescape(struct yaml_usual *u, bool lines, const char **from, const char **p)
{
    char next = *p + 1 < u->end ? (*p)[1] : '\0', c = unescaped(next);
    buf_add(&u->scratch, (struct str){*from, (size_t)(*p - *from)});
    if (c) {
        buf_putc(&u->scratch, c);
        *p += 2;
    } else {
        size_t count = lines && next == '\n' ? (++*p, over_lines(u, p)) : 0;
        if (!count)
            return false;
        buf_fill(&u->scratch, '\n', count - 1);
    }
    *from = *p;
    return true;
}

static bool scan_double(struct yaml_usual *u, bool lines, struct yaml_item *item)
{
    const char *from = u->at + 1, *p = from;
    bool changed = false;
    buf_reset(&u->scratch);
    for (;;) {
        while (p < u->end && *p != '"' && *p != '\\' && *p != '\n')
            p++;
        if (p == u->end)
            return false;
        if (*p == '"')
            break;
        changed = true;
        if (!(*p == '\\' ? unescape(u, lines, &from, &p) : lines && fold_quoted(u, &from, &p)))
            return false;
    }
    struct str rest = {from, (size_t)(p - from)};
    if (changed)
        buf_add(&u->scratch, rest);
    item->style = STYLE_DOUBLE;
    item->text = changed ? buf_str(&u->scratch) : rest;
    u->at = p + 1;
    return true;
}

static bool scan_scalar(struct yaml_usual *u, bool flow, bool lines, struct yaml_item *item)
{
    if (u->at == u->end)
        return false;
    return *u->at == '\'' ? scan_single(u, lines, item)
           : *u->at == '"' ? scan_double(u, lines, item)
                           : scan_plain(u, flow, item);
}

bool usual_scalar(struct yaml_usual *u, bool flow, struct yaml_item *item)
{
    return scan_scalar(u, flow, false, item) && item->text.len <= LIMIT_STRING_BYTES;
}

bool usual_value(struct yaml_usual *u, int32_t around, struct yaml_item *item)
{
    if (!scan_scalar(u, false, true, item))
        return false;
    bool commented;
    return (item->style == STYLE_PLAIN ? plain_lines(u, around, item) : end_line(u, &commented)) &&
           item->text.len <= LIMIT_STRING_BYTES;
}

/* Texts in blocks */

/* The lines without text before the next one with: counts them and leaves the cursor at the first
 * character that is no indentation. indent < 0: not known yet, *widest is the largest so far. */
static bool empty_lines(struct yaml_usual *u, int32_t indent, size_t *count, int32_t *widest)
{
    for (*count = 0;; ++*count) {
        int32_t column = 0;
        while (u->at < u->end && *u->at == ' ' && (indent < 0 || column < indent)) {
            u->at++;
            column++;
        }
        if (column > *widest)
            *widest = column;
        if (u->at == u->end || *u->at != '\n')
            return u->at == u->end || *u->at != '\t' || column == indent;
        over_line_end(u);
    }
}

/* The lines of the text, folded or not; *ended: its last line has a line end, *empty: lines without
 * text behind it. */
static bool block_lines(struct yaml_usual *u, int32_t indent, bool literal, bool *ended,
                        size_t *empty)
{
    struct buf *out = &u->scratch;
    bool blank_before = false;
    int32_t widest = 0;
    *ended = false;
    while (u->at < u->end && u->at - u->line_start == indent) {
        bool blank = *u->at == ' ' || *u->at == '\t';
        if (*ended && !literal && !blank_before && !blank) {
            if (!*empty)
                buf_putc(out, ' ');
        } else if (*ended) {
            buf_putc(out, '\n');
        }
        buf_fill(out, '\n', *empty);
        blank_before = blank;
        const char *from = u->at;
        to_line_end(u);
        buf_add(out, (struct str){from, (size_t)(u->at - from)});
        *ended = u->at < u->end;
        if (*ended)
            over_line_end(u);
        if (!empty_lines(u, indent, empty, &widest))
            return false;
    }
    return true;
}

bool usual_block_text(struct yaml_usual *u, int32_t around, struct yaml_item *item)
{
    bool literal = *u->at++ == '|', ended;
    char chomps = u->at < u->end && (*u->at == '-' || *u->at == '+') ? *u->at++ : '\0';
    size_t empty;
    int32_t widest = 0;
    if (!usual_rest_of_line(u) || u->at == u->end)
        return false;
    over_line_end(u);
    if (!empty_lines(u, -1, &empty, &widest))
        return false;
    int32_t indent = (int32_t)(u->at - u->line_start);
    if (u->at == u->end || indent <= around || indent < 1 || indent < widest)
        return false;
    buf_reset(&u->scratch);
    if (!block_lines(u, indent, literal, &ended, &empty))
        return false;
    if (chomps != '-' && ended)
        buf_putc(&u->scratch, '\n');
    if (chomps == '+')
        buf_fill(&u->scratch, '\n', empty);
    u->at = u->line_start; /* of the first line that does not belong to it */
    item->style = literal ? STYLE_LITERAL : STYLE_FOLDED;
    item->text = buf_str(&u->scratch);
    return item->text.len <= LIMIT_STRING_BYTES;
}
