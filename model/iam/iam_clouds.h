/* SPDX-License-Identifier: MIT */
/* iam_clouds.h - the evaluators of iam.c, one for each cloud. */
#ifndef FAASMAP_IAM_CLOUDS_H
#define FAASMAP_IAM_CLOUDS_H

#include "graph.h"

/* Documents of AWS begin with their member "aws". */
static inline bool iam_is_aws(struct str document)
{
    return str_starts(document, STR("{\"aws\"")) /* as our own importers write it */ ||
           (str_starts(document, STR("{")) &&
            str_find(str_sub(document, 0, 16), STR("\"aws\"")) != STR_NPOS);
}

void azure_derive(struct graph *g);
void aws_derive(struct graph *g);

#endif
