/* SPDX-License-Identifier: MIT */
/* rules_excess.c - what identities are given and not needed for (FW-026), the other way round (FW-027;
 * of Azure in rules_azure_missing.c), and who is given more than before (FW-038). The comparisons themselves are
 * analysis/excess.h, analysis/excess_azure.h and analysis/growth.h. */
#include "rule_ask.h"

#include "aws_match.h"
#include "aws_tables.h"
#include "buf.h"
#include "finding.h"
#include "growth.h"
#include "growth_azure.h"
#include "rules_excess.h"

/* What code is not seen to call, it may still call in a way that was not understood. */
enum { SHOWN = 4, SEEN_IN_CODE = 75 };

/* --- Given, not needed ------------------------------------------------------------------------ */

/* From what does least to what does most; what only describes has no class. */
static const unsigned classes[] = {0,        OP_READ,  OP_INVOKE, OP_DELETE,
                                   OP_WRITE, OP_ADMIN, OP_EXEC,   OP_POLICY};

static size_t rank_of(unsigned ops)
{
    size_t rank = 0;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (ops & classes[i])
            rank = i;
    return rank;
}

static enum severity severity_of(unsigned ops)
{
    if (ops & (OP_POLICY | OP_EXEC | OP_ADMIN | OP_WRITE | OP_DELETE))
        return SEVERITY_MEDIUM;
    return ops ? SEVERITY_LOW : SEVERITY_INFO;
}

/* Functions, state machines and schedules: what they do is in the input, or could be. */
static bool runs_only_work(const struct rule_run *run, const struct excess_identity *i)
{
    for (size_t k = 0; k < i->user_count; k++) {
        const struct node *user = rule_node(run, i->users[k]);
        if (user->kind != NODE_FUNCTION && !str_is(user->type, "AWS::StepFunctions::StateMachine") &&
            !str_is(user->type, "AWS::Scheduler::Schedule"))
            return false;
    }
    return i->user_count > 0;
}

static bool is_seen(const struct aws_action_row **rows, size_t count,
                    const struct aws_action_row *row)
{
    for (size_t k = 0; k < count; k++)
        if (rows[k] == row)
            return true;
    return false;
}

/* The names of the actions that do most, each once: "a:X, a:Y and 3 more". */
static struct str worst_actions(struct rule_run *run, const struct excess_identity *i)
{
    struct buf text = {0};
    const struct aws_action_row *shown[SHOWN];
    size_t count = 0, total = i->unused_count;
    for (size_t rank = sizeof classes / sizeof classes[0]; rank-- > 0 && count < SHOWN;) {
        for (size_t s = 0; s < i->statement_count; s++) {
            const struct excess_statement *from = &i->statements[s];
            for (uint32_t k = 0; k < from->unused_count && count < SHOWN; k++) {
                if (rank_of(from->unused[k]->ops) != rank ||
                    is_seen(shown, count, from->unused[k]))
                    continue;
                buf_puts(&text, count ? ", " : "");
                buf_add(&text, aws_action_written(rule_arena(run), from->unused[k]));
                shown[count++] = from->unused[k];
            }
        }
    }
    if (total > count)
        buf_printf(&text, " and %zu more", total - count);
    struct str kept = arena_str(rule_arena(run), buf_str(&text));
    buf_release(&text);
    return kept;
}

/* The statement that gives too much of the class that does most. */
static struct origin worst_place(const struct excess_identity *i)
{
    const struct excess_statement *worst = NULL;
    for (size_t s = 0; s < i->statement_count; s++)
        if (i->statements[s].unused_count &&
            (!worst || rank_of(i->statements[s].ops) > rank_of(worst->ops)))
            worst = &i->statements[s];
    return worst->where;
}

static bool is_everything(const struct excess_identity *i)
{
    for (size_t s = 0; s < i->statement_count; s++)
        if (i->statements[s].all_actions && i->statements[s].all_resources)
            return true;
    return false;
}

/* What the users surely need, each action once; their logs stand last if there is room. */
static struct str needed_actions(struct rule_run *run, const struct excess_identity *i)
{
    struct buf text = {0};
    struct str shown[SHOWN];
    size_t count = 0;
    for (int logs = 0; logs < 2; logs++) {
        for (size_t n = 0; n < i->needs.count && count < SHOWN; n++) {
            const struct aws_need *need = &i->needs.items[n];
            bool seen = need->possible || !need->action.len ||
                        str_is(need->service, "logs") != (logs == 1);
            for (size_t k = 0; k < count && !seen; k++)
                seen = str_eq(shown[k], need->action);
            if (seen)
                continue;
            buf_puts(&text, count ? ", " : "");
            buf_add(&text, need->action);
            shown[count++] = need->action;
        }
    }
    if (count == SHOWN)
        buf_puts(&text, " and such");
    struct str kept = count ? arena_str(rule_arena(run), buf_str(&text)) : STR("nothing");
    buf_release(&text);
    return kept;
}

/* --- Role assignments of Azure ---------------------------------------------------------------- */

/* The place of an assignment lies in the answer, which is let go before the findings are. */
static void place_at(struct rule_run *run, struct finding *f, const struct azure_assignment *a)
{
    struct origin where = a->where;
    if (!where.line)
        return;
    where.file = arena_str(rule_arena(run), where.file);
    where.field = arena_str(rule_arena(run), where.field);
    rule_at(f, where);
}

static void say_too_much(struct rule_run *run, const struct excess_azure_row *row)
{
    const struct azure_assignment *a = row->assignment;
    struct finding *f = rule_find(run, a->holder);
    rule_with_node(run, f, a->scope);
    place_at(run, f, a);
    f->confidence = SEEN_IN_CODE;
    rule_severity(f, row->over ? severity_of(row->over) : SEVERITY_LOW);
    rule_about(f, arena_str(rule_arena(run), a->name));
    if (!row->would_count && !row->served_count) {
        rule_say(run, f, "%N is %S on %N, and nothing here needs %s", a->holder, a->name, a->scope,
                 row->elsewhere ? "that beside its other roles" : "that");
        rule_fix(run, f, "Take the assignment away.");
    } else if (!row->would_count) {
        rule_say(run, f, "%N has an %S on %N that gives more than is needed", a->holder, a->name,
                 a->scope);
    } else {
        const struct excess_azure_role *would = &row->would[0];
        struct str more = STR_NONE;
        if (row->would_count > 1)
            more = arena_printf(rule_arena(run), ", with %u more,", (unsigned)row->would_count - 1);
        rule_say(run, f, "%N is %S on %N, where %s on %N%S would do", a->holder, a->name, a->scope,
                 would->role->name, would->scope, more);
        rule_fix(run, f, "Assign %s on %N instead; faasmap excess lists all that would do.",
                 would->role->name, would->scope);
    }
}

/* Apps and functions: what they do could be in the input. */
static bool is_code(const struct rule_run *run, node_id n)
{
    enum node_kind kind = rule_node(run, n)->kind;
    return kind == NODE_APP || kind == NODE_FUNCTION;
}

/* One question for each holder, about what does most: changing what runs before who may. */
static void ask_about(struct rule_run *run, const struct excess_azure_row *rows, size_t count)
{
    const struct azure_needs *needs = rows->needs;
    const struct excess_azure_row *most = rows;
    if (needs->code_known || !needs->used || !is_code(run, needs->unread_at))
        return;
    for (size_t i = 1; i < count; i++)
        if ((rows[i].given & OP_EXEC) > (most->given & OP_EXEC) ||
            ((rows[i].given & OP_EXEC) == (most->given & OP_EXEC) &&
             rank_of(rows[i].given) > rank_of(most->given)))
            most = &rows[i];
    struct finding *f = rule_ask(run, most->assignment->holder);
    rule_with_node(run, f, needs->unread_at);
    place_at(run, f, most->assignment);
    rule_severity(f, SEVERITY_INFO);
    rule_say(run, f, "%N is %S on %N; what of it is needed is not known, as the code of %N was not "
                     "read%s",
             most->assignment->holder, most->assignment->name, most->assignment->scope,
             needs->unread_at, needs->unread.len ? " to the end" : "");
}

/* Rows of one holder stand together. */
static void find_assignments(struct rule_run *run)
{
    const struct excess_azure *x = rule_excess_azure(run);
    for (size_t k = 0, end; k < x->count; k = end) {
        node_id holder = x->rows[k].assignment->holder;
        for (end = k; end < x->count && x->rows[end].assignment->holder == holder; end++)
            if (x->rows[end].too_much && rule_is_live(run, holder))
                say_too_much(run, &x->rows[end]);
        if (rule_is_live(run, holder))
            ask_about(run, &x->rows[k], end - k);
    }
}

RULE(fw_026)
{
    const struct excess *x = rule_excess(run);
    find_assignments(run);
    for (size_t k = 0; k < excess_count(x); k++) {
        const struct excess_identity *i = excess_at(x, k);
        if (!i->unused_count || !runs_only_work(run, i) || !rule_is_live(run, i->identity))
            continue;
        bool known = i->needs.code_known;
        struct finding *f = known ? rule_find(run, i->identity) : rule_ask(run, i->identity);
        struct origin where = worst_place(i);
        for (size_t u = 0; u < i->user_count; u++)
            rule_with_node(run, f, i->users[u]);
        if (where.line)
            rule_at(f, where);
        f->confidence = known ? SEEN_IN_CODE : f->confidence;
        rule_severity(f, known ? severity_of(i->ops) : SEVERITY_INFO);
        if (is_everything(i)) {
            rule_say(run, f, known ? "%N may do everything, and what is needed of it is %S"
                                   : "%N may do everything, the code was not read, and what is "
                                     "seen to be needed is %S",
                     i->identity, needed_actions(run, i));
            continue;
        }
        rule_say(run, f, known ? "%N is given what nothing here needs: %S"
                               : "%N is given what nothing here is seen to need, and the code was "
                                 "not read: %S",
                 i->identity, worst_actions(run, i));
    }
}

/* --- Needed, not given ------------------------------------------------------------------------ */

static bool is_unread(struct rule_run *run, node_id identity)
{
    const struct aws_unread *unread;
    size_t count = rule_docs(run) ? aws_docs_unread(rule_docs(run), &unread) : 0;
    for (size_t k = 0; k < count; k++)
        if (unread[k].node == identity)
            return true;
    return false;
}

/* Others than services of AWS. */
static bool names_callers(const struct aws_statement *s)
{
    for (uint32_t k = 0; k < s->principal_count; k++)
        if (s->principals[k].kind != AWS_PRINCIPAL_SERVICE)
            return true;
    return s->not_principal;
}

/* The thing may let it in itself: a policy of the queue, of the key. Whom it means is not compared. */
static bool may_be_let_in(struct rule_run *run, const struct aws_need *need)
{
    const struct aws_action_row *row = need->row;
    if (!need->node || !row || !rule_docs(run))
        return false;
    struct aws_policies own = aws_docs_of(rule_docs(run), need->node, AWS_USE_RESOURCE);
    for (size_t p = 0; p < own.count; p++)
        for (uint32_t k = 0; k < own.items[p].statement_count; k++) {
            const struct aws_statement *s = &own.items[p].statements[k];
            if (s->allow && names_callers(s) && aws_actions_match(s, str_from(row->action)))
                return true;
        }
    return false;
}

/* Switched off by somebody, and not because the policies refuse it. */
static bool is_off(const struct rule_run *run, edge_id e)
{
    const struct edge *edge = rule_edge(run, e);
    return !edge_fact_bool(edge, FACT_ENABLED, true) && !edge_attr(edge, FACT_DENIED);
}

/* Every function writes its log: that is FW-074. */
static bool is_missing(struct rule_run *run, const struct excess_identity *i, size_t n)
{
    const struct aws_need *need = &i->needs.items[n];
    if (i->met[n] || need->possible || need->spared || (!need->edge && !need->anywhere))
        return false;
    if (!rule_is_live(run, need->user) || (need->node && !rule_is_live(run, need->node)) ||
        (need->edge && is_off(run, need->edge)))
        return false;
    return need->row && !may_be_let_in(run, need);
}

/* Needs of one user and thing: [n, end). Those of them that have one reason are one finding. */
static size_t end_of_group(const struct excess_identity *i, size_t n)
{
    const struct aws_need *first = &i->needs.items[n];
    size_t end = n + 1;
    while (end < i->needs.count && i->needs.items[end].user == first->user &&
           i->needs.items[end].node == first->node)
        end++;
    return end;
}

static bool is_first_of_reason(const struct excess_identity *i, size_t group, size_t n)
{
    for (size_t k = group; k < n; k++)
        if (i->needs.items[k].why == i->needs.items[n].why)
            return false;
    return true;
}

static void say_missing(struct rule_run *run, const struct excess_identity *i, size_t n, size_t end)
{
    const struct aws_need *need = NULL;
    const char *why = i->needs.items[n].why;
    struct buf names = {0};
    for (; n < end; n++) {
        if (i->needs.items[n].why != why || !is_missing(run, i, n))
            continue;
        buf_puts(&names, need ? ", " : "");
        buf_add(&names, i->needs.items[n].action);
        need = need ? need : &i->needs.items[n];
    }
    if (need) {
        bool unread = is_unread(run, i->identity);
        struct finding *f = unread ? rule_ask(run, need->user) : rule_find(run, need->user);
        struct str actions = arena_str(rule_arena(run), buf_str(&names));
        const char *may = unread ? "may only if a policy that is not known allows it" : "may not";
        rule_with_node(run, f, i->identity);
        if (need->node)
            rule_with_node(run, f, need->node);
        if (need->edge)
            rule_with_edge(run, f, need->edge);
        if (need->where.line)
            rule_at(f, need->where);
        rule_about(f, str_from(why));
        if (need->node)
            rule_say(run, f, "%N %s %S on %N: %s", need->user, may, actions, need->node, need->why);
        else
            rule_say(run, f, "%N %s %S: %s", need->user, may, actions, need->why);
    }
    buf_release(&names);
}

RULE(fw_027)
{
    const struct excess *x = rule_excess(run);
    for (size_t k = 0; k < excess_count(x); k++) {
        const struct excess_identity *i = excess_at(x, k);
        if (!runs_only_work(run, i) || !rule_is_live(run, i->identity))
            continue;
        for (size_t n = 0, end; n < i->needs.count; n = end) {
            end = end_of_group(i, n);
            for (size_t first = n; first < end; first++)
                if (is_first_of_reason(i, n, first))
                    say_missing(run, i, first, end);
        }
    }
    rules_azure_missing(run);
}

/* --- More than before ------------------------------------------------------------------------- */

static void say_grown_azure(struct rule_run *run, const struct grown_azure *grown)
{
    const struct azure_assignment *first = grown->added[0];
    struct finding *f = grown->known ? rule_find(run, grown->identity)
                                     : rule_ask(run, grown->identity);
    struct str more = STR_NONE;
    if (grown->added_count > 1)
        more = arena_printf(rule_arena(run), " and %u more", (unsigned)grown->added_count - 1);
    rule_with_node(run, f, first->scope);
    place_at(run, f, first);
    rule_say(run, f, grown->known ? "%N is given more than before, and needs no more: %S on %N%S"
                                  : "%N is given more than before; whether it needs more is not "
                                    "known, as its code was not read: %S on %N%S",
             grown->identity, first->name, first->scope, more);
}

static void find_grown_azure(struct rule_run *run, const struct graph *before)
{
    const struct grown_azure *grown;
    size_t count = growth_azure_find(before, rule_graph(run), rule_arena(run), &grown);
    for (size_t k = 0; k < count; k++)
        if (rule_is_live(run, grown[k].identity))
            say_grown_azure(run, &grown[k]);
}

RULE(fw_038)
{
    const struct graph *before = rule_options_of(run)->before;
    struct growth *x = before ? growth_find(before, rule_excess(run)) : NULL;
    for (size_t k = 0; x && k < growth_count(x); k++) {
        const struct grown *grown = growth_at(x, k);
        if (!rule_is_live(run, grown->identity))
            continue;
        struct finding *f = grown->known ? rule_find(run, grown->identity)
                                         : rule_ask(run, grown->identity);
        struct buf names = {0};
        for (uint32_t n = 0; n < grown->added_count && n < SHOWN; n++) {
            buf_puts(&names, n ? ", " : "");
            buf_add(&names, aws_action_written(rule_arena(run), grown->added[n]));
        }
        if (grown->added_count > SHOWN)
            buf_printf(&names, " and %u more", (unsigned)(grown->added_count - SHOWN));
        if (grown->where.line)
            rule_at(f, grown->where);
        rule_say(run, f, grown->known ? "%N is given more than before, and needs no more: %S"
                                      : "%N is given more than before; whether it needs more is not "
                                        "known, as its code was not read: %S",
                 grown->identity, arena_str(rule_arena(run), buf_str(&names)));
        buf_release(&names);
    }
    growth_free(x);
    if (before)
        find_grown_azure(run, before);
}
