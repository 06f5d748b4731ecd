/* SPDX-License-Identifier: MIT */
/* excess_paths.c - privilege paths that are left when statements are narrowed. An edge names one path,
 * but the narrowed policy and what stays wide may hold all actions of another one between the same two:
 * all rows of the table are asked. What a path does to its end is asked of that very end, as far as it
 * has a name: an action that is left on something else does not keep it open. A name that the deployment
 * chooses may be any, and denials and conditions are left aside: what is said to be closed is closed. */
#include "excess_parts.h"
#include "map.h"
#include "mem.h"

enum { WORDS = 4, ACTIONS_MAX = WORDS * 64 };

struct excess_rights { /* actions of the table of paths, as bits */
    uint64_t word[WORDS];
};

struct excess_paths {
    const struct excess *x;
    struct str actions[ACTIONS_MAX];
    size_t action_count;
    struct excess_rights *rows;      /* [aws_path_row_count] */
    struct excess_rights **of;       /* [identity][statement]; the narrowed policy at its end; NULL: not
                                        asked for yet */
    const struct aws_policy *narrowed; /* [identity] */
};

static void need(struct excess_paths *p, size_t row, struct map *numbers, struct str action)
{
    bool added;
    uint32_t *at = map_put(numbers, action, &added);
    if (added) {
        *at = (uint32_t)p->action_count;
        p->actions[p->action_count++] = action;
    }
    p->rows[row].word[*at / 64] |= 1ull << *at % 64;
}

struct excess_paths *excess_paths_new(const struct excess *x, const struct aws_policy *narrowed)
{
    struct excess_paths *p = mem_zalloc(1, sizeof *p);
    struct map numbers = {0};
    p->x = x;
    p->rows = mem_zalloc(aws_path_row_count, sizeof *p->rows);
    p->of = mem_zalloc(x->count + 1, sizeof *p->of);
    p->narrowed = narrowed;
    for (size_t r = 0; r < aws_path_row_count; r++) {
        if (aws_path_rows[r].relation == AWS_PATH_PASS)
            need(p, r, &numbers, STR("iam:passrole"));
        for (struct str rest = str_from(aws_path_rows[r].actions), one; str_cut(&rest, ',', &one);)
            need(p, r, &numbers, one);
    }
    map_release(&numbers);
    return p;
}

void excess_paths_free(struct excess_paths *p)
{
    for (size_t i = 0; i < p->x->count; i++)
        mem_free(p->of[i]);
    mem_free(p->of);
    mem_free(p->rows);
    mem_free(p);
}

static void add_rights(const struct excess_paths *p, const struct aws_statement *s,
                       struct excess_rights *out)
{
    for (size_t a = 0; a < p->action_count; a++)
        if (s->allow && aws_actions_match(s, p->actions[a]))
            out->word[a / 64] |= 1ull << a % 64;
}

static void ready(struct excess_paths *p, size_t identity)
{
    const struct excess_identity *i = &p->x->items[identity];
    const struct aws_policy *narrowed = &p->narrowed[identity];
    if (p->of[identity])
        return;
    p->of[identity] = mem_zalloc(i->statement_count + 1, sizeof **p->of);
    for (size_t k = 0; k < i->statement_count; k++)
        add_rights(p, i->statements[k].statement, &p->of[identity][k]);
    for (uint32_t k = 0; k < narrowed->statement_count; k++)
        add_rights(p, &narrowed->statements[k], &p->of[identity][i->statement_count]);
}

/* Can a path of this row end there? A collective may stand for anything. */
static bool can_end(const struct aws_path_row *row, const struct graph *g, node_id to)
{
    const struct node *n = graph_node_at(g, to);
    struct str rest = str_from(row->what), kind;
    switch (row->relation) {
    case AWS_PATH_SELF:
        return str_is(n->id, "aws:any:*");
    case AWS_PATH_EXISTING:
        return str_cut(&rest, ':', &kind) &&
               (n->kind == NODE_BOUNDARY || str_is(kind, node_kinds[n->kind].name));
    case AWS_PATH_OTHER:
    case AWS_PATH_RAISED:
    case AWS_PATH_TRUSTED:
    case AWS_PATH_PASS:
    case AWS_PATH_FEDERATED:
        return n->kind == NODE_BOUNDARY || n->kind == NODE_IDENTITY;
    case AWS_PATH_CODE:  /* excess_gives_code() */
    case AWS_PATH_OPENS: /* controls nothing */
    default:
        return false;
    }
}

/* Some statement that stays, or the narrowed policy, gives the action on the thing. */
static bool is_given(const struct excess_paths *p, size_t identity, node_id to, struct str action,
                     const uint8_t *kept)
{
    const struct excess_identity *i = &p->x->items[identity];
    const struct aws_policy *narrowed = &p->narrowed[identity];
    const struct aws_action_row *row = aws_action_find(action);
    bool given = false;
    for (size_t k = 0; k < i->statement_count && !given; k++)
        given = kept[k] && aws_actions_match(i->statements[k].statement, action) &&
                excess_reaches(p->x, i->statements[k].statement, to, row);
    for (uint32_t k = 0; k < narrowed->statement_count && !given; k++)
        given = narrowed->statements[k].allow && aws_actions_match(&narrowed->statements[k], action) &&
                excess_reaches(p->x, &narrowed->statements[k], to, row);
    return given;
}

/* What the path does to its end may be done to this one. A collective may stand for anything. */
static bool reaches_end(const struct excess_paths *p, size_t identity, node_id to,
                        const struct aws_path_row *row, const uint8_t *kept)
{
    bool all = true;
    if (!aws_node_arn(p->x->graph, to).len)
        return true;
    if (row->relation == AWS_PATH_PASS)
        return is_given(p, identity, to, STR("iam:passrole"), kept);
    if (row->relation != AWS_PATH_EXISTING && row->relation != AWS_PATH_OTHER &&
        row->relation != AWS_PATH_TRUSTED)
        return true;
    for (struct str rest = str_from(row->actions), one; all && str_cut(&rest, ',', &one);)
        all = !aws_path_on_end(row, one) || is_given(p, identity, to, one, kept);
    return all;
}

bool excess_path_left(struct excess_paths *p, size_t identity, node_id to, const uint8_t *kept)
{
    const struct excess_identity *i = &p->x->items[identity];
    ready(p, identity);
    struct excess_rights all = p->of[identity][i->statement_count];
    for (size_t k = 0; k < i->statement_count; k++)
        for (size_t w = 0; kept[k] && w < WORDS; w++)
            all.word[w] |= p->of[identity][k].word[w];
    for (size_t r = 0; r < aws_path_row_count; r++) {
        uint64_t lacks = 0;
        for (size_t w = 0; w < WORDS; w++)
            lacks |= p->rows[r].word[w] & ~all.word[w];
        if (!lacks && can_end(&aws_path_rows[r], p->x->graph, to) &&
            reaches_end(p, identity, to, &aws_path_rows[r], kept))
            return true;
    }
    return false;
}

/* --- What code comes from --------------------------------------------------------------------- */

bool excess_gives_code(const struct excess *x, const struct aws_statement *s, node_id runs)
{
    struct edge_list out = graph_out(x->graph, runs);
    for (size_t n = 0; s->allow && n < out.count; n++) {
        const struct edge *e = graph_edge_at(x->graph, out.ids[n]);
        for (size_t r = 0; e->kind == EDGE_CODE_FROM && r < aws_path_row_count; r++) {
            struct str action = str_from(aws_path_rows[r].actions);
            if (aws_path_rows[r].relation == AWS_PATH_CODE && aws_actions_match(s, action) &&
                excess_reaches(x, s, e->to, aws_action_find(action)))
                return true;
        }
    }
    return false;
}
