/* SPDX-License-Identifier: MIT */
#include "decisions.h"

#include "arena.h"
#include "map.h"
#include "mem.h"
#include "suggest.h"

#define ADVISORY_RULE "FW-083"

struct decisions {
    struct arena *arena;
    struct suppression *suppressions;
    size_t suppression_count, suppression_cap;
    struct assertion *assertions;
    size_t assertion_count, assertion_cap;
    struct jewel_name *jewels;
    size_t jewel_count, jewel_cap;
    struct str_list advisory_paths;
    struct packages *packages;
    struct advisories *advisories; /* of the packages; NULL: none were given */
    uint32_t costs[CHANGE_KIND_COUNT]; /* 0: not said */
    struct rule_options options; /* lists grow: items are the arena's */
    struct map known;            /* of the baseline: fingerprints, advisories of packages */
};

struct decisions *decisions_new(void)
{
    struct decisions *d = mem_zalloc(1, sizeof *d);
    d->arena = arena_new();
    return d;
}

void decisions_free(struct decisions *d)
{
    if (!d)
        return;
    mem_free(d->suppressions);
    mem_free(d->assertions);
    mem_free(d->jewels);
    map_release(&d->known);
    decisions_keep_advisories(d, NULL, NULL);
    arena_free(d->arena);
    mem_free(d);
}

/* --- Reading ---------------------------------------------------------------------------------- */

struct reader {
    struct decisions *d;
    const struct doc *doc;
    struct diags *diags;
};

static struct origin place(struct reader *r, const struct doc_node *n)
{
    struct origin o = doc_where(r->doc, n);
    o.file = arena_str(r->d->arena, o.file);
    return o;
}

static struct str kept(struct reader *r, const struct doc_node *n)
{
    return arena_str(r->d->arena, doc_text(n));
}

static void complain(struct reader *r, enum diag_level level, const struct doc_node *n,
                     const char *what)
{
    diags_add(r->diags, level, doc_where(r->doc, n), "%s", what);
}

/* A member that nobody knows is most often a misspelt one. then: what follows, an error; NULL: nothing. Are
 * all known? */
static bool check_members(struct reader *r, const struct doc_node *map, const char *const *names,
                          size_t count, const char *then)
{
    bool all = true;
    for (const struct doc_node *m = doc_first(map); m; m = m->next) {
        struct suggestion near = suggest_for(m->key);
        bool found = false;
        for (size_t i = 0; i < count; i++) {
            found = found || str_is(m->key, names[i]);
            suggest_try(&near, str_from(names[i]));
        }
        if (found)
            continue;
        all = false;
        diags_add(r->diags, then ? DIAG_ERROR : DIAG_WARNING, doc_where(r->doc, m),
                  "'%.*s' is not known here%s%.*s%s%s", (int)m->key.len, m->key.ptr,
                  near.best.len ? (then ? " (did you mean " : "; did you mean ") : "",
                  (int)near.best.len, near.best.len ? near.best.ptr : "",
                  near.best.len && then ? "?)" : "", then ? then : "");
    }
    return all;
}

static struct str_list joined(struct arena *a, struct str_list x, struct str_list y)
{
    if (!x.count || !y.count)
        return x.count ? x : y;
    struct str *items = arena_array(a, x.count + y.count, sizeof *items);
    memcpy(items, x.items, x.count * sizeof *items);
    memcpy(items + x.count, y.items, y.count * sizeof *items);
    return (struct str_list){items, x.count + y.count};
}

/* The texts of a list, or the one text that stands instead, one after the other; last NULL: the
 * first. What is no text is complained about. */
static const struct doc_node *next_text(struct reader *r, const struct doc_node *n,
                                        const struct doc_node *last)
{
    if (!last && doc_is_map(n))
        complain(r, DIAG_ERROR, n, "a list of texts is expected here");
    if (!doc_is_list(n))
        return last || doc_is_null(n) || !doc_is_scalar(n) ? NULL : n;
    const struct doc_node *m = last ? last->next : doc_first(n);
    for (; m && !doc_is_scalar(m); m = m->next)
        complain(r, DIAG_ERROR, m, "a text is expected here");
    return m;
}

static void read_list(struct reader *r, const struct doc_node *n, struct str_list *out)
{
    if (!n)
        return;
    size_t count = 0;
    struct str *items = arena_array(r->d->arena, (size_t)n->count + 1, sizeof *items);
    for (const struct doc_node *m = NULL; (m = next_text(r, n, m));)
        items[count++] = kept(r, m);
    *out = joined(r->d->arena, *out, (struct str_list){items, count});
}

static void read_jewels(struct reader *r, const struct doc_node *n)
{
    struct decisions *d = r->d;
    for (const struct doc_node *m = NULL; (m = next_text(r, n, m));) {
        if (d->jewel_count == d->jewel_cap)
            d->jewels = mem_grow(d->jewels, &d->jewel_cap, sizeof *d->jewels);
        d->jewels[d->jewel_count++] = (struct jewel_name){kept(r, m), place(r, m)};
    }
}

/* Paths below the folder of the file itself: what a project says must not open other places. */
static void read_advisories(struct reader *r, const struct doc_node *n)
{
    struct str_list said = {0};
    struct str file = doc_file(r->doc);
    size_t slash = str_rchr(file, '/'), count = 0;
    read_list(r, n, &said);
    struct str *paths = arena_array(r->d->arena, said.count + 1, sizeof *paths);
    for (size_t i = 0; i < said.count; i++) {
        bool below = said.items[i].len > 0 && said.items[i].ptr[0] != '/';
        for (struct str rest = said.items[i], part; below && str_cut(&rest, '/', &part);)
            below = !str_is(part, "..");
        if (below)
            paths[count++] = slash == STR_NPOS ? said.items[i]
                                               : ARENA_JOIN(r->d->arena, str_sub(file, 0, slash + 1),
                                                            said.items[i]);
        else
            complain(r, DIAG_ERROR, n, "a path below this folder is expected here; --advisories PATH "
                                       "names any place");
    }
    r->d->advisory_paths = joined(r->d->arena, r->d->advisory_paths, (struct str_list){paths, count});
}

static void read_rules(struct reader *r, const struct doc_node *map)
{
    static const char *const names[] = {"ignore", "accounts", "owner-tags", "gigabyte-seconds",
                                        "boundary-required"};
    struct rule_options *o = &r->d->options;
    check_members(r, map, names, COUNT(names), NULL);
    read_list(r, doc_get(map, "ignore"), &o->ignore);
    read_list(r, doc_get(map, "accounts"), &o->accounts);
    read_list(r, doc_get(map, "owner-tags"), &o->owner_tags);
    const struct doc_node *seconds = doc_get(map, "gigabyte-seconds");
    const struct doc_node *boundary = doc_get(map, "boundary-required");
    if (seconds && (!doc_long(seconds, &o->gigabyte_seconds) || o->gigabyte_seconds <= 0)) {
        o->gigabyte_seconds = 0;
        complain(r, DIAG_ERROR, seconds, "gigabyte-seconds takes a number above 0");
    }
    if (boundary && !doc_bool(boundary, &o->boundary_required))
        complain(r, DIAG_ERROR, boundary, "boundary-required takes true or false");
}

static bool fits_a_rule(struct str glob)
{
    for (size_t i = 0; i < rule_count; i++)
        if (str_glob(glob, str_from(rules[i].id), true))
            return true;
    return false;
}

static void read_suppression(struct reader *r, const struct doc_node *map)
{
    static const char *const names[] = {"rule", "node", "advisory", "reason", "until"};
    struct decisions *d = r->d;
    struct suppression s = {.rule = kept(r, doc_get(map, "rule")),
                            .node = kept(r, doc_get(map, "node")),
                            .advisory = str_trim(kept(r, doc_get(map, "advisory"))),
                            .reason = str_trim(kept(r, doc_get(map, "reason"))),
                            .where = place(r, map)};
    const struct doc_node *until = doc_get(map, "until"), *advisory = doc_get(map, "advisory");
    if (!check_members(r, map, names, COUNT(names), "; it suppresses nothing"))
        return; /* it may be what was to narrow it: the node, the day */
    if (!doc_is_map(map) || str_empty(s.rule))
        complain(r, DIAG_ERROR, map, "a suppression needs a rule");
    else if (!fits_a_rule(s.rule))
        complain(r, DIAG_ERROR, doc_get(map, "rule"), "no rule is called so");
    else if (advisory && !str_glob(s.rule, STR(ADVISORY_RULE), true))
        complain(r, DIAG_ERROR, advisory, "only " ADVISORY_RULE " tells advisories; it suppresses nothing");
    else if (advisory && str_empty(s.advisory))
        complain(r, DIAG_ERROR, advisory, "advisory takes the name of one, CVE-2026-1; it suppresses "
                                          "nothing");
    else if (str_empty(s.reason))
        complain(r, DIAG_ERROR, map, "a suppression needs a reason; it suppresses nothing");
    else if (until && !date_parse(doc_text(until), &s.until))
        complain(r, DIAG_ERROR, until, "until takes a day, YYYY-MM-DD; it suppresses nothing");
    else {
        if (d->suppression_count == d->suppression_cap)
            d->suppressions = mem_grow(d->suppressions, &d->suppression_cap,
                                       sizeof *d->suppressions);
        d->suppressions[d->suppression_count++] = s;
    }
}

static void read_assertion(struct reader *r, const struct doc_node *map)
{
    struct decisions *d = r->d;
    const struct doc_node *said = map && map->count == 1 ? doc_first(map) : NULL;
    struct assertion a = {.where = place(r, map)};
    if (!doc_is_map(map) || !said || !doc_is_scalar(said) ||
        !assertion_kind_find(said->key, &a.kind)) {
        complain(r, DIAG_ERROR, map, "an assertion is one of never: TEXT, require: TEXT, maxfan: NUMBER");
        return;
    }
    a.text = kept(r, said);
    a.where = place(r, said);
    for (size_t i = 0; i < d->assertion_count; i++)
        if (d->assertions[i].kind == a.kind && str_eq(d->assertions[i].text, a.text))
            return; /* it was said before, and is told once */
    if (d->assertion_count == d->assertion_cap)
        d->assertions = mem_grow(d->assertions, &d->assertion_cap, sizeof *d->assertions);
    d->assertions[d->assertion_count++] = a;
}

static void read_costs(struct reader *r, const struct doc_node *map)
{
    if (map && !doc_is_map(map) && !doc_is_null(map))
        complain(r, DIAG_ERROR, map, "costs: names of changes and numbers are expected here");
    for (const struct doc_node *m = doc_is_map(map) ? doc_first(map) : NULL; m; m = m->next) {
        enum change_kind kind;
        long cost = 0;
        if (!change_kind_find(m->key, &kind))
            complain(r, DIAG_ERROR, m, "no change is called so");
        else if (!doc_long(m, &cost) || cost < 1 || cost > CHANGE_COST_MAX)
            complain(r, DIAG_ERROR, m, "a cost is a number from 1 to 1000");
        else
            r->d->costs[kind] = (uint32_t)cost;
    }
}

static void read_each(struct reader *r, const struct doc_node *list,
                      void (*read)(struct reader *, const struct doc_node *))
{
    if (list && !doc_is_list(list) && !doc_is_null(list))
        complain(r, DIAG_ERROR, list, "a list is expected here");
    for (const struct doc_node *n = doc_is_list(list) ? doc_first(list) : NULL; n; n = n->next)
        read(r, n);
}

/* An assertion that stands beside the list would be kept by nobody. */
static void find_strays(struct reader *r, const struct doc_node *root)
{
    enum assertion_kind kind;
    for (const struct doc_node *m = doc_is_map(root) ? doc_first(root) : NULL; m; m = m->next)
        if (assertion_kind_find(m->key, &kind))
            complain(r, DIAG_ERROR, m, "an assertion belongs in the list `assertions:`; here it asserts nothing");
}

void decisions_read(struct decisions *d, const struct doc *doc, struct diags *diags)
{
    struct reader r = {d, doc, diags};
    const struct doc_node *root = doc_root(doc), *settings = doc_get(root, "rules");
    if (settings)
        read_rules(&r, settings);
    read_jewels(&r, doc_get(root, "jewels"));
    read_advisories(&r, doc_get(root, "advisories"));
    read_costs(&r, doc_get(root, "costs"));
    read_each(&r, doc_get(root, "suppressions"), read_suppression);
    read_each(&r, doc_get(root, "assertions"), read_assertion);
    find_strays(&r, root);
}

void decisions_take(void *arg, const struct doc *doc, struct diags *diags)
{
    decisions_read(arg, doc, diags);
}

/* "ID left-pad CVE-2026-1": an advisory of a package, whichever others it was told with then; the version
 * behind the last @ of "left-pad@1.0.0" is no part of it. */
static struct str advised_key(struct buf *key, struct str node, struct str part, struct str advisory)
{
    buf_reset(key);
    buf_add(key, node);
    buf_putc(key, ' ');
    buf_add(key, str_sub(part, 0, str_rchr(part, '@')));
    buf_putc(key, ' ');
    buf_add(key, advisory);
    return buf_str(key);
}

static void know_advisories(struct decisions *d, const struct doc_node *f)
{
    struct str node = doc_text(doc_get(f, "node")), part = doc_text(doc_get(f, "part"));
    const struct doc_node *list = doc_get(f, "advisories");
    struct buf key = {0};
    for (const struct doc_node *a = doc_is_list(list) ? doc_first(list) : NULL; a; a = a->next)
        map_set(&d->known, arena_str(d->arena, advised_key(&key, node, part, doc_text(a))), 1);
    buf_release(&key);
}

/* A suppressed advisory leaves a finding about the others of its package, which is known if they are. */
static bool is_known(const struct decisions *d, const struct graph *g, const struct finding *f)
{
    struct buf key = {0};
    size_t known = 0;
    for (size_t i = 0; i < f->advised_count; i++)
        known += map_get(&d->known, advised_key(&key, graph_node_at(g, f->subject)->id, f->part,
                                                f->advised[i].id), NULL);
    buf_release(&key);
    return (f->advised_count && known == f->advised_count) ||
           map_get(&d->known, str_from(f->fingerprint), NULL);
}

bool decisions_read_baseline(struct decisions *d, const struct doc *doc)
{
    const struct doc_node *root = doc_root(doc), *list = doc_get(root, "findings");
    if (!str_is(doc_text(doc_get(root, "answer")), "check") || !doc_is_list(list))
        return false;
    for (const struct doc_node *f = doc_first(list); f; f = f->next) {
        struct str print = doc_text(doc_get(f, "fingerprint"));
        if (print.len)
            map_set(&d->known, arena_str(d->arena, print), 1);
        know_advisories(d, f);
    }
    return true;
}

struct jewels *decisions_jewels(const struct decisions *d, const struct graph *g,
                                const struct exposure *x, struct diags *diags)
{
    return jewels_find(g, x, d->jewels, d->jewel_count, diags);
}

void decisions_check_jewels(const struct decisions *d, const struct graph *g, struct diags *diags)
{
    if (!d->jewel_count)
        return;
    struct exposure *x = exposure_build(g);
    jewels_free(decisions_jewels(d, g, x, diags));
    exposure_free(x);
}

struct str_list decisions_advisories(const struct decisions *d)
{
    return d->advisory_paths;
}

void decisions_keep_advisories(struct decisions *d, struct packages *p, struct advisories *a)
{
    advisories_free(d->advisories);
    packages_free(d->packages);
    d->packages = p;
    d->advisories = a;
}

void decisions_costs(const struct decisions *d, struct change_prices *prices)
{
    for (size_t i = 0; i < CHANGE_KIND_COUNT; i++)
        if (d->costs[i])
            prices->of[i] = d->costs[i];
}

/* --- Using ------------------------------------------------------------------------------------ */

static bool is_at(const struct suppression *s, const struct node *n)
{
    return str_empty(s->node) || str_glob(s->node, n->id, false) || str_glob(s->node, n->name, true);
}

static bool has_expired(const struct suppression *s, struct date today)
{
    return s->until.year && date_days(s->until) < date_days(today);
}

/* In the form of rule_options.decided. */
static bool is_decided(const void *arg, const struct node *subject, const struct vulnerability *v,
                       struct date today)
{
    const struct decisions *d = arg;
    for (size_t i = 0; i < d->suppression_count; i++) {
        const struct suppression *s = &d->suppressions[i];
        if (s->advisory.len && !has_expired(s, today) && is_at(s, subject) &&
            vulnerability_is(v, s->advisory))
            return true;
    }
    return false;
}

struct rule_options decisions_options(struct decisions *d, const struct rule_options *said)
{
    struct rule_options o = *said;
    o.ignore = joined(d->arena, o.ignore, d->options.ignore);
    o.accounts = joined(d->arena, o.accounts, d->options.accounts);
    o.owner_tags = joined(d->arena, o.owner_tags, d->options.owner_tags);
    if (!o.gigabyte_seconds)
        o.gigabyte_seconds = d->options.gigabyte_seconds;
    o.boundary_required = o.boundary_required || d->options.boundary_required;
    o.assertions = d->assertions;
    o.assertion_count = d->assertion_count;
    o.advisories = d->advisories;
    o.decided = is_decided;
    o.decided_arg = d;
    return o;
}

/* *of_all: of all that the finding tells, not of one advisory among several. */
static bool speaks_of(const struct suppression *s, const struct graph *g, const struct finding *f,
                      bool *of_all)
{
    *of_all = !s->advisory.len || f->advised_count == 1;
    bool named = !s->advisory.len;
    for (size_t i = 0; i < f->advised_count && !named; i++)
        named = vulnerability_is(&f->advised[i], s->advisory);
    return named && str_glob(s->rule, str_from(f->rule->id), true) &&
           is_at(s, graph_node_at(g, f->subject));
}

/* Did a rule run that it speaks about? Otherwise nobody knows whether it is needed. */
static bool was_asked(const struct decisions *d, const struct suppression *s,
                      const struct findings *findings)
{
    if (s->advisory.len && !d->advisories)
        return false;
    for (size_t i = 0; i < rule_count; i++)
        if (findings_ran(findings, &rules[i]) && str_glob(s->rule, str_from(rules[i].id), true))
            return true;
    return false;
}

void decisions_apply(struct decisions *d, struct findings *findings, struct date today,
                     struct diags *diags)
{
    const struct graph *g = findings_graph(findings);
    for (size_t i = 0; i < findings_count(findings); i++) {
        const struct finding *f = findings_at(findings, i);
        for (size_t k = 0; k < d->suppression_count; k++) {
            struct suppression *s = &d->suppressions[k];
            bool of_all;
            if (!speaks_of(s, g, f, &of_all))
                continue;
            s->used = true;
            if (of_all && !has_expired(s, today))
                findings_suppress(findings, i, s->reason);
        }
        if (is_known(d, g, f))
            findings_set_known(findings, i);
    }
    for (size_t k = 0; k < d->suppression_count; k++) {
        const struct suppression *s = &d->suppressions[k];
        if (s->used && has_expired(s, today))
            diags_add(diags, DIAG_WARNING, s->where, "this suppression ended on %04d-%02d-%02d",
                      s->until.year, s->until.month, s->until.day);
        else if (!s->used && was_asked(d, s, findings))
            diags_add(diags, DIAG_NOTE, s->where, "this suppression fits no finding any more");
    }
}
