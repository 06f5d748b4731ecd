/* SPDX-License-Identifier: MIT */
/* Fuzz target: a CloudFormation template in memory, beside it what it includes and nests. */
#include "files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_import(data, size, "template.yaml");
}
