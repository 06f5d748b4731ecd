/* SPDX-License-Identifier: MIT */
#include "excess_parts_out.h"
#include "parts_json.h"

static void need_json(struct json_writer *w, const struct graph *g, const struct azure_need *need)
{
    json_object(w);
    part_member_node(w, g, "user", need->user);
    if (need->node)
        part_member_node(w, g, "node", need->node);
    part_member_literal(w, "target", need->target);
    excess_classes_member(w, "classes", need->ops);
    part_member_edge(w, g, need->edge);
    part_member_literal(w, "needed", need->possible ? "possible" : "yes");
    part_member_literal(w, "why", need->why);
    part_member_where(w, need->where);
    json_end(w);
}

static void would_json(struct json_writer *w, const struct graph *g,
                       const struct excess_azure_role *role)
{
    json_object(w);
    part_member_literal(w, "role", role->role->name);
    part_member_literal(w, "guid", role->role->guid);
    part_member_node(w, g, "scope", role->scope);
    part_member_literal(w, "needed", role->perhaps ? "possible" : "yes");
    json_end(w);
}

void excess_words_member(struct json_writer *w, const char *key, struct str words)
{
    json_key(w, key), json_list(w);
    for (struct str rest = words, one; words.len && str_cut(&rest, ' ', &one);)
        if (one.len)
            json_text(w, one);
    json_end(w);
}

/* What of the actions or permissions that the template lists would do. */
static void own_json(struct json_writer *w, const struct graph *g, const struct excess_azure_row *r)
{
    json_key(w, "narrowed"), json_object(w);
    if (r->assignment->form == AZURE_CUSTOM) {
        excess_words_member(w, "actions", r->actions.actions);
        excess_words_member(w, "notActions", r->actions.not_actions);
        excess_words_member(w, "dataActions", r->actions.data_actions);
        excess_words_member(w, "notDataActions", r->actions.not_data_actions);
        json_key(w, "scopes"), json_list(w);
        for (uint32_t i = 0; i < r->place_count; i++)
            json_text(w, graph_node_at(g, r->places[i])->id);
        json_end(w);
    } else {
        excess_words_member(w, "secrets", r->secrets);
        excess_words_member(w, "keys", r->keys);
    }
    json_end(w);
}

static void row_json(struct json_writer *w, const struct graph *g, const struct excess_azure_row *r)
{
    const struct azure_needs *needs = r->needs;
    json_object(w);
    part_member_node(w, g, "identity", r->assignment->holder);
    part_member_node(w, g, "scope", r->assignment->scope);
    json_member(w, "role", r->assignment->name);
    json_member_bool(w, "used", needs->used);
    json_member_bool(w, "codeKnown", needs->code_known);
    if (needs->used && !needs->code_known) {
        part_member_node(w, g, "unreadAt", needs->unread_at);
        json_member_if(w, "unread", needs->unread);
    }
    json_member_bool(w, "tooMuch", r->too_much);
    json_member_bool(w, "wider", r->wider);
    json_member_long(w, "neededElsewhere", r->elsewhere);
    excess_classes_member(w, "given", r->given);
    excess_classes_member(w, "excess", r->over);
    excess_closed_member(w, "closesFromInternet", r->from_internet);
    excess_closed_member(w, "closesIfTaken", r->if_taken);
    json_key(w, "wouldDo"), json_list(w);
    for (uint32_t k = 0; k < r->would_count; k++)
        would_json(w, g, &r->would[k]);
    json_end(w);
    if (r->own)
        own_json(w, g, r);
    json_key(w, "needs"), json_list(w);
    for (uint32_t k = 0; k < r->served_count; k++)
        need_json(w, g, r->served[k]);
    json_end(w);
    part_member_where(w, r->assignment->where);
    json_end(w);
}

void excess_azure_json(struct json_writer *w, const struct excess_azure *x)
{
    json_key(w, "assignments"), json_list(w);
    for (size_t k = 0; k < x->count; k++)
        row_json(w, x->graph, &x->rows[k]);
    json_end(w);
    excess_closed_member(w, "assignmentsCloseAll", x->all);
}
