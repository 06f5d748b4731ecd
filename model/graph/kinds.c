/* SPDX-License-Identifier: MIT */
#include "kinds.h"

#include "attr.h"

#define X(e, name, zone, layer, tag, shape, style, help)                                           \
    [NODE_##e] = {name, ZONE_##zone, LAYER_##layer, tag, shape, style, help},
const struct node_kind_row node_kinds[NODE_KIND_COUNT] = {NODE_KINDS(X)};
#undef X
#define X(e, name, layer, sentence) [EDGE_##e] = {name, LAYER_##layer, sentence},
const struct edge_kind_row edge_kinds[EDGE_KIND_COUNT] = {EDGE_KINDS(X)};
#undef X
#define X(e, name, title, trust) [ZONE_##e] = {name, title, trust},
const struct zone_kind_row zone_kinds[ZONE_KIND_COUNT] = {ZONE_KINDS(X)};
#undef X
#define X(e, name, class) [AUTH_##e] = {name, AUTH_CLASS_##class},
const struct auth_row auths[AUTH_COUNT] = {AUTHS(X)};
#undef X
#define X(e, name, title) [LAYER_##e] = name,
const char *const layer_names[LAYER_COUNT] = {LAYERS(X)};
#undef X
#define X(e, name, title) [LAYER_##e] = title,
const char *const layer_titles[LAYER_COUNT] = {LAYERS(X)};
#undef X
#define X(e, name, strength) [EVIDENCE_##e] = name,
const char *const evidence_names[EVIDENCE_COUNT] = {EVIDENCES(X)};
#undef X
#define X(e, name, strength) [EVIDENCE_##e] = strength,
const int evidence_strength[EVIDENCE_COUNT] = {EVIDENCES(X)};
#undef X
#define X(e, name, rank) [AUTH_CLASS_##e] = name,
const char *const auth_class_names[AUTH_CLASS_COUNT] = {AUTH_CLASSES(X)};
#undef X
#define X(e, name, rank) [AUTH_CLASS_##e] = rank,
const int auth_class_ranks[AUTH_CLASS_COUNT] = {AUTH_CLASSES(X)};
#undef X

#define FIND(rows, field, type)                                                                    \
    for (size_t i = 0; i < COUNT(rows); i++) {                                                     \
        if (str_is(name, rows[i] field)) {                                                         \
            *out = (type)i;                                                                        \
            return true;                                                                           \
        }                                                                                          \
    }                                                                                              \
    return false

bool node_kind_find(struct str name, enum node_kind *out)
{
    FIND(node_kinds, .name, enum node_kind);
}

bool edge_kind_find(struct str name, enum edge_kind *out)
{
    FIND(edge_kinds, .name, enum edge_kind);
}

bool zone_kind_find(struct str name, enum zone_kind *out)
{
    FIND(zone_kinds, .name, enum zone_kind);
}

bool auth_find(struct str name, enum auth *out)
{
    FIND(auths, .name, enum auth);
}

bool evidence_find(struct str name, enum evidence *out)
{
    FIND(evidence_names, , enum evidence);
}

bool layer_find(struct str name, enum layer *out)
{
    FIND(layer_names, , enum layer);
}

bool node_kind_is_store(enum node_kind kind)
{
    switch ((int)kind) {
    case NODE_QUEUE:
    case NODE_TOPIC:
    case NODE_STREAM:
    case NODE_BUS:
    case NODE_BUCKET:
    case NODE_TABLE:
    case NODE_FILES:
        return true;
    default:
        return false;
    }
}
