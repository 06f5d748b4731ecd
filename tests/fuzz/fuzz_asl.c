/* SPDX-License-Identifier: MIT */
/* Fuzz target: a state machine in memory, once by itself and once as the text of a template that gives
 * it values. Whatever comes in, the import gives a sealed graph. */
#include <stdint.h>
#include <stdlib.h>

#include "graph.h"
#include "iam.h"
#include "importer.h"

static const char template[] =
    "Resources:\n"
    "  F: {Type: AWS::Lambda::Function}\n"
    "  T: {Type: AWS::DynamoDB::Table}\n"
    "  M: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionS3Location: m.asl.yaml,\n"
    "      DefinitionSubstitutions: {FnArn: !GetAtt F.Arn, Table: !Ref T}}}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    const struct memory_file files[] = {
        {STR("m.asl.yaml"), text}, {STR("n.asl.json"), text}, {STR("t.yaml"), str_from(template)}};
    struct import_options options = {.derive = iam_derive, .files = files, .file_count = 3};
    struct graph *g = import_all(&options);
    if (!graph_sealed(g))
        abort();
    graph_free(g);
    return 0;
}
