/* SPDX-License-Identifier: MIT */
/* Fuzz target: an Azure Functions project in memory. The input is several files in one text: a line
 * "--- PATH" begins the next file, what stands before the first one is host.json. Whatever comes
 * in, the import gives a sealed graph, and the graph can be written. */
#include <stdint.h>
#include <stdlib.h>

#include "iam.h"
#include "buf.h"
#include "exporter.h"
#include "graph.h"
#include "importer.h"

enum { FILES_MAX = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t split(struct str text, struct memory_file files[FILES_MAX])
{
    size_t count = 0;
    struct str path = STR("host.json");
    while (count < FILES_MAX) {
        size_t end = str_find(text, STR("\n--- "));
        files[count++] = (struct memory_file){path, str_sub(text, 0, end)};
        if (end == STR_NPOS)
            break;
        struct str rest = str_from_at(text, end + 5);
        if (!str_cut(&rest, '\n', &path) || !path.len)
            break;
        text = rest;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct memory_file files[FILES_MAX];
    size_t count = split((struct str){(const char *)data, size}, files);
    struct import_options options = {.derive = iam_derive, .files = files, .file_count = count};
    struct graph *g = import_all(&options);
    struct buf out = {0}, why = {0};
    if (!graph_sealed(g) || !exporter_json.write(g, &out, &why))
        abort();
    buf_release(&out);
    buf_release(&why);
    graph_free(g);
    return 0;
}
