/* SPDX-License-Identifier: MIT */
/* lock_go.c - go.mod names the versions that are built in; before go 1.17 only the direct ones, then
 * go.sum says the rest: of each module the newest whose content it has the hash of. */
#include "lock.h"
#include "map.h"
#include "mem.h"
#include "text_lines.h"

struct module {
    struct str path, version;
    uint32_t line;
};

struct modules {
    struct module *items;
    size_t count, cap;
    struct map by_path; /* -> index + 1 */
};

/* One for each path: the newest. */
static void put(struct modules *m, struct str path, struct str version, uint32_t line)
{
    bool added;
    if (!path.len || !version.len)
        return;
    uint32_t *at = map_put(&m->by_path, path, &added);
    if (!added) {
        struct module *known = &m->items[*at - 1];
        if (version_compare(VERSION_GO, version, known->version) > 0)
            *known = (struct module){path, version, line};
        return;
    }
    if (m->count == m->cap)
        m->items = mem_grow(m->items, &m->cap, sizeof *m->items);
    m->items[m->count++] = (struct module){path, version, line};
    *at = (uint32_t)m->count;
}

static void hand_over(struct modules *m, struct packages *out)
{
    for (size_t i = 0; i < m->count; i++)
        packages_add(out, &(struct package){.ecosystem = ECOSYSTEM_GO,
                                            .name = m->items[i].path,
                                            .version = m->items[i].version,
                                            .line = m->items[i].line});
    map_release(&m->by_path);
    mem_free(m->items);
}

/* The line without "//" and what follows. */
static struct str without_comment(struct str line)
{
    return str_trim(str_sub(line, 0, str_find(line, STR("//"))));
}

static struct str word(struct str *rest)
{
    struct str one = STR_NONE;
    *rest = str_trim(*rest);
    size_t blank = str_chr(*rest, ' '), tab = str_chr(*rest, '\t');
    size_t end = blank < tab ? blank : tab;
    one = str_sub(*rest, 0, end);
    *rest = end == STR_NPOS ? STR_NONE : str_from_at(*rest, end);
    return one;
}

/* a => b v2; a v1 => b v2; a => ../folder: which is none of a registry. */
static void replace(struct modules *m, struct str line, uint32_t number)
{
    uint32_t at;
    struct str path = word(&line), version = word(&line), to, by;
    if (!str_is(version, "=>")) {
        if (!str_is(word(&line), "=>"))
            return;
    } else {
        version = STR_NONE;
    }
    to = word(&line);
    by = word(&line);
    if (!map_get(&m->by_path, path, &at) ||
        (version.len && !str_eq(m->items[at - 1].version, version)))
        return;
    m->items[at - 1] = (struct module){to, by, number};
}

static void walk(struct modules *m, struct str text, bool replacing)
{
    struct str verb = STR_NONE;
    bool block = false;
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        struct str line = without_comment(l.line);
        if (block && str_is(line, ")")) {
            block = false;
            continue;
        }
        if (!block)
            verb = word(&line);
        if (!block && str_is(str_trim(line), "(")) {
            block = true;
            continue;
        }
        if (replacing && str_is(verb, "replace")) {
            replace(m, line, l.number);
        } else if (!replacing && str_is(verb, "require")) {
            struct str path = word(&line);
            put(m, path, word(&line), l.number);
        }
    }
}

void lock_read_gomod(struct str text, struct packages *out)
{
    struct modules m = {0};
    walk(&m, text, false);
    walk(&m, text, true);
    hand_over(&m, out);
}

bool lock_gomod_is_whole(struct str text)
{
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        struct str line = without_comment(l.line);
        if (str_is(word(&line), "go"))
            return version_compare(VERSION_GO, str_trim(line), STR("1.17")) >= 0;
    }
    return false;
}

/* MODULE VERSION h1:HASH=; "VERSION/go.mod" is the hash of its list only. */
void lock_read_gosum(struct str text, struct packages *out)
{
    struct modules m = {0};
    for (struct lines l = {.rest = text}; lines_next(&l);) {
        struct str line = l.line, path = word(&line), version = word(&line);
        if (!str_ends(version, STR("/go.mod")) && str_starts(str_trim(line), STR("h1:")))
            put(&m, path, version, l.number);
    }
    hand_over(&m, out);
}
