/* SPDX-License-Identifier: MIT */
/* rules_packages.c - third-party packages: any version, or one with known vulnerabilities (FW-083). */
#include "rule_ask.h"

#include "advisories.h"
#include "arena.h"
#include "map.h"
#include "mem.h"

/* --- Any version ------------------------------------------------------------------------------ */

static bool is_open(const struct rule_run *run, node_id n)
{
    return rule_attr(run, n, FACT_LOOSE).len && !rule_attr(run, n, FACT_LOCKFILE).len;
}

/* Functions that share a manifest are one finding. */
static void find_loose(struct rule_run *run)
{
    struct map seen = {0};
    struct finding **found = NULL;
    size_t count = 0, cap = 0;
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++) {
        node_id n = (node_id)i;
        struct str loose = rule_attr(run, n, FACT_LOOSE), at = rule_attr(run, n, FACT_LOOSE_AT);
        bool added;
        if (!is_open(run, n) || !rule_is_live(run, n))
            continue;
        uint32_t *index = map_put(&seen, at, &added);
        if (!added) {
            rule_with_node(run, found[*index], n);
            continue;
        }
        *index = (uint32_t)count;
        if (count == cap)
            found = mem_grow(found, &cap, sizeof *found);
        struct finding *f = found[count++] = rule_find(run, n);
        struct origin where = fact_place(at);
        if (where.line)
            rule_at(f, where);
        rule_say(run, f, "%S leaves open which version is installed: %S",
                 rule_attr(run, n, FACT_PACKAGES), loose);
    }
    map_release(&seen);
    mem_free(found);
}

/* --- Known vulnerabilities -------------------------------------------------------------------- */

static const struct {
    enum severity severity;
    const char *word;
} levels[] = {
    [ADVISORY_UNRATED] = {SEVERITY_MEDIUM, "not rated"}, [ADVISORY_LOW] = {SEVERITY_LOW, "low"},
    [ADVISORY_MEDIUM] = {SEVERITY_MEDIUM, "medium"},     [ADVISORY_HIGH] = {SEVERITY_HIGH, "high"},
    [ADVISORY_CRITICAL] = {SEVERITY_CRITICAL, "critical"},
};

/* "CVE-2021-1 (GHSA-x, high 7.2)" */
static void name_one(struct buf *out, const struct vulnerability *v)
{
    enum { ALIASES_SHOWN = 3 };
    buf_add(out, v->id);
    buf_puts(out, " (");
    for (size_t i = 0; i < v->alias_count && i < ALIASES_SHOWN; i++) {
        buf_add(out, v->aliases[i]);
        buf_puts(out, ", ");
    }
    buf_puts(out, levels[v->level].word);
    if (v->score >= 0)
        buf_printf(out, " %d.%d", v->score / 10, v->score % 10);
    buf_putc(out, ')');
}

static struct str name_all(struct rule_run *run, const struct vulnerability *v, size_t count)
{
    enum { SHOWN = 6 };
    struct buf text = {0};
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        buf_puts(&text, i ? ", " : "");
        name_one(&text, &v[i]);
    }
    if (count > SHOWN)
        buf_printf(&text, " and %zu more", count - SHOWN);
    struct str kept = arena_str(rule_arena(run), buf_str(&text));
    buf_release(&text);
    return kept;
}

/* What makes this finding another one than that of the next package, or of the next advisory. */
static struct str identity(struct rule_run *run, const struct package *p,
                           const struct vulnerability *v, size_t count)
{
    struct buf text = {0};
    ecosystem_key(p->ecosystem, p->name, &text);
    for (size_t i = 0; i < count; i++) {
        buf_putc(&text, ' ');
        buf_add(&text, v[i].id);
    }
    struct str kept = arena_str(rule_arena(run), buf_str(&text));
    buf_release(&text);
    return kept;
}

static void say_fix(struct rule_run *run, struct finding *f, const struct package *p,
                    const struct vulnerability *v, size_t count)
{
    const struct vulnerability *open = NULL;
    struct str fixed = STR_NONE;
    for (size_t i = 0; i < count; i++) {
        if (!v[i].fixed.len)
            open = open ? open : &v[i];
        else if (!fixed.len ||
                 version_compare(ecosystems[p->ecosystem].scheme, v[i].fixed, fixed) > 0)
            fixed = v[i].fixed;
    }
    if (!fixed.len)
        rule_fix(run, f, "No fixed version is known: replace %S, or what requires it.", p->name);
    else if (open)
        rule_fix(run, f, "Update %S to %S or later. For %S no fixed version is known.", p->name,
                 fixed, open->id);
    else
        rule_fix(run, f, "Update %S to %S or later.", p->name, fixed);
}

/* The nodes that install it: the first live one is the subject; 0: none is. */
static struct finding *about(struct rule_run *run, const struct packages *all, uint32_t set,
                             node_id *first, size_t *more)
{
    const node_id *users;
    struct finding *f = NULL;
    size_t count = packages_users(all, set, &users);
    *more = 0;
    for (size_t i = 0; i < count; i++) {
        if (!rule_is_live(run, users[i]))
            continue;
        if (!f) {
            *first = users[i];
            f = rule_find(run, users[i]);
        } else {
            rule_with_node(run, f, users[i]);
            ++*more;
        }
    }
    return f;
}

/* "acme-parse@1.2.3", "CVE-2026-10001 +2" */
static void say_part(struct rule_run *run, struct finding *f, const struct package *p,
                     const struct vulnerability *v, size_t count)
{
    struct arena *a = rule_arena(run);
    struct str more = count > 1 ? arena_printf(a, " +%zu", count - 1) : STR_NONE;
    rule_part(f, ARENA_JOIN(a, p->name, STR("@"), p->version), ARENA_JOIN(a, v->id, more));
}

/* v..v+count: of one package. */
static void tell_vulnerable(struct rule_run *run, const struct packages *all,
                            const struct vulnerability *v, size_t count)
{
    const struct package *p = packages_at(all, v->package);
    enum severity severity = SEVERITY_INFO;
    node_id first;
    size_t more;
    struct finding *f = about(run, all, p->set, &first, &more);
    if (!f)
        return;
    for (size_t i = 0; i < count; i++)
        if (levels[v[i].level].severity > severity)
            severity = levels[v[i].level].severity;
    if (p->development && severity > SEVERITY_LOW)
        severity = SEVERITY_LOW;
    rule_severity(f, severity);
    rule_about(f, identity(run, p, v, count));
    say_part(run, f, p, v, count);
    rule_advised(f, v, count);
    rule_at(f, (struct origin){.file = arena_str(rule_arena(run), packages_file(all, p->set)),
                               .line = p->line});
    struct buf others = {0};
    if (more)
        buf_printf(&others, " and %zu more", more);
    rule_say(run, f, "%S %S (%s)%s, which %N%S install%s, has %s: %S", p->name, p->version,
             ecosystems[p->ecosystem].name, p->development ? ", for development only" : "", first,
             buf_str(&others), more ? "" : "s",
             count == 1 ? "a known vulnerability" : "known vulnerabilities", name_all(run, v, count));
    buf_release(&others);
    say_fix(run, f, p, v, count);
}

/* The first live node that installs it; NULL: none does. */
static const struct node *installer(const struct rule_run *run, const struct packages *all,
                                    uint32_t set)
{
    const node_id *users;
    size_t count = packages_users(all, set, &users);
    for (size_t i = 0; i < count; i++)
        if (rule_is_live(run, users[i]))
            return graph_node_at(rule_graph(run), users[i]);
    return NULL;
}

/* v..v+count: all of one package; each that is decided on by itself, then the rest. */
static void find_vulnerable(struct rule_run *run, const struct packages *all,
                            const struct vulnerability *v, size_t count)
{
    const struct rule_options *o = rule_options_of(run);
    const struct node *subject = installer(run, all, packages_at(all, v->package)->set);
    struct vulnerability *rest = arena_array(rule_arena(run), count, sizeof *rest);
    size_t open = 0;
    if (!subject)
        return;
    for (size_t i = 0; i < count; i++) {
        if (o->decided && o->decided(o->decided_arg, subject, &v[i], o->today))
            tell_vulnerable(run, all, &v[i], 1);
        else
            rest[open++] = v[i];
    }
    if (open)
        tell_vulnerable(run, all, rest, open);
}

/* --- What nobody can know --------------------------------------------------------------------- */

/* One question about all nodes of which that is so; format: with one %N and one %S. */
static void ask_of(struct rule_run *run, bool (*is_so)(const struct rule_run *run, node_id n),
                   const char *format)
{
    struct finding *f = NULL;
    node_id first = 0;
    size_t more = 0;
    for (node_id n = 1; n <= graph_node_count(rule_graph(run)); n++) {
        if (!rule_attr(run, n, FACT_PACKAGES).len || !rule_is_live(run, n) || !is_so(run, n))
            continue;
        if (!f) {
            first = n;
            f = rule_ask(run, n);
            rule_at(f, (struct origin){.file = rule_attr(run, n, FACT_PACKAGES), .line = 1});
        } else {
            rule_with_node(run, f, n);
            more++;
        }
    }
    if (!f)
        return;
    struct str others = more ? arena_printf(rule_arena(run), " and %zu more", more) : STR_NONE;
    rule_say(run, f, format, first, others);
    rule_fix(run, f, "Give advisories in OSV form: --advisories PATH, or advisories: PATH in "
                     "faasmap.yaml; and commit lock files.");
}

static bool is_any(const struct rule_run *run, node_id n)
{
    (void)run;
    (void)n;
    return true;
}

/* Neither a lock file nor the manifest pins a single package of it, and nobody has said so yet. */
static bool is_not_pinned(const struct rule_run *run, node_id n)
{
    const struct packages *all = advisories_packages(rule_options_of(run)->advisories);
    if (is_open(run, n))
        return false;
    for (uint32_t s = 0; s < packages_set_count(all); s++) {
        const node_id *users;
        size_t count = packages_in(all, s) ? packages_users(all, s, &users) : 0;
        for (size_t i = 0; i < count; i++)
            if (users[i] == n)
                return false;
    }
    return true;
}

RULE(fw_083)
{
    const struct advisories *a = rule_options_of(run)->advisories;
    find_loose(run);
    if (!a || !advisories_read(a)) {
        ask_of(run, is_any, "whether the packages of %N%S have known vulnerabilities is not known: "
                            "no advisories were given");
        return;
    }
    for (size_t from = 0, to; from < advisories_found(a); from = to) {
        const struct vulnerability *v = advisories_at(a, from);
        for (to = from; to < advisories_found(a) && advisories_at(a, to)->package == v->package;)
            to++;
        find_vulnerable(run, advisories_packages(a), v, to - from);
    }
    ask_of(run, is_not_pinned, "which versions of their packages are installed for %N%S is not known, so "
                               "nobody can look them up: no lock file says it");
}
