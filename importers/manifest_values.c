/* SPDX-License-Identifier: MIT */
#include "manifest_values.h"

#include "buf.h"
#include "manifest.h"
#include "mem.h"

void values_set(struct values *v, struct str name, struct str text, size_t owner)
{
    bool added;
    if (v->count >= MANIFEST_PACKAGES * (1 + MANIFEST_INCLUDES))
        return;
    uint32_t *at = map_put(&v->by_name, name, &added);
    if (!added) {
        struct value *known = &v->items[*at];
        known->unclear = known->unclear || (known->owner == owner && !str_eq(known->text, text));
        return;
    }
    if (v->count == v->cap)
        v->items = mem_grow(v->items, &v->cap, sizeof *v->items);
    *at = (uint32_t)v->count;
    v->items[v->count++] = (struct value){.text = text, .owner = owner};
}

bool values_get(const struct values *v, struct str name, struct str *text)
{
    uint32_t at;
    if (!map_get(&v->by_name, name, &at) || v->items[at].unclear)
        return false;
    *text = v->items[at].text;
    return true;
}

void values_release(struct values *v)
{
    map_release(&v->by_name);
    mem_free(v->items);
}

bool values_loose_interval(struct str range)
{
    if (str_is(range, "*") || str_is(range, "*-*"))
        return true;
    bool interval = str_starts(range, STR("[")) || str_starts(range, STR("("));
    return interval && (str_ends(range, STR(",)")) || str_ends(range, STR(", )")));
}

bool values_expand(const struct values *p, const char *open, char close, struct str text,
                   struct buf *out)
{
    enum { ROUNDS = 8, LONGEST = 256 };
    struct buf round = {0};
    bool known = true;
    buf_reset(out);
    buf_add(out, text);
    for (int i = 0; known && i < ROUNDS; i++) {
        struct str rest = buf_str(out), value;
        size_t at = str_find(rest, str_from(open));
        if (at == STR_NPOS)
            break;
        buf_reset(&round);
        for (; known && at != STR_NPOS; at = str_find(rest, str_from(open))) {
            struct str inner = str_from_at(rest, at + 2);
            size_t end = str_chr(inner, close);
            known = end != STR_NPOS && values_get(p, str_sub(inner, 0, end), &value) &&
                    round.len + value.len < LONGEST;
            if (!known)
                break;
            buf_add(&round, str_sub(rest, 0, at));
            buf_add(&round, value);
            rest = str_from_at(inner, end + 1);
        }
        buf_add(&round, rest);
        buf_reset(out);
        buf_add(out, buf_str(&round));
    }
    buf_release(&round);
    return known && str_find(buf_str(out), str_from(open)) == STR_NPOS;
}
