/* SPDX-License-Identifier: MIT */
/* Fuzz target: an ARM template in memory, beside it what it links to. */
#include "files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_import(data, size, "azuredeploy.json");
}
