/* SPDX-License-Identifier: MIT */
#include "scan_json.h"

#include <string.h>

#include "eight.h"

/* What may come next. */
enum state { VALUE, FIRST_ITEM, FIRST_KEY, NEXT_ITEM, NEXT_KEY, AFTER };

void json_scan_init(struct json_scan *s, struct str text)
{
    const char *start = text.ptr ? text.ptr : "";
    s->at = s->line_start = start;
    s->end = start + text.len;
    s->wide = 0;
    s->line = 1;
    s->depth = s->nodes = 0;
    s->state = VALUE;
    s->has_nul = s->breaks_allowed = false;
    s->breaks = 0;
    s->fault = (struct json_fault){0};
}

static struct json_place place(const struct json_scan *s, const char *at)
{
    return (struct json_place){s->line, (uint32_t)((size_t)(at - s->line_start) - s->wide) + 1};
}

static bool fault_at(struct json_scan *s, const char *at, const char *text)
{
    s->fault = (struct json_fault){.text = text, .at = place(s, at)};
    return false;
}

static bool over(struct json_scan *s, struct json_place at, enum limit_id limit)
{
    s->fault = (struct json_fault){.limit = limit, .at = at};
    return false;
}

/* The text ends inside a map or a list, or before there was anything. */
static bool fault_end(struct json_scan *s)
{
    if (!s->depth)
        return fault_at(s, s->at, "expected a value, found the end of the text");
    fault_at(s, s->at,
             s->is_map[s->depth - 1] ? "the text ends inside a map, '}' is missing"
                                     : "the text ends inside a list, ']' is missing");
    s->fault.opened = s->opened[s->depth - 1];
    return false;
}

/* Behind the line end at p; "\r\n" is one. */
static const char *next_line(struct json_scan *s, const char *p)
{
    p += *p == '\r' && s->end - p > 1 && p[1] == '\n' ? 2 : 1;
    s->line++;
    s->line_start = p;
    s->wide = 0;
    return p;
}

static void skip_more_space(struct json_scan *s)
{
    const char *p = s->at, *end = s->end;
    while (p < end) {
        if (*p == ' ') {
            uint64_t other = 0; /* any bit of a byte marks it */
            for (p++; end - p >= 8 && !other; p += other ? eight_first(other) : 8)
                other = eight(p) ^ EIGHT_ONES * ' ';
        } else if (*p == '\n' || *p == '\r') {
            p = next_line(s, p);
        } else if (*p == '\t') {
            p++;
        } else {
            break;
        }
    }
    s->at = p;
}

/* Mostly there is none. */
static inline void skip_space(struct json_scan *s)
{
    if (s->at < s->end && (unsigned char)*s->at <= ' ')
        skip_more_space(s);
}

/* Strings */

static bool between(char c, unsigned char low, unsigned char high)
{
    return (unsigned char)c >= low && (unsigned char)c <= high;
}

/* Bytes of the UTF-8 sequence at p, whose first byte is not ASCII; 0: not valid.
 * Source: Unicode 15.0, table 3-7. */
static size_t utf8_bytes(const char *p, const char *end)
{
    size_t left = (size_t)(end - p);
    unsigned char c = (unsigned char)p[0];
    if (c >= 0xc2 && c <= 0xdf)
        return left > 1 && between(p[1], 0x80, 0xbf) ? 2 : 0;
    if (c >= 0xe0 && c <= 0xef) {
        unsigned char low = c == 0xe0 ? 0xa0 : 0x80, high = c == 0xed ? 0x9f : 0xbf;
        return left > 2 && between(p[1], low, high) && between(p[2], 0x80, 0xbf) ? 3 : 0;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        unsigned char low = c == 0xf0 ? 0x90 : 0x80, high = c == 0xf4 ? 0x8f : 0xbf;
        return left > 3 && between(p[1], low, high) && between(p[2], 0x80, 0xbf) &&
                       between(p[3], 0x80, 0xbf)
                   ? 4
                   : 0;
    }
    return 0;
}

/* The four hex digits behind "\u" at p; -1: they are not there. */
static int32_t hex4(const char *p, const char *end)
{
    if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return -1;
    int32_t value = 0;
    for (int i = 2; i < 6; i++) {
        char c = p[i];
        int digit = between(c, '0', '9')   ? c - '0'
                    : between(c, 'a', 'f') ? c - 'a' + 10
                    : between(c, 'A', 'F') ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* The escape at *at (a backslash): moves *at behind it and adds its decoded size to *bytes. */
static bool scan_escape(struct json_scan *s, const char **at, size_t *bytes)
{
    const char *p = *at;
    if (s->end - p > 1 && p[1] != 'u') {
        if (!p[1] || !strchr("\"\\/bfnrt", p[1]))
            return fault_at(
                s, p, "this escape is not known (\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX are)");
        *bytes += 1;
        *at = p + 2;
        return true;
    }
    int32_t code = hex4(p, s->end);
    if (code < 0)
        return fault_at(s, p, "expected four hex digits after \\u");
    *at = p + 6;
    if (code >= 0xdc00 && code <= 0xdfff)
        return fault_at(s, p, "the second half of a surrogate pair stands alone");
    if (code >= 0xd800 && code <= 0xdbff) {
        int32_t second = hex4(p + 6, s->end);
        if (second < 0xdc00 || second > 0xdfff)
            return fault_at(s, p, "the first half of a surrogate pair stands alone");
        *at = p + 12;
        *bytes += 4;
        return true;
    }
    if (!code && !s->has_nul) {
        s->has_nul = true;
        s->nul_at = place(s, p);
    }
    *bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    return true;
}

/* scan_string() from p on, up to which there is nothing but plain ASCII. */
static bool scan_string_from(struct json_scan *s, const char *p, struct json_place from,
                             size_t *decoded)
{
    const char *end = s->end;
    size_t shrunk = 0; /* bytes by which escapes are longer than what they stand for */
    for (;;) {
        uint64_t marks = 0;
        for (; end - p >= 8 && !marks; p += marks ? eight_first(marks) : 8)
            marks = eight_special(eight(p));
        if (p == end) {
            s->fault = (struct json_fault){.text = "this string is not closed, '\"' is missing",
                                           .at = from};
            return false;
        }
        unsigned char c = (unsigned char)*p;
        if (c == '"')
            break;
        if (c == '\\') {
            size_t bytes = 0;
            const char *escape = p;
            if (!scan_escape(s, &p, &bytes))
                return false;
            shrunk += (size_t)(p - escape) - bytes;
        } else if (s->breaks_allowed && (c == '\n' || c == '\r' || c == '\t')) {
            if (!s->breaks++)
                s->break_at = place(s, p);
            p = c == '\t' ? p + 1 : next_line(s, p);
        } else if (c < 0x20) {
            fault_at(s, p,
                     c == '\n' || c == '\r'
                         ? "the line ends inside a string, '\"' is missing"
                         : "a control character in a string must be an escape");
            s->fault.is_break = c == '\n' || c == '\r' || c == '\t';
            return false;
        } else if (c < 0x80) {
            p++;
        } else {
            size_t bytes = utf8_bytes(p, end);
            if (!bytes)
                return fault_at(s, p, "this is not valid UTF-8");
            p += bytes;
            s->wide += bytes - 1;
        }
    }
    *decoded = (size_t)(p - s->at) - 1 - shrunk;
    s->at = p + 1;
    return *decoded <= LIMIT_STRING_BYTES || over(s, from, LIMIT_ID_STRING_BYTES);
}

/* The string at s->at (a quote): moves behind it. from is its place: with the first character
 * that is not ASCII, place() is right only for what stands behind that. Most are short and plain. */
static inline bool scan_string(struct json_scan *s, struct json_place from, size_t *decoded)
{
    const char *p = s->at + 1;
    uint64_t marks = 0;
    while (s->end - p >= 8 && !(marks = eight_special(eight(p))))
        p += 8;
    if (marks)
        p += eight_first(marks);
    *decoded = (size_t)(p - s->at) - 1;
    if (!marks || *p != '"' || *decoded > LIMIT_STRING_BYTES)
        return scan_string_from(s, p, from, decoded);
    s->at = p + 1;
    return true;
}

/* Other scalars */

static const char *digits(const char *p, const char *end)
{
    while (p < end && between(*p, '0', '9'))
        p++;
    return p;
}

static bool scan_number(struct json_scan *s)
{
    const char *p = s->at, *end = s->end;
    p += *p == '-';
    const char *whole = p;
    p = digits(p, end);
    if (p == whole)
        return fault_at(s, p, "expected a digit after '-'");
    if (*whole == '0' && p - whole > 1)
        return fault_at(s, whole, "a number must not begin with 0 and another digit");
    if (p < end && *p == '.') {
        const char *part = ++p;
        p = digits(p, end);
        if (p == part)
            return fault_at(s, p, "expected a digit after the decimal point");
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '+' || *p == '-');
        const char *part = p;
        p = digits(p, end);
        if (p == part)
            return fault_at(s, p, "expected a digit in the exponent");
    }
    size_t bytes = (size_t)(p - s->at);
    if (bytes > LIMIT_STRING_BYTES)
        return over(s, place(s, s->at), LIMIT_ID_STRING_BYTES);
    s->at = p;
    return true;
}

static bool scan_word(struct json_scan *s, const char *word)
{
    size_t bytes = strlen(word);
    if ((size_t)(s->end - s->at) < bytes || memcmp(s->at, word, bytes) != 0)
        return fault_at(s, s->at, "expected a value (strings stand in double quotes)");
    s->at += bytes;
    return true;
}

/* Structure */

static bool open_level(struct json_scan *s, struct json_token *t)
{
    if (s->depth == LIMIT_DEPTH)
        return over(s, place(s, s->at), LIMIT_ID_DEPTH);
    s->is_map[s->depth] = t->kind == JSON_MAP;
    s->opened[s->depth++] = t->at;
    s->at++;
    s->state = t->kind == JSON_MAP ? FIRST_KEY : FIRST_ITEM;
    return true;
}

static bool bad_start(struct json_scan *s)
{
    switch (*s->at) {
    case '\'':
        return fault_at(s, s->at, "strings stand in double quotes, not in single ones");
    case '/':
        return fault_at(s, s->at, "expected a value (JSON has no comments)");
    case '+':
        return fault_at(s, s->at, "a number must not begin with '+'");
    case '.':
        return fault_at(s, s->at, "a number must begin with a digit");
    case ',':
    case ']':
    case '}':
        return fault_at(s, s->at,
                        s->state == NEXT_ITEM ? "expected a value after ','" : "expected a value");
    default:
        return fault_at(s, s->at,
                        (unsigned char)*s->at < 0x20 ? "a control character stands outside a string"
                                                     : "expected a value");
    }
}

static bool scan_value(struct json_scan *s, struct json_token *t)
{
    if (s->at == s->end)
        return fault_end(s);
    if (s->nodes == LIMIT_DOCUMENT_NODES)
        return over(s, place(s, s->at), LIMIT_ID_DOCUMENT_NODES);
    s->nodes++;
    const char *from = s->at;
    t->at = place(s, from);
    t->decoded = 0;
    bool good;
    switch (*from) {
    case '{':
    case '[':
        t->kind = *from == '{' ? JSON_MAP : JSON_LIST;
        t->raw = (struct str){from, 1};
        return open_level(s, t);
    case '"':
        t->kind = JSON_STRING;
        good = scan_string(s, t->at, &t->decoded);
        break;
    case 't':
        t->kind = JSON_TRUE;
        good = scan_word(s, "true");
        break;
    case 'f':
        t->kind = JSON_FALSE;
        good = scan_word(s, "false");
        break;
    case 'n':
        t->kind = JSON_NULL;
        good = scan_word(s, "null");
        break;
    default:
        if (*from != '-' && !between(*from, '0', '9'))
            return bad_start(s);
        t->kind = JSON_NUMBER;
        good = scan_number(s);
    }
    t->raw = (struct str){from, (size_t)(s->at - from)};
    s->state = AFTER;
    return good;
}

static bool scan_member(struct json_scan *s, struct json_token *t)
{
    if (s->at == s->end)
        return fault_end(s);
    if (*s->at != '"') {
        const char *text = *s->at == '}' || *s->at == ',' ? "expected another member after ','"
                                                          : "expected a key in double quotes";
        return fault_at(s, s->at,
                        s->state == FIRST_KEY ? "expected a key in double quotes or '}'" : text);
    }
    t->has_key = true;
    t->key_at = place(s, s->at);
    const char *key = s->at;
    if (!scan_string(s, t->key_at, &t->key_decoded))
        return false;
    t->key_raw = (struct str){key, (size_t)(s->at - key)};
    skip_space(s);
    if (s->at == s->end)
        return fault_end(s);
    if (*s->at != ':')
        return fault_at(s, s->at, "expected ':' after a key");
    s->at++;
    s->state = VALUE;
    if (s->end - s->at > 1 && s->at[0] == ' ' && (unsigned char)s->at[1] > ' ')
        s->at++; /* a single blank: nearly always */
    else
        skip_space(s);
    return scan_value(s, t);
}

static bool close_level(struct json_scan *s, struct json_token *t)
{
    s->at++;
    s->depth--;
    s->state = AFTER;
    t->kind = JSON_CLOSE;
    return true;
}

/* Behind a value: a comma, with which the next one begins. */
static inline void scan_comma(struct json_scan *s)
{
    if (!s->depth || s->at == s->end || *s->at != ',')
        return;
    s->at++;
    s->state = s->is_map[s->depth - 1] ? NEXT_KEY : NEXT_ITEM;
    skip_space(s);
}

/* What stands behind a value if it is no comma: a closing bracket or the end. */
static bool scan_after(struct json_scan *s, struct json_token *t)
{
    if (!s->depth) {
        if (s->at < s->end)
            return fault_at(s, s->at, "expected the end of the text after the value");
        t->kind = JSON_END;
        return true;
    }
    if (s->at == s->end)
        return fault_end(s);
    bool in_map = s->is_map[s->depth - 1];
    if (*s->at == (in_map ? '}' : ']'))
        return close_level(s, t);
    return fault_at(s, s->at,
                    in_map ? "expected ',' or '}' after a value"
                           : "expected ',' or ']' after a value");
}

enum json_kind json_scan_next(struct json_scan *s, struct json_token *t)
{
    bool good;
    t->has_key = false;
    skip_space(s);
    if (s->state == AFTER)
        scan_comma(s);
    bool here = s->at < s->end;
    if (s->state == AFTER)
        good = scan_after(s, t);
    else if (s->state == FIRST_KEY && here && *s->at == '}')
        good = close_level(s, t);
    else if (s->state == FIRST_ITEM && here && *s->at == ']')
        good = close_level(s, t);
    else if (s->state == FIRST_KEY || s->state == NEXT_KEY)
        good = scan_member(s, t);
    else
        good = scan_value(s, t);
    if (!good)
        t->kind = JSON_FAULT;
    return t->kind;
}

bool json_scan_all(struct json_scan *s)
{
    struct json_token t;
    enum json_kind kind;
    do
        kind = json_scan_next(s, &t);
    while (kind != JSON_END && kind != JSON_FAULT);
    return kind == JSON_END;
}
