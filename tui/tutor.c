/* SPDX-License-Identifier: MIT */
#include "tutor.h"

#include <string.h>

#include "attr.h"
#include "session.h"
#include "text.h"

enum { ACTIONS_MAX = 4 };

#define ENDS "  (Esc ends)" /* left out where there is no room for all of it */

/* Any of the actions goes on; the keys of all of them are named. */
static const struct step {
    enum action actions[ACTIONS_MAX]; /* ACTION_NONE behind the last */
    const char *text;
} steps[] = {
    {{ACTION_LEFT, ACTION_DOWN, ACTION_UP, ACTION_RIGHT}, "or arrows go from box to box"},
    {{ACTION_OPEN}, "tells everything about the selected box"},
    {{ACTION_VIEW_MAP}, "goes back to the map"},
    {{ACTION_SEARCH_FORWARD}, "searches: type queue and press Enter"},
    {{ACTION_SEARCH_NEXT}, "goes to the next hit of the search"},
    {{ACTION_PATH_HERE}, "shows how the internet gets here"},
    {{ACTION_STEP}, "goes one hop along that path"},
    {{ACTION_LAYER_IDENTITY}, "lays identities and their rights over the map"},
    {{ACTION_UNDO}, "takes the last change of the view back"},
    {{ACTION_VIEW_BLAST}, "tells what falls if the selected box falls"},
    {{ACTION_VIEW_HELP}, "lists all keys and commands; this was the tour"},
};

static const struct binding *key_of(const struct explorer *x, enum action action)
{
    const struct binding *b = keymap_for(&x->keys, x->focus, action);

    return b ? b : keymap_for(&x->keys, VIEW_MAP, action);
}

static bool can_be_done(const struct explorer *x, const struct step *s)
{
    for (size_t i = 0; i < ACTIONS_MAX && s->actions[i] != ACTION_NONE; i++) {
        if (key_of(x, s->actions[i]))
            return true;
    }
    return false;
}

/* The first one from here that has a key; the end of the table ends the tour. */
static void settle(struct explorer *x)
{
    struct tutor *t = &x->tutor;

    while (t->step < COUNT(steps) && !can_be_done(x, &steps[t->step]))
        t->step++;
    if (t->step < COUNT(steps))
        return;
    t->on = false;
    session_say(x, "the end of the tour: :open PATH reads your own system");
}

void tutor_begin(struct explorer *x)
{
    x->tutor = (struct tutor){.on = true};
    x->coach.on = false;
    settle(x);
}

void tutor_did(struct explorer *x, enum action action)
{
    struct tutor *t = &x->tutor;

    if (!t->on || (x->message.len && x->message_bad)) /* tried in vain */
        return;
    for (size_t i = 0; i < ACTIONS_MAX && steps[t->step].actions[i] != ACTION_NONE; i++) {
        if (steps[t->step].actions[i] == action) {
            t->step++;
            settle(x);
            return;
        }
    }
}

bool tutor_key(struct explorer *x, struct key key)
{
    if (!x->tutor.on || key.code != KEYCODE_ESC || x->typed_count)
        return false;
    x->tutor.on = false;
    session_say(x, "the tour has ended; :tutor begins it again");
    return true;
}

void tutor_draw(struct explorer *x)
{
    int row = x->rows - 1, col = 1;
    struct buf text = {0};

    if (!x->tutor.on)
        return;
    canvas_fill(&x->screen, row, 0, 1, x->cols, ' ', ROLE_STATUS);
    buf_printf(&text, "%zu/%zu  ", x->tutor.step + 1, COUNT(steps));
    col += canvas_text(&x->screen, row, col, x->cols - col, buf_str(&text), ROLE_TITLE, x->ascii);
    for (size_t i = 0; i < ACTIONS_MAX && steps[x->tutor.step].actions[i] != ACTION_NONE; i++) {
        const struct binding *b = key_of(x, steps[x->tutor.step].actions[i]);
        buf_reset(&text);
        if (b)
            binding_print(&text, b);
        if (text.len)
            col += 1 + canvas_text(&x->screen, row, col, x->cols - col, buf_str(&text), ROLE_KEY,
                                   x->ascii);
    }
    buf_reset(&text);
    buf_puts(&text, steps[x->tutor.step].text);
    if (col + (int)(text.len + strlen(ENDS)) <= x->cols)
        buf_puts(&text, ENDS);
    canvas_text(&x->screen, row, col, x->cols - col, buf_str(&text), ROLE_STATUS, x->ascii);
    canvas_flags(&x->screen, row, 0, x->cols, CELL_PANEL);
    buf_release(&text);
}
