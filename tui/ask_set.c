/* SPDX-License-Identifier: MIT */
/* ask_set.c - commands: settings and themes. */
#include "attr.h"
#include "command.h"
#include "session.h"

bool ask_theme(struct explorer *x, struct str args)
{
    struct buf names = {0};

    if (!str_empty(args))
        return session_theme(x, args);
    for (size_t i = 0; !str_empty(theme_embedded(i)); i++) {
        buf_puts(&names, i ? " " : "");
        buf_add(&names, theme_embedded(i));
    }
    session_say(x, "theme %.*s of: %s", (int)theme_name(x->theme).len, theme_name(x->theme).ptr,
                names.ptr);
    buf_release(&names);
    return true;
}

static bool set_direction(struct explorer *x, struct str value)
{
    return ask_choice(&x->map.downward, value, "tb", "lr");
}

static bool set_frames(struct explorer *x, struct str value)
{
    return ask_choice(&x->map.frames, value, "on", "off");
}

static bool set_boxes(struct explorer *x, struct str value)
{
    return ask_choice(&x->map.compact, value, "compact", "full");
}

static bool set_glyphs(struct explorer *x, struct str value)
{
    if (!str_is(value, "ascii") && !str_is(value, "utf8"))
        return false;
    if (str_is(value, "utf8") && x->options.term.ascii)
        return false; /* the locale cannot show them */
    x->ascii = str_is(value, "ascii");
    return true;
}

static bool set_wide(struct explorer *x, struct str value)
{
    x->map.wide = str_is(value, "on");
    return str_is(value, "on") || str_is(value, "off");
}

static const struct setting settings[] = {
    {"boxes", "full|compact|auto", "Boxes of the map", set_boxes},
    {"direction", "lr|tb|auto", "Left to right, or top to bottom", set_direction},
    {"frames", "on|off|auto", "Frames around containers", set_frames},
    {"glyphs", "utf8|ascii", "Lines and signs", set_glyphs},
    {"wide", "on|off", "Full names on the map", set_wide},
};

const struct setting *setting_at(size_t i)
{
    return i < COUNT(settings) ? &settings[i] : NULL;
}

bool ask_set(struct explorer *x, struct str args)
{
    struct str name;
    struct suggestion n;

    str_cut(&args, '=', &name);
    name = str_trim(name);
    n = suggest_for(name);
    for (size_t i = 0; i < COUNT(settings); i++) {
        suggest_try(&n, str_from(settings[i].name));
        if (!str_is(name, settings[i].name))
            continue;
        undo_note(x);
        if (!settings[i].set(x, str_trim(args))) {
            session_complain(x, "%s is one of %s", settings[i].name, settings[i].values);
            return false;
        }
        x->shown++;
        return true;
    }
    ask_unknown(x, "setting", &n);
    return false;
}
