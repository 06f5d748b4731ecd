/* SPDX-License-Identifier: MIT */
/* Fuzz target: a service file in memory, beside it what it takes in. */
#include "files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_import(data, size, "serverless.yml");
}
