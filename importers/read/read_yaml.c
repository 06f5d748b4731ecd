/* SPDX-License-Identifier: MIT */
/* read_yaml.c - the items of a YAML stream to documents: keys, tags, aliases, merge keys. */
#include "read.h"

#include "arena.h"
#include "keys_twice.h"
#include "mem.h"
#include "text_form.h"
#include "yaml_anchors.h"
#include "yaml_items.h"
#include "yaml_tags.h"

enum { NO_ANCHOR = -1 };

/* A list or map that is not complete. */
struct level {
    struct doc_node *node;
    ptrdiff_t anchor;        /* its place in the table, or NO_ANCHOR */
    uint32_t depth;          /* containers around node and node itself */
    size_t merges;           /* of a map: where its part of builder.merges begins */
    bool has_key, merge_key; /* a key waits for its value; it is `<<` */
    struct str key;
    struct doc_place key_at;
};

/* A value of `<<` and where it stands; an alias is not copied for this. */
struct merge {
    const struct doc_node *node;
    uint32_t line, col;
};

struct builder {
    struct str file, text;
    struct diags *diags;
    struct docs done;
    struct doc *doc; /* the one that is being built, or NULL */
    struct keys_twice twice;
    struct yaml_budget budget;
    struct yaml_anchors anchors;
    uint32_t open;
    struct level levels[LIMIT_DEPTH];
    struct merge *merges; /* of the maps that are open */
    size_t merge_count, merge_cap;
};

static struct origin where(const struct builder *b, uint32_t line, uint32_t col)
{
    return (struct origin){b->file, line, col, STR_NONE};
}

/* What to add to a fault in a line that Jinja or cookiecutter has yet to fill in. */
static const char *unfilled(const struct builder *b, uint32_t line)
{
    struct str rest = b->text;
    for (uint32_t i = 1; i < line; i++) {
        size_t end = str_chr(rest, '\n');
        if (end == STR_NPOS)
            return "";
        rest = str_from_at(rest, end + 1);
    }
    size_t end = str_chr(rest, '\n');
    rest = str_sub(rest, 0, end == STR_NPOS ? rest.len : end);
    size_t open = str_find(rest, STR("{{"));
    bool holds = open != STR_NPOS && !str_starts(str_from_at(rest, open + 2), STR("resolve:")) &&
                 str_find(str_from_at(rest, open), STR("}}")) != STR_NPOS;
    return holds || str_find(rest, STR("{%")) != STR_NPOS
               ? "; Jinja or cookiecutter must fill this file in first"
               : "";
}

static bool wrong(struct builder *b, const struct yaml_item *item, const char *text)
{
    diags_add(b->diags, DIAG_ERROR, where(b, item->line, item->col), "%s%s", text,
              unfilled(b, item->line));
    return false;
}

/* true: no limit was hit. */
static bool within(struct builder *b, uint32_t line, uint32_t col, enum limit_id limit)
{
    if (limit)
        limit_say(b->diags, where(b, line, col), limit);
    return !limit;
}

static bool room(struct builder *b, const struct yaml_item *item, uint32_t depth)
{
    enum limit_id limit = depth > LIMIT_DEPTH ? LIMIT_ID_DEPTH : yaml_budget_node(&b->budget);
    return within(b, item->line, item->col, limit);
}

static struct level *top(struct builder *b)
{
    return b->open ? &b->levels[b->open - 1] : NULL;
}

static uint32_t depth_here(struct builder *b)
{
    return b->open ? top(b)->depth : 0;
}

static bool wants_key(struct builder *b)
{
    return b->open && top(b)->node->type == DOC_MAP && !top(b)->has_key;
}

/* n is a value of `<<` in the innermost map; it is merged when the map is complete. */
static void add_merge(struct builder *b, const struct doc_node *n, uint32_t line, uint32_t col)
{
    if (b->merge_count == b->merge_cap)
        b->merges = mem_grow(b->merges, &b->merge_cap, sizeof *b->merges);
    b->merges[b->merge_count++] = (struct merge){n, line, col};
    top(b)->has_key = top(b)->merge_key = false;
}

/* Puts a value where the stream is. */
static void place(struct builder *b, struct doc_node *n)
{
    struct level *l = top(b);
    if (!l) {
        doc_set_root(b->doc, n);
    } else if (l->node->type == DOC_LIST) {
        doc_append(l->node, n);
    } else if (l->merge_key) {
        add_merge(b, n, n->line, n->col);
    } else {
        const struct doc_node *before =
            doc_put_kept(b->doc, l->node, l->key, l->key_at, n);
        if (before)
            keys_twice_say(&b->twice, b->diags, b->doc, before, n);
        l->has_key = false;
    }
}

static ptrdiff_t note_anchor(struct builder *b, const struct yaml_item *item,
                             const struct doc_node *n)
{
    if (str_empty(item->anchor))
        return NO_ANCHOR;
    struct str name = arena_str(doc_arena(b->doc), item->anchor);
    return (ptrdiff_t)yaml_anchors_add(&b->anchors, name, n);
}

static void close_anchor(struct builder *b, ptrdiff_t place_of)
{
    if (place_of != NO_ANCHOR)
        yaml_anchors_close(&b->anchors, (size_t)place_of);
}

/* Scalars */

static bool has_nul(const struct yaml_item *item)
{
    return item->style == STYLE_DOUBLE && str_chr(item->text, '\0') != STR_NPOS;
}

static void set_key(struct builder *b, struct str key, bool merge, uint32_t line, uint32_t col)
{
    struct level *l = top(b);
    l->has_key = true;
    l->merge_key = merge;
    l->key = key;
    l->key_at = (struct doc_place){line, col};
}

static bool is_merge_key(const struct yaml_item *item)
{
    if (item->text.len != 2 || memcmp(item->text.ptr, "<<", 2) != 0 || item->style != STYLE_PLAIN)
        return false;
    return str_empty(item->tag) || str_is(item->tag, "tag:yaml.org,2002:merge");
}

static bool add_key(struct builder *b, const struct yaml_item *item)
{
    struct str key = doc_key(b->doc, item->text);
    if (!str_empty(item->anchor)) {
        struct doc_node *n =
            doc_scalar(b->doc, item->text, item->style == STYLE_PLAIN, item->line, item->col);
        close_anchor(b, note_anchor(b, item, n));
    }
    set_key(b, key, is_merge_key(item), item->line, item->col);
    return true;
}

/* The value of !GetAtt: "A.b.c" is [A, b.c]. */
static struct doc_node *split_text(struct builder *b, const struct yaml_item *item, bool plain)
{
    struct doc_node *list = doc_list(b->doc, item->line, item->col);
    struct str rest = item->text, head;
    str_cut(&rest, '.', &head);
    doc_append(list, doc_scalar(b->doc, head, plain, item->line, item->col));
    if (rest.ptr)
        doc_append(list, doc_scalar(b->doc, rest, plain, item->line, item->col));
    return list;
}

/* Puts n under its long name into a new map. */
static struct doc_node *wrap(struct builder *b, const struct yaml_item *item, struct str name,
                             struct doc_node *n)
{
    struct doc_node *map = doc_map(b->doc, item->line, item->col);
    doc_put_kept(b->doc, map, name, doc_value_place(map), n);
    return map;
}

static bool add_scalar(struct builder *b, const struct yaml_item *item)
{
    if (has_nul(item))
        return wrong(b, item, "a text must not contain the character NUL (\\0)");
    if (!room(b, item, 0))
        return false;
    if (wants_key(b))
        return add_key(b, item);
    struct yaml_tag tag = yaml_tag_of(item->tag);
    bool plain = item->style == STYLE_PLAIN && !tag.is_text;
    struct doc_node *n;
    if (str_empty(tag.long_form)) {
        n = doc_scalar(b->doc, item->text, plain, item->line, item->col);
        if (tag.kept)
            doc_set_tag(b->doc, n, item->tag);
    } else {
        if (!room(b, item, depth_here(b) + (tag.splits ? 2 : 1)))
            return false;
        n = tag.splits ? split_text(b, item, plain)
                       : doc_scalar(b->doc, item->text, plain, item->line, item->col);
        n = wrap(b, item, tag.long_form, n);
    }
    if (item->style == STYLE_LITERAL)
        (tag.long_form.len && !tag.splits ? n->head : n)->literal = true;
    place(b, n);
    close_anchor(b, note_anchor(b, item, n));
    return true;
}

/* Lists and maps */

static bool open_level(struct builder *b, const struct yaml_item *item)
{
    if (wants_key(b))
        return wrong(b, item, "a key must be a text, not a list or a map");
    struct yaml_tag tag = yaml_tag_of(item->tag);
    bool wrapped = !str_empty(tag.long_form);
    uint32_t depth = depth_here(b) + 1 + wrapped;
    if (!room(b, item, depth) || (wrapped && !room(b, item, depth)))
        return false;
    struct doc_node *n = item->kind == ITEM_MAP ? doc_map(b->doc, item->line, item->col)
                                                : doc_list(b->doc, item->line, item->col);
    if (tag.kept)
        doc_set_tag(b->doc, n, item->tag);
    struct doc_node *whole = wrapped ? wrap(b, item, tag.long_form, n) : n;
    place(b, whole);
    ptrdiff_t anchor = note_anchor(b, item, whole);
    b->levels[b->open++] =
        (struct level){.node = n, .anchor = anchor, .depth = depth, .merges = b->merge_count};
    return true;
}

/* Copies what the map of l does not have yet. */
static enum limit_id merge_map(struct builder *b, struct level *l, const struct doc_node *from)
{
    for (const struct doc_node *c = doc_first(from); c; c = c->next) {
        if (doc_get_str(l->node, c->key))
            continue;
        enum limit_id limit;
        const struct doc_node *last = doc_get_str(from, c->key);
        struct doc_node *copy = yaml_copy(b->doc, last, l->depth, &b->budget, &limit);
        if (!copy)
            return limit;
        doc_put_kept(b->doc, l->node, last->key, doc_key_place(last), copy);
    }
    return LIMIT_ID_NONE;
}

static bool merge_value(struct builder *b, struct level *l, const struct merge *m)
{
    if (m->node->type == DOC_MAP)
        return within(b, m->line, m->col, merge_map(b, l, m->node));
    const struct doc_node *c = doc_first(m->node);
    for (; c && c->type == DOC_MAP; c = c->next)
        if (!within(b, m->line, m->col, merge_map(b, l, c)))
            return false;
    if (m->node->type == DOC_LIST && !c)
        return true;
    diags_add(b->diags, DIAG_ERROR, where(b, m->line, m->col),
              "the value of '<<' must be a map or a list of maps");
    return false;
}

static bool close_level(struct builder *b)
{
    struct level *l = top(b);
    for (size_t i = l->merges; i < b->merge_count; i++)
        if (!merge_value(b, l, &b->merges[i]))
            return false;
    b->merge_count = l->merges;
    close_anchor(b, l->anchor);
    b->open--;
    return true;
}

/* Aliases */

static bool add_alias(struct builder *b, const struct yaml_item *item)
{
    const struct yaml_anchor *a = yaml_anchors_find(&b->anchors, item->anchor);
    if (!a)
        return wrong(b, item, "this alias has no anchor before it");
    if (a->open)
        return wrong(b, item, "this alias stands inside the value that it refers to");
    if (wants_key(b)) {
        if (a->node->type != DOC_SCALAR)
            return wrong(b, item, "a key must be a text, not a list or a map");
        set_key(b, a->node->text, false, item->line, item->col);
        return room(b, item, 0);
    }
    if (b->open && top(b)->merge_key) {
        add_merge(b, a->node, item->line, item->col); /* copied once, member by member */
        return room(b, item, 0);
    }
    enum limit_id limit;
    struct doc_node *copy = yaml_copy(b->doc, a->node, depth_here(b), &b->budget, &limit);
    if (!copy)
        return within(b, item->line, item->col, limit);
    place(b, copy);
    return true;
}

/* Documents */

static bool open_document(struct builder *b, const struct yaml_item *item)
{
    if (b->done.count == LIMIT_DOCUMENTS)
        return within(b, item->line, item->col, LIMIT_ID_DOCUMENTS);
    b->doc = doc_new(b->file);
    if (!b->done.count) /* mostly the only one */
        doc_expect(b->doc, b->text.len);
    return true;
}

static void close_document(struct builder *b)
{
    docs_add(&b->done, b->doc);
    b->doc = NULL;
    yaml_anchors_release(&b->anchors);
}

static bool take(struct builder *b, const struct yaml_item *item)
{
    switch (item->kind) {
    case ITEM_DOCUMENT:
        return open_document(b, item);
    case ITEM_DOCUMENT_END:
        close_document(b);
        return true;
    case ITEM_SCALAR:
        return add_scalar(b, item);
    case ITEM_LIST:
    case ITEM_MAP:
        return open_level(b, item);
    case ITEM_CLOSE:
        return close_level(b);
    case ITEM_ALIAS:
        return add_alias(b, item);
    case ITEM_END:
        break;
    }
    return true;
}

static void say_fault(struct builder *b, const struct yaml_fault *f)
{
    if (f->limit)
        limit_say(b->diags, where(b, f->line, f->col), f->limit);
    else if (f->context && (f->context_line != f->line || f->context_col != f->col))
        diags_add(b->diags, DIAG_ERROR, where(b, f->line, f->col), "%s (%s that began at %u:%u)%s",
                  f->text, f->context, f->context_line, f->context_col, unfilled(b, f->line));
    else
        diags_add(b->diags, DIAG_ERROR, where(b, f->line, f->col), "%s%s", f->text,
                  unfilled(b, f->line));
}

static bool read_stream(struct builder *b, struct str text)
{
    struct yaml_items *items = yaml_items_new(text, YAML_FAST);
    if (!items) {
        diags_add(b->diags, DIAG_ERROR, where(b, 0, 0), "not enough memory to read this file");
        return false;
    }
    struct yaml_item item = {.kind = ITEM_DOCUMENT};
    bool good = true;
    while (good && item.kind != ITEM_END) {
        good = yaml_items_next(items, &item);
        if (!good)
            say_fault(b, yaml_items_fault(items));
        else
            good = take(b, &item);
    }
    yaml_items_free(items);
    return good;
}

bool read_yaml(struct str bytes, struct str file, unsigned flags, struct diags *diags,
               struct docs *out)
{
    (void)flags; /* YAML has no strict form of its own here */
    struct buf own = {0};
    struct str text;
    struct builder b = {.file = file, .diags = diags};
    bool done = text_open(bytes, file, true, diags, &own, &text);
    if (done) {
        b.text = text;
        b.budget.alias_bytes_max = (uint64_t)text.len * LIMIT_ALIAS_FACTOR;
        done = read_stream(&b, text);
    }
    if (done)
        for (size_t i = 0; i < b.done.count; i++)
            docs_add(out, b.done.items[i]);
    else
        doc_free(b.doc);
    if (done)
        b.done.count = 0; /* out owns them now */
    docs_release(&b.done);
    yaml_anchors_release(&b.anchors);
    mem_free(b.merges);
    read_wipe(&own);
    return done;
}
