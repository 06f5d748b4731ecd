/* SPDX-License-Identifier: MIT */
/* The policy that would do, and the proof that it does. */
#include <stdlib.h>

#include "excess_parts.h"
#include "json_writer.h"
#include "mem.h"

/* Actions that share resources and conditions. */
struct grant {
    struct str resource;               /* one ARN; empty: those of the statement */
    const struct aws_statement *from;  /* the statement that gives it: its conditions */
    struct str *actions;               /* each once */
    size_t count, cap;
};

struct narrowing {
    struct excess *x;
    const struct excess_identity *i;
    struct grant *grants;
    size_t count, cap;
};

static bool same_conditions(const struct aws_statement *a, const struct aws_statement *b)
{
    return a == b || (!a->condition_count && !b->condition_count);
}

static struct grant *grant_for(struct narrowing *w, const struct aws_statement *from,
                               struct str resource)
{
    for (size_t k = 0; k < w->count; k++) {
        struct grant *g = &w->grants[k];
        if (resource.len ? str_eq(g->resource, resource) && same_conditions(g->from, from)
                         : !g->resource.len && g->from == from)
            return g;
    }
    if (w->count == w->cap)
        w->grants = mem_grow(w->grants, &w->cap, sizeof *w->grants);
    w->grants[w->count] = (struct grant){.resource = resource, .from = from};
    return &w->grants[w->count++];
}

static void give(struct narrowing *w, const struct aws_statement *from, struct str resource,
                 struct str action)
{
    struct grant *g = grant_for(w, from, resource);
    for (size_t k = 0; k < g->count; k++)
        if (str_ieq(g->actions[k], action))
            return;
    if (g->count == g->cap)
        g->actions = mem_grow(g->actions, &g->cap, sizeof *g->actions);
    g->actions[g->count++] = action;
}

/* A query may go over an index of the table, which has an ARN of its own. */
static void give_index(struct narrowing *w, const struct aws_statement *from, struct str arn,
                       struct str action)
{
    if (!str_ieq(action, STR("dynamodb:Query")) && !str_ieq(action, STR("dynamodb:Scan")))
        return;
    struct str index = ARENA_JOIN(w->x->arena, arn, STR("/index/*"));
    if (excess_may(w->x, w->i->identity, 0, index, action))
        give(w, from, index, action);
}

/* action: as it is to be written; empty: that of the row. */
static void give_action(struct narrowing *w, const struct aws_need *need,
                        const struct aws_statement *s, struct str action,
                        const struct aws_action_row *row)
{
    struct excess *x = w->x;
    const struct aws_need exactly = {.node = need->node, .row = row,
                                     .action = row ? str_from(row->action) : action};
    if (!aws_need_met(x->asked, s, &exactly))
        return;
    if (!action.len)
        action = aws_action_written(x->arena, row);
    if (!need->node) {
        bool all = s->resource_count == 1 && s->resources[0].all && !s->not_resource;
        give(w, s, all ? STR("*") : STR_NONE, action);
    } else if (excess_may(x, w->i->identity, need->node, STR_NONE, action)) {
        struct str arn = aws_arn_asked(x->arena, aws_node_arn(x->graph, need->node), row);
        bool index_only = row && row->shape == 'i' &&
                          aws_resources_match(s, aws_ask(x->asked, need->node, row)) == TRI_FALSE;
        if (!index_only)
            give(w, s, arn, action);
        give_index(w, s, arn, action);
    }
}

static void give_need(struct narrowing *w, const struct aws_need *need,
                      const struct aws_statement *s)
{
    size_t first, end;
    if (need->action.len) {
        give_action(w, need, s, need->action, need->row);
        return;
    }
    aws_actions_of(need->service, &first, &end);
    for (size_t k = first; k < end; k++)
        if (aws_need_is(need, &aws_action_rows[k]))
            give_action(w, need, s, STR_NONE, &aws_action_rows[k]);
}

/* --- Text ------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void write_actions(struct json_writer *w, const struct grant *g)
{
    qsort(g->actions, g->count, sizeof *g->actions, by_name);
    json_key(w, "Action"), json_list(w);
    for (size_t k = 0; k < g->count; k++)
        json_text(w, g->actions[k]);
    json_end(w);
}

static void write_conditions(struct json_writer *w, const struct aws_statement *s)
{
    if (!s->condition_count)
        return;
    json_key(w, "Condition"), json_object(w);
    for (uint32_t k = 0; k < s->condition_count; k++) {
        if (k && str_eq(s->conditions[k].op, s->conditions[k - 1].op))
            continue; /* written with the first of its operator */
        json_key_str(w, s->conditions[k].op), json_object(w);
        for (uint32_t m = k; m < s->condition_count; m++) {
            const struct aws_condition *c = &s->conditions[m];
            if (!str_eq(c->op, s->conditions[k].op))
                break;
            json_key_str(w, c->key), json_list(w);
            for (uint32_t v = 0; v < c->value_count; v++)
                json_text(w, c->values[v]);
            json_end(w);
        }
        json_end(w);
    }
    json_end(w);
}

static void write_grant(struct json_writer *w, const struct grant *g)
{
    json_object(w);
    json_member(w, "Effect", STR("Allow"));
    write_actions(w, g);
    json_key(w, !g->resource.len && g->from->not_resource ? "NotResource" : "Resource"),
        json_list(w);
    if (g->resource.len)
        json_text(w, g->resource);
    for (uint32_t k = 0; !g->resource.len && k < g->from->resource_count; k++)
        json_text(w, g->from->resources[k].written);
    json_end(w);
    write_conditions(w, g->from);
    json_end(w);
}

void excess_narrow(struct excess *x, struct excess_identity *i)
{
    struct narrowing w = {.x = x, .i = i};
    struct buf out = {0};
    for (size_t n = 0; n < i->needs.count; n++)
        for (size_t k = 0; k < i->statement_count && i->met[n]; k++)
            give_need(&w, &i->needs.items[n], i->statements[k].statement);
    if (w.count) {
        struct json_writer json = json_writer(&out);
        json_object(&json);
        json_member(&json, "Version", STR("2012-10-17"));
        json_key(&json, "Statement"), json_list(&json);
        for (size_t k = 0; k < w.count; k++)
            write_grant(&json, &w.grants[k]);
        json_end(&json), json_end(&json);
        i->narrowed = arena_str(x->arena, buf_str(&out));
    }
    for (size_t k = 0; k < w.count; k++)
        mem_free(w.grants[k].actions);
    mem_free(w.grants);
    buf_release(&out);
}

/* --- Proof ------------------------------------------------------------------------------------ */

static bool wrong(struct buf *why, const struct excess *x, const struct excess_identity *i,
                  const char *what, struct str action)
{
    buf_puts(why, "the narrowed policy of ");
    buf_add(why, graph_node_at(x->graph, i->identity)->id);
    buf_printf(why, " %s ", what);
    buf_add(why, action);
    return false;
}

/* All that is needed and was given is in it. */
static bool covers_needs(const struct excess *x, const struct excess_identity *i,
                         const struct aws_policy *p, struct buf *why)
{
    for (size_t n = 0; n < i->needs.count; n++) {
        const struct aws_need *need = &i->needs.items[n];
        bool met = !i->met[n];
        if (need->action.len && need->node &&
            !excess_may(x, i->identity, need->node, STR_NONE, need->action))
            met = true; /* a denial takes it away */
        for (uint32_t k = 0; p && k < p->statement_count && !met; k++)
            met = aws_need_met(x->asked, &p->statements[k], need);
        if (!met && !need->possible)
            return wrong(why, x, i, "leaves out what is needed:", need->action);
    }
    return true;
}

/* A statement of it allows the action on that very resource, as it is written: whatever the names in
 * it turn out to be, it was given. */
static bool is_written(const struct excess_identity *i, struct str action, struct str resource)
{
    for (size_t k = 0; k < i->statement_count; k++) {
        const struct aws_statement *s = i->statements[k].statement;
        for (uint32_t r = 0; r < s->resource_count && !s->not_resource; r++)
            if (str_eq(s->resources[r].written, resource) && aws_actions_match(s, action))
                return true;
    }
    return false;
}

/* Every action on every resource of it was given. */
static bool was_given(const struct excess *x, const struct excess_identity *i,
                      const struct aws_policy *p, struct buf *why)
{
    for (uint32_t k = 0; k < p->statement_count; k++) {
        const struct aws_statement *s = &p->statements[k];
        for (uint32_t n = 0; n < s->action_count; n++)
            for (uint32_t m = 0; m < s->resource_count && !s->not_resource; m++)
                if (!is_written(i, s->actions[n].text, s->resources[m].written) &&
                    !excess_may(x, i->identity, 0, s->resources[m].written, s->actions[n].written))
                    return wrong(why, x, i, "gives what was not given:", s->actions[n].written);
    }
    return true;
}

bool excess_read_policy(const struct excess *x, struct str text, struct aws_policy *out)
{
    size_t at = 0;
    const struct json_value *v = text.len ? json_value_read(x->arena, text, &at) : NULL;
    return v && aws_policy_read(x->arena, v, out) && !out->problem_count;
}

bool excess_verify_policy(const struct excess *x, const struct excess_identity *i, struct str policy,
                          struct buf *why)
{
    struct aws_policy p = {0};
    if (policy.len && !excess_read_policy(x, policy, &p))
        return wrong(why, x, i, "cannot be read", STR_NONE);
    return covers_needs(x, i, &p, why) && was_given(x, i, &p, why);
}

bool excess_verify(const struct excess *x, struct buf *why)
{
    for (size_t k = 0; k < x->count; k++)
        if (!excess_verify_policy(x, &x->items[k], x->items[k].narrowed, why))
            return false;
    return !x->docs || !x->jewels || excess_check_figures(x, why);
}

/* What is too much is what the narrowed policy leaves out. */
static bool is_same(const struct excess_identity *a, const struct excess_identity *b)
{
    bool same = a->statement_count == b->statement_count && a->needs.count == b->needs.count &&
                a->user_count == b->user_count && a->unused_count == b->unused_count && a->ops == b->ops;
    for (size_t k = 0; same && k < a->needs.count; k++)
        same = a->met[k] == b->met[k] && str_eq(a->needs.items[k].action, b->needs.items[k].action);
    for (size_t k = 0; same && k < a->statement_count; k++) {
        const struct excess_statement *s = &a->statements[k], *t = &b->statements[k];
        same = s->given == t->given && s->used == t->used && s->unused_count == t->unused_count;
        for (uint32_t n = 0; same && n < s->unused_count; n++)
            same = s->unused[n] == t->unused[n];
    }
    return same;
}

bool excess_verify_given(const struct excess *x, struct buf *why)
{
    size_t nodes = graph_node_count(x->graph);
    struct jewels *jewels = jewels_find(x->graph, NULL, NULL, 0, NULL);
    struct excess *whole = excess_find(x->graph, jewels);
    const struct excess_identity **of = mem_zalloc(nodes + 1, sizeof *of);
    bool good = excess_verify(whole, why);
    for (size_t k = 0; k < whole->count; k++)
        of[whole->items[k].identity] = &whole->items[k];
    for (size_t k = 0; good && k < x->count; k++) {
        const struct excess_identity *i = &x->items[k];
        good = !i->statement_count || (of[i->identity] && is_same(i, of[i->identity]));
        if (!good) {
            buf_puts(why, "what is given beyond need is another: ");
            buf_add(why, graph_node_at(x->graph, i->identity)->id);
        }
    }
    mem_free(of);
    excess_free(whole);
    jewels_free(jewels);
    return good;
}
