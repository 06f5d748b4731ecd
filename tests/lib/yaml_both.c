/* SPDX-License-Identifier: MIT */
#include "yaml_both.h"

#include "yaml_usual.h"

static bool same_place(const struct yaml_item *a, const struct yaml_item *b)
{
    return a->line == b->line && a->col == b->col;
}

static bool same(const struct yaml_item *a, const struct yaml_item *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case ITEM_DOCUMENT:
        return a->marked == b->marked && same_place(a, b);
    case ITEM_DOCUMENT_END:
        return a->marked == b->marked;
    case ITEM_SCALAR:
        return a->style == b->style && str_eq(a->text, b->text) && str_eq(a->tag, b->tag) &&
               str_eq(a->anchor, b->anchor) && same_place(a, b);
    case ITEM_LIST:
    case ITEM_MAP:
        return a->flow == b->flow && str_eq(a->tag, b->tag) && str_eq(a->anchor, b->anchor) &&
               same_place(a, b);
    case ITEM_CLOSE:
    case ITEM_END:
        return true;
    case ITEM_ALIAS:
        break;
    }
    return false; /* yaml_usual.h knows no aliases */
}

struct yaml_both yaml_both(struct str utf8)
{
    struct yaml_both r = {.agree = true};
    struct yaml_items *items = yaml_items_new(utf8, YAML_LIBYAML);
    struct yaml_usual usual;
    struct yaml_item theirs = {.kind = ITEM_DOCUMENT}, ours = {.kind = ITEM_DOCUMENT};
    bool good = items != NULL;
    yaml_usual_init(&usual, utf8);
    while (r.agree && !r.ended && yaml_usual_next(&usual, &ours)) {
        r.given++;
        r.ended = ours.kind == ITEM_END;
        good = good && yaml_items_next(items, &theirs);
        if (good)
            r.agree = same(&ours, &theirs);
        r.line = ours.line;
        r.col = ours.col;
    }
    /* libyaml looks ahead: of a wrong text it gives fewer items. */
    r.agree = r.agree && (good || !r.ended);
    yaml_usual_release(&usual);
    yaml_items_free(items);
    return r;
}
