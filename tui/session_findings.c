/* SPDX-License-Identifier: MIT */
/* session_findings.c - the findings of the system that is explored, with the team's decisions. */
#include "decisions.h"
#include "session.h"

enum { FINDINGS_AT_ONCE = 2000 }; /* nodes: so few cost less than a frame */

const struct findings *session_findings(struct explorer *x)
{
    if (x->findings)
        return x->findings;
    struct decisions *d = x->options.decisions, *none = d ? NULL : decisions_new();
    const struct rule_options nothing = {.only = {&(struct str){0}, 1}};
    const struct rule_options *said = x->options.rules ? x->options.rules : &nothing;
    const struct rule_options options = decisions_options(d ? d : none, said);

    x->findings = findings_find(x->graph, &options);
    x->findings_notes = diags_new();
    decisions_apply(d ? d : none, x->findings, options.today, x->findings_notes);
    decisions_free(none);
    for (size_t i = 0; i < rule_count; i++)
        x->rules_ran += findings_ran(x->findings, &rules[i]);
    for (size_t i = 0; i < findings_count(x->findings); i++)
        x->findings_open += finding_standing(findings_at(x->findings, i)) == FINDING_OPEN;
    x->selected++; /* the details know more now */
    return x->findings;
}

void session_findings_soon(struct explorer *x)
{
    if (graph_node_count(x->graph) <= FINDINGS_AT_ONCE)
        session_findings(x);
}

enum finding_standing finding_standing(const struct finding *f)
{
    if (f->suppressed.len || f->known)
        return FINDING_QUIET;
    return f->question ? FINDING_QUESTION : FINDING_OPEN;
}

enum role finding_role(const struct finding *f)
{
    if (finding_standing(f) == FINDING_QUIET)
        return ROLE_DIM;
    return f->severity >= SEVERITY_HIGH     ? ROLE_FINDING_HIGH
           : f->severity == SEVERITY_MEDIUM ? ROLE_FINDING_MED
                                            : ROLE_FINDING_LOW;
}
