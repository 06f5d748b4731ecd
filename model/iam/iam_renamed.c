/* SPDX-License-Identifier: MIT */
#include "iam_renamed.h"

#include "facts.h"
#include "json_value.h"

void iam_find_renamed(const struct graph *g, struct arena *a, struct map *ids)
{
    for (size_t i = 1; i <= graph_node_count(g); i++) {
        const struct attr *attr = node_attr(graph_node_at(g, (node_id)i), FACT_STANDS_FOR);
        const struct json_value *list = attr ? json_value_read(a, attr->value, NULL) : NULL;
        if (!json_value_is(list, JSON_VALUE_LIST))
            continue;
        for (const struct json_value *id = list->first; id; id = id->next)
            map_set(ids, json_value_text(id), graph_resolve(g, (node_id)i));
    }
}
