/* SPDX-License-Identifier: MIT */
#include "excess_parts_out.h"
#include "parts_json.h"

void excess_closed_member(struct json_writer *w, const char *key, struct excess_closed c)
{
    json_key(w, key), json_object_inline(w);
    json_member_long(w, "nodes", c.nodes);
    json_member_long(w, "jewels", c.jewels);
    json_end(w);
}

void excess_classes_member(struct json_writer *w, const char *key, unsigned ops)
{
    json_key(w, key), json_list_inline(w);
    for (unsigned b = 0; b < OP_COUNT; b++)
        if (ops & 1u << b)
            json_literal(w, op_class_names[b]);
    json_end(w);
}

static void statement_json(struct json_writer *w, const struct excess_statement *s)
{
    struct arena *a = arena_new();
    json_object(w);
    json_member_if(w, "policy", s->policy->name);
    json_member_long(w, "statement", s->statement->index);
    json_member_if(w, "sid", s->statement->sid);
    json_member_long(w, "given", s->given);
    json_member_long(w, "used", s->used);
    json_member_bool(w, "allActions", s->all_actions);
    json_member_bool(w, "allResources", s->all_resources);
    json_member_bool(w, "wider", s->wider);
    json_member_bool(w, "matters", s->matters);
    excess_classes_member(w, "classes", s->ops);
    json_key(w, "unused"), json_list(w);
    for (uint32_t k = 0; k < s->unused_count; k++) {
        json_text(w, aws_action_written(a, s->unused[k]));
    }
    json_end(w);
    part_member_where(w, s->where);
    json_end(w);
    arena_free(a);
}

static void need_json(struct json_writer *w, const struct graph *g, const struct aws_need *need,
                      bool met)
{
    json_object(w);
    part_member_node(w, g, "user", need->user);
    json_member_if(w, "action", need->action);
    json_member_if(w, "service", need->action.len ? STR_NONE : need->service);
    if (need->node)
        part_member_node(w, g, "node", need->node);
    part_member_edge(w, g, need->edge);
    part_member_literal(w, "needed", need->possible ? "possible" : "yes");
    json_member_bool(w, "given", met);
    part_member_literal(w, "why", need->why);
    part_member_where(w, need->where);
    json_end(w);
}

static void identity_json(struct json_writer *w, const struct excess *x,
                          const struct excess_identity *i)
{
    const struct graph *g = excess_graph(x);
    json_object(w);
    part_member_node(w, g, "identity", i->identity);
    json_key(w, "users"), json_list_inline(w);
    for (size_t k = 0; k < i->user_count; k++)
        json_text(w, graph_node_at(g, i->users[k])->id);
    json_end(w);
    json_member_bool(w, "codeKnown", i->needs.code_known);
    excess_classes_member(w, "classes", i->ops);
    excess_closed_member(w, "closesFromInternet", i->from_internet);
    excess_closed_member(w, "closesIfTaken", i->if_taken);
    json_key(w, "statements"), json_list(w);
    for (size_t k = 0; k < i->statement_count; k++)
        statement_json(w, &i->statements[k]);
    json_end(w);
    json_key(w, "needs"), json_list(w);
    for (size_t k = 0; k < i->needs.count; k++)
        need_json(w, g, &i->needs.items[k], i->met[k]);
    json_end(w);
    if (i->narrowed.len)
        json_key(w, "narrowed"), json_raw(w, i->narrowed);
    json_end(w);
}

static void leftover_json(struct json_writer *w, const struct graph *g, const struct finding *f)
{
    json_object(w);
    part_member_literal(w, "rule", f->rule->id);
    part_member_node(w, g, "node", f->subject);
    json_member(w, "text", f->text);
    json_member_bool(w, "question", f->question);
    part_member_where(w, f->where);
    json_end(w);
}

void excess_json(struct buf *out, const struct excess *x, const struct excess_azure *azure,
                 const struct findings *leftovers)
{
    struct json_writer w = json_writer(out);
    json_object(&w);
    json_member_long(&w, "faasmap", 1);
    part_member_literal(&w, "answer", "excess");
    excess_closed_member(&w, "closesAll", excess_all(x));
    json_key(&w, "identities"), json_list(&w);
    for (size_t k = 0; k < excess_count(x); k++)
        identity_json(&w, x, excess_at(x, k));
    json_end(&w);
    excess_azure_json(&w, azure);
    json_key(&w, "leftovers"), json_list(&w);
    for (size_t k = 0; k < findings_count(leftovers); k++)
        if (!findings_at(leftovers, k)->suppressed.len)
            leftover_json(&w, excess_graph(x), findings_at(leftovers, k));
    json_end(&w);
    json_end(&w);
}
