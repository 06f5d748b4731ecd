/* SPDX-License-Identifier: MIT */
/* rule.h - one row and one function per rule: from facts of the graph to findings.
 * Place:     rules, on the analyses. A rule judges; it changes nothing, prints nothing, and asks
 *            only the sealed graph, the analyses and its options.
 * The table: rules.tsv, compiled into rules[] by rules.awk. FW-012 is the function rule_fw_012() in
 *            the file of its family (rules_FAMILY.c); a row without its function does not link.
 * Verdicts:  rule_find() says "this is so"; rule_ask() says "I cannot know, and it would matter":
 *            unknown is never a finding. A rule says one thing once per subject.
 * Severity:  that of the row, or what the rule says; then, where the row asks for it, one step up
 *            if anyone on the internet reaches the subject without a gate, and one step down if its
 *            stage is not production or the confidence is below 60.
 * Order:     a rule walks nodes and edges in id order, so findings do not depend on the input's.
 * Texts:     names of nodes go in as %N (a node_id) of rule_say(), never by hand; raw text is
 *            sanitised by the sink.
 */
#ifndef FAASMAP_RULE_H
#define FAASMAP_RULE_H

#include "aws_docs.h"
#include "excess.h"
#include "excess_azure.h"
#include "exposure.h"
#include "facts.h"
#include "flood.h"
#include "rule_options.h"

/* X(ENUM, "name", SARIF level, CVSS-like score of SARIF's security-severity) */
#define SEVERITIES(X)                                                                              \
    X(INFO, "info", "note", "1.0")                                                                 \
    X(LOW, "low", "note", "3.0")                                                                   \
    X(MEDIUM, "medium", "warning", "5.5")                                                          \
    X(HIGH, "high", "error", "8.0")                                                                \
    X(CRITICAL, "critical", "error", "9.5")

#define X(e, ...) SEVERITY_##e,
enum severity { SEVERITIES(X) SEVERITY_COUNT };
#undef X
extern const char *const severity_names[SEVERITY_COUNT];
extern const char *const severity_levels[SEVERITY_COUNT];
extern const char *const severity_scores[SEVERITY_COUNT];
bool severity_find(struct str name, enum severity *out);

struct rule_run;
struct finding;

struct rule {
    const char *id, *title;
    enum severity severity;
    bool raised;          /* one step up where the subject is reached without a gate */
    const char *family;   /* "exposure": file and heading */
    const char *themes;   /* "GATE AUTHN": words of the talks, blanks between */
    const char *owasp;    /* "S2 S5": OWASP Serverless Top 10 (2018), or "-" */
    const char *csa;      /* "SAS-2": CSA 12 risks, or "-" */
    const char *cwe;      /* "306 862", or "-" */
    const char *stride;   /* letters "STRIDE", or "-" */
    const char *attack;   /* ATT&CK techniques v17.1 "T1190", or "-" */
    const char *why, *fix;
    void (*check)(struct rule_run *run);
};
extern const struct rule rules[];
extern const size_t rule_count;
const struct rule *rule_find_id(struct str id); /* ASCII case ignored; NULL: none */

/* RULE(fw_012) { ... }: declares and begins the function of a row; its parameter is `run`. */
#define RULE(name)                                                                                 \
    void rule_##name(struct rule_run *run);                                                        \
    void rule_##name(struct rule_run *run)

/* --- What a rule may ask ---------------------------------------------------------------------- */
const struct graph *rule_graph(const struct rule_run *run);
const struct exposure *rule_exposure(const struct rule_run *run);
/* What a seat reaches in mode strict, made once a run; conditions are listed, not proved. */
const struct path_answer *rule_paths(struct rule_run *run, enum seat_kind seat);
/* The policy documents of AWS, parsed once a run; NULL: no node has one. */
const struct aws_docs *rule_docs(struct rule_run *run);
/* What identities are given and needed for, by identity id; made once a run. */
const struct excess *rule_excess(struct rule_run *run);
/* The same of role assignments of Azure, by holder; what it closes is not asked. */
const struct excess_azure *rule_excess_azure(struct rule_run *run);
/* What one request at an entry makes, the loops, the caps; made once a run. */
const struct flood *rule_flood(struct rule_run *run);
const struct rule_options *rule_options_of(const struct rule_run *run);
struct arena *rule_arena(const struct rule_run *run); /* lives as long as the findings */

/* --- What it says ----------------------------------------------------------------------------- */
/* A finding about a node; place, confidence (100) and severity are those of subject and row until
 * changed. Valid until the rule returns. */
struct finding *rule_find(struct rule_run *run, node_id subject);
/* The same as a question: what the rule would need to know. */
struct finding *rule_ask(struct rule_run *run, node_id subject);
/* One sentence: printf's %s %d %u %zu, and %N for the name of a node_id, %S for a struct str. */
void rule_say(struct rule_run *run, struct finding *f, const char *fmt, ...);
/* What to do here, where the row's fix can be more exact: the same forms. */
void rule_fix(struct rule_run *run, struct finding *f, const char *fmt, ...);
void rule_severity(struct finding *f, enum severity s);
void rule_with_node(struct rule_run *run, struct finding *f, node_id other);
/* The edge that shows it: gives the place, and its confidence if that is lower. */
void rule_with_edge(struct rule_run *run, struct finding *f, edge_id e);
void rule_at(struct finding *f, struct origin where);
/* A part of its fingerprint, where a rule says several things of one subject; lives in rule_arena(). */
void rule_about(struct finding *f, struct str about);
/* What part of the subject it is about, and its names elsewhere, for lists; they live in rule_arena(). */
void rule_part(struct finding *f, struct str part, struct str names);
void rule_advised(struct finding *f, const struct vulnerability *v, size_t count); /* all it tells */
/* The weakest way in from the internet to a node that is reached. */
void rule_with_way_in(struct rule_run *run, struct finding *f, node_id n);
/* The weakest way of strangers to n, which must be reached. Hops are made once a run. */
struct path rule_way_in(struct rule_run *run, node_id n);
/* A way of strangers; texts must live in rule_arena(). */
void rule_with_path(struct rule_run *run, struct finding *f, const struct path *p);
/* The same with a path of an answer about the graph as it is, whose question the finding keeps. */
void rule_with_answer(struct rule_run *run, struct finding *f, const struct path_answer *a,
                      const struct path *p);

#endif
