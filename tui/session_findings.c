/* SPDX-License-Identifier: MIT */
/* session_findings.c - the findings of the system that is explored, with the team's decisions. */
#include "decisions.h"
#include "session.h"

enum { FINDINGS_AT_ONCE = 2000 }; /* nodes: so few cost less than a frame */

struct findings_job {
    const struct graph *graph;
    struct rule_options options;
    struct str nothing; /* the only rule that is asked where none were chosen: no rule */
    struct decisions *decisions; /* NULL: nothing was decided; nobody else asks them meanwhile */
    struct findings *findings;
    struct diags *notes;
    struct judged *judged;
};

/* What the team says is put together here; the rules are asked beside, and how their findings stand. */
static void fill(struct explorer *x, void *job)
{
    struct findings_job *j = job;
    struct decisions *d = x->options.decisions;
    const struct rule_options nothing = {.only = {&j->nothing, 1}};
    const struct rule_options *said = x->options.rules ? x->options.rules : &nothing;

    j->graph = x->graph;
    j->options = d ? decisions_options(d, said) : *said;
    j->decisions = d;
}

static void work(void *job)
{
    struct findings_job *j = job;

    j->findings = findings_find(j->graph, &j->options);
    j->notes = diags_new();
    if (j->decisions)
        decisions_apply(j->decisions, j->findings, j->options.today, j->notes);
    j->judged = judged_new(j->findings, graph_node_count(j->graph));
}

static void take(struct explorer *x, void *job)
{
    struct findings_job *j = job;

    x->findings = j->findings;
    j->findings = NULL;
    x->findings_notes = j->notes;
    j->notes = NULL;
    for (size_t i = 0; i < rule_count; i++)
        x->rules_ran += findings_ran(x->findings, &rules[i]);
    x->judged = j->judged;
    j->judged = NULL;
    x->findings_open = x->judged->open;
    x->selected++; /* the details know more now, and so do filters and colours */
    sight_rules_found(x);
    later_there(x, LATER_RULES);
}

static void drop(void *job)
{
    struct findings_job *j = job;

    judged_free(j->judged);
    diags_free(j->notes);
    findings_free(j->findings);
}

const struct inquiry_kind inquiry_findings = {
    .doing = "asking the rules...",
    .job_size = sizeof(struct findings_job),
    .fill = fill,
    .work = work,
    .take = take,
    .drop = drop,
};

const struct findings *session_findings_asked(struct explorer *x)
{
    if (!x->findings)
        inquiry_ask(x, INQUIRY_FINDINGS, 0);
    return x->findings;
}

const struct findings *session_findings(struct explorer *x)
{
    if (!session_findings_asked(x)) {
        inquiry_resume(x); /* who calls this cannot go on without them */
        inquiry_ask(x, INQUIRY_FINDINGS, 0);
        inquiry_wait(x, INQUIRY_FINDINGS);
    }
    return x->findings;
}

bool session_findings_or_later(struct explorer *x)
{
    if (x->options.patient || x->macros.playing)
        return session_findings(x) != NULL;
    inquiry_resume(x);
    if (session_findings_asked(x))
        return true;
    later_run(x, LATER_RULES, "asking the rules first...");
    return false;
}

void session_findings_soon(struct explorer *x)
{
    if (!x->options.beside && graph_node_count(x->graph) <= FINDINGS_AT_ONCE)
        session_findings(x);
}

enum role finding_role(const struct finding *f)
{
    if (finding_standing(f) == FINDING_QUIET)
        return ROLE_DIM;
    return f->severity >= SEVERITY_HIGH     ? ROLE_FINDING_HIGH
           : f->severity == SEVERITY_MEDIUM ? ROLE_FINDING_MED
                                            : ROLE_FINDING_LOW;
}
