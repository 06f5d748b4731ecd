/* SPDX-License-Identifier: MIT */
/* files.h - one fuzz input as several files: what every target of an importer does.
 * A line "--- PATH" begins the next file; what stands before the first one is the file that the
 * target names. Whatever comes in, the import gives a sealed graph, and that graph can be written. */
#ifndef FAASMAP_FUZZ_FILES_H
#define FAASMAP_FUZZ_FILES_H

#include <stdint.h>
#include <stdlib.h>

#include "buf.h"
#include "exporter.h"
#include "graph.h"
#include "iam.h"
#include "importer.h"

enum { FUZZ_FILES_MAX = 32 };

static inline int fuzz_import(const uint8_t *data, size_t size, const char *first)
{
    struct memory_file files[FUZZ_FILES_MAX];
    struct str rest = {(const char *)data, size}, path = str_from(first);
    size_t count = 0;
    while (count < FUZZ_FILES_MAX && path.len) {
        size_t end = str_find(rest, STR("\n--- "));
        files[count++] = (struct memory_file){path, str_sub(rest, 0, end)};
        rest = end == STR_NPOS ? STR_NONE : str_from_at(rest, end + 5);
        path = STR_NONE;
        if (rest.len)
            str_cut(&rest, '\n', &path);
    }
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

#endif
