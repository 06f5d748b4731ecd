/* SPDX-License-Identifier: MIT */
#include "json_writer.h"
#include "suggest.h"
#include "topology_parts.h"

enum { JSON_FRAME = 8 }; /* levels around a value in an exported graph, and some to spare */

struct origin key_where(const struct reader *r, const struct doc_node *member)
{
    struct origin o = doc_where(r->doc, member);
    o.line = doc_begin(member).line;
    o.col = doc_begin(member).col;
    return o;
}

static const struct doc_node *member(const struct doc_node *map, const char *key)
{
    const struct doc_node *n = doc_get(map, key);
    return doc_is_null(n) ? NULL : n;
}

bool field_text(struct reader *r, const struct doc_node *map, const char *key, struct str *out)
{
    const struct doc_node *n = member(map, key);
    if (!n)
        return false;
    if (!doc_is_scalar(n)) {
        SAY(r, DIAG_ERROR, n, "'%s' must be text", key);
        return false;
    }
    *out = doc_text(n);
    return true;
}

bool field_bool(struct reader *r, const struct doc_node *map, const char *key, bool *out)
{
    const struct doc_node *n = member(map, key);
    if (!n)
        return false;
    if (!doc_bool(n, out)) {
        SAY(r, DIAG_ERROR, n, "'%s' must be true or false", key);
        return false;
    }
    return true;
}

bool field_long(struct reader *r, const struct doc_node *map, const char *key, long low, long high,
                long *out)
{
    const struct doc_node *n = member(map, key);
    long value;
    if (!n)
        return false;
    if (!doc_long(n, &value) || value < low || value > high) {
        SAY(r, DIAG_ERROR, n, "'%s' must be a whole number from %ld to %ld", key, low, high);
        return false;
    }
    *out = value;
    return true;
}

const struct doc_node *field_map(struct reader *r, const struct doc_node *map, const char *key)
{
    const struct doc_node *n = member(map, key);
    if (!n || doc_is_map(n))
        return n;
    SAY(r, DIAG_ERROR, n, "'%s' must be a map of members", key);
    return NULL;
}

const struct doc_node *field_list(struct reader *r, const struct doc_node *map, const char *key)
{
    const struct doc_node *n = member(map, key);
    if (!n || doc_is_list(n))
        return n;
    SAY(r, DIAG_ERROR, n, "'%s' must be a list", key);
    return NULL;
}

int field_name(struct reader *r, const struct doc_node *map, const char *key, const char *what,
               const char *(*name_at)(int), int count)
{
    struct str text;
    if (!field_text(r, map, key, &text))
        return doc_is_null(doc_get(map, key)) ? -1 : -2;
    for (int i = 0; i < count; i++)
        if (str_is(text, name_at(i)))
            return i;
    struct suggestion near = suggest_for(text);
    for (int i = 0; i < count; i++)
        suggest_try(&near, str_from(name_at(i)));
    if (str_empty(near.best))
        SAY(r, DIAG_ERROR, doc_get(map, key), "unknown %s '%.*s'", what, QUOTE(text));
    else
        SAY(r, DIAG_ERROR, doc_get(map, key), "unknown %s '%.*s'; did you mean '%.*s'?", what,
            QUOTE(text), QUOTE(near.best));
    return -2;
}

struct origin field_where(struct reader *r, const struct doc_node *map)
{
    static const char *const known[] = {"file", "line", "column", "field"};
    if (doc_is_null(doc_get(map, "where")))
        return doc_where(r->doc, map);
    const struct doc_node *where = field_map(r, map, "where");
    struct origin o = {0};
    long line = 0, column = 0;
    field_text(r, where, "file", &o.file);
    field_text(r, where, "field", &o.field);
    field_long(r, where, "line", 1, INT32_MAX, &line);
    field_long(r, where, "column", 1, INT32_MAX, &column);
    o.line = (uint32_t)line;
    o.col = (uint32_t)column;
    field_unknown(r, where, known, COUNT(known), NULL, 0);
    return o;
}

/* Levels below n; documents are nested no deeper than LIMIT_DEPTH. */
static unsigned levels(const struct doc_node *n)
{
    unsigned deepest = 0;
    for (const struct doc_node *c = doc_first(n); c; c = c->next) {
        unsigned below = 1 + levels(c);
        deepest = below > deepest ? below : deepest;
    }
    return deepest;
}

struct str field_json(struct reader *r, const struct doc_node *value)
{
    if (levels(value) <= LIMIT_DEPTH - JSON_FRAME)
        return json_from_doc(r->arena, value);
    SAY(r, DIAG_ERROR, value, "nested too deeply to be kept (limit depth)");
    return STR("");
}

struct attr field_attr(struct reader *r, const struct doc_node *value)
{
    struct attr a = {.key = value->key, .type = ATTR_TEXT};
    if (doc_is_null(value)) {
        a.type = ATTR_NULL;
    } else if (!doc_is_scalar(value)) {
        a.value = field_json(r, value);
        a.type = str_empty(a.value) ? ATTR_NULL : ATTR_JSON;
    } else {
        a.value = doc_text(value);
        if (value->plain && (str_is(a.value, "true") || str_is(a.value, "false")))
            a.type = ATTR_BOOL;
        else if (value->plain && json_is_number(a.value))
            a.type = ATTR_NUMBER;
    }
    return a;
}

static bool is_among(struct str key, const char *const *known, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(key, known[i]))
            return true;
    return false;
}

void field_unknown(struct reader *r, const struct doc_node *map, const char *const *known,
                   size_t count, void (*keep)(struct reader *, uint32_t, const struct doc_node *),
                   uint32_t owner)
{
    for (const struct doc_node *m = doc_first(map); m; m = m->next) {
        if (is_among(m->key, known, count))
            continue;
        struct suggestion near = suggest_for(m->key);
        for (size_t i = 0; i < count; i++)
            suggest_try(&near, str_from(known[i]));
        const char *kept = keep ? "kept as an attribute" : "passed over";
        if (str_empty(near.best))
            diags_add(r->diags, DIAG_NOTE, key_where(r, m), "unknown member '%.*s' is %s",
                      QUOTE(m->key), kept);
        else
            diags_add(r->diags, DIAG_NOTE, key_where(r, m),
                      "unknown member '%.*s' is %s; did you mean '%.*s'?", QUOTE(m->key), kept,
                      QUOTE(near.best));
        if (keep)
            keep(r, owner, m);
    }
}

bool field_first_use(struct reader *r, const struct doc_node *n, struct str id, const char *what)
{
    bool added;
    struct str key = ARENA_JOIN(r->arena, str_from(what), STR(" "), id);
    uint32_t *line = map_put(&r->seen, key, &added);
    if (added) {
        *line = n->line;
        return true;
    }
    SAY(r, DIAG_ERROR, n, "%s '%.*s' is there twice (first in line %u)", what, QUOTE(id),
        (unsigned)*line);
    return false;
}
