/* SPDX-License-Identifier: MIT */
#include "manifest_values.h"

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
