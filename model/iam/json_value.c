/* SPDX-License-Identifier: MIT */
#include "json_value.h"

#include "buf.h"
#include "eight.h"
#include "json_writer.h"
#include "limits.h"

struct parser {
    struct arena *tree, *texts;
    struct str in;
    size_t at;
    struct buf text; /* of the string that is being decoded */
};

static inline void skip_space(struct parser *p)
{
    for (; p->at < p->in.len; p->at++) {
        char c = p->in.ptr[p->at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            return;
    }
}

static inline bool take(struct parser *p, char c)
{
    skip_space(p);
    if (p->at >= p->in.len || p->in.ptr[p->at] != c)
        return false;
    p->at++;
    return true;
}

static bool hex4(struct parser *p, uint32_t *code)
{
    *code = 0;
    if (p->in.len - p->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = str_lower(p->in.ptr[p->at++]);
        if (c >= '0' && c <= '9')
            *code = *code * 16 + (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            *code = *code * 16 + (uint32_t)(c - 'a' + 10);
        else
            return false;
    }
    return true;
}

/* Behind \u. A lone surrogate becomes U+FFFD, as the writers write it. */
static bool escaped_code(struct parser *p)
{
    uint32_t code, low;
    if (!hex4(p, &code))
        return false;
    if (code >= 0xd800 && code < 0xdc00 && p->in.len - p->at >= 6 && p->in.ptr[p->at] == '\\' &&
        p->in.ptr[p->at + 1] == 'u') {
        size_t before = p->at;
        p->at += 2;
        if (!hex4(p, &low))
            return false;
        if (low >= 0xdc00 && low < 0xe000)
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        else
            p->at = before;
    }
    buf_utf8(&p->text, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
    return true;
}

/* Behind the opening quote. */
static bool decode_text(struct parser *p, struct str *out)
{
    static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    size_t from = p->at;
    bool plain = true;
    buf_reset(&p->text);
    while (p->at < p->in.len) {
        unsigned char c = (unsigned char)p->in.ptr[p->at++];
        if (c == '"') {
            *out = plain ? str_sub(p->in, from, p->at - 1 - from)
                         : arena_str(p->texts, buf_str(&p->text));
            return true;
        }
        if (c < 0x20)
            return false;
        if (c != '\\') {
            if (!plain)
                buf_putc(&p->text, (char)c);
            continue;
        }
        if (plain)
            buf_add(&p->text, str_sub(p->in, from, p->at - 1 - from));
        plain = false;
        if (p->at >= p->in.len)
            return false;
        char e = p->in.ptr[p->at++];
        if (e == 'u') {
            if (!escaped_code(p))
                return false;
            continue;
        }
        size_t i = 0;
        while (i < sizeof escapes - 1 && escapes[i] != e)
            i += 2;
        if (i >= sizeof escapes - 1)
            return false;
        buf_putc(&p->text, escapes[i + 1]);
    }
    return false;
}

/* Behind the opening quote. Most texts have no escapes: they are borrowed. */
static bool read_text(struct parser *p, struct str *out)
{
    const char *from = p->in.ptr + p->at, *end = p->in.ptr + p->in.len, *c = from;
    uint64_t marks = 0;
    while (end - c >= 8 && !(marks = eight_special(eight(c))))
        c += 8;
    if (marks)
        c += eight_first(marks);
    while (c < end && *c != '"' && *c != '\\' && (unsigned char)*c >= 0x20)
        c++;
    if (c == end || *c != '"')
        return decode_text(p, out);
    *out = (struct str){from, (size_t)(c - from)};
    p->at += out->len + 1;
    return true;
}

static bool read_word(struct parser *p, struct json_value *v)
{
    size_t from = p->at;
    while (p->at < p->in.len && !memchr(" \t\r\n,]}:", p->in.ptr[p->at], 8))
        p->at++;
    v->text = str_sub(p->in, from, p->at - from);
    if (str_is(v->text, "null"))
        v->type = JSON_VALUE_NULL;
    else if (str_is(v->text, "true") || str_is(v->text, "false"))
        v->type = JSON_VALUE_BOOL;
    else if (json_is_number(v->text))
        v->type = JSON_VALUE_NUMBER;
    else
        p->at = from;
    return p->at != from;
}

static struct json_value *read_value(struct parser *p, unsigned depth);

/* Behind the opening bracket, up to and with the closing one. */
static bool read_children(struct parser *p, struct json_value *v, unsigned depth)
{
    bool object = v->type == JSON_VALUE_OBJECT;
    char close = object ? '}' : ']';
    const struct json_value **end = &v->first;
    if (take(p, close))
        return true;
    do {
        struct str key = STR_NONE;
        if (object && (!take(p, '"') || !read_text(p, &key) || !take(p, ':')))
            return false;
        struct json_value *child = read_value(p, depth + 1);
        if (!child)
            return false;
        child->key = key;
        *end = child;
        end = &child->next;
        v->count++;
    } while (take(p, ','));
    return take(p, close);
}

static struct json_value *read_value(struct parser *p, unsigned depth)
{
    struct json_value *v = arena_bytes(p->tree, sizeof *v);
    skip_space(p);
    *v = (struct json_value){.at = p->at};
    if (depth >= LIMIT_DEPTH || p->at >= p->in.len)
        return NULL;
    bool good;
    switch (p->in.ptr[p->at]) {
    case '{':
    case '[':
        v->type = p->in.ptr[p->at++] == '{' ? JSON_VALUE_OBJECT : JSON_VALUE_LIST;
        good = read_children(p, v, depth);
        break;
    case '"':
        p->at++;
        v->type = JSON_VALUE_TEXT;
        good = read_text(p, &v->text);
        break;
    default:
        good = read_word(p, v);
    }
    return good ? v : NULL;
}

const struct json_value *json_value_read(struct arena *a, struct str json, size_t *wrong_at)
{
    return json_value_read_apart(a, a, json, wrong_at);
}

const struct json_value *json_value_read_apart(struct arena *tree, struct arena *texts,
                                               struct str json, size_t *wrong_at)
{
    struct parser p = {.tree = tree, .texts = texts, .in = json};
    const struct json_value *v = read_value(&p, 0);
    skip_space(&p);
    if (p.at < json.len)
        v = NULL;
    if (!v && wrong_at)
        *wrong_at = p.at;
    buf_release(&p.text);
    return v;
}

const struct json_value *json_value_get(const struct json_value *object, const char *key)
{
    const struct json_value *found = NULL;
    struct str name = str_from(key);
    if (!object || object->type != JSON_VALUE_OBJECT)
        return NULL;
    for (const struct json_value *m = object->first; m; m = m->next)
        if (str_eq(m->key, name))
            found = m;
    return found;
}

bool json_value_is(const struct json_value *v, enum json_value_type type)
{
    return v && v->type == type;
}

struct str json_value_text(const struct json_value *v)
{
    return json_value_is(v, JSON_VALUE_TEXT) ? v->text : STR_NONE;
}

struct json_lines json_lines(struct arena *a, struct str json)
{
    size_t count = 1, n = 1;
    for (size_t i = 0; i < json.len; i++)
        count += json.ptr[i] == '\n';
    size_t *starts = arena_array(a, count, sizeof *starts);
    for (size_t i = 0; i < json.len; i++)
        if (json.ptr[i] == '\n')
            starts[n++] = i + 1;
    return (struct json_lines){starts, count};
}

void json_lines_place(const struct json_lines *l, size_t at, uint32_t *line, uint32_t *col)
{
    size_t low = 0, high = l->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (l->starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    *line = (uint32_t)(low + 1);
    *col = (uint32_t)(at - l->starts[low] + 1);
}
