/* SPDX-License-Identifier: MIT */
#include "data_label.h"

const char *const data_label_names[LABEL_COUNT] = {"public", "internal", "pii", "secret"};
const enum auth_class data_label_gates[LABEL_COUNT] = {
    [LABEL_PUBLIC] = AUTH_CLASS_NONE,
    [LABEL_INTERNAL] = AUTH_CLASS_SHARED,
    [LABEL_PII] = AUTH_CLASS_CUSTOM,
    [LABEL_SECRET] = AUTH_CLASS_TOKEN,
};

bool data_label_kept(const struct graph *g, node_id n)
{
    enum node_kind kind = graph_node_at(g, n)->kind;
    return node_kind_is_store(kind) || kind == NODE_LOG;
}

int data_label(const struct graph *g, node_id n)
{
    int own = graph_node_at(g, n)->sensitivity;
    return own < 0 ? LABEL_PUBLIC : own;
}
