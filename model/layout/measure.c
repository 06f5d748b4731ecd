/* SPDX-License-Identifier: MIT */
/* measure.c - the main axis: how deep ranks are and how wide the channels between them.
 * A channel, in this order: a cell where lines leave (LR) or arrow heads against the flow stand, room
 * for a number, the frames that end, the tracks, a plain cell or room for a number, the frames that
 * begin, the arrow heads. */
#include "layered.h"

/* From a frame's border to the next one inside it. */
static int frame_step(const struct lay *l)
{
    return lay_is_tb(l) ? 1 : 2;
}

static int lead_cells(const struct lay *l, const struct channel *c)
{
    bool tb = lay_is_tb(l);
    int plain = c->number_out ? tb ? 1 : c->number_out + 2 : 0;

    if (c->early_marks && (tb || c->back_heads))
        plain = max_int(plain, 1);
    return plain + (c->back_heads || (!tb && !plain));
}

/* Between the tracks and the arrow heads. */
static int tail_cells(const struct lay *l, const struct channel *c)
{
    bool tb = lay_is_tb(l);

    if (c->number_in)
        return tb ? 1 : c->number_in + 2;
    return !tb || c->marks || (!c->tracks && c->close && c->open);
}

/* From the innermost border to the boxes of the rank behind it. */
static int open_gap(const struct lay *l, int rank)
{
    return lay_is_tb(l) && rank == 0 ? 1 : 2;
}

static int levels(int frames, int step)
{
    return frames ? (frames - 1) * step + 1 : 0;
}

static int place_channel(const struct lay *l, struct channel *c, int start, bool last)
{
    int step = frame_step(l), at = start, least = lay_is_tb(l) ? 1 : l->opt.pitch + 2;

    c->start = start;
    if (last && !c->close)
        return start;
    at += lead_cells(l, c) + levels(c->close, step);
    if (last)
        return at;
    if (c->tracks > 0) {
        if (!lay_is_tb(l) && (c->back_heads || c->close))
            at += l->opt.pitch - 1;
        c->first_track = at;
        at += (c->tracks - 1) * l->opt.pitch + 1;
    }
    at += tail_cells(l, c) + levels(c->open, step) + 1;
    return max_int(at, start + least);
}

/* A frame around one rank must be wide enough for its title (LR). */
static void widen_ranks(struct lay *l)
{
    for (int b = 0; b < l->band_count; b++) {
        const struct band *band = &l->bands[b];

        if (band_framed(band) && band->r0 == band->r1 && !lay_is_tb(l))
            l->rank_depth[band->r0] =
                max_int(l->rank_depth[band->r0], frames_title_cells(l, b));
    }
}

static int first_frames(const struct lay *l)
{
    int most = 0;

    for (int b = 0; b < l->band_count; b++)
        if (band_framed(&l->bands[b]) && l->bands[b].r0 == 0)
            most = max_int(most, l->bands[b].open_inner + 1);
    return most ? levels(most, frame_step(l)) + open_gap(l, 0) - 1 : 0;
}

void measure_main_axis(struct lay *l)
{
    size_t ranks = (size_t)l->rank_count;
    int at, step = frame_step(l);

    l->rank_start = arena_array(l->arena, ranks, sizeof(int));
    l->rank_depth = arena_array(l->arena, ranks, sizeof(int));
    for (int v = 0; v < l->n; v++)
        l->rank_depth[l->items[v].rank] =
            max_int(l->rank_depth[l->items[v].rank], l->depth[v]);
    frames_main_axis(l);
    widen_ranks(l);
    at = first_frames(l);
    for (int r = 0; r < l->rank_count; r++) {
        l->rank_start[r] = at;
        at = place_channel(l, &l->channels[r], at + l->rank_depth[r], r + 1 == l->rank_count);
    }
    l->main_size = at;
    for (int b = 0; b < l->band_count; b++) {
        struct band *band = &l->bands[b];
        const struct channel *behind = &l->channels[band->r1];

        if (!band_framed(band))
            continue;
        band->m0 = l->rank_start[band->r0] - open_gap(l, band->r0) - step * band->open_inner;
        band->m1 = behind->start + lead_cells(l, behind) + step * band->close_inner;
    }
}
