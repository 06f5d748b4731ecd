/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "finding.h"
#include "mem.h"
#include "query.h"
#include "text.h"

#define X(e, name, cells, rank, most) {name, cells, rank, most},
const struct table_column_row table_columns[TABLE_COLUMN_COUNT] = {TABLE_COLUMNS(X)};
#undef X

enum { NAME_MOST = 60, NO_VALUE = 0 };

/* The strongest first. */
static const unsigned char strength[OP_COUNT] = {OP_BIT_POLICY, OP_BIT_EXEC,  OP_BIT_ADMIN, OP_BIT_DELETE,
                                                 OP_BIT_WRITE,  OP_BIT_READ, OP_BIT_INVOKE};

bool table_column_find(struct str name, enum table_column *out)
{
    for (int c = 0; c < TABLE_COLUMN_COUNT; c++) {
        if (str_iis(name, table_columns[c].name)) {
            *out = (enum table_column)c;
            return true;
        }
    }
    return false;
}

/* --- Values -------------------------------------------------------------------------------------- */

/* The strongest thing that it may do; OP_COUNT: nothing. */
static unsigned strongest(unsigned ops, unsigned *rank)
{
    for (unsigned i = 0; i < OP_COUNT; i++) {
        if (ops & 1u << strength[i]) {
            *rank = i;
            return strength[i];
        }
    }
    return OP_COUNT;
}

/* The kind that comes first by its name of those in the set, and how many others there are. */
static unsigned first_kind(uint32_t kinds, unsigned *others)
{
    unsigned first = NODE_KIND_COUNT;

    *others = 0;
    for (unsigned k = 0; k < NODE_KIND_COUNT; k++) {
        if (!(kinds & UINT32_C(1) << k))
            continue;
        *others += first < NODE_KIND_COUNT;
        if (first == NODE_KIND_COUNT || strcmp(node_kinds[k].name, node_kinds[first].name) < 0)
            first = k;
    }
    return first;
}

/* Its place among all by name, from 1. */
static uint32_t kind_rank(unsigned kind)
{
    uint32_t rank = 1;

    for (unsigned k = 0; k < NODE_KIND_COUNT; k++)
        rank += strcmp(node_kinds[k].name, node_kinds[kind].name) < 0;
    return rank;
}

static uint32_t plus_one(size_t value)
{
    return value < UINT32_MAX - 1 ? (uint32_t)value + 1 : UINT32_MAX;
}

static uint32_t some(size_t count)
{
    return count ? plus_one(count) : NO_VALUE;
}

static uint32_t findings_value(const struct table *t, node_id n)
{
    struct table_findings f = t->findings(t->findings_arg, n);
    uint32_t count = f.count < 0xffffff ? f.count : 0xffffff;

    return f.count ? (uint32_t)(f.severity + 1) << 24 | count : NO_VALUE;
}

/* By column: NO_VALUE stands last, smaller ones first, and where they are the same the name decides. */
static uint32_t value_of(const struct table *t, enum table_column by, const uint32_t *kind_ranks, node_id n)
{
    const struct node_values *v = &t->values[n];
    struct reach r = {0};
    unsigned more = 0, kind;

    switch ((int)by) {
    case TABLE_KIND:
        return kind_ranks[graph_node_at(t->graph, n)->kind];
    case TABLE_ZONE: /* zones come sorted by id */
        return (uint32_t)graph_node_zone(t->graph, n)->kind << 24 |
               (graph_node_at(t->graph, n)->zone_at + 1);
    case TABLE_TRIGGER:
        kind = first_kind(v->starters, &more);
        return kind < NODE_KIND_COUNT ? kind_ranks[kind] : NO_VALUE;
    case TABLE_AUTH:
        r = exposure_reach(t->exposure, n);
        return r.reached ? plus_one((size_t)auth_class_ranks[r.rank] << 8 | r.auth) : NO_VALUE;
    case TABLE_REACH:
        r = exposure_reach(t->exposure, n);
        return r.reached ? plus_one(r.hops) : NO_VALUE;
    case TABLE_PRIV:
        return strongest(v->ops, &more) < OP_COUNT ? OP_COUNT - more : NO_VALUE;
    case TABLE_SECRETS:
        return some(v->secrets);
    case TABLE_FINDINGS:
        return findings_value(t, n);
    case TABLE_IN:
        return some(graph_in(t->graph, n).count);
    case TABLE_OUT:
        return some(graph_out(t->graph, n).count);
    default: /* the name: its rank says it */
        return 1;
    }
}

/* --- Order ------------------------------------------------------------------------------------------ */

struct sort_item {
    uint32_t key;
    node_id node;
};

/* By one byte of the key; equal ones stay as they stand. */
static void sort_by_byte(const struct sort_item *from, struct sort_item *to, size_t count, unsigned shift)
{
    size_t at[256] = {0}, sum = 0;

    for (size_t i = 0; i < count; i++)
        at[from[i].key >> shift & 0xff]++;
    for (size_t b = 0; b < COUNT(at); b++) {
        size_t own = at[b];
        at[b] = sum;
        sum += own;
    }
    for (size_t i = 0; i < count; i++)
        to[at[from[i].key >> shift & 0xff]++] = from[i];
}

/* Stable. Few columns have values of more than a byte. */
static struct sort_item *sort(struct sort_item *items, struct sort_item *other, size_t count)
{
    uint32_t differs = 0;

    for (size_t i = 1; i < count; i++)
        differs |= items[i].key ^ items[0].key;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        struct sort_item *was = items;
        if (!(differs >> shift & 0xff))
            continue;
        sort_by_byte(items, other, count, shift);
        items = other;
        other = was;
    }
    return items;
}

/* The ids in the order of their names. */
static void by_rank(const struct table *t, node_id *ids, size_t count)
{
    size_t nodes = graph_node_count(t->graph), at = 0;
    node_id *of_rank = mem_zalloc(nodes + 1, sizeof *of_rank);

    for (size_t i = 0; i < count; i++)
        of_rank[t->name_rank[ids[i]]] = ids[i];
    for (size_t rank = 0; rank < nodes; rank++) {
        if (of_rank[rank])
            ids[at++] = of_rank[rank];
    }
    mem_free(of_rank);
}

void table_order(const struct table *t, enum table_column by, bool turned, node_id *ids,
                 size_t count)
{
    struct sort_item *items = mem_zalloc(2 * count + 1, sizeof *items), *sorted;
    bool backward = by == TABLE_NAME && turned, falls = turned != table_columns[by].most_first;
    uint32_t kind_ranks[NODE_KIND_COUNT] = {0};

    for (unsigned k = 0; k < NODE_KIND_COUNT; k++)
        kind_ranks[k] = kind_rank(k);
    by_rank(t, ids, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t value = value_of(t, by, kind_ranks, ids[i]);
        items[i] = (struct sort_item){value == NO_VALUE ? UINT32_MAX : falls ? ~value : value, ids[i]};
    }
    sorted = sort(items, items + count, count);
    for (size_t i = 0; i < count; i++)
        ids[backward ? count - 1 - i : i] = sorted[i].node;
    mem_free(items);
}

struct named {
    struct str name, id;
    bool boundary;
    node_id node;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int c = str_name_cmp(x->name, y->name);

    if (x->boundary != y->boundary)
        return x->boundary ? 1 : -1;
    return c ? c : str_cmp(x->id, y->id);
}

void table_release(struct table *t)
{
    mem_free(t->values);
    mem_free(t->name_rank);
    t->values = NULL;
    t->name_rank = NULL;
}

void table_renew(struct table *t)
{
    size_t nodes = graph_node_count(t->graph);
    struct named *named = mem_zalloc(nodes + 1, sizeof *named);

    table_release(t);
    t->values = mem_zalloc(nodes + 1, sizeof *t->values);
    t->name_rank = mem_zalloc(nodes + 1, sizeof *t->name_rank);
    node_values_all(t->graph, t->values);
    for (node_id n = 1; n <= nodes; n++) {
        const struct node *node = graph_node_at(t->graph, n);
        named[n - 1] = (struct named){graph_label(t->graph, n), node->id,
                                        node->kind == NODE_BOUNDARY, n};
    }
    if (nodes)
        qsort(named, nodes, sizeof *named, by_name);
    for (size_t i = 0; i < nodes; i++)
        t->name_rank[named[i].node] = (uint32_t)i;
    mem_free(named);
}

/* --- Cells ------------------------------------------------------------------------------------------- */

enum role gate_role(enum auth_class class)
{
    switch ((int)class) {
    case AUTH_CLASS_NONE:
    case AUTH_CLASS_SELF_SERVICE:
    case AUTH_CLASS_UNKNOWN:
        return ROLE_GATE_OPEN;
    case AUTH_CLASS_SHARED:
    case AUTH_CLASS_SIGNED:
    case AUTH_CLASS_CUSTOM:
        return ROLE_GATE_SHARED;
    default:
        return ROLE_GATE_STRONG;
    }
}

static enum role count_cell(struct buf *out, size_t count)
{
    if (count)
        buf_printf(out, "%zu", count);
    return ROLE_NORMAL;
}

static enum role findings_cell(struct table_findings f, struct buf *out)
{
    if (f.count == 0)
        return ROLE_NORMAL;
    buf_printf(out, "%u %s", f.count, severity_names[f.severity]);
    return f.severity >= SEVERITY_HIGH     ? ROLE_FINDING_HIGH
           : f.severity == SEVERITY_MEDIUM ? ROLE_FINDING_MED
                                           : ROLE_FINDING_LOW;
}

enum role table_cell(const struct table *t, enum table_column column, node_id n, struct buf *out)
{
    const struct node_values *v = &t->values[n];
    struct reach r = exposure_reach(t->exposure, n);
    unsigned more = 0, op, kind;

    switch ((int)column) {
    case TABLE_NAME:
        buf_add(out, graph_label(t->graph, n));
        return ROLE_NORMAL;
    case TABLE_KIND:
        buf_puts(out, node_kinds[graph_node_at(t->graph, n)->kind].name);
        return ROLE_LABEL;
    case TABLE_ZONE:
        buf_add(out, graph_node_zone(t->graph, n)->name);
        return ROLE_NORMAL;
    case TABLE_TRIGGER:
        kind = first_kind(v->starters, &more);
        buf_puts(out, kind < NODE_KIND_COUNT ? node_kinds[kind].name : "");
        if (more)
            buf_printf(out, " +%u", more);
        return ROLE_NORMAL;
    case TABLE_AUTH:
        if (r.reached)
            buf_puts(out, auths[r.auth].name);
        return gate_role(r.rank);
    case TABLE_REACH:
        if (r.reached)
            buf_printf(out, "%u", r.hops);
        return ROLE_REACH;
    case TABLE_PRIV:
        op = strongest(v->ops, &more);
        buf_puts(out, op < OP_COUNT ? op_class_names[op] : "");
        return more <= 2 ? ROLE_FINDING_HIGH : more <= 4 ? ROLE_FINDING_MED : ROLE_FINDING_LOW;
    case TABLE_SECRETS:
        return count_cell(out, v->secrets);
    case TABLE_FINDINGS:
        return findings_cell(t->findings(t->findings_arg, n), out);
    case TABLE_IN:
        return count_cell(out, graph_in(t->graph, n).count);
    default:
        return count_cell(out, graph_out(t->graph, n).count);
    }
}

bool table_value(const struct table *t, enum table_column column, node_id n, const char **key,
                 struct buf *out)
{
    struct reach r = exposure_reach(t->exposure, n);
    struct table_findings f;
    unsigned more = 0;
    node_id secret;

    *key = table_columns[column].name;
    switch ((int)column) {
    case TABLE_ZONE:
        buf_add(out, graph_node_at(t->graph, n)->zone);
        return true;
    case TABLE_TRIGGER:
        if (t->values[n].starters)
            buf_puts(out, node_kinds[first_kind(t->values[n].starters, &more)].name);
        return t->values[n].starters != 0;
    case TABLE_REACH:
        buf_puts(out, r.reached                                    ? "internet"
                      : exposure_third_party(t->exposure, n) ? "thirdparty"
                                                                   : "internal");
        return true;
    case TABLE_SECRETS:
        *key = "secret";
        secret = node_plain_secret(t->graph, n);
        if (secret)
            buf_add(out, graph_label(t->graph, secret));
        return secret != 0;
    case TABLE_FINDINGS:
        *key = "sev";
        f = t->findings(t->findings_arg, n);
        if (f.count)
            buf_puts(out, severity_names[f.severity]);
        return f.count > 0;
    case TABLE_IN:
    case TABLE_OUT:
        buf_printf(out, "%zu", column == TABLE_IN ? graph_in(t->graph, n).count
                                                  : graph_out(t->graph, n).count);
        return true;
    default: /* as it stands there */
        table_cell(t, column, n, out);
        return out->len > 0;
    }
}

/* --- Width ------------------------------------------------------------------------------------------ */

void table_measure(const struct table *t, const node_id *ids, size_t count,
                   int need[TABLE_COLUMN_COUNT])
{
    enum { MEASURED_MOST = 2000 }; /* more would be felt */
    struct buf text = {0};

    for (int c = 0; c < TABLE_COLUMN_COUNT; c++) {
        int most = c == TABLE_NAME ? NAME_MOST : table_columns[c].cells;

        /* what the rules find comes when it comes */
        need[c] = count > MEASURED_MOST || c == TABLE_FINDINGS ? most : 0;
        for (size_t i = 0; i < count && need[c] < most; i++) {
            int width;

            buf_reset(&text);
            table_cell(t, (enum table_column)c, ids[i], &text);
            width = (int)text_width(buf_str(&text));
            width = width > most ? most : width;
            need[c] = width > need[c] ? width : need[c];
        }
    }
    buf_release(&text);
}

/* What the head and the cells of a column need. */
static int least_width(int column, enum table_column by, const int *need)
{
    int head = (int)strlen(table_columns[column].name) + (column == (int)by ? 2 : 0);

    return need[column] > head ? need[column] : head;
}

/* Columns in their ranks, as far as there is room; returns the cells that are left. */
static int take_columns(enum table_column by, const int *need, bool empty, int left, int *width)
{
    for (int rank = 1; rank < TABLE_COLUMN_COUNT; rank++) {
        for (int c = 1; c < TABLE_COLUMN_COUNT; c++) {
            int least = least_width(c, by, need);

            if (table_columns[c].rank != rank || (need[c] == 0) != empty || width[c] ||
                left < least + 1)
                continue;
            width[c] = least;
            left -= least + 1;
        }
    }
    return left;
}

/* The name has its part first, then the columns in which something stands; what is left makes the name
 * whole, brings the empty columns, and gives all of them air. */
void table_fit(int cells, enum table_column by, const int need[TABLE_COLUMN_COUNT],
               int width[TABLE_COLUMN_COUNT])
{
    int name = least_width(TABLE_NAME, by, need), fair = cells * 2 / 5, left, more;

    fair = fair < table_columns[TABLE_NAME].cells ? table_columns[TABLE_NAME].cells : fair;
    fair = fair > name ? name : fair;
    left = cells - fair - 1;
    memset(width, 0, TABLE_COLUMN_COUNT * sizeof *width);
    if (by != TABLE_NAME) {
        width[by] = least_width((int)by, by, need);
        left -= width[by] + 1;
    }
    left = take_columns(by, need, false, left, width);
    more = left > name - fair ? name - fair : left;
    width[TABLE_NAME] = fair + more < 1 ? 1 : fair + more;
    left = take_columns(by, need, true, left - more, width);
    for (int c = 1; c < TABLE_COLUMN_COUNT && left > 0; c++) {
        more = width[c] ? table_columns[c].cells - width[c] : 0;
        more = more > left ? left : more;
        width[c] += more;
        left -= more;
    }
}
