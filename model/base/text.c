/* SPDX-License-Identifier: MIT */
#include "text.h"

#include "eight.h"
#include "mem.h"
#include "sha256.h"
#include "text_tables.h"

enum { MARKS_PER_BASE = 2, SLUG_CHARS = 64, DOTTED_CIRCLE = 0x25cc };

/* What steps 1 to 3 say about one place of a text. */
enum verdict { KEEP, BAD_BYTE, CONTROL, HIDDEN };

static bool in_table(const struct text_range *table, size_t count, uint32_t c)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c > table[mid].last)
            low = mid + 1;
        else if (c < table[mid].first)
            high = mid;
        else
            return true;
    }
    return false;
}

bool utf8_next(struct str s, size_t *at, uint32_t *code_point)
{
    if (*at >= s.len)
        return false;
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    size_t left = s.len - *at, more;
    uint32_t c = p[0], least;
    (*at)++;
    if (c < 0x80) {
        *code_point = c;
        return true;
    }
    if (c >= 0xc2 && c < 0xe0) {
        more = 1, least = 0x80, c &= 0x1f;
    } else if (c >= 0xe0 && c < 0xf0) {
        more = 2, least = 0x800, c &= 0x0f;
    } else if (c >= 0xf0 && c < 0xf5) {
        more = 3, least = 0x10000, c &= 0x07;
    } else {
        return false;
    }
    if (left <= more)
        return false;
    for (size_t i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return false;
        c = c << 6 | (p[i] & 0x3fu);
    }
    if (c < least || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return false;
    *at += more;
    *code_point = c;
    return true;
}

bool utf8_valid(struct str s)
{
    uint32_t c;
    for (size_t at = 0; at < s.len;)
        if (!utf8_next(s, &at, &c))
            return false;
    return true;
}

static bool is_mark(uint32_t c)
{
    return c >= 0x300 && in_table(text_marks, text_marks_count, c);
}

int text_cells(uint32_t c)
{
    if (c < 0x300)
        return 1;
    if (is_mark(c))
        return 0;
    return c >= 0x1100 && in_table(text_wide, text_wide_count, c) ? 2 : 1;
}

bool text_is_ambiguous(uint32_t c)
{
    return c >= 0x80 && in_table(text_ambiguous, text_ambiguous_count, c);
}

/* How many bytes from there on are what most texts are made of: ASCII that is drawn as it stands. */
static size_t plain_run(struct str s, size_t at)
{
    size_t end = at;
    while (end < s.len && s.ptr[end] >= 0x20 && s.ptr[end] < 0x7f)
        end++;
    return end - at;
}

size_t text_width(struct str clean)
{
    size_t cells = 0;
    uint32_t c;
    for (size_t at = 0; at < clean.len;) {
        size_t run = plain_run(clean, at);
        cells += run;
        at += run;
        if (at < clean.len)
            cells += utf8_next(clean, &at, &c) ? (size_t)text_cells(c) : 1;
    }
    return cells;
}

static bool is_small(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

size_t text_break(struct str clean, size_t i)
{
    char before = clean.ptr[i - 1], here = clean.ptr[i];

    if (before == ' ')
        return i - 1;
    return before == '-' || before == '_' || before == '.' || before == '/' ||
                   (is_small(before) && here >= 'A' && here <= 'Z')
               ? i
               : 0;
}

bool text_halves(struct str clean, struct str halves[2])
{
    size_t least = text_width(clean);
    bool found = false;

    for (size_t i = 1; i < clean.len; i++) {
        size_t end = text_break(clean, i);
        struct str first = str_sub(clean, 0, end), second = str_from_at(clean, i);
        size_t one = end ? text_width(first) : least, other = end ? text_width(second) : 0;
        size_t longer = one > other ? one : other;
        if (longer >= least)
            continue;
        least = longer;
        halves[0] = first;
        halves[1] = second;
        found = true;
    }
    return found;
}

static enum verdict judge(struct str s, size_t *at, uint32_t *c)
{
    size_t start = *at;
    if (!utf8_next(s, at, c)) {
        *c = (unsigned char)s.ptr[start];
        return BAD_BYTE;
    }
    if (*c < 0x20 || (*c >= 0x7f && *c < 0xa0))
        return CONTROL;
    if (*c >= 0xa0 && in_table(text_hidden, text_hidden_count, *c))
        return HIDDEN;
    return KEEP;
}

bool text_is_clean(struct str s)
{
    uint32_t c;
    for (size_t at = 0; at < s.len;)
        if (judge(s, &at, &c) != KEEP)
            return false;
    return true;
}

static void show_code(struct buf *out, enum verdict v, uint32_t c)
{
    if (v == HIDDEN)
        buf_printf(out, "<U+%04X>", (unsigned)c);
    else
        buf_printf(out, "\\x%02X", (unsigned)c);
}

void esc_plain(struct buf *out, struct str s)
{
    size_t kept = 0; /* what stands before it has been written */
    for (size_t at = 0; at < s.len;) {
        size_t start = at;
        uint32_t c;
        enum verdict v = judge(s, &at, &c);
        if (v == KEEP)
            continue;
        buf_add(out, str_sub(s, kept, start - kept));
        show_code(out, v, c);
        kept = at;
    }
    buf_add(out, str_from_at(s, kept));
}

/* s after steps 1 to 3; uses tmp only where they change something. */
static struct str plain_of(struct buf *tmp, struct str s)
{
    if (text_is_clean(s))
        return s;
    esc_plain(tmp, s);
    return buf_str(tmp);
}

void esc_term(struct buf *out, struct str s)
{
    bool base = false; /* a mark without one would join what stands before our text */
    int marks = 0;
    for (size_t at = 0; at < s.len;) {
        size_t start = at, run = plain_run(s, at);
        uint32_t c;
        if (run) {
            buf_add(out, str_sub(s, start, run));
            at += run;
            base = true;
            marks = 0;
            continue;
        }
        enum verdict v = judge(s, &at, &c);
        if (v == KEEP && is_mark(c)) {
            if (!base)
                buf_utf8(out, DOTTED_CIRCLE);
            base = true;
            if (++marks > MARKS_PER_BASE) {
                show_code(out, HIDDEN, c);
                marks = 0;
                continue;
            }
        } else {
            base = true;
            marks = 0;
        }
        if (v == KEEP)
            buf_add(out, str_sub(s, start, at - start));
        else
            show_code(out, v, c);
    }
}

/* Offset behind the longest head of at most max cells, whose marks stay with their base. */
static size_t head_of(struct str clean, size_t max, size_t *cells)
{
    size_t end = 0;
    *cells = 0;
    for (size_t at = 0; at < clean.len; end = at) {
        uint32_t c = 0;
        utf8_next(clean, &at, &c);
        size_t more = (size_t)text_cells(c);
        if (*cells + more > max)
            break;
        *cells += more;
    }
    return end;
}

/* Offset of the longest tail of at most *cells cells, of a text that is width cells wide; it
 * starts with a base. */
static size_t tail_of(struct str clean, size_t width, size_t *cells)
{
    size_t left = width, at = 0;
    while (at < clean.len) {
        uint32_t c = 0;
        size_t next = at;
        utf8_next(clean, &next, &c);
        size_t more = (size_t)text_cells(c);
        if (left <= *cells && more > 0)
            break;
        left -= more;
        at = next;
    }
    *cells = left;
    return at;
}

/* kept_tail: how many of max cells may show the end. */
static size_t clip(struct buf *out, struct str clean, size_t max, size_t kept_tail, bool ascii)
{
    size_t width = text_width(clean), head_cells, tail_cells, head_end, tail_start;
    if (width <= max || max == 0) {
        buf_add(out, max ? clean : STR(""));
        return max ? width : 0;
    }
    head_end = head_of(clean, max - 1 - kept_tail, &head_cells);
    tail_cells = kept_tail ? max - 1 - head_cells : 0;
    tail_start = tail_cells ? tail_of(clean, width, &tail_cells) : clean.len;
    buf_add(out, str_sub(clean, 0, head_end));
    buf_puts(out, ascii ? "~" : "\xe2\x80\xa6");
    buf_add(out, str_from_at(clean, tail_start));
    return head_cells + 1 + tail_cells;
}

/* The offset of the bracket that a text ends in, behind its blank: "name (bracket)"; 0: it does not. */
static size_t bracket_of(struct str clean)
{
    size_t depth = 0;
    for (size_t i = str_ends(clean, STR(")")) ? clean.len : 0; i-- > 1;) {
        depth += clean.ptr[i] == ')';
        depth -= clean.ptr[i] == '(';
        if (depth == 0)
            return i > 1 && clean.ptr[i - 1] == ' ' ? i : 0;
    }
    return 0;
}

/* Room for the name: what the whole bracket leaves, but at least a third. */
static size_t clip_around(struct buf *out, struct str clean, size_t bracket, size_t max, bool ascii)
{
    struct str name = str_sub(clean, 0, bracket - 1), more = str_from_at(clean, bracket);
    size_t cells = text_width(more), room = max / 3, used;
    if (cells + 1 + room < max)
        room = max - cells - 1;
    used = clip(out, name, room, room / 2, ascii);
    room = max - used - 3;
    buf_puts(out, " (");
    used += 3 + clip(out, str_sub(more, 1, more.len - 2), room, room / 2, ascii);
    buf_puts(out, ")");
    return used;
}

size_t esc_term_clip(struct buf *out, struct str s, size_t max, bool ascii)
{
    enum { BRACKET_LEAST = 12 };
    struct buf tmp = {0};
    esc_term(&tmp, s);
    struct str clean = buf_str(&tmp);
    size_t bracket = max >= BRACKET_LEAST && text_width(clean) > max ? bracket_of(clean) : 0;
    size_t used = bracket ? clip_around(out, clean, bracket, max, ascii)
                          : clip(out, clean, max, max / 2, ascii);
    buf_release(&tmp);
    return used;
}

size_t esc_term_cut(struct buf *out, struct str s, size_t max, bool ascii)
{
    struct buf tmp = {0};
    esc_term(&tmp, s);
    size_t used = clip(out, buf_str(&tmp), max, 0, ascii);
    buf_release(&tmp);
    return used;
}

/* Replacement of one ASCII character in a sink; NULL: stays. */
struct swap {
    char c;
    const char *with;
};

static void add_swapped(struct buf *out, struct str s, const struct swap *swaps, size_t count)
{
    uint8_t which[256] = {0}; /* 1 + the swap of a byte */
    size_t kept = 0;
    for (size_t k = 0; k < count; k++)
        which[(unsigned char)swaps[k].c] = (uint8_t)(k + 1);
    for (size_t i = 0; i < s.len; i++) {
        uint8_t k = which[(unsigned char)s.ptr[i]];
        if (!k)
            continue;
        buf_add(out, str_sub(s, kept, i - kept));
        buf_puts(out, swaps[k - 1].with);
        kept = i + 1;
    }
    buf_add(out, str_from_at(s, kept));
}

void esc_dot(struct buf *out, struct str s)
{
    static const struct swap swaps[] = {{'&', "&amp;"}, {'\\', "\\\\"}};
    struct buf tmp = {0};
    struct str plain = plain_of(&tmp, s);
    add_swapped(out, plain, swaps, COUNT(swaps));
    if (str_is(plain, "-.")) /* agwrite leaves these two characters unquoted, which does not parse */
        buf_putc(out, ' ');
    buf_release(&tmp);
}

void esc_html(struct buf *out, struct str s)
{
    static const struct swap swaps[] = {
        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    struct buf tmp = {0};
    add_swapped(out, plain_of(&tmp, s), swaps, COUNT(swaps));
    buf_release(&tmp);
}

void esc_csv(struct buf *out, struct str s)
{
    static const struct swap swaps[] = {{'"', "\"\""}};
    /* Spreadsheets take a cell with such a start for a formula; so they do the fullwidth forms. */
    static const char *const formulas[] = {"=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b",
                                           "\xef\xbc\x8d", "\xef\xbc\xa0"};
    struct buf tmp = {0};
    struct str plain = plain_of(&tmp, s);
    buf_putc(out, '"');
    for (size_t i = 0; i < COUNT(formulas); i++)
        if (str_starts(plain, str_from(formulas[i])))
            buf_putc(out, '\'');
    add_swapped(out, plain, swaps, COUNT(swaps));
    buf_putc(out, '"');
    buf_release(&tmp);
}

/* What starts a block in Markdown only at the start of a line: a list, a rule, indented code. */
static size_t md_line_start(struct buf *out, struct str s)
{
    size_t digits = 0;
    while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
        digits++;
    if (digits < s.len && (digits > 0 ? s.ptr[digits] == '.' || s.ptr[digits] == ')'
                                      : strchr("-+=", s.ptr[0]) != NULL)) {
        buf_add(out, str_sub(s, 0, digits));
        buf_putc(out, '\\');
        buf_putc(out, s.ptr[digits]);
        return digits + 1;
    }
    if (s.len && s.ptr[0] == ' ') {
        buf_puts(out, "&#32;");
        return 1;
    }
    return 0;
}

void esc_md(struct buf *out, struct str s)
{
    static const struct swap swaps[] = {
        {'\\', "\\\\"}, {'`', "\\`"}, {'*', "\\*"}, {'_', "\\_"},   {'[', "\\["},   {']', "\\]"},
        {'#', "\\#"},   {'|', "\\|"}, {'~', "\\~"}, {'!', "\\!"},   {'<', "&lt;"},  {'>', "&gt;"},
        {'&', "&amp;"}, {'$', "\\$"}, {'{', "\\{"}, {'}', "\\}"}};
    struct buf tmp = {0};
    struct str plain = plain_of(&tmp, s);
    size_t done = md_line_start(out, plain);
    add_swapped(out, str_from_at(plain, done), swaps, COUNT(swaps));
    buf_release(&tmp);
}

void esc_mermaid(struct buf *out, struct str s)
{
    static const struct swap swaps[] = {
        {'"', "#quot;"}, {'#', "#35;"},  {'&', "#amp;"}, {'<', "#lt;"},  {'>', "#gt;"},
        {'`', "#96;"},   {'%', "#37;"},  {'{', "#123;"}, {'}', "#125;"}, {'\\', "#92;"},
        {';', "#59;"},   {':', "#58;"},  {'|', "#124;"}, {'[', "#91;"},  {']', "#93;"},
        {'$', "#36;"},   {'~', "#126;"}, {'*', "#42;"},  {'_', "#95;"}};
    struct buf tmp = {0};
    add_swapped(out, plain_of(&tmp, s), swaps, COUNT(swaps));
    buf_release(&tmp);
}

static void json_unit(struct buf *out, uint32_t unit)
{
    buf_printf(out, "\\u%04x", (unsigned)unit);
}

static void json_escape(struct buf *out, enum verdict v, uint32_t c)
{
    /* NUL is legal JSON, but readers (ours too) refuse it or cut the text there. */
    if (v == BAD_BYTE || c == 0)
        json_unit(out, 0xfffd);
    else if (c == '\n')
        buf_puts(out, "\\n");
    else if (c == '\r')
        buf_puts(out, "\\r");
    else if (c == '\t')
        buf_puts(out, "\\t");
    else if (c < 0x10000)
        json_unit(out, c);
    else {
        json_unit(out, 0xd800 + ((c - 0x10000) >> 10));
        json_unit(out, 0xdc00 + ((c - 0x10000) & 0x3ff));
    }
}

/* None of the eight bytes needs a look: all are printable ASCII, no quote, no backslash. */
static bool eight_plain(const char *p)
{
    uint64_t x = eight(p);
    return !(eight_special(x) | eight_is(x, 0x7f));
}

/* How much of the text is sure to stand as it is. */
static size_t plain_start(struct str s)
{
    size_t at = 0;
    while (s.len - at >= 8 && eight_plain(s.ptr + at))
        at += 8;
    if (s.len >= 8 && s.len - at < 8) /* the last eight: some of them once more */
        return eight_plain(s.ptr + s.len - 8) ? s.len : at;
    while (at < s.len && s.ptr[at] >= ' ' && s.ptr[at] < 0x7f && s.ptr[at] != '"' &&
           s.ptr[at] != '\\')
        at++;
    return at;
}

void esc_json(struct buf *out, struct str s)
{
    size_t kept = 0;
    for (size_t at = 0; at < s.len;) {
        at += plain_start(str_from_at(s, at));
        if (at == s.len)
            break;
        size_t start = at;
        uint32_t c = (unsigned char)s.ptr[at];
        enum verdict v = judge(s, &at, &c);
        if (v == KEEP && c != '"' && c != '\\')
            continue;
        buf_add(out, str_sub(s, kept, start - kept));
        if (v == KEEP) {
            buf_putc(out, '\\');
            buf_putc(out, (char)c);
        } else {
            json_escape(out, v, c);
        }
        kept = at;
    }
    buf_add(out, str_from_at(s, kept));
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void esc_uri(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (is_alnum(c) || (c && strchr("-._~/", c)))
            buf_putc(out, c);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

void esc_sh(struct buf *out, struct str s)
{
    static const struct swap swaps[] = {{'\'', "'\\''"}};
    struct buf tmp = {0};
    buf_putc(out, '\'');
    add_swapped(out, plain_of(&tmp, s), swaps, COUNT(swaps));
    buf_putc(out, '\'');
    buf_release(&tmp);
}

void esc_slug(struct buf *out, struct str s)
{
    if (s.len == 0)
        buf_putc(out, '_');
    for (size_t i = 0; i < s.len && i < SLUG_CHARS; i++) {
        char c = s.ptr[i];
        /* A leading dot would hide the file, a leading dash look like an option. */
        bool keep = is_alnum(c) || c == '_' || (i > 0 && (c == '.' || c == '-'));
        buf_putc(out, keep ? c : '_');
    }
    struct sha256 h;
    unsigned char digest[SHA256_SIZE];
    sha256_init(&h);
    sha256_add(&h, s);
    sha256_end(&h, digest);
    buf_printf(out, "-%02x%02x%02x%02x", digest[0], digest[1], digest[2], digest[3]);
}
