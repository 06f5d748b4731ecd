/* SPDX-License-Identifier: MIT */
#include "page_door.h"

#include <inttypes.h>

#include "doors.h"

enum { DOOR_NODES = 2000 }; /* so few cost less than a frame */

static const struct page_target no_target = {0};

static void data_fields(struct explorer *x, struct page *p, const struct door *d, int width)
{
    struct buf text = {0};

    buf_printf(&text, "%s: ", data_label_names[d->label]);
    buf_add(&text, session_name(x, d->data));
    page_field(p, width, "data", &text, ROLE_VALUE);
    if (d->weak) {
        buf_printf(&text, "%s is weak for that: %s at least", auths[d->auth].name,
                   auth_class_names[data_label_gates[d->label]]);
        page_field(p, width, "gate", &text, ROLE_FINDING_MED);
    }
    buf_release(&text);
}

void page_door(struct explorer *x, struct page *page, node_id n, int width)
{
    struct doors_question q = {.graph = x->graph, .exposure = x->exposure};
    struct buf text = {0};
    struct door d;

    if (graph_node_count(x->graph) > DOOR_NODES || !exposure_known(x->exposure))
        return;
    q.jewels = session_jewels(x);
    q.change = session_change(x);
    if (!doors_of(&q, n, &d) || (!d.index && !d.data))
        return;
    page_line(page, no_target);
    page_line(page, no_target);
    page_puts(page, "Behind this door", ROLE_TITLE);
    buf_printf(&text, "%" PRIu64 " (a jewel that needs no break-in: %d times its weight)", d.index,
               DOOR_SCALE);
    page_field(page, width, "exposure", &text, ROLE_VALUE);
    if (d.data)
        data_fields(x, page, &d, width);
    buf_release(&text);
}
