/* SPDX-License-Identifier: MIT */
/* sight_prompt.c - the filter of a view while it is typed: what fits lights up, the right end of the
 * line says how many that are, and where the text is wrong. */
#include "sight_prompt.h"

#include <string.h>

#include "session.h"
#include "table_view.h"

static void light(struct explorer *x, const uint8_t *fits, size_t count)
{
    size_t nodes = graph_node_count(x->graph);

    session_search(x, STR_NONE, false);
    if (!fits)
        return;
    memcpy(x->search.hit, fits, nodes + 1);
    x->search.count = count;
}

void filter_prompt_live(struct explorer *x)
{
    struct str text = line_text(&x->prompt.line);
    const struct sight_check *c = sight_check(x, text);

    if (c->verdict == SIGHT_LATER)
        return; /* what the text before fitted stays lit */
    light(x, str_empty(str_trim(text)) ? NULL : c->fits, c->count);
}

/* What was searched for before lights up again. */
void filter_prompt_leave(struct explorer *x)
{
    session_search(x, buf_str(&x->prompt.search), x->prompt.search_backward);
}

bool filter_prompt_done(struct explorer *x)
{
    struct buf text = {0};
    enum view_id view = sight_view(x);
    bool good;

    buf_add(&text, str_trim(line_text(&x->prompt.line)));
    good = sight_check(x, buf_str(&text))->verdict != SIGHT_ERROR;
    if (good) {
        filter_prompt_leave(x);
        sight_filter_set(x, view, buf_str(&text));
        if (view == VIEW_TABLE && x->focus == VIEW_TABLE && !sight_shows(x, view, x->at.node))
            table_select_row(x); /* keys are for the row that is lit */
        sight_filter_say(x, view);
    } else {
        term_bell(x->term);
    }
    buf_release(&text);
    return good;
}

enum role filter_prompt_tag(struct explorer *x, struct buf *out)
{
    struct str text = line_text(&x->prompt.line);
    const struct sight_check *c = sight_check(x, text);
    size_t all = graph_node_count(x->graph);

    if (str_empty(str_trim(text))) {
        buf_puts(out, "& clears, Enter keeps ");
        return ROLE_HINT;
    }
    switch (c->verdict) {
    case SIGHT_OK:
        buf_printf(out, "ok: %zu of %zu ", c->count, all);
        return ROLE_GATE_STRONG;
    case SIGHT_NONE:
        if (inquiry_busy(x, INQUIRY_FINDINGS))
            buf_puts(out, "asking the rules... ");
        else
            buf_printf(out, "none of %zu ", all);
        return ROLE_FINDING_MED;
    case SIGHT_LATER:
        buf_puts(out, "looking... ");
        return ROLE_HINT;
    case SIGHT_ERROR:
        break;
    }
    buf_puts(out, "error ");
    return ROLE_FINDING_HIGH;
}

const struct sight_check *filter_prompt_error(struct explorer *x)
{
    const struct sight_check *c = sight_check(x, line_text(&x->prompt.line));

    return c->verdict == SIGHT_ERROR ? c : NULL;
}
