/* SPDX-License-Identifier: MIT */
#include "relax_json.h"

#include <ctype.h>
#include <string.h>

#include "mem.h"

struct relax {
    struct str in;
    size_t at;
    struct buf *out;
    struct relax_json *found;
    char before;       /* the last significant character */
    char before_comma; /* the one before a comma that is still undecided; 0: there is none */
    size_t comma_in, comma_out;
};

static void put(struct relax *r, char c)
{
    r->out->ptr[r->out->len++] = c;
}

static void blank(struct relax *r, size_t to)
{
    for (; r->at < to; r->at++) {
        char c = r->in.ptr[r->at];
        if (c == '\n' || c == '\r')
            put(r, c);
        else if (((unsigned char)c & 0xc0) != 0x80)
            put(r, ' ');
    }
}

static void comment(struct relax *r)
{
    struct str in = r->in;
    size_t from = r->at, to = from + 2;
    if (!r->found->comments++)
        r->found->first_comment = from;
    if (in.ptr[from + 1] == '/') {
        while (to < in.len && in.ptr[to] != '\n' && in.ptr[to] != '\r')
            to++;
    } else {
        size_t end = str_find(str_from_at(in, to), STR("*/"));
        if (end == STR_NPOS) {
            r->found->open_comment = true;
            r->found->open_at = from;
            to = in.len;
        } else {
            to += end + 2;
        }
    }
    blank(r, to);
}

static void string(struct relax *r)
{
    do {
        if (r->in.ptr[r->at] == '\\' && r->at + 1 < r->in.len)
            put(r, r->in.ptr[r->at++]);
        put(r, r->in.ptr[r->at++]);
    } while (r->at < r->in.len && r->in.ptr[r->at] != '"');
    if (r->at < r->in.len)
        put(r, r->in.ptr[r->at++]);
    r->before = '"';
}

/* The end of "${NAME}" that begins here; 0: something else does. */
static size_t placeholder_end(const struct relax *r)
{
    struct str in = r->in;
    size_t to = r->at + 2;
    if (!str_starts(str_from_at(in, r->at), STR("${")))
        return 0;
    while (to < in.len && (isalnum((unsigned char)in.ptr[to]) || strchr("_.:-", in.ptr[to])))
        to++;
    return to < in.len && to > r->at + 2 && in.ptr[to] == '}' ? to + 1 : 0;
}

/* A value that another program puts in: null and spaces take no more room than the shortest. */
static void placeholder(struct relax *r, size_t end)
{
    if (!r->found->placeholders++)
        r->found->first_placeholder = r->at;
    for (size_t i = 0; r->at < end; r->at++, i++)
        put(r, i < 4 ? "null"[i] : ' ');
    r->before = 'l';
}

static void significant(struct relax *r, char c)
{
    if ((c == ']' || c == '}') && r->before == ',' && r->before_comma) {
        r->out->ptr[r->comma_out] = ' ';
        if (!r->found->commas++)
            r->found->first_comma = r->comma_in;
    }
    if (c == ',') {
        r->before_comma = r->before && !strchr("[{,:", r->before) ? r->before : '\0';
        r->comma_in = r->at;
        r->comma_out = r->out->len;
    }
    r->before = c;
}

void relax_json(struct str text, struct buf *out, struct relax_json *found)
{
    *found = (struct relax_json){0};
    out->ptr = mem_reserve(NULL, &out->cap, text.len + 1, 1);
    struct relax r = {.in = text, .out = out, .found = found};
    while (r.at < text.len) {
        char c = text.ptr[r.at];
        char next = r.at + 1 < text.len ? text.ptr[r.at + 1] : '\0';
        if (c == '/' && (next == '/' || next == '*')) {
            comment(&r);
            continue;
        }
        if (c == '"') {
            string(&r);
            continue;
        }
        size_t end = c == '$' ? placeholder_end(&r) : 0;
        if (end) {
            placeholder(&r, end);
            continue;
        }
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            significant(&r, c);
        put(&r, c);
        r.at++;
    }
    out->ptr[out->len] = '\0';
}
