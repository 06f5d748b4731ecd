/* SPDX-License-Identifier: MIT */
/* lock_yarn.c - yarn.lock, 1 and later. A block is one version: the wishes that it fulfils ("a@^1"), and
 * what it wishes itself. For development only is what the projects' package.json ask for so, and
 * nothing that they need to run leads to; where a wish to run cannot be followed, nothing is said to be.
 */
#include "arena.h"
#include "lock.h"
#include "map.h"
#include "mem.h"
#include "text_lines.h"

enum { TO_RUN = 1, TO_DEVELOP = 2 };

struct block {
    struct str name, version; /* empty: from no registry */
    uint32_t line;
    uint32_t wishes, wish_end;
    uint32_t next;            /* of the same name: place + 1 */
    bool patched, own;        /* own: one of the projects, which say themselves what they need */
    uint8_t by;               /* TO_ */
};

struct wish {
    struct str name, range;
};

struct yarn {
    struct arena *arena;
    struct block *blocks;
    size_t count, cap;
    struct wish *wishes;
    size_t wish_count, wish_cap;
    struct map fulfils, named; /* "a@^1", "a": place + 1 */
    uint32_t *queue;
    size_t tail;
    struct map parts;          /* the names of the projects */
    bool lost;
};

/* --- Reading ---------------------------------------------------------------------------------- */

/* A folder, a repository, an address: "owner/name", "git+https://...", "file:./a". */
static bool is_elsewhere(struct str range)
{
    return str_chr(range, '/') != STR_NPOS || str_starts(range, STR("file:")) ||
           str_starts(range, STR("link:")) || str_starts(range, STR("git"));
}

/* The next of `"a@^1", "a@^2":`, `a@^1, a@^2:` and `"a@npm:^1, a@npm:^2":`. */
static bool next_head(struct str *rest, struct str *head)
{
    while (rest->len && (rest->ptr[0] == ' ' || rest->ptr[0] == ',' || rest->ptr[0] == '"' ||
                         rest->ptr[0] == ':'))
        *rest = str_from_at(*rest, 1);
    size_t end = 0;
    while (end < rest->len && rest->ptr[end] != ',' && rest->ptr[end] != '"')
        end++;
    *head = str_sub(*rest, 0, end);
    *rest = str_from_at(*rest, end);
    if (!rest->len && str_ends(*head, STR(":")))
        *head = str_sub(*head, 0, head->len - 1);
    return head->len > 0;
}

/* "b@npm:a@^1" -> a; empty: from no registry. */
static struct str name_of(struct str name, struct str range)
{
    struct str real, of;
    if (str_starts(range, STR("npm:")))
        return lock_cut_at(str_from_at(range, 4), &real, &of) ? real : name;
    return is_elsewhere(range) && !str_starts(range, STR("patch:")) ? STR_NONE : name;
}

static void begin(struct yarn *y, struct str line, uint32_t number)
{
    struct str head, name, range, rest = line;
    bool first = true;
    if (y->count == y->cap)
        y->blocks = mem_grow(y->blocks, &y->cap, sizeof *y->blocks);
    struct block *b = &y->blocks[y->count++];
    *b = (struct block){.line = number, .wishes = (uint32_t)y->wish_count,
                        .wish_end = (uint32_t)y->wish_count};
    for (; next_head(&rest, &head); first = false) {
        if (!lock_cut_at(head, &name, &range))
            continue;
        map_set(&y->fulfils, head, (uint32_t)y->count);
        b->patched = b->patched || str_starts(range, STR("patch:"));
        b->own = b->own || str_starts(range, STR("workspace:"));
        if (!first)
            continue;
        b->name = name_of(name, range);
        uint32_t *before = map_put(&y->named, name, NULL);
        b->next = *before;
        *before = (uint32_t)y->count;
    }
}

/* version "1.0.0" (1) or version: 1.0.0 (later) */
static bool value_of(struct str line, const char *key, struct str *value)
{
    if (!str_starts(line, str_from(key)))
        return false;
    struct str rest = str_from_at(line, strlen(key));
    if (!str_starts(rest, STR(" ")) && !str_starts(rest, STR(":")))
        return false;
    rest = str_trim(str_from_at(rest, 1));
    if (!str_starts(rest, STR("\"")))
        *value = rest;
    else
        lines_quoted(&rest, value);
    return true;
}

/* `a "^1"`, `"@s/a" "^1"`, `a: ^1`, `"@s/a": "npm:^1"` */
static void add_wish(struct yarn *y, struct str line)
{
    struct wish w = {.name = STR_NONE};
    struct str rest = line;
    if (str_starts(line, STR("\""))) {
        lines_quoted(&rest, &w.name);
    } else {
        size_t end = 0;
        while (end < line.len && line.ptr[end] != ' ' && line.ptr[end] != ':')
            end++;
        w.name = str_sub(line, 0, end);
        rest = str_from_at(line, end);
    }
    rest = str_trim(str_starts(rest, STR(":")) ? str_from_at(rest, 1) : rest);
    if (str_starts(rest, STR("\"")))
        lines_quoted(&rest, &w.range);
    else
        w.range = rest;
    if (y->wish_count == y->wish_cap)
        y->wishes = mem_grow(y->wishes, &y->wish_cap, sizeof *y->wishes);
    y->wishes[y->wish_count++] = w;
}

static void read_blocks(struct yarn *y, struct str text)
{
    struct str value, real, of;
    bool wishes = false;
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        if (!l.line.len)
            continue;
        if (!l.indent) {
            begin(y, l.line, l.number);
            continue;
        }
        struct block *b = y->count ? &y->blocks[y->count - 1] : NULL;
        if (l.indent == 2)
            wishes = str_is(l.line, "dependencies:") || str_is(l.line, "optionalDependencies:");
        if (!b)
            continue;
        if (l.indent == 2 && value_of(l.line, "version", &value)) {
            b->version = value;
        } else if (l.indent == 2 && value_of(l.line, "resolution", &value)) {
            bool cut = lock_cut_at(value, &real, &of);
            b->name = cut && (str_starts(of, STR("npm:")) || str_starts(of, STR("patch:")))
                          ? real
                          : STR_NONE; /* of the project, of a repository */
        } else if (l.indent == 4 && wishes) {
            add_wish(y, l.line);
            b->wish_end = (uint32_t)y->wish_count;
        }
    }
}

/* --- For development -------------------------------------------------------------------------- */

static void visit(struct yarn *y, uint32_t place, uint8_t why)
{
    struct block *b = &y->blocks[place - 1];
    if (b->by & why)
        return;
    b->by |= why;
    y->queue[y->tail++] = place - 1;
}

/* The block of the wish, and the patched form of it; where a resolution has it otherwise, all of the name. */
static bool fulfil(struct yarn *y, struct wish w, uint8_t why)
{
    uint32_t exact = 0, first = 0;
    if (!map_get(&y->fulfils, ARENA_JOIN(y->arena, w.name, STR("@"), w.range), &exact))
        map_get(&y->fulfils, ARENA_JOIN(y->arena, w.name, STR("@npm:"), w.range), &exact);
    if (exact)
        visit(y, exact, why);
    map_get(&y->named, w.name, &first);
    for (uint32_t at = first; at; at = y->blocks[at - 1].next)
        if (!exact || y->blocks[at - 1].patched)
            visit(y, at, why);
    return exact || first;
}

static void ask(struct yarn *y, const struct doc_node *project, const char *list, bool must, uint8_t why)
{
    const struct doc_node *map = doc_get(project, list);
    for (const struct doc_node *n = doc_is_map(map) ? doc_first(map) : NULL; n; n = n->next)
        if (!fulfil(y, (struct wish){n->key, doc_text(n)}, why) && must && why == TO_RUN &&
            !map_get(&y->parts, n->key, NULL)) /* yarn 1 has no block of a project */
            y->lost = true;
}

static void walk(struct yarn *y, const struct doc *const *parts, size_t part_count, uint8_t why)
{
    y->tail = 0;
    for (size_t i = 0; i < part_count; i++) {
        const struct doc_node *project = doc_root(parts[i]);
        if (why == TO_DEVELOP)
            ask(y, project, "devDependencies", false, why);
        else {
            ask(y, project, "dependencies", true, why);
            ask(y, project, "optionalDependencies", false, why);
            ask(y, project, "peerDependencies", false, why);
        }
    }
    for (size_t head = 0; head < y->tail; head++) {
        const struct block *b = &y->blocks[y->queue[head]];
        for (uint32_t i = b->wishes; i < b->wish_end && !b->own; i++)
            if (!fulfil(y, y->wishes[i], why) && why == TO_RUN)
                y->lost = true;
    }
}

void lock_read_yarn_of(struct str text, const struct doc *const *parts, size_t part_count,
                       struct packages *out)
{
    struct yarn y = {.arena = arena_new()};
    read_blocks(&y, text);
    y.queue = mem_zalloc(y.count + 1, sizeof *y.queue);
    for (size_t i = 0; i < part_count; i++)
        map_set(&y.parts, doc_text(doc_get(doc_root(parts[i]), "name")), (uint32_t)i + 1);
    if (part_count) {
        walk(&y, parts, part_count, TO_RUN);
        walk(&y, parts, part_count, TO_DEVELOP);
    }
    for (size_t i = 0; i < y.count; i++) {
        const struct block *b = &y.blocks[i];
        lock_add_npm(out, b->name, b->version, b->line, !y.lost && b->by == TO_DEVELOP);
    }
    map_release(&y.fulfils);
    map_release(&y.named);
    map_release(&y.parts);
    mem_free(y.blocks);
    mem_free(y.wishes);
    mem_free(y.queue);
    arena_free(y.arena);
}

void lock_read_yarn(struct str text, struct packages *out)
{
    lock_read_yarn_of(text, NULL, 0, out);
}

bool lock_yarn_part(struct str *rest, struct str *folder)
{
    static const struct str mark = STR_INIT("workspace:");
    struct str value, name, of;
    for (struct lines l = {.rest = *rest}; lines_next(&l);) {
        *rest = l.rest;
        if (l.indent != 2 || !value_of(l.line, "resolution", &value) ||
            !lock_cut_at(value, &name, &of) || !str_starts(of, mark))
            continue;
        *folder = str_from_at(of, mark.len);
        return true;
    }
    return false;
}
