/* SPDX-License-Identifier: MIT */
/* excess_azure_own.c - what would do of the permissions of an access policy, and of the actions of a role that a
 * template defines. */
#include "excess_azure.h"

#include <string.h>

struct asking {
    const struct excess_azure *x;
    const struct excess_azure_row *row;
};

/* Classes of those given that are needed of a group of things, or perhaps. */
static unsigned wanted(void *arg, const char *target)
{
    const struct asking *k = arg;
    unsigned ops = 0;
    for (uint32_t i = 0; i < k->row->served_count; i++)
        if (strcmp(k->row->served[i]->target, target) == 0)
            ops |= k->row->served[i]->ops;
    return ops ? ops & azure_assignment_ops(k->x->graph, k->row->assignment, target, NULL) : 0;
}

/* Code asks for it, which may look around first; a setting names what it wants. */
static bool code_asks(const struct excess_azure *x, const struct excess_azure_row *row, const char *target)
{
    for (uint32_t i = 0; i < row->served_count; i++) {
        const struct azure_need *need = row->served[i];
        if (strcmp(need->target, target) == 0 && need->edge &&
            graph_edge_at(x->graph, need->edge)->evidence == EVIDENCE_CODE)
            return true;
    }
    return false;
}

void excess_azure_own(struct excess_azure *x, struct excess_azure_row *row)
{
    const struct azure_assignment *a = row->assignment;
    struct asking k = {x, row};
    if (a->form == AZURE_POLICY) {
        row->secrets = azure_permissions_narrow(x->arena, a->secrets, false, wanted(&k, "secret"),
                                                code_asks(x, row, "secret"));
        row->keys = azure_permissions_narrow(x->arena, a->keys, true, wanted(&k, "key"),
                                             code_asks(x, row, "key"));
        row->own = true;
    } else if (a->form == AZURE_CUSTOM && row->served_count) {
        row->own = azure_actions_narrow(&a->custom, x->arena, wanted, &k, &row->actions);
    }
}
