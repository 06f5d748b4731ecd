/* SPDX-License-Identifier: MIT */
/* rule_ask.h - small questions that many rules ask of the graph.
 * Place:     rules; needs a run, changes nothing. Each answers from facts only.
 */
#ifndef FAASMAP_RULE_ASK_H
#define FAASMAP_RULE_ASK_H

#include "rule.h"

const struct node *rule_node(const struct rule_run *run, node_id n);
const struct edge *rule_edge(const struct rule_run *run, edge_id e);

/* Anyone on the internet reaches it: without a gate; with at most a shared key; at all. */
bool rule_open(const struct rule_run *run, node_id n);
bool rule_weak(const struct rule_run *run, node_id n);
bool rule_reached(const struct rule_run *run, node_id n);
/* Is x easier to get to than y: by a weaker gate, or by fewer hops? */
bool rule_is_nearer(const struct rule_run *run, node_id x, node_id y);
int rule_sensitivity(const struct rule_run *run, node_id n); /* 0..3 */
/* Its stage, or the tag that says it, is dev, test, sandbox, local, ...; silence: production. */
bool rule_is_trial_stage(const struct rule_run *run, node_id n);
bool rule_is_provider(const struct rule_run *run, node_id n, const char *provider);
bool rule_is_type(const struct rule_run *run, node_id n, const char *type); /* case ignored */
/* Defined in the input and not switched off. */
bool rule_is_live(const struct rule_run *run, node_id n);
/* Tagged as meant for everybody: a tag "public", or "access" = "public". */
bool rule_is_declared_public(const struct rule_run *run, node_id n);

/* An entry for strangers that a web application firewall could stand before, and none does. */
bool rule_lacks_firewall(const struct rule_run *run, node_id n); /* rules_exposure.c */

/* The next node of a kind behind n, which is one of them (start with 0), that is live; 0: no more. */
node_id rule_next(const struct rule_run *run, enum node_kind kind, node_id n);
/* The identities that a function runs as, itself or through its app: at most max, returns how many
 * there are. */
size_t rule_identities(const struct rule_run *run, node_id function, node_id *out, size_t max);
/* The edge by which an identity has one of the op classes on a node itself, unconditional ones
 * first; 0: none. Collective nodes that hold the node count. */
edge_id rule_can(const struct rule_run *run, node_id identity, unsigned ops, node_id n);
/* Some of its triggers do not wait for an answer: bucket, topic, bus, rule, mail, log, device. */
bool rule_is_async(const struct rule_run *run, node_id function);
/* The edge that shows it: that of an event before that of a clock; 0: it is not so. */
edge_id rule_async_start(const struct rule_run *run, node_id function);
/* Each write or call has a price of its own, and nothing in the input caps it: tables on demand,
 * models, messages to people. */
bool rule_is_paid(const struct rule_run *run, node_id n);
/* The edges of a kind that leave a node, or come in; those that are switched off are passed over:
 *     for (struct rule_walk w = rule_out(run, n, EDGE_READS); rule_next_edge(&w);)
 *         ... w.edge (its id is w.id) ... */
struct rule_walk {
    const struct graph *graph;
    struct edge_list rest;
    enum edge_kind kind;
    edge_id id;
    const struct edge *edge;
};
struct rule_walk rule_out(const struct rule_run *run, node_id n, enum edge_kind kind);
struct rule_walk rule_in(const struct rule_run *run, node_id n, enum edge_kind kind);
bool rule_next_edge(struct rule_walk *w);
size_t rule_count_out(const struct rule_run *run, node_id n, enum edge_kind kind);
size_t rule_count_in(const struct rule_run *run, node_id n, enum edge_kind kind);
/* A node attribute as text, and as a number (silence if it is absent or no number). */
struct str rule_attr(const struct rule_run *run, node_id n, const char *key);
long rule_attr_number(const struct rule_run *run, node_id n, const char *key, long silence);

#endif
