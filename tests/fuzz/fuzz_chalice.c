/* SPDX-License-Identifier: MIT */
/* Fuzz target: the app.py of a Chalice application in memory, beside it what it names. */
#include "files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_import(data, size, "app.py");
}
