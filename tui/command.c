/* SPDX-License-Identifier: MIT */
/* command.c - the `:` language: one table for the prompt, -c, scripts and help. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "attr.h"
#include "exporter.h"
#include "map_view.h"
#include "suggest.h"
#include "page.h"
#include "query.h"
#include "session.h"

enum { MATCHES_MAX = 4, USAGE_COLS = 26 };

struct command {
    const char *name, *alias, *usage, *help;
    bool (*run)(struct explorer *x, struct str args);
};

/* --- Arguments ---------------------------------------------------------------------------------- */

static struct str next_word(struct str *rest)
{
    struct str word;

    *rest = str_trim(*rest);
    if (!str_cut(rest, ' ', &word))
        return STR_NONE;
    return word;
}

/* The one node that the text names, or a complaint. */
static node_id one_node(struct explorer *x, struct str text)
{
    node_id found[MATCHES_MAX] = {0};
    size_t count;

    if (str_empty(text)) {
        session_complain(x, "which node? an id, a name, or a part of either");
        return 0;
    }
    count = graph_match(x->graph, text, found, MATCHES_MAX);
    if (count == 1)
        return found[0];
    if (count == 0) {
        session_complain(x, "no node is called '%.*s'", (int)text.len, text.ptr);
    } else {
        struct str a = session_name(x, found[0]), b = session_name(x, found[1]);
        session_complain(x, "%zu nodes match '%.*s': %.*s, %.*s%s", count, (int)text.len, text.ptr,
                         (int)a.len, a.ptr, (int)b.len, b.ptr, count > 2 ? ", ..." : "");
    }
    return 0;
}

static void unknown(struct explorer *x, const char *what, struct suggestion *n)
{
    if (str_empty(n->best))
        session_complain(x, "unknown %s '%.*s'", what, (int)n->word.len, n->word.ptr);
    else
        session_complain(x, "unknown %s '%.*s'; did you mean '%.*s'?", what, (int)n->word.len,
                         n->word.ptr, (int)n->best.len, n->best.ptr);
}

/* --- Commands ----------------------------------------------------------------------------------- */

static bool run_quit(struct explorer *x, struct str args)
{
    (void)args;
    session_quit(x, 0);
    return true;
}

static bool run_theme(struct explorer *x, struct str args)
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

/* layers flow,identity or layers +identity -flow */
static bool run_layers(struct explorer *x, struct str args)
{
    unsigned layers = 0, all = x->map.layers;
    bool change = false;

    for (struct str rest = args, word; str_cut(&rest, ',', &word);) {
        for (struct str part; !str_empty(part = next_word(&word));) {
            char sign = part.ptr[0];
            enum layer layer;
            struct str name = sign == '+' || sign == '-' ? str_from_at(part, 1) : part;
            if (!layer_find(name, &layer)) {
                struct suggestion n = suggest_for(name);
                for (size_t i = 0; i < LAYER_COUNT; i++)
                    suggest_try(&n, str_from(layer_names[i]));
                unknown(x, "layer", &n);
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
        x->map.layers = layers;
        x->shown++;
    }
    return true;
}

static bool set_choice(enum choice *out, struct str value, const char *yes, const char *no)
{
    if (str_is(value, yes) || str_is(value, no))
        *out = str_is(value, yes) ? CHOICE_YES : CHOICE_NO;
    else if (str_is(value, "auto"))
        *out = CHOICE_AUTO;
    else
        return false;
    return true;
}

static bool set_direction(struct explorer *x, struct str value)
{
    return set_choice(&x->map.downward, value, "tb", "lr");
}

/* layout zones, layout flow tb */
static bool run_layout(struct explorer *x, struct str args)
{
    struct str name = next_word(&args), direction = next_word(&args);
    struct suggestion n = suggest_for(name);
    enum visible_arrangement arrangement;

    if (!visible_arrangement_find(name, &arrangement)) {
        for (size_t i = 0; i < VISIBLE_ARRANGEMENT_COUNT; i++)
            suggest_try(&n, str_from(visible_arrangement_names[i]));
        unknown(x, "layout", &n);
        return false;
    }
    if (!str_empty(direction) && !set_direction(x, direction)) {
        session_complain(x, "usage: layout flow|zones|stack [lr|tb]");
        return false;
    }
    x->map.arrangement = arrangement;
    x->shown++;
    map_follow(x);
    return true;
}

static bool run_search(struct explorer *x, struct str args)
{
    session_search(x, args, false);
    if (str_empty(args))
        return true;
    if (x->search.count == 0) {
        session_complain(x, "no node is called like that");
        return false;
    }
    return session_search_next(x, 1);
}

static bool run_goto(struct explorer *x, struct str args)
{
    node_id n = one_node(x, args);

    session_select(x, n);
    return n != 0;
}

static bool run_path(struct explorer *x, struct str args)
{
    node_id n;

    if (str_empty(args)) {
        session_path_clear(x);
        return true;
    }
    n = one_node(x, args);
    if (!n)
        return false;
    if (!session_path_to(x, n)) {
        struct str name = session_name(x, n);
        session_complain(x, "no input of the internet was found to reach %.*s", (int)name.len,
                         name.ptr);
        return false;
    }
    session_select(x, n);
    return true;
}

/* what-if off|guard NODE|take NODE|clear */
static bool run_what_if(struct explorer *x, struct str args)
{
    struct str word = next_word(&args);
    struct trial t = {0};

    if (str_empty(word)) {
        session_show_view(x, VIEW_WHATIF);
        return true;
    }
    if (str_is(word, "clear")) {
        session_trials_clear(x);
        return true;
    }
    if (str_is(word, "off")) {
        t.edge = x->at.edge;
        if (!t.edge)
            session_complain(x, "no line is chosen");
        return t.edge && session_trial(x, t);
    }
    if (!str_is(word, "guard") && !str_is(word, "take")) {
        session_complain(x, "usage: what-if off|guard NODE|take NODE|clear");
        return false;
    }
    t.kind = str_is(word, "guard") ? TRIAL_GUARD : TRIAL_TAKEN;
    t.node = one_node(x, args);
    if (!t.node)
        return false;
    if (!session_trial(x, t)) {
        session_complain(x, t.kind == TRIAL_GUARD ? "no door leads there"
                                                  : "nothing that an attacker could hold");
        return false;
    }
    return true;
}

static bool run_view(struct explorer *x, struct str args)
{
    struct suggestion n = suggest_for(args);
    enum view_id view;

    if (str_empty(args)) {
        struct buf names = {0};
        for (size_t i = 0; i < VIEW_COUNT; i++)
            buf_printf(&names, "%s%s", i ? " " : "", view_names[i]);
        session_say(x, "view %s of: %s", view_names[x->main], names.ptr);
        buf_release(&names);
        return true;
    }
    if (view_find(args, &view) && view != VIEW_ANY) {
        session_show_view(x, view);
        return true;
    }
    for (size_t i = 0; i < VIEW_COUNT; i++)
        suggest_try(&n, str_from(view_names[i]));
    unknown(x, "view", &n);
    return false;
}

static bool run_help(struct explorer *x, struct str args)
{
    (void)args;
    session_show_view(x, VIEW_HELP);
    help_go(x, false);
    return true;
}

/* A new file only, never through a link. */
static bool write_new(struct explorer *x, const char *path, struct str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    size_t done = 0;

    if (fd < 0) {
        session_complain(x, errno == EEXIST ? "%s is there already" : "%s cannot be written", path);
        return false;
    }
    while (done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    if (close(fd) < 0 || done < bytes.len) {
        unlink(path);
        session_complain(x, "%s could not be written whole and was removed", path);
        return false;
    }
    session_say(x, "written: %s", path);
    return true;
}

static bool run_export(struct explorer *x, struct str args)
{
    struct str name = next_word(&args), file = str_trim(args);
    const struct exporter *e = exporter_find(name);
    struct buf path = {0}, out = {0}, why = {0};
    bool good = false;

    if (!e) {
        struct suggestion n = suggest_for(name);
        for (size_t i = 0; exporters[i]; i++)
            suggest_try(&n, str_from(exporters[i]->name));
        unknown(x, "format", &n);
        return false;
    }
    if (str_empty(file)) {
        session_complain(x, "usage: export FORMAT FILE");
        return false;
    }
    buf_add(&path, file);
    if (e->write(x->graph, &out, &why))
        good = write_new(x, path.ptr, buf_str(&out));
    else
        session_complain(x, "%s", why.ptr ? why.ptr : "the export failed");
    buf_release(&path);
    buf_release(&out);
    buf_release(&why);
    return good;
}

/* Types keys as a person would: keys gp<Down><Enter> */
static bool run_keys(struct explorer *x, struct str args)
{
    size_t at = 0;
    struct key key;

    while (at < args.len && !x->ending) {
        if (args.ptr[at] == ' ') {
            at++;
        } else if (key_parse(args, &at, &key)) {
            session_type(x, key);
        } else {
            session_complain(x, "no key is called '%.*s'", (int)(args.len - at), args.ptr + at);
            return false;
        }
    }
    return true;
}

/* --- Settings ----------------------------------------------------------------------------------- */

static bool set_frames(struct explorer *x, struct str value)
{
    return set_choice(&x->map.frames, value, "on", "off");
}

static bool set_boxes(struct explorer *x, struct str value)
{
    return set_choice(&x->map.compact, value, "compact", "full");
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

static const struct setting {
    const char *name, *values;
    bool (*set)(struct explorer *x, struct str value);
} settings[] = {
    {"boxes", "full|compact|auto", set_boxes}, {"direction", "lr|tb|auto", set_direction},
    {"frames", "on|off|auto", set_frames},     {"glyphs", "utf8|ascii", set_glyphs},
    {"wide", "on|off", set_wide},
};

static bool run_set(struct explorer *x, struct str args)
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
        if (!settings[i].set(x, str_trim(args))) {
            session_complain(x, "%s is one of %s", settings[i].name, settings[i].values);
            return false;
        }
        x->shown++;
        return true;
    }
    unknown(x, "setting", &n);
    return false;
}

/* --- The table ---------------------------------------------------------------------------------- */

static const struct command commands[] = {
    {"export", NULL, "export FORMAT FILE", "Write the system to a new file", run_export},
    {"goto", "g", "goto NODE", "Select a node by id, name or a part of either", run_goto},
    {"help", "h", "help", "Keys, commands, legend", run_help},
    {"keys", NULL, "keys KEYS", "Press keys, as in keys gp<Down><Enter>", run_keys},
    {"layers", NULL, "layers LIST", "Layers of the map: flow,identity or +identity", run_layers},
    {"layout", NULL, "layout NAME [lr|tb]", "Map by flow, zones (a column each) or stack", run_layout},
    {"path", "p", "path [NODE]", "Path from the internet to a node; alone: clears it", run_path},
    {"quit", "q", "quit", "End the explorer", run_quit},
    {"search", NULL, "search TEXT", "Light up and go to nodes with this text", run_search},
    {"set", NULL, "set NAME=VALUE", "boxes, direction, frames, glyphs, wide", run_set},
    {"theme", NULL, "theme [NAME]", "Colours; alone: which there are", run_theme},
    {"view", "v", "view NAME", "Another view; alone: which there are", run_view},
    {"what-if", NULL, "what-if [WHAT]", "off (the line), guard NODE, take NODE, clear", run_what_if},
};

bool command_run(struct explorer *x, struct str line)
{
    struct str rest = str_trim(line), name = next_word(&rest);
    struct suggestion n = suggest_for(name);

    if (str_empty(name))
        return true;
    for (size_t i = 0; i < COUNT(commands); i++) {
        const struct command *c = &commands[i];
        suggest_try(&n, str_from(c->name));
        if (str_is(name, c->name) || (c->alias && str_is(name, c->alias)))
            return c->run(x, str_trim(rest));
    }
    unknown(x, "command", &n);
    return false;
}

void command_help(struct page *p)
{
    for (size_t i = 0; i < COUNT(commands); i++) {
        page_line(p, (struct page_target){0});
        if (commands[i].alias)
            page_printf(p, ROLE_KEY, "%s, ", commands[i].alias);
        page_puts(p, commands[i].usage, ROLE_KEY);
        page_puts(p, " ", ROLE_NORMAL);
        page_at(p, USAGE_COLS);
        page_puts(p, commands[i].help, ROLE_HINT);
    }
}

size_t command_complete(struct str head, struct buf *out)
{
    size_t hits = 0;
    struct str common = STR_NONE;

    for (size_t i = 0; i < COUNT(commands); i++) {
        struct str name = str_from(commands[i].name);
        size_t same = 0;
        if (!str_starts(name, head))
            continue;
        if (hits++ == 0)
            common = name;
        while (same < common.len && same < name.len && common.ptr[same] == name.ptr[same])
            same++;
        common = str_sub(common, 0, same);
    }
    buf_add(out, common);
    return hits;
}
