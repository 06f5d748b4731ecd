/* SPDX-License-Identifier: MIT */
/* template_gen.h - templates of any size, as teams write them: input of benches and fuzz seeds.
 * The same count gives the same bytes. Each resource is one of a row of kinds in turn: functions with
 * settings, roles with policies, queues, tables, buckets, topics, routes, and what ties them together.
 * References go to neighbours, so the graph of a template is connected and sparse.
 */
#ifndef FAASMAP_TEMPLATE_GEN_H
#define FAASMAP_TEMPLATE_GEN_H

#include <stddef.h>

#include "buf.h"

enum template_kind { TEMPLATE_CFN_JSON, TEMPLATE_CFN_YAML, TEMPLATE_ARM_JSON };

/* Appends a template of that many resources to out. */
void template_gen(struct buf *out, enum template_kind kind, size_t resources);

#endif
