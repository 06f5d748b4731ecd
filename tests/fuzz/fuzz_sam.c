/* SPDX-License-Identifier: MIT */
/* Fuzz target: an AWS SAM template in memory, beside it what it names. The input is the template; a
 * line "--- PATH" begins a further file. Whatever comes in, the import gives a sealed graph. */
#include <stdint.h>
#include <stdlib.h>

#include "iam.h"
#include "graph.h"
#include "importer.h"

enum { FILES_MAX = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct memory_file files[FILES_MAX];
    struct str rest = {(const char *)data, size}, path = STR("template.yaml");
    size_t count = 0;
    while (count < FILES_MAX && path.len) {
        size_t end = str_find(rest, STR("\n--- "));
        files[count++] = (struct memory_file){path, str_sub(rest, 0, end)};
        rest = end == STR_NPOS ? STR_NONE : str_from_at(rest, end + 5);
        path = STR_NONE;
        if (rest.len)
            str_cut(&rest, '\n', &path);
    }
    struct import_options options = {.derive = iam_derive, .files = files, .file_count = count};
    struct graph *g = import_all(&options);
    if (!graph_sealed(g))
        abort();
    graph_free(g);
    return 0;
}
