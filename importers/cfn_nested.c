/* SPDX-License-Identifier: MIT */
/* cfn_nested.c - stacks in stacks. */
#include "cfn_functions.h"
#include "cfn_graph.h"

void cfn_emit_stack(struct cfn *c, struct cfn_resource *r)
{
    const struct doc_node *url = cfn_prop(c, r, "TemplateURL");
    struct str path = cfn_stack_file(c->im, c->folder, r->at), scope = STR(""), text;
    graph_attr(c->g, r->node, FACT_CLASS, STR("stack"));
    if (str_empty(path) && url && !doc_is_map(url)) {
        text = cfn_known(&c->scope, url);
        if (str_empty(text) || str_find(text, STR("://")) != STR_NPOS ||
            !import_join(c->im, c->folder, text, &path) || !import_exists(c->im, path))
            path = STR("");
    }
    if (path.len)
        scope = cfn_stack_use(c, r, path);
    if (scope.len)
        graph_attr(c->g, r->node, "nested", scope);
    else
        graph_unresolved(c->g, r->id, path.len ? STR("this stack is one of too many in each other")
                                               : STR("the template of this stack is not among the files"),
                         r->node, r->where);
    const struct doc_node *params = cfn_prop(c, r, "Parameters");
    const struct doc_node *p = doc_is_map(params) && !cfn_call(params) ? doc_first(params) : NULL;
    for (; p; p = p->next) {
        struct cfn_value v = cfn_value(&c->scope, p);
        node_id n = v.refs || cfn_arn_kind(v.text, &(enum node_kind){0})
                        ? cfn_target(c, &v, NODE_KIND_COUNT, cfn_at(c, p))
                        : 0;
        if (!n)
            continue;
        graph_attr_typed(c->g, r->node, ARENA_JOIN(c->arena, STR("parameter:"), p->key), ATTR_TEXT,
                         graph_node_at(c->g, n)->id);
        cfn_edge(c, EDGE_DEPENDS, r->node, n, p, r->condition);
    }
}
