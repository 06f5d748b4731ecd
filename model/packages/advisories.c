/* SPDX-License-Identifier: MIT */
/* advisories.c - advisories that affect a package, and which of them are the same. */
#include "advisories.h"

#include <stdlib.h>

#include "affected.h"
#include "arena.h"
#include "cvss.h"
#include "map.h"
#include "mem.h"

/* One advisory, as often as there are packages that it affects. */
struct match {
    uint32_t package;
    enum advisory_level level;
    int score;
    struct str id, fixed;
    const struct str *aliases;
    size_t alias_count;
    uint32_t group; /* the first match that is the same vulnerability */
};

struct advisories {
    const struct packages *packages;
    struct arena *arena;
    struct match *matches;
    size_t match_count, match_cap;
    struct vulnerability *found;
    size_t found_count, read;
};

struct advisories *advisories_new(const struct packages *p)
{
    struct advisories *a = mem_zalloc(1, sizeof *a);
    a->packages = p;
    a->arena = arena_new();
    return a;
}

void advisories_free(struct advisories *a)
{
    if (!a)
        return;
    mem_free(a->matches);
    mem_free(a->found);
    arena_free(a->arena);
    mem_free(a);
}

/* --- One record ------------------------------------------------------------------------------- */

/* Ids have these bytes; a text with others is none that a person could look up. */
static bool is_id(struct str s)
{
    enum { LONGEST = 64 };
    for (size_t i = 0; i < s.len; i++) {
        char c = str_lower(s.ptr[i]);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
              c == ':'))
            return false;
    }
    return s.len > 0 && s.len <= LONGEST;
}

static enum advisory_level level_of_score(int tenths)
{
    return tenths >= 90   ? ADVISORY_CRITICAL
           : tenths >= 70 ? ADVISORY_HIGH
           : tenths >= 40 ? ADVISORY_MEDIUM
           : tenths > 0   ? ADVISORY_LOW
                          : ADVISORY_UNRATED;
}

static enum advisory_level level_of_word(struct str word)
{
    static const struct {
        const char *word;
        enum advisory_level level;
    } rows[] = {{"low", ADVISORY_LOW},       {"moderate", ADVISORY_MEDIUM},
                {"medium", ADVISORY_MEDIUM}, {"important", ADVISORY_HIGH},
                {"high", ADVISORY_HIGH},     {"critical", ADVISORY_CRITICAL}};
    for (size_t i = 0; i < COUNT(rows); i++)
        if (str_iis(word, rows[i].word))
            return rows[i].level;
    return ADVISORY_UNRATED;
}

/* The highest score of a list of {type, score}; -1: there is none. */
static int best_score(const struct doc_node *list, int best)
{
    for (const struct doc_node *n = doc_is_list(list) ? doc_first(list) : NULL; n; n = n->next) {
        int tenths;
        if (cvss_score(doc_text(doc_get(n, "score")), &tenths) && tenths > best)
            best = tenths;
    }
    return best;
}

/* A score wins over a word; those of the record over those of the package. */
static void rate(const struct doc_node *record, const struct doc_node *affected, struct match *m)
{
    static const char *const places[] = {"database_specific.severity", "ecosystem_specific.severity",
                                         "database_specific.cvss"};
    m->score = best_score(doc_get(record, "severity"), -1);
    if (m->score < 0)
        m->score = best_score(doc_get(affected, "severity"), -1);
    m->level = level_of_score(m->score);
    for (size_t i = 0; i < COUNT(places) && m->score < 0; i++) {
        int tenths;
        struct str of_record = doc_text(doc_path(record, places[i]));
        struct str of_package = doc_text(doc_path(affected, places[i]));
        if (m->level == ADVISORY_UNRATED)
            m->level = level_of_word(of_record.len ? of_record : of_package);
        if (m->level == ADVISORY_UNRATED &&
            cvss_score(of_record.len ? of_record : of_package, &tenths)) {
            m->score = tenths;
            m->level = level_of_score(tenths);
        }
    }
    if (str_starts(m->id, STR("MAL-")))
        m->level = ADVISORY_CRITICAL;
}

static void keep_aliases(struct advisories *a, const struct doc_node *list, struct match *m)
{
    enum { ALIASES_MAX = 64 };
    if (!doc_is_list(list))
        return;
    size_t most = list->count < ALIASES_MAX ? list->count : ALIASES_MAX;
    struct str *kept = arena_array(a->arena, most, sizeof *kept);
    for (const struct doc_node *n = doc_first(list); n && m->alias_count < most; n = n->next)
        if (is_id(doc_text(n)))
            kept[m->alias_count++] = arena_str(a->arena, doc_text(n));
    m->aliases = kept;
}

/* One match per package, however many entries say so: the least fixed version of those that do. */
static void add_match(struct advisories *a, const struct doc_node *record,
                      const struct doc_node *affected, uint32_t package, struct str fixed,
                      size_t first)
{
    const struct package *p = packages_at(a->packages, package);
    for (size_t i = first; i < a->match_count; i++) {
        struct match *m = &a->matches[i];
        if (m->package != package)
            continue;
        if (fixed.len && (!m->fixed.len || version_compare(ecosystems[p->ecosystem].scheme, fixed,
                                                           m->fixed) < 0))
            m->fixed = arena_str(a->arena, fixed);
        return;
    }
    struct str id = str_trim(doc_text(doc_get(record, "id")));
    struct match m = {.package = package, .fixed = arena_str(a->arena, fixed),
                      .id = is_id(id) ? arena_str(a->arena, id) : STR("?")};
    rate(record, affected, &m);
    keep_aliases(a, doc_get(record, "aliases"), &m);
    if (a->match_count == a->match_cap)
        a->matches = mem_grow(a->matches, &a->match_cap, sizeof *a->matches);
    a->matches[a->match_count++] = m;
}

static void take_affected(struct advisories *a, const struct doc_node *record,
                          const struct doc_node *affected, size_t first)
{
    const struct doc_node *package = doc_get(affected, "package");
    enum ecosystem e;
    if (!ecosystem_find(doc_text(doc_get(package, "ecosystem")), &e))
        return;
    uint32_t at = packages_find(a->packages, e, doc_text(doc_get(package, "name")));
    for (; at; at = packages_at(a->packages, at - 1)->next) {
        struct str fixed;
        const struct package *p = packages_at(a->packages, at - 1);
        if (affected_has(affected, ecosystems[e].scheme, p->version, &fixed))
            add_match(a, record, affected, at - 1, fixed, first);
    }
}

bool advisories_add(struct advisories *a, const struct doc *d)
{
    const struct doc_node *record = doc_root(d), *list = doc_get(record, "affected");
    const struct doc_node *withdrawn = doc_get(record, "withdrawn");
    if (!doc_is_map(record) || !doc_text(doc_get(record, "id")).len || (list && !doc_is_list(list)))
        return false;
    a->read++;
    if (withdrawn && !doc_is_null(withdrawn))
        return true;
    size_t first = a->match_count;
    for (const struct doc_node *n = doc_first(list); n; n = n->next)
        take_affected(a, record, n, first);
    return true;
}

void advisories_count_one(struct advisories *a)
{
    a->read++;
}

size_t advisories_read(const struct advisories *a)
{
    return a->read;
}

/* --- Joining ---------------------------------------------------------------------------------- */

/* What people know best first. */
static int fame(struct str id)
{
    return str_starts(id, STR("CVE-")) ? 0 : str_starts(id, STR("GHSA-")) ? 1 : 2;
}

static int by_package_and_id(const void *x, const void *y)
{
    const struct match *a = x, *b = y;
    if (a->package != b->package)
        return a->package < b->package ? -1 : 1;
    if (fame(a->id) != fame(b->id))
        return fame(a->id) - fame(b->id);
    int order = str_cmp(a->id, b->id);
    return order ? order : str_cmp(a->fixed, b->fixed);
}

static int by_severity(const void *x, const void *y)
{
    const struct vulnerability *a = x, *b = y;
    if (a->package != b->package)
        return a->package < b->package ? -1 : 1;
    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    return str_cmp(a->id, b->id);
}

static int by_text(const void *x, const void *y)
{
    const struct str *a = x, *b = y;
    int order = fame(*a) - fame(*b);
    return order ? order : str_cmp(*a, *b);
}

static uint32_t root_of(struct match *m, uint32_t i)
{
    while (m[i].group != i) {
        m[i].group = m[m[i].group].group;
        i = m[i].group;
    }
    return i;
}

/* The one with the lower index leads. */
static void unite(struct match *m, uint32_t a, uint32_t b)
{
    a = root_of(m, a);
    b = root_of(m, b);
    if (a < b)
        m[b].group = a;
    else
        m[a].group = b;
}

/* Matches from..to are those of one package: those that share a name are one. */
static void unite_names(struct advisories *a, size_t from, size_t to)
{
    struct map names = {0};
    for (size_t i = from; i < to; i++) {
        struct match *m = &a->matches[i];
        for (size_t k = 0; k <= m->alias_count; k++) {
            bool added;
            struct str name = k ? m->aliases[k - 1] : m->id;
            if (str_is(name, "?"))
                continue;
            uint32_t *first = map_put(&names, name, &added);
            if (added)
                *first = (uint32_t)i;
            else
                unite(a->matches, *first, (uint32_t)i);
        }
    }
    map_release(&names);
}

/* All names of a group but the first, each once. */
static void name_all(struct advisories *a, struct vulnerability *v, const struct str *names,
                     size_t count)
{
    struct str *kept = arena_array(a->arena, count + 1, sizeof *kept);
    for (size_t i = 0; i < count; i++)
        if (!str_eq(names[i], v->id) && (!v->alias_count ||
                                         !str_eq(names[i], kept[v->alias_count - 1])))
            kept[v->alias_count++] = names[i];
    v->aliases = kept;
}

static void add_group(struct advisories *a, uint32_t root, size_t to)
{
    const struct match *head = &a->matches[root];
    const struct package *p = packages_at(a->packages, head->package);
    struct vulnerability v = {.package = head->package, .score = -1, .fixed = head->fixed};
    size_t count = 0, cap = 0;
    struct str *names = NULL;
    for (size_t i = root; i < to; i++) {
        const struct match *m = &a->matches[i];
        if (root_of(a->matches, (uint32_t)i) != root)
            continue;
        v.level = m->level > v.level ? m->level : v.level;
        v.score = m->score > v.score ? m->score : v.score;
        if (m->fixed.len && (!v.fixed.len || version_compare(ecosystems[p->ecosystem].scheme,
                                                             m->fixed, v.fixed) < 0))
            v.fixed = m->fixed; /* the same hole: the first version that somebody calls closed */
        names = mem_reserve(names, &cap, count + m->alias_count + 1, sizeof *names);
        names[count++] = m->id;
        for (size_t k = 0; k < m->alias_count; k++)
            names[count++] = m->aliases[k];
    }
    qsort(names, count, sizeof *names, by_text);
    v.id = names[0];
    name_all(a, &v, names, count);
    mem_free(names);
    a->found[a->found_count++] = v;
}

void advisories_ready(struct advisories *a)
{
    struct match *m = a->matches;
    if (!a->match_count)
        return;
    qsort(m, a->match_count, sizeof *m, by_package_and_id);
    for (uint32_t i = 0; i < a->match_count; i++)
        m[i].group = i;
    a->found = mem_zalloc(a->match_count, sizeof *a->found);
    for (size_t from = 0, to; from < a->match_count; from = to) {
        for (to = from; to < a->match_count && m[to].package == m[from].package;)
            to++;
        unite_names(a, from, to);
        for (size_t i = from; i < to; i++)
            if (root_of(m, (uint32_t)i) == i)
                add_group(a, (uint32_t)i, to);
    }
    qsort(a->found, a->found_count, sizeof *a->found, by_severity);
}

size_t advisories_found(const struct advisories *a)
{
    return a->found_count;
}

const struct vulnerability *advisories_at(const struct advisories *a, size_t i)
{
    return &a->found[i];
}

bool vulnerability_is(const struct vulnerability *v, struct str name)
{
    bool is = str_ieq(v->id, name);
    for (size_t i = 0; i < v->alias_count && !is; i++)
        is = str_ieq(v->aliases[i], name);
    return is;
}

const struct packages *advisories_packages(const struct advisories *a)
{
    return a->packages;
}
