/* SPDX-License-Identifier: MIT */
/* check_excess_azure_own.c - do the permissions and actions that excess_azure.h keeps give all that is needed, and
 * nothing that was not given? */
#include <string.h>

#include "excess_azure.h"

static const char too_little[] = "what is kept of it leaves out what is needed";
static const char too_much[] = "what is kept of it is not needed";
static const char not_given[] = "something is kept of it that was not given";

static bool has_word(struct str words, struct str word)
{
    for (struct str rest = words, one; words.len && str_cut(&rest, ' ', &one);)
        if (str_ieq(one, word) || str_iis(one, "all") || str_is(one, "*") || str_iis(one, "unknown"))
            return true;
    return false;
}

static unsigned needed_of(const struct excess_azure_row *row, const char *target)
{
    unsigned ops = 0;
    for (uint32_t i = 0; i < row->served_count; i++)
        if (strcmp(row->served[i]->target, target) == 0)
            ops |= row->served[i]->ops;
    return ops;
}

static const char *check_permissions(const struct excess_azure_row *row, struct str given, struct str kept,
                                     bool keys)
{
    unsigned needed = needed_of(row, keys ? "key" : "secret") & azure_permission_ops(given, keys);
    if (needed & ~azure_permission_ops(kept, keys))
        return too_little;
    if (azure_permission_ops(kept, keys) & ~needed)
        return too_much;
    for (struct str rest = kept, one; kept.len && str_cut(&rest, ' ', &one);)
        if (!has_word(given, one))
            return not_given;
    return NULL;
}

struct actions_check {
    const struct excess_azure *x;
    const struct excess_azure_row *row;
    unsigned kept; /* on the target that is asked for */
    const char *target, *wrong;
};

static void note_kept(void *arg, const char *target, unsigned ops)
{
    struct actions_check *c = arg;
    unsigned given = azure_assignment_ops(c->x->graph, c->row->assignment, target, NULL);
    if (c->target && strcmp(target, c->target) == 0)
        c->kept |= ops;
    if (!c->target && !(ops & needed_of(c->row, target)))
        c->wrong = too_much;
    if (!c->target && (ops & ~given))
        c->wrong = not_given;
}

static const char *check_actions(const struct excess_azure *x, const struct excess_azure_row *row)
{
    struct actions_check c = {.x = x, .row = row};
    azure_actions_classify(&row->actions, note_kept, &c);
    for (uint32_t i = 0; i < row->served_count && !c.wrong; i++) {
        c.target = row->served[i]->target;
        c.kept = 0;
        azure_actions_classify(&row->actions, note_kept, &c);
        if (row->served[i]->ops & ~c.kept &
            azure_assignment_ops(x->graph, row->assignment, c.target, NULL))
            c.wrong = too_little;
    }
    return c.wrong;
}

const char *excess_azure_check_own(const struct excess_azure *x, const struct excess_azure_row *row)
{
    const struct azure_assignment *a = row->assignment;
    if (a->form == AZURE_CUSTOM)
        return row->own ? check_actions(x, row) : NULL;
    if (a->form != AZURE_POLICY)
        return row->own ? not_given : NULL;
    const char *wrong = check_permissions(row, a->secrets, row->secrets, false);
    return wrong ? wrong : check_permissions(row, a->keys, row->keys, true);
}
