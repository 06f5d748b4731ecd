/* SPDX-License-Identifier: MIT */
/* Fuzz target: the manifest of a cloud assembly of CDK in memory, beside it templates and metadata. */
#include "files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_import(data, size, "manifest.json");
}
