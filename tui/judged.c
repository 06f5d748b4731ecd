/* SPDX-License-Identifier: MIT */
#include "judged.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum finding_standing finding_standing(const struct finding *f)
{
    if (f->suppressed.len || f->known)
        return FINDING_QUIET;
    return f->question ? FINDING_QUESTION : FINDING_OPEN;
}

/* --- By standing --------------------------------------------------------------------------------- */

struct sort_key {
    int standing, severity; /* severity: worst first */
    const struct rule *rule;
    node_id subject;
    bool in_part;
    uint32_t finding;
};

static int by_group(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;
    int c = (x->standing > y->standing) - (x->standing < y->standing);

    c = c ? c : (x->severity < y->severity) - (x->severity > y->severity);
    c = c || x->rule == y->rule ? c : strcmp(x->rule->id, y->rule->id);
    return c ? c : (x->finding > y->finding) - (x->finding < y->finding);
}

static bool same_group(const struct sort_key *a, const struct sort_key *b)
{
    return a->standing == b->standing && a->severity == b->severity && a->rule == b->rule;
}

static void put_in_order(struct judged *j, struct sort_key *keys)
{
    size_t cap = 0;

    if (j->count)
        qsort(keys, j->count, sizeof *keys, by_group);
    for (uint32_t i = 0; i < j->count; i++) {
        j->order[i] = keys[i].finding;
        j->subject[i] = keys[i].subject;
        j->in_part[i] = keys[i].in_part;
        if (i == 0 || !same_group(&keys[i - 1], &keys[i])) {
            if (j->group_count == cap)
                j->groups = mem_grow(j->groups, &cap, sizeof *j->groups);
            j->groups[j->group_count++] = (struct judged_group){.first = i, .rule = keys[i].rule,
                                                                .standing = keys[i].standing,
                                                                .severity = keys[i].severity};
        }
        j->groups[j->group_count - 1].count++;
    }
}

/* --- By node ------------------------------------------------------------------------------------- */

/* The findings come worst first, and so do those of each node. */
static void put_by_node(struct judged *j, const struct sort_key *keys, size_t nodes)
{
    uint32_t *at = mem_zalloc(nodes + 1, sizeof *at), sum = 0;

    for (size_t i = 0; i < j->count; i++)
        at[keys[i].subject] += keys[i].standing != FINDING_QUIET;
    for (size_t n = 0; n <= nodes; n++) {
        uint32_t own = at[n];
        j->first[n] = at[n] = sum;
        sum += own;
    }
    j->first[nodes + 1] = sum;
    j->ones = mem_zalloc((size_t)sum + 1, sizeof *j->ones);
    for (size_t i = 0; i < j->count; i++) {
        const struct sort_key *k = &keys[i];
        if (k->standing == FINDING_QUIET)
            continue;
        j->ones[at[k->subject]++] = (struct judged_one){k->finding, (uint16_t)(k->rule - rules),
                                                        (uint8_t)k->severity, (uint8_t)k->standing};
        if (k->standing == FINDING_OPEN && k->severity >= SEVERITY_HIGH)
            j->grave[k->subject] = 1;
    }
    mem_free(at);
}

struct judged *judged_new(const struct findings *f, size_t nodes)
{
    struct judged *j = mem_zalloc(1, sizeof *j);
    struct sort_key *keys;

    j->count = findings_count(f);
    keys = mem_zalloc(j->count + 1, sizeof *keys);
    j->order = mem_zalloc(j->count + 1, sizeof *j->order);
    j->subject = mem_zalloc(j->count + 1, sizeof *j->subject);
    j->in_part = mem_zalloc(j->count + 1, sizeof *j->in_part);
    j->first = mem_zalloc(nodes + 2, sizeof *j->first);
    j->grave = mem_zalloc(nodes + 1, sizeof *j->grave);
    for (size_t i = 0; i < j->count; i++) {
        const struct finding *one = findings_at(f, i);
        keys[i] = (struct sort_key){(int)finding_standing(one), (int)one->severity, one->rule,
                                    one->subject, one->part.len > 0, (uint32_t)i};
        j->open += keys[i].standing == FINDING_OPEN;
    }
    put_by_node(j, keys, nodes);
    put_in_order(j, keys);
    mem_free(keys);
    return j;
}

void judged_free(struct judged *j)
{
    if (j) {
        mem_free(j->order);
        mem_free(j->subject);
        mem_free(j->in_part);
        mem_free(j->groups);
        mem_free(j->first);
        mem_free(j->ones);
        mem_free(j->grave);
    }
    mem_free(j);
}

struct judged_list judged_about(const struct judged *j, node_id n)
{
    if (!j)
        return (struct judged_list){0};
    return (struct judged_list){j->ones + j->first[n], j->first[n + 1] - j->first[n]};
}
