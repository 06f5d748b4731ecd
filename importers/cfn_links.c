/* SPDX-License-Identifier: MIT */
/* cfn_links.c - edges of properties that lead to another node; cfn_links.tsv holds them. */
#include "cfn_graph.h"

struct linking {
    struct cfn *c;
    struct cfn_resource *r;
    const struct cfn_link *link;
};

static void link_one(void *arg, const struct doc_node *n, struct str condition)
{
    struct linking *l = arg;
    cfn_link(l->c, l->r->node, n, l->link, condition);
}

void cfn_links(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *props = cfn_node(&c->scope, r->props);
    for (size_t i = 0; i < r->of->link_count; i++) {
        const struct cfn_link_row *row = &r->of->links[i];
        struct linking l = {c, r, &row->link};
        const struct doc_node *n = cfn_get_str(&c->scope, props, row->first);
        if (n && row->rest.len)
            cfn_each(c, n, row->rest, r->condition, link_one, &l);
        else if (n)
            link_one(&l, n, r->condition);
    }
}

/* "a,c" and "b" -> "a,b,c" */
static struct str with(struct cfn *c, struct str rest, struct str value)
{
    struct str word;
    struct buf all = {0};
    bool placed = false;
    while (rest.len && str_cut(&rest, ',', &word)) {
        int order = str_cmp(value, word);
        if (!placed && order <= 0) {
            buf_add(&all, value);
            buf_puts(&all, order ? "," : "");
            placed = true;
        }
        if (order)
            buf_add(&all, word);
        if (rest.len || !placed)
            buf_putc(&all, ',');
    }
    if (!placed)
        buf_add(&all, value);
    struct str result = arena_str(c->arena, buf_str(&all));
    buf_release(&all);
    return result;
}

void cfn_edge_more(struct cfn *c, edge_id e, const char *key, struct str value)
{
    if (e && value.len)
        graph_edge_attr(c->g, e, key, with(c, edge_attr_text(graph_edge_at(c->g, e), key), value));
}

struct str cfn_globs(struct cfn *c, struct str list, const char *before, const struct cfn_value *v,
                     const char *after)
{
    static const struct cfn_value unknown = {.unknown = true};
    for (const struct cfn_value *a = v ? v : &unknown; a; a = a->other) {
        bool said = a->text.len && !a->secure && str_chr(a->text, ',') == STR_NPOS;
        list = with(c, list, said ? cfn_safe(c, ARENA_JOIN(c->arena, str_from(before), a->text,
                                                           str_from(after)))
                                  : STR("*"));
    }
    return list;
}

/* A glob of one part of an event; "*" for what cannot be said in a list of them. */
static struct str event_part(const struct cfn_value *v)
{
    enum { LONGEST = 256 };
    bool said = v->text.len && v->text.len <= LONGEST && !v->secure &&
                str_chr(v->text, ',') == STR_NPOS && str_chr(v->text, '|') == STR_NPOS;
    return said ? v->text : STR("*");
}

void cfn_edge_event(struct cfn *c, edge_id e, const struct cfn_value *source,
                    const struct cfn_value *type)
{
    enum { MOST = 4096 }; /* bytes of all of them */
    static const struct cfn_value unknown = {.unknown = true};
    for (const struct cfn_value *s = source ? source : &unknown; s && e; s = s->other)
        for (const struct cfn_value *t = type ? type : &unknown; t; t = t->other) {
            struct str all = edge_attr_text(graph_edge_at(c->g, e), FACT_EVENTS);
            cfn_edge_more(c, e, FACT_EVENTS,
                          all.len > MOST ? STR("*|*")
                                         : cfn_safe(c, ARENA_JOIN(c->arena, event_part(s), STR("|"),
                                                                  event_part(t))));
        }
}

void cfn_node_more(struct cfn *c, node_id n, const char *key, struct str value)
{
    if (n && value.len)
        graph_attr(c->g, n, key, with(c, node_attr_text(graph_node_at(c->g, n), key), value));
}
