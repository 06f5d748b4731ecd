/* SPDX-License-Identifier: MIT */
/* cfn_types.c - the row of a type; cfn_types.tsv holds them, sorted by name in byte order. */
#include "cfn_graph.h"

/* Made at deployment by a function of the template's owner. */
static const struct cfn_type_row custom = {.type = STR_INIT("Custom::"),
                                           .kind = NODE_SERVICE,
                                           .emit = cfn_emit_custom};
static const struct cfn_type_row unknown = {.kind = NODE_SERVICE};

static const struct cfn_attr_row timer_attrs[] = {
    {STR_INIT("ScheduleExpression"), STR_INIT(""), STR_INIT("schedule")},
    {STR_INIT("State"), STR_INIT(""), STR_INIT("state")},
};
const struct cfn_type_row cfn_type_timer = {.type = STR_INIT("AWS::Events::Rule"),
                                            .kind = NODE_TIMER,
                                            .name = STR_INIT("Name"),
                                            .arn = STR_INIT("arn:aws:events:*:*:rule/%"),
                                            .attrs = timer_attrs,
                                            .attr_count = COUNT(timer_attrs),
                                            .emit = cfn_emit_rule};

static const struct cfn_type_row *find_row(struct str type)
{
    size_t low = 0, high = cfn_type_row_count;
    if (str_starts(type, STR("Custom::")))
        return &custom;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = str_cmp(type, cfn_type_rows[mid].type);
        if (order == 0)
            return &cfn_type_rows[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return &unknown;
}

const struct cfn_kind *cfn_kind_of(struct cfn *c, struct str type)
{
    bool added;
    uint32_t *at = map_put(&c->kind_index, type, &added);
    if (!added)
        return c->kinds[*at];
    struct cfn_kind *k = arena_alloc(c->arena, sizeof *k);
    size_t first = 0, high = cfn_link_row_count;
    while (first < high) { /* the first row of links that is not before the type */
        size_t mid = (first + high) / 2;
        if (str_cmp(cfn_link_rows[mid].type, type) < 0)
            first = mid + 1;
        else
            high = mid;
    }
    *k = (struct cfn_kind){type, find_row(type), &cfn_link_rows[first], 0,
                           cfn_has_plain(type)};
    while (first + k->link_count < cfn_link_row_count &&
           str_eq(type, k->links[k->link_count].type))
        k->link_count++;
    if (c->kind_count == c->kind_cap)
        c->kinds = mem_grow(c->kinds, &c->kind_cap, sizeof(struct cfn_kind *));
    *at = (uint32_t)c->kind_count;
    c->kinds[c->kind_count++] = k;
    return k;
}
