/* SPDX-License-Identifier: MIT */
#include "yaml_anchors.h"

#include "mem.h"

void yaml_anchors_release(struct yaml_anchors *a)
{
    map_release(&a->names);
    mem_free(a->items);
    *a = (struct yaml_anchors){0};
}

size_t yaml_anchors_add(struct yaml_anchors *a, struct str name, const struct doc_node *node)
{
    if (a->count == a->cap)
        a->items = mem_grow(a->items, &a->cap, sizeof *a->items);
    a->items[a->count] = (struct yaml_anchor){node, true};
    map_set(&a->names, name, (uint32_t)a->count);
    return a->count++;
}

void yaml_anchors_close(struct yaml_anchors *a, size_t place)
{
    a->items[place].open = false;
}

const struct yaml_anchor *yaml_anchors_find(const struct yaml_anchors *a, struct str name)
{
    uint32_t place;
    return map_get(&a->names, name, &place) ? &a->items[place] : NULL;
}

static enum limit_id count_copy(struct yaml_budget *b, const struct doc_node *n, uint32_t depth)
{
    if (n->type != DOC_SCALAR && depth >= LIMIT_DEPTH)
        return LIMIT_ID_DEPTH;
    if (b->alias_nodes++ >= LIMIT_ALIAS_NODES)
        return LIMIT_ID_ALIAS_NODES;
    b->alias_bytes += 1 + n->key.len + doc_text(n).len;
    if (b->alias_bytes > b->alias_bytes_max)
        return LIMIT_ID_ALIAS_FACTOR;
    return yaml_budget_node(b);
}

struct doc_node *yaml_copy(struct doc *d, const struct doc_node *from, uint32_t depth,
                           struct yaml_budget *budget, enum limit_id *limit)
{
    struct {
        const struct doc_node *next; /* child to copy */
        struct doc_node *into;
    } stack[LIMIT_DEPTH + 1];
    size_t level = 0;
    if ((*limit = count_copy(budget, from, depth)))
        return NULL;
    struct doc_node *root = doc_clone(d, from);
    stack[0].next = doc_first(from);
    stack[0].into = root;
    for (;;) {
        const struct doc_node *child = stack[level].next;
        if (!child) {
            if (!level--)
                return root;
            continue;
        }
        stack[level].next = child->next;
        if ((*limit = count_copy(budget, child, depth + (uint32_t)level + 1)))
            return NULL;
        struct doc_node *copy = doc_clone(d, child), *into = stack[level].into;
        if (into->type == DOC_MAP)
            doc_put_kept(d, into, child->key, doc_key_place(child), copy);
        else
            doc_append(into, copy);
        if (doc_first(child)) {
            level++;
            stack[level].next = doc_first(child);
            stack[level].into = copy;
        }
    }
}
