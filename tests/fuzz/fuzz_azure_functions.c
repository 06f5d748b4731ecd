/* SPDX-License-Identifier: MIT */
/* Fuzz target: an Azure Functions project in memory, its host.json first. */
#include "files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_import(data, size, "host.json");
}
