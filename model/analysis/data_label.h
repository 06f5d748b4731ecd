/* SPDX-License-Identifier: MIT */
/* data_label.h - the labels of data, lowest first: public, internal, pii, secret.
 * Place:     analysis. A label is the sensitivity of a node (graph.h), by another name.
 */
#ifndef FAASMAP_DATA_LABEL_H
#define FAASMAP_DATA_LABEL_H

#include "graph.h"

enum { LABEL_PUBLIC, LABEL_INTERNAL, LABEL_PII, LABEL_SECRET, LABEL_COUNT };

extern const char *const data_label_names[LABEL_COUNT];
/* The least class of a gate before such data: who may see data about people must at least be asked who
 * he is. */
extern const enum auth_class data_label_gates[LABEL_COUNT];

/* Keeps data that requests are about. Secrets and keys are what code works with. */
bool data_label_kept(const struct graph *g, node_id n);
int data_label(const struct graph *g, node_id n);

#endif
