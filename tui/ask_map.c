/* SPDX-License-Identifier: MIT */
/* ask_map.c - commands: what the map shows. */
#include "command.h"
#include "map_view.h"
#include "session.h"

/* layers flow,identity or layers +identity -flow */
bool ask_layers(struct explorer *x, struct str args)
{
    unsigned layers = 0, all = x->map.layers;
    bool change = false;

    for (struct str rest = args, word; str_cut(&rest, ',', &word);) {
        for (struct str part; !str_empty(part = ask_word(&word));) {
            char sign = part.ptr[0];
            enum layer layer;
            struct str name = sign == '+' || sign == '-' ? str_from_at(part, 1) : part;
            if (!layer_find(name, &layer)) {
                struct suggestion n = suggest_for(name);
                for (size_t i = 0; i < LAYER_COUNT; i++)
                    suggest_try(&n, str_from(layer_names[i]));
                ask_unknown(x, "layer", &n);
                return false;
            }
            if (sign == '+' || sign == '-') {
                all = sign == '+' ? all | VISIBLE_LAYER(layer) : all & ~VISIBLE_LAYER(layer);
                change = true;
            } else {
                layers |= VISIBLE_LAYER(layer);
            }
        }
    }
    if (layers || change) {
        layers = layers ? layers : all;
        if (!layers) {
            session_complain(x, "one layer must stay");
            return false;
        }
        undo_note(x);
        x->map.layers = layers;
        x->shown++;
    }
    return true;
}

/* layout zones, layout flow tb */
bool ask_layout(struct explorer *x, struct str args)
{
    struct str name = ask_word(&args), direction = ask_word(&args);
    struct suggestion n = suggest_for(name);
    enum visible_arrangement arrangement;

    if (!visible_arrangement_find(name, &arrangement)) {
        for (size_t i = 0; i < VISIBLE_ARRANGEMENT_COUNT; i++)
            suggest_try(&n, str_from(visible_arrangement_names[i]));
        ask_unknown(x, "layout", &n);
        return false;
    }
    undo_note(x);
    if (!str_empty(direction) && !ask_choice(&x->map.downward, direction, "tb", "lr")) {
        session_complain(x, "usage: layout flow|zones|stack [lr|tb]");
        return false;
    }
    x->map.arrangement = arrangement;
    x->shown++;
    map_follow(x);
    return true;
}
