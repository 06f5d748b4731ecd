/* SPDX-License-Identifier: MIT */
#include "affected.h"

#include "mem.h"

enum event_kind { EVENT_INTRODUCED, EVENT_LAST_AFFECTED, EVENT_FIXED };

struct event {
    enum event_kind kind;
    struct str version;
};

struct events {
    struct event *items;
    size_t count, cap;
    bool limited, below; /* there are limits; the version is below one of them */
};

/* "0" is before every version. */
static int compare(enum version_scheme s, struct str event, struct str version)
{
    if (str_is(event, "0"))
        return str_is(version, "0") ? 0 : -1;
    return version_compare(s, event, version);
}

/* Before what is already there and not older: for the few events of a range. Those that come
 * sorted, as most do, cost one comparison each. */
static void insert(struct events *e, enum version_scheme s, struct event one)
{
    if (e->count == e->cap)
        e->items = mem_grow(e->items, &e->cap, sizeof *e->items);
    size_t at = e->count++;
    for (; at > 0; at--) {
        int order = compare(s, e->items[at - 1].version, one.version);
        if (order < 0 || (order == 0 && e->items[at - 1].kind <= one.kind))
            break;
        e->items[at] = e->items[at - 1];
    }
    e->items[at] = one;
}

static void read_event(struct events *e, enum version_scheme s, const struct doc_node *n,
                       struct str version)
{
    static const struct {
        const char *member;
        enum event_kind kind;
    } rows[] = {{"introduced", EVENT_INTRODUCED},
                {"last_affected", EVENT_LAST_AFFECTED},
                {"fixed", EVENT_FIXED}};
    struct str limit = str_trim(doc_text(doc_get(n, "limit")));
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str text = str_trim(doc_text(doc_get(n, rows[i].member)));
        if (text.len && (str_is(text, "0") || version_is_valid(s, text)))
            insert(e, s, (struct event){rows[i].kind, text});
    }
    if (!limit.len)
        return;
    e->limited = true;
    e->below = e->below || str_is(limit, "*") || compare(s, limit, version) > 0;
}

static bool range_has(const struct doc_node *range, enum version_scheme s, struct str version,
                      struct str *fixed)
{
    enum { EVENTS_MAX = 2000 };
    const struct doc_node *list = doc_get(range, "events");
    struct events e = {0};
    size_t count = 0;
    bool inside = false;
    for (const struct doc_node *n = doc_is_list(list) ? doc_first(list) : NULL;
         n && count < EVENTS_MAX; n = n->next, count++)
        read_event(&e, s, n, version);
    *fixed = STR_NONE;
    for (size_t i = 0; i < e.count; i++) {
        int order = compare(s, e.items[i].version, version);
        if (e.items[i].kind == EVENT_INTRODUCED && order <= 0)
            inside = true;
        else if (e.items[i].kind == EVENT_FIXED && order <= 0)
            inside = false;
        else if (e.items[i].kind == EVENT_LAST_AFFECTED && order < 0)
            inside = false;
        else if (e.items[i].kind == EVENT_FIXED && !fixed->len)
            *fixed = e.items[i].version;
    }
    mem_free(e.items);
    return inside && (!e.limited || e.below);
}

static bool is_listed(const struct doc_node *list, enum version_scheme s, struct str version)
{
    bool valid = version_is_valid(s, version);
    for (const struct doc_node *n = doc_is_list(list) ? doc_first(list) : NULL; n; n = n->next) {
        struct str one = str_trim(doc_text(n));
        if (str_eq(one, version) ||
            (valid && version_is_valid(s, one) && version_compare(s, one, version) == 0))
            return true;
    }
    return false;
}

static bool is_older(enum version_scheme s, struct str a, struct str b)
{
    return !b.len || version_compare(s, a, b) < 0;
}

bool affected_has(const struct doc_node *affected, enum version_scheme s, struct str version,
                  struct str *fixed)
{
    const struct doc_node *ranges = doc_get(affected, "ranges");
    bool has = is_listed(doc_get(affected, "versions"), s, version), in_range = false;
    struct str least = STR_NONE, of_range = STR_NONE;
    for (const struct doc_node *r = doc_is_list(ranges) ? doc_first(ranges) : NULL;
         r && version_is_valid(s, version); r = r->next) {
        struct str type = doc_text(doc_get(r, "type")), one;
        if (!str_is(type, "SEMVER") && !str_is(type, "ECOSYSTEM"))
            continue;
        bool inside = range_has(r, s, version, &one);
        in_range = in_range || inside;
        if (inside && one.len && is_older(s, one, of_range))
            of_range = one;
        if (one.len && is_older(s, one, least))
            least = one;
    }
    *fixed = in_range ? of_range : least;
    return has || in_range;
}
