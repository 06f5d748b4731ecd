/* SPDX-License-Identifier: MIT */
/* Fuzz target: sources of functions. The bytes are the handler of a Python, a JavaScript and a
 * TypeScript function at once; a NUL byte ends the handler, what follows is the module "lib" beside
 * it. Besides memory errors it ends on a mark of the evaluator in what is written. */
#include <stdint.h>
#include <stdlib.h>

#include "buf.h"
#include "exporter.h"
#include "graph.h"
#include "handler.h"
#include "iam.h"
#include "importer.h"
#include "mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char template[] =
    "AWSTemplateFormatVersion: '2010-09-09'\n"
    "Transform: AWS::Serverless-2016-10-31\n"
    "Resources:\n"
    "  Orders: {Type: AWS::DynamoDB::Table}\n"
    "  Files: {Type: AWS::S3::Bucket}\n"
    "  P:\n"
    "    Type: AWS::Serverless::Function\n"
    "    Properties: {Runtime: python3.12, CodeUri: p, Handler: a.handler, Environment: {Variables:"
    " {TABLE: !Ref Orders, BUCKET: !Ref Files}}}\n"
    "  J:\n"
    "    Type: AWS::Serverless::Function\n"
    "    Properties: {Runtime: nodejs20.x, CodeUri: j, Handler: a.handler, Environment: {Variables:"
    " {TABLE: !Ref Orders, BUCKET: !Ref Files}}}\n"
    "  T:\n"
    "    Type: AWS::Serverless::Function\n"
    "    Properties: {Runtime: nodejs20.x, CodeUri: t, Handler: a.handler}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str lib = {(const char *)data, size}, main = STR("");
    str_cut(&lib, '\0', &main); /* nothing to cut: both are empty */
    if (!lib.ptr)
        lib = STR("");
    const struct memory_file files[] = {
        {STR("template.yaml"), str_from(template)},
        {STR("p/a.py"), main}, {STR("p/lib.py"), lib},
        {STR("j/a.js"), main}, {STR("j/lib.js"), lib},
        {STR("t/a.ts"), main}, {STR("t/lib.ts"), lib},
    };
    struct import_options options = {.derive = iam_derive, .files = files,
                                     .file_count = COUNT(files)};
    struct graph *g = import_all(&options);
    struct buf out = {0}, why = {0};
    if (!graph_sealed(g) || !exporter_json.write(g, &out, &why))
        abort();
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        struct str name = graph_node_at(g, n)->name;
        for (size_t i = 0; i < name.len; i++)
            if (name.ptr[i] >= MARK_ENV && name.ptr[i] <= MARK_ELSE)
                abort();
    }
    buf_release(&out);
    buf_release(&why);
    graph_free(g);
    return 0;
}
