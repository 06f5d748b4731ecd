/* SPDX-License-Identifier: MIT */
#include "decided.h"

#include "importer.h"

struct decided decided_run(const char *topology, const char *overlay, struct str rule,
                           void (*before)(struct decided *d))
{
    const struct memory_file files[] = {{STR("system.yaml"), str_from(topology)},
                                        {STR("faasmap.yaml"), str_from(overlay)}};
    struct decided d = {.decisions = decisions_new(), .diags = diags_new()};
    const struct import_options input = {.files = files, .file_count = COUNT(files),
                                         .overlay = decisions_take, .overlay_arg = d.decisions};
    const struct rule_options said = {.today = {2026, 11, 22}, .only = {&rule, 1}};
    d.graph = import_all(&input);
    if (before)
        before(&d);
    const struct rule_options options = decisions_options(d.decisions, &said);
    d.findings = findings_find(d.graph, &options);
    decisions_apply(d.decisions, d.findings, options.today, d.diags);
    return d;
}

void decided_end(struct decided *d)
{
    findings_free(d->findings);
    graph_free(d->graph);
    decisions_free(d->decisions);
    diags_free(d->diags);
}
