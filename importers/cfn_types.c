/* SPDX-License-Identifier: MIT */
/* cfn_types.c - the row of a type; cfn_types.tsv holds them, sorted by name in byte order. */
#include "cfn_graph.h"

/* Made at deployment by a function of the template's owner. */
static const struct cfn_type_row custom = {
    "Custom::", CFN_NODE, NODE_SERVICE, CFN_GIVES_NAME, NULL, NULL, NULL, cfn_emit_custom};
static const struct cfn_type_row unknown = {
    NULL, CFN_NODE, NODE_SERVICE, CFN_GIVES_NAME, NULL, NULL, NULL, NULL};

const struct cfn_type_row cfn_type_timer = {
    "AWS::Events::Rule", CFN_NODE, NODE_TIMER, CFN_GIVES_NAME, "Name", "arn:aws:events:*:*:rule/%",
    "ScheduleExpression=schedule State", cfn_emit_rule};

const struct cfn_type_row *cfn_type_find(struct str type)
{
    size_t low = 0, high = cfn_type_row_count;
    if (str_starts(type, STR("Custom::")))
        return &custom;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = str_cmp(type, str_from(cfn_type_rows[mid].type));
        if (order == 0)
            return &cfn_type_rows[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return &unknown;
}
