/* SPDX-License-Identifier: MIT */
/* columns.c - where the frames are what a picture is about and the caller gives stages: a column for
 * each stage (a row in TB), in which its frames stand one after the other.
 * Lines that skip a stage pass its column in a lane beside its frames. A column that has more room than
 * its frames need leaves it where the lines to other columns are shortest then. */
#include "layered.h"
#include "links.h"

static bool has_columns(const struct lay *l)
{
    bool staged = false;

    for (int v = 1; v < l->n; v++)
        staged = staged || links_stage(l, v) != links_stage(l, 0);
    return staged && l->in->framed && l->opt.frames && l->in->cluster_count > 0;
}

void columns_make(struct lay *l)
{
    size_t ranks = (size_t)l->rank_count;
    int *stage = arena_array(l->arena, ranks, sizeof(int));

    l->column_of = arena_array(l->arena, ranks, sizeof(int));
    l->spread = NULL;
    for (int r = 0; r < l->rank_count; r++)
        l->column_of[r] = stage[r] = -1;
    if (!has_columns(l))
        return;
    for (int v = 0; v < l->n; v++)
        stage[l->items[v].rank] = links_stage(l, v);
    for (int r = 0; r < l->rank_count; r++) {
        if (r == 0 || (stage[r] >= 0 && stage[r] != stage[r - 1]))
            l->bands[l->band_count++] =
                (struct band){.cluster = -1, .column = true, .r0 = r, .parent = -1};
        else
            stage[r] = stage[r - 1];
        l->column_of[r] = l->band_count - 1;
        l->bands[l->band_count - 1].r1 = r;
    }
}

void columns_add_lanes(struct lay *l)
{
    for (int b = 0; b < l->band_count && l->bands[b].column; b++) {
        struct band *column = &l->bands[b];

        column->lane = l->band_count;
        l->bands[l->band_count++] = (struct band){
            .cluster = -1, .leaf = true, .r0 = column->r0, .r1 = column->r1, .parent = b};
    }
}

void columns_place(struct lay *l, const int *shelves, int count, int lo, int room)
{
    size_t most = (size_t)count + 1;
    struct wanted *want = arena_array(l->arena, most, sizeof *want);
    int *before = arena_array(l->arena, most, sizeof(int)); /* what those before it need */
    int *at = arena_array(l->arena, most, sizeof(int));
    int gap = lay_is_tb(l) ? 1 : 0, total = 0, used = 0;

    for (int i = 0; i < count; i++) {
        const struct shelf *s = &l->shelves[shelves[i]];

        if (s->need > 0) {
            total += used++ ? gap : 0;
            before[i] = total;
            total += s->need;
        } else {
            before[i] = total;
        }
    }
    for (int i = 0; i < count; i++)
        want[i] = (struct wanted){
            l->spread ? l->spread[shelves[i]] - before[i] : lo + (room - total) / 2, 1};
    place_fit(l->arena, want, at, count, 0, lo, max_int(lo, lo + room - total));
    for (int i = 0, last = -1; i < count; i++) {
        struct shelf *s = &l->shelves[shelves[i]];

        s->lo = at[i] + before[i];
        s->hi = s->lo + s->need;
        if (s->need == 0)
            continue;
        if (last < 0) {
            s->lo = lo;
        } else { /* both get their share of the room between them */
            struct shelf *prev = &l->shelves[last];
            int free = s->lo - prev->hi - gap;

            prev->hi += free / 2;
            s->lo -= free - free / 2;
        }
        last = shelves[i];
    }
    for (int i = count - 1; i >= 0; i--) {
        if (l->shelves[shelves[i]].need > 0) {
            l->shelves[shelves[i]].hi = max_int(l->shelves[shelves[i]].hi, lo + room);
            break;
        }
    }
}

/* Per shelf: the one of a column that it is or stands in; -1: none. */
static int *find_tops(struct lay *l)
{
    int *top = arena_array(l->arena, (size_t)l->shelf_count, sizeof(int));

    for (int s = 0; s < l->shelf_count; s++) {
        int at = s;

        while (l->shelves[at].band >= 0 && !l->bands[l->shelves[at].band].column)
            at = l->bands[l->shelves[at].band].shelf;
        top[s] = l->shelves[at].band >= 0 ? at : -1;
    }
    return top;
}

static int middle(const struct item *i)
{
    return i->at + i->size / 2;
}

bool columns_spread(struct lay *l)
{
    size_t shelves = (size_t)l->shelf_count;

    if (l->column_of[0] < 0)
        return false;
    int *top = find_tops(l), *lo = arena_array(l->arena, shelves, sizeof(int));
    int *hi = arena_array(l->arena, shelves, sizeof(int));
    int *lines = arena_array(l->arena, shelves, sizeof(int));
    long *pull = arena_array(l->arena, shelves, sizeof(long));

    for (int s = 0; s < l->shelf_count; s++)
        lo[s] = INT32_MAX;
    for (int i = 0; i < l->item_count; i++) {
        int s = top[l->items[i].shelf];

        lo[s] = min_int(lo[s], l->items[i].at);
        hi[s] = max_int(hi[s], l->items[i].at + l->items[i].size);
    }
    for (int i = 0; i < l->seg_count; i++) {
        const struct item *a = &l->items[l->segs[i].a], *b = &l->items[l->segs[i].b];
        int sa = top[a->shelf], sb = top[b->shelf];

        if (sa == sb)
            continue;
        pull[sa] += middle(b) - middle(a);
        pull[sb] += middle(a) - middle(b);
        lines[sa]++;
        lines[sb]++;
    }
    l->spread = arena_array(l->arena, shelves, sizeof(int));
    for (int s = 0; s < l->shelf_count; s++) {
        int centre = lo[s] + (hi[s] - lo[s]) / 2;

        if (lines[s])
            centre += (int)(pull[s] / lines[s]);
        if (lo[s] <= hi[s])
            l->spread[s] = centre - l->shelves[s].need / 2;
    }
    return true;
}
