/* SPDX-License-Identifier: MIT */
#include "iam.h"

#include "iam_clouds.h"

void iam_derive(struct graph *g)
{
    azure_derive(g);
    aws_derive(g);
}
