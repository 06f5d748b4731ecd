/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target over the files named on the command line: for compilers without libFuzzer,
 * for valgrind, and to see again what a fuzzer found. */
#include <stdint.h>
#include <stdio.h>

#include "buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct buf text = {0};
        char part[4096];
        FILE *f = fopen(argv[i], "rb");
        if (!f) {
            fprintf(stderr, "replay: cannot open a file\n");
            return 1;
        }
        for (size_t got; (got = fread(part, 1, sizeof part, f)) > 0;)
            buf_add(&text, (struct str){part, got});
        fclose(f);
        LLVMFuzzerTestOneInput((const uint8_t *)text.ptr, text.len);
        buf_release(&text);
    }
    printf("replayed %d\n", argc - 1);
    return 0;
}
