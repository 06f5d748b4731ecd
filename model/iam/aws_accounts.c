/* SPDX-License-Identifier: MIT */
/* aws_accounts.c - which account a stack lies in, where something says so, and who is of another
 * one. */
#include "aws_iam.h"

#include "mem.h"

/* Two that do not say the same say nothing. */
static void note(struct str *at, struct str account)
{
    if (!aws_is_account(account))
        return;
    if (at->ptr && !str_eq(*at, account))
        account = STR("");
    *at = account;
}

/* A function runs with a role of its own account. Source: Lambda guide, "Defining permissions with
 * an execution role"; IAM guide, "Granting permissions to pass a role to a service". */
static void of_roles(const struct aws_work *w, struct str *accounts)
{
    for (size_t i = 1; i <= graph_edge_count(w->g); i++) {
        const struct edge *e = graph_edge_at(w->g, (edge_id)i);
        if (e->kind != EDGE_RUNS_AS)
            continue;
        node_id from = graph_resolve(w->g, e->from), role = graph_resolve(w->g, e->to);
        if (graph_node_at(w->g, from)->kind == NODE_FUNCTION)
            note(&accounts[w->things.stack_of[from]], aws_arn_field(aws_node_arn(w->g, role), 4));
    }
}

void aws_accounts_find(struct aws_work *w)
{
    size_t count = graph_node_count(w->g);
    w->accounts = arena_array(w->arena, count + 1, sizeof *w->accounts);
    w->account_count = count;
    memset(w->accounts, 0, (count + 1) * sizeof *w->accounts);
    of_roles(w, w->accounts);
    w->accounts[0] = STR_NONE; /* what lies in no stack may lie anywhere */
    for (size_t i = 1; i <= count; i++) {
        const struct node *n = graph_node_at(w->g, (node_id)i);
        struct str account = n->kind == NODE_BOUNDARY ? node_attr_text(n, "account") : STR_NONE;
        if (aws_is_account(account))
            w->accounts[i] = account;
    }
}

/* Somebody of the account that is deployed to, whatever its number. */
static bool names_own(const struct aws_statement *s)
{
    for (uint32_t i = 0; i < s->principal_count; i++) {
        const struct aws_principal *p = &s->principals[i];
        struct str account = p->kind == AWS_PRINCIPAL_ACCOUNT ? p->text
                             : p->kind == AWS_PRINCIPAL_ARN   ? aws_arn_field(p->text, 4)
                                                              : STR_NONE;
        if (p->kind == AWS_PRINCIPAL_UNKNOWN || (account.len && !aws_is_account(account)))
            return true;
    }
    return false;
}

/* The account that everything is allowed to by the policy of a key is that of the key: without it
 * nobody could change the policy again. Where somebody else of the account can, it may be any.
 * Source: KMS guide, "Default key policy". */
static struct str of_key(const struct aws_work *w, node_id n)
{
    struct aws_policies p = aws_docs_of(w->docs, n, AWS_USE_RESOURCE);
    struct str account = STR_NONE;
    for (size_t i = 0; i < p.count; i++)
        for (uint32_t k = 0; k < p.items[i].statement_count; k++) {
            const struct aws_statement *s = &p.items[i].statements[k];
            bool one = s->allow && !s->not_principal && !s->not_action && s->principal_count == 1 &&
                       s->principals[0].kind == AWS_PRINCIPAL_ACCOUNT && !s->condition_count;
            bool keeps = aws_actions_match(s, STR("kms:putkeypolicy"));
            if (s->allow && !s->not_principal && keeps && names_own(s))
                return STR_NONE;
            if (one && keeps && aws_actions_match(s, STR("kms:schedulekeydeletion")))
                note(&account, s->principals[0].text);
        }
    return account;
}

struct str aws_account_of(const struct aws_work *w, node_id n)
{
    node_id stack = n <= w->account_count ? w->things.stack_of[n] : 0;
    struct str account = w->accounts[stack];
    return account.len || graph_node_at(w->g, n)->kind != NODE_KEY ? account : of_key(w, n);
}

bool aws_is_foreign(const struct aws_principal *p, struct str own)
{
    struct str account = p->kind == AWS_PRINCIPAL_ACCOUNT ? p->text
                         : p->kind == AWS_PRINCIPAL_ARN   ? aws_arn_field(p->text, 4)
                                                          : STR_NONE;
    if (p->kind == AWS_PRINCIPAL_UNKNOWN)
        return true;
    return aws_is_account(account) && !str_eq(account, own);
}

bool aws_names_foreign(const struct aws_statement *s, struct str own)
{
    for (uint32_t i = 0; i < s->principal_count && !s->not_principal; i++)
        if (aws_is_foreign(&s->principals[i], own))
            return true;
    return false;
}
