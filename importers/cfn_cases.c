/* SPDX-License-Identifier: MIT */
/* cfn_cases.c - statements of policies that conditions of the template change.
 * A list of actions, resources or principals is taken apart: what is always there, and what each
 * condition adds. Whatever else an Fn::If decides (effect, conditions, a list of exceptions) is
 * written out for both of its sides. What there are too many conditions for is written in one
 * statement that holds under "several conditions". */
#include "cfn_functions.h"
#include "cfn_statement.h"

enum { PARTS = 3, GROUPS = 16, PAIRS = 64 };
static const char *const parts[PARTS] = {"Action", "Resource", "Principal"};
static const struct str several = STR_INIT("several conditions");

struct groups { /* of the elements of one member, by what they are there under */
    struct str when[GROUPS];
    size_t count;
    bool more;
};

struct cases {
    struct cfn_statement *s;
    struct json_writer *w;
    struct groups groups[PARTS];
};

static size_t part_of(struct str key)
{
    size_t i = 0;
    while (i < PARTS && !str_is(key, parts[i]))
        i++;
    return i;
}

static bool is_absent(struct cfn *c, const struct doc_node *m)
{
    return cfn_is_no_value(m) || (cfn_call(m) && !cfn_node(&c->scope, m));
}

/* --- Writing ---------------------------------------------------------------------------------- */

static bool has_texts(struct str key)
{
    return part_of(key) < PARTS || str_is(key, "NotAction") || str_is(key, "NotResource") ||
           str_is(key, "NotPrincipal");
}

static void put(struct cases *x, const struct doc_node *n, struct str when,
                const struct str *const only[PARTS])
{
    struct cfn *c = x->s->c;
    struct json_writer *w = x->w;
    struct origin at = cfn_where(&c->scope, n);
    char line[STR_DIGITS], col[STR_DIGITS];
    json_object(w);
    for (const struct doc_node *m = doc_first(n); m; m = m->next) {
        size_t part = part_of(m->key);
        if (is_absent(c, m))
            continue;
        if (has_texts(m->key)) {
            cfn_statement_member(x->s, w, n, m, part < PARTS ? only[part] : NULL);
            continue;
        }
        json_key_str(w, m->key);
        cfn_json_into(&c->scope, m, NULL, w);
    }
    cfn_statement_things(x->s, w);
    json_member_if(w, "when", terms_less(c->arena, when, x->s->given));
    json_member(w, "where", ARENA_JOIN(c->arena, at.file, STR(":"), str_decimal(line, at.line),
                                       STR(":"), str_decimal(col, at.col)));
    json_end(w);
}

/* --- Elements of lists ------------------------------------------------------------------------ */

static void add_group(struct groups *g, struct str when)
{
    for (size_t i = 0; i < g->count; i++)
        if (str_eq(g->when[i], when))
            return;
    if (g->count < GROUPS)
        g->when[g->count++] = when;
    else
        g->more = true;
}

static void find_groups(struct cfn *c, const struct doc_node *m, struct groups *g, unsigned depth)
{
    const struct cfn_item *items;
    const struct doc_node *n = cfn_node(&c->scope, m);
    if (doc_is_map(n) && !cfn_call(n) && depth < 2) {
        for (const struct doc_node *k = doc_first(n); k; k = k->next)
            if (!cfn_is_no_value(k))
                find_groups(c, k, g, depth + 1);
        return;
    }
    size_t count = n ? cfn_list(&c->scope, n, &items) : 0;
    for (size_t i = 0; i < count; i++) {
        struct cfn_value v = cfn_item_value(&c->scope, &items[i]);
        for (const struct cfn_value *a = &v; a; a = a->other)
            if (!a->none)
                add_group(g, terms_both(c->arena, items[i].condition, a->condition));
    }
}

/* One statement for each combination of what the three lists are there under. */
static void put_groups(struct cases *x, const struct doc_node *n, struct str when)
{
    struct cfn *c = x->s->c;
    size_t total = 1;
    bool more = false;
    const struct doc_node *effect = doc_get(n, "Effect");
    if (!effect || is_absent(c, effect))
        return;
    for (size_t i = 0; i < PARTS; i++) {
        struct groups *g = &x->groups[i];
        const struct doc_node *m = doc_get(n, parts[i]);
        *g = (struct groups){.count = 0};
        if (m && !is_absent(c, m))
            find_groups(c, m, g, 0);
        more = more || g->more;
        total *= g->count ? g->count : 1;
    }
    if (more || total > PAIRS) {
        put(x, n, terms_both(c->arena, when, several), (const struct str *const[PARTS]){0});
        return;
    }
    for (size_t k = 0; k < total; k++) {
        const struct str *only[PARTS] = {0};
        struct str terms = when;
        bool never = false;
        for (size_t i = 0, rest = k; i < PARTS; i++) {
            struct groups *g = &x->groups[i];
            if (!g->count)
                continue;
            const struct str *one = &g->when[rest % g->count];
            rest /= g->count;
            never = never || terms_hold(*one, terms) < 0 || terms_hold(*one, x->s->given) < 0;
            terms = terms_both(c->arena, terms, *one);
            only[i] = g->count > 1 ? one : NULL;
        }
        if (!never)
            put(x, n, terms, only);
    }
}

/* --- Everything else -------------------------------------------------------------------------- */

/* {"Fn::If": [name, "*", {"AWS": ..}]}: no list of elements. */
static bool is_mixed(struct cfn *c, const struct doc_node *m)
{
    const struct doc_node *call = cfn_call(cfn_node(&c->scope, m));
    for (size_t i = 1; call && str_is(call->key, "Fn::If") && i < 3; i++) {
        const struct doc_node *branch = doc_at(call, i);
        if (doc_is_map(branch) && !cfn_call(branch))
            return true;
    }
    return false;
}

static void each_case(struct cases *x, const struct doc_node *n, struct str when,
                      const struct cfn_open *open)
{
    struct cfn *c = x->s->c;
    for (unsigned bits = 1u << open->count; bits-- > 0;) {
        struct str terms = STR("");
        for (size_t i = 0; i < open->count; i++) {
            int holds = bits >> i & 1;
            struct str name = open->names[i];
            terms = terms_both(c->arena, terms, holds ? name : terms_not(c->arena, name));
            cfn_assume(&c->scope, name, holds);
        }
        if (terms_hold(terms, when) >= 0 && terms_hold(terms, x->s->given) >= 0)
            put_groups(x, n, terms_both(c->arena, when, terms));
    }
    for (size_t i = 0; i < open->count; i++)
        cfn_assume(&c->scope, open->names[i], -1);
}

void cfn_statement_cases(void *arg, struct json_writer *w, const struct doc_node *n,
                         struct str when, bool alone)
{
    struct cases x = {.s = arg, .w = w};
    struct cfn *c = x.s->c;
    struct cfn_open any = {.count = 0}, open = {.count = 0};
    if (c->scope.conditions)
        cfn_open_conditions(&c->scope, n, &any);
    if (!any.count) {
        put(&x, n, when, (const struct str *const[PARTS]){0});
        return;
    }
    for (const struct doc_node *m = doc_first(n); m; m = m->next)
        if (!str_is(m->key, "Sid") && (part_of(m->key) == PARTS || is_mixed(c, m)))
            cfn_open_conditions(&c->scope, m, &open);
    if (open.more)
        when = terms_both(c->arena, when, several);
    cfn_note_names(c);
    if (alone)
        json_list(w);
    each_case(&x, n, when, &open);
    if (alone)
        json_end(w);
}
