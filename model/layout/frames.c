/* SPDX-License-Identifier: MIT */
/* frames.c - the rectangles of cluster fragments: tight around what stands inside. */
#include "layered.h"
#include "text.h"

int frames_title_cells(const struct lay *l, int band)
{
    struct buf b = {0};
    struct str title = l->in->clusters[l->bands[band].cluster].title;
    int cells = (int)esc_term_clip(&b, title, TITLE_MOST, l->opt.ascii);

    buf_release(&b);
    return cells;
}

static void include(struct band *b, int lo, int hi)
{
    if (b->o0 > b->o1) {
        b->o0 = lo;
        b->o1 = hi;
    } else {
        b->o0 = min_int(b->o0, lo);
        b->o1 = max_int(b->o1, hi);
    }
}

/* Whether a border along the order axis has a run of want cells between the lines that cross it:
 * the top one (lines that arrive at the first rank) or the bottom one. */
static bool title_fits(const struct lay *l, const struct band *b, bool top, int want)
{
    bool crossed = top ? b->r0 > 0 : b->r1 + 1 < l->rank_count;
    int channel = top ? b->r0 - 1 : b->r1, at = b->o0 + 1;

    while (at + want <= b->o1) {
        int next = -1; /* the last crossing within the run */

        for (int k = crossed ? l->seg_first[channel] : 0;
             crossed && k < l->seg_first[channel + 1]; k++) {
            int line = top ? l->segs[k].to : l->segs[k].from;
            if (line >= at && line < at + want)
                next = max_int(next, line);
        }
        if (next < 0)
            return true;
        at = next + 1;
    }
    return false;
}

/* In TB the title runs along the order axis: the frame grows into its shelf until it fits. */
static void widen_for_title(const struct lay *l, int band)
{
    struct band *b = &l->bands[band];
    const struct shelf *s = &l->shelves[b->shelf];
    int want = frames_title_cells(l, band) + 2, o0 = b->o0, o1 = b->o1;

    if (want == 2 || title_fits(l, b, true, want) || title_fits(l, b, false, want))
        return;
    while (b->o1 - b->o0 < o1 - o0 + 2 * want && (b->o1 + 1 < s->hi || b->o0 > s->lo)) {
        if (b->o1 + 1 < s->hi)
            b->o1++;
        else
            b->o0--;
        if (title_fits(l, b, true, want) || title_fits(l, b, false, want))
            return;
    }
    b->o0 = o0;
    b->o1 = o1;
}

void frames_order_axis(struct lay *l)
{
    int pad = lay_is_tb(l) ? 2 : 1;

    for (int b = 0; b < l->band_count; b++) {
        l->bands[b].o0 = 0;
        l->bands[b].o1 = -1;
    }
    for (int i = 0; i < l->item_count; i++) {
        const struct item *item = &l->items[i];
        int b = l->shelves[item->shelf].band;

        if (b >= 0)
            include(&l->bands[b], item->at, item->at + item->size - 1);
    }
    for (int b = l->band_count - 1; b >= 0; b--) { /* inner frames have higher numbers */
        struct band *band = &l->bands[b];

        if (!band_framed(band) || band->o0 > band->o1)
            continue;
        band->o0 -= pad;
        band->o1 += pad;
        if (lay_is_tb(l))
            widen_for_title(l, b);
        if (band->parent >= 0)
            include(&l->bands[band->parent], band->o0, band->o1);
    }
}

void frames_main_axis(struct lay *l)
{
    for (int b = l->band_count - 1; b >= 0; b--) {
        struct band *band = &l->bands[b];
        struct band *up = band->parent >= 0 ? &l->bands[band->parent] : NULL;

        if (!band_framed(band))
            continue;
        if (up && up->column)
            up = NULL;
        if (up && up->r0 == band->r0)
            up->open_inner = max_int(up->open_inner, band->open_inner + 1);
        if (up && up->r1 == band->r1)
            up->close_inner = max_int(up->close_inner, band->close_inner + 1);
        struct channel *behind = &l->channels[band->r1];
        behind->close = max_int(behind->close, band->close_inner + 1);
        if (band->r0 > 0) {
            struct channel *ahead = &l->channels[band->r0 - 1];
            ahead->open = max_int(ahead->open, band->open_inner + 1);
        }
    }
}
