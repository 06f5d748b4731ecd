/* SPDX-License-Identifier: MIT */
#include "test_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

void test_file_text(const char *path, struct buf *out)
{
    char block[4096];
    size_t n;
    FILE *f = fopen(path, "rb");

    if (!f)
        fail_msg("cannot open %s", path);
    buf_reset(out);
    while (f && (n = fread(block, 1, sizeof block, f)) > 0)
        buf_add(out, (struct str){block, n});
    if (f)
        fclose(f);
}
