/* SPDX-License-Identifier: MIT */
/* cfn_pattern.c - patterns of rules as globs of sources and detail types. */
#include "cfn_pattern.h"

struct str cfn_said(struct cfn *c, const struct doc_node *n)
{
    if (!n || !doc_is_map(n) || cfn_call(n)) {
        struct str text = n ? cfn_known(&c->scope, n) : STR("");
        return text.len ? cfn_safe(c, text) : STR("");
    }
    struct buf b = {0};
    cfn_json(&c->scope, n, &b);
    struct str text = cfn_safe(c, arena_str(c->arena, buf_str(&b)));
    buf_release(&b);
    return text;
}

/* One member of a pattern as a glob: "x", {"prefix": "x"}, {"suffix": "x"}, {"wildcard": "x*y"}; "*" for
 * what a glob cannot say, which is more than that. */
static void pattern_glob(struct cfn *c, struct cfn_pattern *p, struct str *list,
                         const struct cfn_item *item)
{
    static const struct {
        const char *key, *before, *after;
    } rows[] = {{"prefix", "", "*"}, {"suffix", "*", ""}, {"wildcard", "", ""}};
    const struct doc_node *n = item->node;
    const struct doc_node *rule = n && doc_is_map(n) && !cfn_call(n) ? doc_first(n) : NULL;
    struct cfn_value v = rule ? cfn_value(&c->scope, rule) : cfn_item_value(&c->scope, item);
    const char *before = "", *after = "";
    bool said = !rule;
    for (size_t i = 0; i < COUNT(rows) && rule && !rule->next; i++) {
        if (str_is(rule->key, rows[i].key) && doc_is_scalar(cfn_node(&c->scope, rule))) {
            before = rows[i].before;
            after = rows[i].after;
            said = true;
        }
    }
    for (const struct cfn_value *a = said ? &v : NULL; a; a = a->other)
        p->more = p->more || a->secure || str_empty(a->text) || str_is(a->text, "*") ||
                  str_chr(a->text, ',') != STR_NPOS;
    p->more = p->more || (!said && !(rule && !rule->next && str_is(rule->key, "exists")));
    *list = cfn_globs(c, *list, before, said ? &v : NULL, after);
}

/* What of an event decides whether the pattern lets it pass, where that can be compared. */
struct cfn_pattern cfn_pattern_read(struct cfn *c, const struct doc_node *written)
{
    struct cfn_pattern p = {.filter = cfn_said(c, written)};
    const struct doc_node *pattern = written;
    if (pattern && (!doc_is_map(pattern) || cfn_call(pattern)))
        pattern = cfn_json_text(c, pattern);
    struct {
        const char *key;
        struct str *list;
    } parts[] = {{"source", &p.sources}, {"detail-type", &p.types}};
    for (size_t i = 0; i < COUNT(parts) && pattern; i++) {
        const struct cfn_item *items;
        const struct doc_node *list = cfn_get(&c->scope, pattern, parts[i].key);
        size_t count = list ? cfn_list(&c->scope, list, &items) : 0;
        for (size_t k = 0; k < count; k++)
            pattern_glob(c, &p, parts[i].list, &items[k]);
    }
    const struct doc_node *map = pattern ? cfn_node(&c->scope, pattern) : NULL;
    bool known = map && doc_is_map(map) && !cfn_call(map);
    p.more = p.more || (written && !known);
    for (const struct doc_node *k = known ? doc_first(map) : NULL; k; k = k->next)
        if (!str_is(k->key, parts[0].key) && !str_is(k->key, parts[1].key) &&
            !str_is(k->key, "account") && !str_is(k->key, "region"))
            p.more = true;
    return p;
}

void cfn_pattern_facts(struct cfn *c, edge_id e, const struct cfn_pattern *p)
{
    const struct {
        const char *key;
        struct str text;
    } facts[] = {{FACT_FILTER, p->filter},
                 {FACT_EVENT_SOURCES, p->sources},
                 {FACT_EVENT_TYPES, p->types}};
    for (size_t i = 0; i < COUNT(facts) && e; i++)
        if (facts[i].text.len)
            graph_edge_attr(c->g, e, facts[i].key, facts[i].text);
    if (e && p->more)
        graph_edge_attr_typed(c->g, e, STR(FACT_EVENT_MORE), ATTR_BOOL, STR("true"));
}
