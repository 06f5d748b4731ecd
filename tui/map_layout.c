/* SPDX-License-Identifier: MIT */
/* map_layout.c - how the map is drawn: the fit decides what the user left open. */
#include "map_parts.h"

enum { WIDE_LABEL = 40 };

void map_lay_out(struct explorer *x, struct map_view *m)
{
    const struct map_choices *c = &x->map;
    struct layout_options fixed = {
        .direction = c->downward == CHOICE_YES ? LAYOUT_TB : LAYOUT_LR,
        .boxes = c->compact == CHOICE_YES ? LAYOUT_COMPACT : LAYOUT_FULL,
        .frames = c->frames == CHOICE_YES,
        .label_cells = c->wide ? WIDE_LABEL : 0,
    };

    if (c->downward != CHOICE_AUTO)
        fixed.pinned |= LAYOUT_PIN_DIRECTION;
    if (c->compact != CHOICE_AUTO)
        fixed.pinned |= LAYOUT_PIN_BOXES;
    if (c->frames != CHOICE_AUTO)
        fixed.pinned |= LAYOUT_PIN_FRAMES;
    layout_fit(&m->visible.input, m->rows, m->cols, x->ascii, &fixed, &m->options, &m->layout);
}
