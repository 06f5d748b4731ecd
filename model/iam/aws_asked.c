/* SPDX-License-Identifier: MIT */
#include "aws_asked.h"

#include "buf.h"
#include "mem.h"

enum { PLACES = 256, MADE_MAX = 4096 };

struct aws_asked {
    const struct aws_things *things;
    struct arena *arena;
    size_t made;         /* since the arena was cleared */
    struct place {
        node_id node;    /* 0: empty */
        char shape;
        struct aws_request request;
    } places[PLACES];
};

struct aws_asked *aws_asked_new(const struct aws_things *t)
{
    struct aws_asked *a = mem_zalloc(1, sizeof *a);
    a->things = t;
    a->arena = arena_new();
    return a;
}

void aws_asked_free(struct aws_asked *a)
{
    if (!a)
        return;
    arena_free(a->arena);
    mem_free(a);
}

static void forget_all(struct aws_asked *a)
{
    for (size_t i = 0; i < PLACES; i++)
        a->places[i].node = 0;
    arena_clear(a->arena);
    a->made = 0;
}

const struct aws_request *aws_ask(struct aws_asked *a, node_id node,
                                  const struct aws_action_row *row)
{
    struct place *p = &a->places[(node * 4u + (unsigned char)row->shape) % PLACES];
    if (p->node != node || p->shape != row->shape) {
        if (a->made++ == MADE_MAX)
            forget_all(a);
        p->node = node;
        p->shape = row->shape;
        p->request = aws_need_request(a->things, a->arena, str_from(row->action), node, STR_NONE);
    }
    p->request.action = p->request.action_lower = str_from(row->action);
    return &p->request;
}

bool aws_reaches(struct aws_asked *a, const struct aws_statement *s, node_id node,
                 const struct aws_action_row *row)
{
    static const struct aws_action_row other = {.action = "", .name = "", .shape = '.'};
    struct aws_request r = *aws_ask(a, node, row ? row : &other);
    if (aws_resources_match(s, &r) != TRI_FALSE)
        return true;
    return aws_need_index(a->things, node, row, &r) && aws_resources_match(s, &r) != TRI_FALSE;
}

static bool gives(struct aws_asked *a, const struct aws_statement *s, struct str lower, node_id node,
                  const struct aws_action_row *row)
{
    return aws_actions_match(s, lower) && (!node || aws_reaches(a, s, node, row));
}

/* An action that is not in the table, so it has no row in lower case. */
static bool gives_other(struct aws_asked *a, const struct aws_statement *s,
                        const struct aws_need *need)
{
    struct buf lower = {0};
    for (size_t i = 0; i < need->action.len; i++)
        buf_putc(&lower, str_lower(need->action.ptr[i]));
    bool good = gives(a, s, buf_str(&lower), need->node, NULL);
    buf_release(&lower);
    return good;
}

bool aws_need_met(struct aws_asked *a, const struct aws_statement *s, const struct aws_need *need)
{
    const struct aws_action_row *row = need->row;
    size_t first, end;
    if (need->action.len)
        return row ? gives(a, s, str_from(row->action), need->node, row) : gives_other(a, s, need);
    for (uint32_t i = 0; i < s->action_count && s->plain; i++) {
        row = s->actions[i].row;
        if (row && aws_need_is(need, row) && (!need->node || aws_reaches(a, s, need->node, row)))
            return true;
    }
    if (s->plain)
        return false;
    aws_actions_of(need->service, &first, &end);
    for (size_t i = first; i < end; i++)
        if (aws_need_is(need, &aws_action_rows[i]) &&
            gives(a, s, str_from(aws_action_rows[i].action), need->node, &aws_action_rows[i]))
            return true;
    return false;
}
