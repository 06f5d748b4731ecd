/* SPDX-License-Identifier: MIT */
/* ask_set.c - commands: settings and themes. */
#include <string.h>

#include "attr.h"
#include "command.h"
#include "session.h"
#include "settings.h"

bool ask_theme(struct explorer *x, struct str args)
{
    return session_theme(x, args);
}

static void put_choice(struct buf *out, enum choice value, const char *yes, const char *no)
{
    buf_puts(out, value == CHOICE_YES ? yes : value == CHOICE_NO ? no : "auto");
}

static bool set_direction(struct explorer *x, struct str value)
{
    return ask_choice(&x->map.downward, value, "tb", "lr");
}

static void get_direction(const struct explorer *x, struct buf *out)
{
    put_choice(out, x->map.downward, "tb", "lr");
}

static bool set_frames(struct explorer *x, struct str value)
{
    return ask_choice(&x->map.frames, value, "on", "off");
}

static void get_frames(const struct explorer *x, struct buf *out)
{
    put_choice(out, x->map.frames, "on", "off");
}

static bool set_boxes(struct explorer *x, struct str value)
{
    for (size_t z = 0; z < ZOOM_COUNT; z++) {
        if (str_is(value, zoom_names[z])) {
            x->map.zoom = (enum zoom)z;
            return true;
        }
    }
    return false;
}

static void get_boxes(const struct explorer *x, struct buf *out)
{
    buf_puts(out, zoom_names[x->map.zoom]);
}

static bool set_glyphs(struct explorer *x, struct str value)
{
    enum choice choice;

    if (!ask_choice(&choice, value, "utf8", "ascii"))
        return false;
    if (choice == CHOICE_YES && (x->options.term.ascii || x->double_width)) {
        session_complain(x, x->double_width ? "glyphs=utf8 needs ambiwidth=single"
                                            : "this terminal or locale has ASCII only");
        return false;
    }
    x->glyphs = choice;
    session_glyphs(x);
    return true;
}

static void get_glyphs(const struct explorer *x, struct buf *out)
{
    put_choice(out, x->glyphs, "utf8", "ascii");
}

/* Lines and arrows are among the signs that are two cells wide then: they are drawn in ASCII. */
static bool set_ambiwidth(struct explorer *x, struct str value)
{
    if (!str_is(value, "single") && !str_is(value, "double"))
        return false;
    x->double_width = str_is(value, "double");
    if (x->double_width && x->glyphs == CHOICE_YES)
        x->glyphs = CHOICE_AUTO;
    session_glyphs(x);
    return true;
}

static void get_ambiwidth(const struct explorer *x, struct buf *out)
{
    buf_puts(out, x->double_width ? "double" : "single");
}

/* The bell as well: many terminals flash instead. */
static bool set_still(struct explorer *x, struct str value)
{
    if (!str_is(value, "on") && !str_is(value, "off"))
        return false;
    x->still = str_is(value, "on");
    term_quiet(x->term, x->still);
    return true;
}

static void get_still(const struct explorer *x, struct buf *out)
{
    buf_puts(out, x->still ? "on" : "off");
}

static bool set_mouse(struct explorer *x, struct str value)
{
    if (!str_is(value, "on") && !str_is(value, "off"))
        return false;
    mouse_set(x, str_is(value, "on"));
    return true;
}

static void get_mouse(const struct explorer *x, struct buf *out)
{
    buf_puts(out, x->mouse.on ? "on" : "off");
}

static bool set_wide(struct explorer *x, struct str value)
{
    x->map.wide = str_is(value, "on");
    return str_is(value, "on") || str_is(value, "off");
}

static void get_wide(const struct explorer *x, struct buf *out)
{
    buf_puts(out, x->map.wide ? "on" : "off");
}

static bool set_minimap(struct explorer *x, struct str value)
{
    x->map.no_minimap = str_is(value, "off");
    return str_is(value, "on") || str_is(value, "off");
}

static void get_minimap(const struct explorer *x, struct buf *out)
{
    buf_puts(out, x->map.no_minimap ? "off" : "on");
}

static bool set_mask(struct explorer *x, struct str value)
{
    if (!str_is(value, "on") && !str_is(value, "off"))
        return false;
    x->present.mask = str_is(value, "on");
    return true;
}

static void get_mask(const struct explorer *x, struct buf *out)
{
    buf_puts(out, x->present.mask ? "on" : "off");
}

static bool set_watch(struct explorer *x, struct str value)
{
    if (!str_is(value, "on") && !str_is(value, "off"))
        return false;
    if (!live_watch(x, str_is(value, "on")))
        session_complain(x, "this system has no files that could be watched");
    return true;
}

static void get_watch(const struct explorer *x, struct buf *out)
{
    buf_puts(out, x->live.watching ? "on" : "off");
}

static const struct setting settings[] = {
    {"ambiwidth", "single|double", "Cells of signs like lines and arrows; double: ASCII in their place",
     set_ambiwidth, get_ambiwidth, true},
    {"boxes", "overview|compact|full|detailed|auto", "How much the map tells", set_boxes,
     get_boxes, false},
    {"direction", "lr|tb|auto", "Left to right, or top to bottom", set_direction, get_direction,
     false},
    {"frames", "on|off|auto", "Frames around containers", set_frames, get_frames, false},
    {"glyphs", "utf8|ascii|auto", "Lines and signs", set_glyphs, get_glyphs, true},
    {"mask", "on|off", "Accounts and UUIDs as *, on the screen and in what is copied or exported", set_mask, get_mask,
     false},
    {"minimap", "on|off", "The whole map in a corner, where it is larger than the window", set_minimap,
     get_minimap, true},
    {"mouse", "on|off", "Clicks are for the explorer", set_mouse, get_mouse, true},
    {"reduce-motion", "on|off", "Nothing flashes, nothing moves by itself, no bell", set_still, get_still,
     true},
    {"watch", "on|off", "Read again when files change", set_watch, get_watch, false},
    {"wide", "on|off", "Full names on the map", set_wide, get_wide, false},
};

const struct setting *setting_at(size_t i)
{
    return i < COUNT(settings) ? &settings[i] : NULL;
}

/* "mouse" and "nomouse" are short for mouse=on and mouse=off, of all that is on or off. */
static bool is_switch(struct str name, struct str *plain, struct str *value)
{
    bool no = str_starts(name, STR("no"));

    *plain = no ? str_from_at(name, 2) : name;
    *value = no ? STR("off") : STR("on");
    for (size_t i = 0; i < COUNT(settings); i++) {
        if (str_is(*plain, settings[i].name))
            return strcmp(settings[i].values, "on|off") == 0;
    }
    return false;
}

bool ask_set(struct explorer *x, struct str args)
{
    struct str name, plain, value;
    struct suggestion n;

    str_cut(&args, '=', &name);
    name = str_trim(name);
    if (str_empty(args) && is_switch(name, &plain, &value)) {
        name = plain;
        args = value;
    }
    n = suggest_for(name);
    for (size_t i = 0; i < COUNT(settings); i++) {
        suggest_try(&n, str_from(settings[i].name));
        if (!str_is(name, settings[i].name))
            continue;
        undo_note(x);
        buf_reset(&x->message);
        if (!settings[i].set(x, str_trim(args))) {
            if (x->message.len == 0)
                session_complain(x, "%s is one of %s", settings[i].name, settings[i].values);
            return false;
        }
        settings_keep(x, &settings[i]);
        x->shown++;
        return true;
    }
    ask_unknown(x, "setting", &n);
    return false;
}
