/* SPDX-License-Identifier: MIT */
#include "present.h"

#include <stdio.h>

#include "session.h"
#include "text.h"

/* --- On and off ----------------------------------------------------------------------------------- */

bool present_set(struct explorer *x, bool on)
{
    struct present *p = &x->present;

    if (on == p->on) {
        session_say(x, on ? "presenting already" : "nothing is presented");
        return true;
    }
    if (on) {
        struct str theme = theme_name(x->theme);
        snprintf(p->theme, sizeof p->theme, "%.*s", (int)theme.len, theme.ptr);
        p->wide = x->map.wide;
        p->zoom = (int)x->map.zoom;
        p->masked = p->mask;
        clock_gettime(CLOCK_MONOTONIC, &p->began);
    }
    if (!session_theme(x, on ? STR("projector") : str_from(p->theme)))
        return false;
    undo_note(x);
    x->map.wide = on || p->wide;
    x->map.zoom = on ? ZOOM_FULL : (enum zoom)p->zoom;
    p->mask = on || p->masked;
    p->on = on;
    x->shown++;
    session_say(x, on ? "presenting; :present off ends it" : "presented %u min", present_minutes(x));
    return true;
}

static long seconds(const struct explorer *x)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec - x->present.began.tv_sec);
}

unsigned present_minutes(const struct explorer *x)
{
    return (unsigned)(seconds(x) / 60);
}

int present_pause(const struct explorer *x)
{
    return x->present.on && !x->still ? (int)(60 - seconds(x) % 60) * 1000 : -1;
}

void present_status(const struct explorer *x, struct buf *out)
{
    enum { NOTE_COLS = 40 };
    struct str note = x->at.node ? work_note(x, x->at.node) : STR_NONE;
    struct work_tags tags = {0};

    if (x->at.node)
        tags = work_tags(x, x->at.node);
    buf_printf(out, "presenting %u min", present_minutes(x));
    for (size_t i = 0; i < tags.count; i++) {
        buf_puts(out, i ? " " : "  tags: ");
        esc_term(out, work_line_text(&tags.items[i]));
    }
    if (!str_empty(note)) {
        buf_puts(out, "  note: ");
        esc_term_clip(out, note, NOTE_COLS, x->ascii);
    }
}
