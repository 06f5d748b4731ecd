/* SPDX-License-Identifier: MIT */
/* iam_clouds.h - the evaluators of iam.c, one for each cloud. */
#ifndef FAASMAP_IAM_CLOUDS_H
#define FAASMAP_IAM_CLOUDS_H

#include "graph.h"

void azure_derive(struct graph *g);
void aws_derive(struct graph *g);

#endif
