/* SPDX-License-Identifier: MIT */
/* explorer.c - opening and closing, the loop, scripts. */
#include "explorer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "act_work.h"
#include "attr.h"
#include "command.h"
#include "map_view.h"
#include "mem.h"
#include "own.h"
#include "query.h"
#include "replace.h"
#include "session.h"
#include "settings.h"

/* What is larger is seen as a whole first: nodes (the map is not even built), boxes of the map. */
enum { OVERVIEW_ABOVE = 400, OVERVIEW_ABOVE_BOXES = 40 };

/* --- Messages ---------------------------------------------------------------------------------- */

static void keep_in_log(struct explorer *x, struct str message)
{
    enum { LOG_BYTES = 16 * 1024 };

    buf_add(&x->log, message);
    buf_putc(&x->log, '\n');
    if (x->log.len > 2 * LOG_BYTES) { /* the older half goes, up to the end of a line */
        struct buf kept = {0};
        struct str rest = str_from_at(buf_str(&x->log), LOG_BYTES), cut;
        str_cut(&rest, '\n', &cut);
        buf_add(&kept, rest);
        buf_release(&x->log);
        x->log = kept;
    }
}

ATTR_PRINTF(3, 0)
static void set_message(struct explorer *x, bool bad, const char *fmt, va_list args)
{
    char text[512];

    vsnprintf(text, sizeof text, fmt, args);
    buf_reset(&x->message);
    buf_puts(&x->message, text);
    x->message_bad = bad;
    keep_in_log(x, buf_str(&x->message));
}

void session_say(struct explorer *x, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    set_message(x, false, fmt, args);
    va_end(args);
}

void session_complain(struct explorer *x, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    set_message(x, true, fmt, args);
    va_end(args);
    term_bell(x->term);
}

void session_finish(struct explorer *x)
{
    later_finish(x);
    export_finish(x);
}

void session_quit(struct explorer *x, int status)
{
    bool working = later_is_set(x) || export_busy(x);

    if (status == 0)
        session_finish(x); /* what was asked for is still written */
    if (status == 0 && working && x->message_bad) /* no screen says it any more */
        buf_add(&x->farewell, buf_str(&x->message));
    x->ending = true;
    x->status = status;
}

/* --- Opening ----------------------------------------------------------------------------------- */

static bool load_theme(struct explorer *x, struct str name, struct buf *why)
{
    struct theme_places places = {.user_folder = x->options.theme_folder};
    struct diags *d = diags_new();
    struct theme *t = theme_load(name, &places, d);

    if (t) {
        theme_free(x->theme);
        x->theme = t;
        screen_styles(x);
        x->shown++;
        term_repaint(x->term);
    } else {
        diags_first(d, why);
    }
    diags_free(d);
    return t != NULL;
}

static void open_views(struct explorer *x)
{
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        x->views[v] = mem_zalloc(1, view_kinds[v]->private_size);
        if (view_kinds[v]->open)
            view_kinds[v]->open(x, x->views[v]);
    }
}

static void close_views(struct explorer *x)
{
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        if (x->views[v] && view_kinds[v]->close)
            view_kinds[v]->close(x, x->views[v]);
        mem_free(x->views[v]);
    }
}

/* Where a look at the system begins: the internet, else whoever sends requests, else anything. */
static node_id first_node(const struct graph *g)
{
    node_id nodes = (node_id)graph_node_count(g), first = graph_internet(g);

    for (node_id n = 1; n <= nodes && !first; n++) {
        if (graph_node_at(g, n)->kind == NODE_ACTOR)
            first = n;
    }
    return first ? first : nodes ? 1 : 0;
}

/* The internet has no box of its own where all its doors have a named caller, or where it is not
 * on the layer shown: then its place is taken by that caller, or by the first box. */
static void begin_in_box(struct explorer *x)
{
    const struct visible *v = map_visible(x);
    int box;

    box = v ? visible_box(v, x->at.node) : VISIBLE_NONE;
    if (!v || v->input.node_count == 0 || (box >= 0 && v->node_of[box] == x->at.node))
        return;
    x->history_count = x->history_at = x->history_last = 0;
    if (box >= 0)
        session_select(x, v->node_of[box]);
    else
        view_map.act(x, x->views[VIEW_MAP], ACTION_FIRST);
}

/* The map may still be on its way: then as soon as it comes. */
static void begin_on_map(struct explorer *x)
{
    screen_draw(x);
    begin_in_box(x);
}

/* What was laid out beside; the first picture of all is where the explorer begins. */
static void take_map(struct explorer *x, int fd)
{
    bool first = !map_visible(x) && x->history_count <= 1;

    if (map_work(x, fd) && first)
        begin_in_box(x);
}

/* The same for a picture that could not even be begun before; false: it is not for an inquiry. */
static bool take_answer(struct explorer *x, int fd)
{
    bool first = !map_visible(x) && x->history_count <= 1;

    if (!inquiry_work(x, fd))
        return false;
    if (first && screen_pane(x, VIEW_MAP))
        begin_on_map(x);
    return true;
}

void session_begin(struct explorer *x)
{
    session_select(x, first_node(x->graph));
    begin_on_map(x);
}

struct explorer *explorer_open(const struct explorer_options *options, const struct graph *g,
                               struct buf *why)
{
    struct explorer *x = mem_zalloc(1, sizeof *x);
    struct graph_parts parts;
    enum view_id view = graph_node_count(g) > OVERVIEW_ABOVE ? VIEW_OVERVIEW : VIEW_MAP;

    x->live.notify = x->live.timer = x->live.done = -1;
    x->options = *options;
    x->graph = g;
    x->own_depth = options->own_depth;
    x->double_width = options->double_width;
    session_glyphs(x);
    x->coach.on = options->first_run;
    x->map.layers = VISIBLE_LAYER(LAYER_FLOW);
    canvas_init(&x->screen, 0, 0);
    if (!own_open(x, why))
        goto fail;
    screen_styles(x);
    if (options->view && (!view_find(str_from(options->view), &view) || view == VIEW_ANY)) {
        buf_printf(why, "there is no view called '%s'", options->view);
        goto fail;
    }
    x->term = term_open(options->kind ? options->kind : &term_curses, &options->term, why);
    if (!x->term)
        goto fail;
    x->depth = x->term->depth;
    graph_parts_make(g, false, &parts);
    graph_parts_open(x, &parts);
    graph_parts_ask(x);
    if (options->patient || options->linear || options->commands.len)
        inquiry_wait(x, INQUIRY_REACH); /* commands may ask what is reached */
    mouse_set(x, options->mouse);
    settings_load(x);
    open_views(x);
    term_size(x->term, &x->rows, &x->cols);
    screen_arrange(x);
    if (!options->view && view == VIEW_MAP && map_count_boxes(x) > OVERVIEW_ABOVE_BOXES)
        view = VIEW_OVERVIEW;
    session_show_view(x, view);
    session_begin(x);
    x->history[x->history_at].view = x->main;
    if (options->history)
        history_load(&x->prompt.history, options->history);
    personal_open(x);
    live_open(x);
    own_tell(x);
    for (struct str rest = options->commands, line; str_cut(&rest, '\n', &line) && !x->ending;) {
        if (!str_empty(str_trim(line)) && !command_run(x, str_trim(line)))
            break;
        later_finish(x); /* the next command may count on it */
        inquiry_wait(x, INQUIRY_WORD);
    }
    return x;
fail:
    explorer_close(x);
    return NULL;
}

void explorer_close(struct explorer *x)
{
    if (!x)
        return;
    personal_close(x);
    map_cancel(x); /* its bell is watched by the terminal */
    if (x->term)
        inquiry_close(x);
    term_close(x->term);
    close_views(x);
    graph_parts_close(x);
    live_close(x);
    trials_release(&x->trials);
    undo_release(&x->undo);
    macros_release(&x->macros);
    work_release(&x->work);
    theme_free(x->theme);
    own_close(x);
    keymap_release(&x->keys);
    canvas_release(&x->screen);
    prompt_release(&x->prompt);
    pick_release(&x->pick);
    sight_release(&x->sight);
    buf_release(&x->message);
    buf_release(&x->farewell);
    buf_release(&x->log);
    buf_release(&x->last_command);
    later_release(&x->later);
    buf_release(&x->exporting.path);
    buf_release(&x->answer);
    buf_release(&x->search.text);
    mem_free(x);
}

struct term *explorer_term(struct explorer *x)
{
    return x->term;
}

int explorer_status(const struct explorer *x)
{
    return x->status;
}

/* --- Shared state ------------------------------------------------------------------------------ */

bool session_theme(struct explorer *x, struct str name)
{
    struct buf why = {0};
    bool good = load_theme(x, name, &why);

    if (good)
        session_say(x, "theme %.*s", (int)name.len, name.ptr);
    else
        session_complain(x, "%s", why.ptr ? why.ptr : "");
    buf_release(&why);
    return good;
}

void session_theme_next(struct explorer *x)
{
    struct str now = theme_name(x->theme);
    size_t i = 0;

    while (!str_empty(theme_embedded(i)) && !str_eq(theme_embedded(i), now))
        i++;
    if (str_empty(theme_embedded(i)) || str_empty(theme_embedded(i + 1)))
        session_theme(x, theme_embedded(0));
    else
        session_theme(x, theme_embedded(i + 1));
}

void session_glyphs(struct explorer *x)
{
    x->ascii = x->options.term.ascii || x->double_width || x->glyphs == CHOICE_NO;
    x->shown++;
}

void session_layer(struct explorer *x, enum layer layer)
{
    unsigned layers = x->map.layers ^ VISIBLE_LAYER(layer);

    if (layers == 0) {
        session_complain(x, "one layer must stay");
        return;
    }
    undo_note(x);
    x->map.layers = layers;
    x->shown++;
    map_follow(x);
    session_say(x, "layer %s: %s", layers & VISIBLE_LAYER(layer) ? "shown" : "hidden",
                layer_titles[layer]);
}

void session_show_view(struct explorer *x, enum view_id view)
{
    session_turn_view(x, view);
    session_note_place(x);
}

void session_turn_view(struct explorer *x, enum view_id view)
{
    bool beside = (view == VIEW_INVENTORY && x->size >= SIZE_DOUBLE) ||
                  (view == VIEW_DETAIL && x->size >= SIZE_DOUBLE);

    inquiry_resume(x);
    x->alone = false;
    x->full = false;
    x->drawer = false;
    if ((x->main == VIEW_HELP) != (view == VIEW_HELP) && x->search.text.len)
        session_search(x, STR_NONE, false); /* help has only the lines that are searched for */
    if (x->size == SIZE_DOUBLE)
        x->inventory = view == VIEW_INVENTORY;
    if (view == VIEW_HELP && x->main != VIEW_HELP)
        x->before_help = x->main;
    if (!beside)
        x->main = view;
    else if (x->main == VIEW_HELP)
        x->main = x->before_help;
    x->focus = view;
    x->is_lent = false;
    screen_arrange(x);
}

/* --- Events ------------------------------------------------------------------------------------- */

/* On a screen too small for anything, only the ways out work. */
static bool works_blind(enum action action)
{
    return action == ACTION_QUIT || action == ACTION_CLOSE || action == ACTION_SUSPEND ||
           action == ACTION_REPAINT;
}

void session_type(struct explorer *x, struct key key)
{
    enum action action = ACTION_NONE;

    buf_reset(&x->message);
    macro_key(x, key);
    live_calm(x);
    if (coach_key(x, key))
        return;
    if (x->pick.kind) {
        pick_key(x, key);
        return;
    }
    if (x->prompt.kind != PROMPT_NONE) {
        prompt_key(x, key);
        return;
    }
    if (x->jump.on) {
        jump_key(x, key);
        return;
    }
    if (x->letter_for != ACTION_NONE) {
        work_letter(x, key);
        return;
    }
    if (tutor_key(x, key))
        return;
    x->typed[x->typed_count++] = key;
    switch (keymap_find(&x->keys, x->focus, x->typed, x->typed_count, &action)) {
    case KEYMAP_FOUND:
        x->typed_count = 0;
        if (x->size != SIZE_NOTHING || works_blind(action))
            session_perform(x, action);
        return;
    case KEYMAP_MORE:
        if (x->typed_count < CHORD_MAX)
            return;
        break;
    case KEYMAP_NOTHING:
        break;
    }
    if (x->typed_count > 1 && key.code == KEYCODE_ESC) {
        x->typed_count = 0; /* a chord that was begun by mistake */
        return;
    }
    act_say_no_key(x);
    x->typed_count = 0;
    term_bell(x->term);
}

void session_suspend(struct explorer *x)
{
    personal_save(x); /* who is stopped may be ended without a word */
    term_suspend(x->term);
}

/* Pasted text is no row of keys: it goes where text is typed, and nowhere else. */
static void take_pasted(struct explorer *x, struct key key)
{
    if (x->pick.kind || x->prompt.kind != PROMPT_NONE)
        session_type(x, key);
    else
        session_say(x, "what is pasted is typed behind : / or & only, not taken as keys");
}

static void handle(struct explorer *x, const struct term_event *event)
{
    switch (event->type) {
    case EVENT_KEY:
        if (event->pasted)
            take_pasted(x, event->key);
        else if (key_is_mouse(event->key))
            mouse_key(x, event->key, event->row, event->col);
        else
            session_type(x, event->key);
        x->behind = true;
        break;
    case EVENT_RESIZE:
        term_size(x->term, &x->rows, &x->cols);
        screen_arrange(x);
        term_repaint(x->term);
        break;
    case EVENT_SUSPEND:
        session_suspend(x);
        break;
    case EVENT_REPAINT:
        term_repaint(x->term);
        break;
    case EVENT_SIGNAL:
        session_quit(x, 128 + event->signal);
        break;
    case EVENT_END:
        session_quit(x, x->status);
        break;
    case EVENT_WORK:
        if (!live_work(x, event->fd) && !take_answer(x, event->fd))
            take_map(x, event->fd);
        break;
    case EVENT_NOTHING:
        break;
    }
}

static void show(struct explorer *x)
{
    screen_draw(x);
    term_show(x->term, &x->screen, x->styles, x->cursor_row, x->cursor_col);
}

/* Reading from a terminal that waits for work beside is what waits for it. */
void session_await(struct explorer *x)
{
    while (!x->ending) {
        struct term_event event = term_read(x->term, 0);
        if (event.type == EVENT_NOTHING || event.type == EVENT_END)
            break;
        handle(x, &event);
    }
}

void session_catch_up(struct explorer *x)
{
    later_settle(x);
    screen_catch_up(x);
}

/* One frame is drawn for a burst of keys; what that sets going is waited for in its turn. */
bool explorer_settle(struct explorer *x)
{
    do {
        session_await(x);
        if (!x->ending)
            show(x);
    } while (!x->ending && term_awaits(x->term));
    return !x->ending;
}

bool explorer_frame(struct explorer *x)
{
    struct term_event event = x->ending ? (struct term_event){.type = EVENT_END}
                                        : term_read(x->term, 0);

    if (event.type == EVENT_NOTHING || event.type == EVENT_END)
        return false;
    handle(x, &event);
    if (!x->ending)
        show(x);
    return true;
}

/* Handles what is there, up to a number of events; false: that many were keys. */
static bool take_burst(struct explorer *x)
{
    enum { BURST_MAX = 256 };
    int keys = 0;

    for (int i = 0; i < BURST_MAX && !x->ending; i++) {
        struct term_event event = term_read(x->term, 0);
        if (event.type == EVENT_NOTHING)
            break;
        handle(x, &event);
        keys += event.type == EVENT_KEY && !event.pasted;
    }
    return keys < BURST_MAX;
}

/* What no terminal marks as pasted is taken for keys, and nothing that is typed later, not even Ctrl-C, comes
 * before its end. */
static void drop_keys(struct explorer *x)
{
    enum { PAUSE_MS = 100 };
    size_t dropped = 0;

    personal_save(x);
    session_complain(x, "more keys at once than anybody types: they are dropped until there is a pause");
    show(x);
    while (!x->ending) {
        struct term_event event = term_read(x->term, PAUSE_MS);
        if (event.type == EVENT_NOTHING)
            break;
        if (event.type == EVENT_KEY)
            dropped++;
        else
            handle(x, &event);
    }
    session_complain(x, "%zu keys were dropped: more came at once than anybody types (pasted?)", dropped);
}

bool explorer_step(struct explorer *x)
{
    enum { BURSTS_MAX = 16 };
    struct term_event event;
    int bursts = 1;

    if (x->ending)
        return false;
    show(x);
    event = term_read(x->term, personal_pending(x) ? PERSONAL_PAUSE_MS : present_pause(x));
    if (event.type == EVENT_NOTHING ? personal_pending(x) : personal_late(x)) {
        personal_save(x);
        if (event.type == EVENT_NOTHING)
            return true;
    }
    handle(x, &event);
    while (!take_burst(x) && !x->ending && bursts++ < BURSTS_MAX) {
        if (personal_late(x))
            personal_save(x);
        show(x);
    }
    if (!x->ending && bursts > BURSTS_MAX)
        drop_keys(x);
    return !x->ending;
}

int explorer_run(const struct explorer_options *options, const struct graph *g, struct buf *why)
{
    struct explorer *x = explorer_open(options, g, why);
    int status;

    if (!x)
        return 2;
    while (explorer_step(x))
        ;
    status = x->status;
    if (x->present.on)
        present_set(x, false); /* the next run does not begin with its map */
    personal_save(x);
    buf_add(why, buf_str(&x->personal.trouble));
    if (x->farewell.len)
        buf_printf(why, "%s%s", why->len ? "; " : "", x->farewell.ptr);
    explorer_close(x);
    return status;
}

int explorer_script(const struct explorer_options *options, const struct graph *g,
                    struct str script, struct buf *out, struct buf *why)
{
    struct explorer_options o = *options;
    struct explorer *x;
    int status = 0;

    o.kind = &term_memory;
    o.patient = true;
    o.history = o.settings = NULL;
    x = explorer_open(&o, g, why);
    if (!x)
        return 2;
    explorer_settle(x); /* a first command may write down what is shown */
    for (struct str rest = script, line; status == 0 && !x->ending && str_cut(&rest, '\n', &line);) {
        line = str_trim(line);
        if (str_empty(line) || line.ptr[0] == '#')
            continue;
        if (str_is(line, "screen")) {
            explorer_settle(x);
            canvas_to_text(&x->screen, out);
        } else if (!command_run(x, line)) {
            buf_add(why, buf_str(&x->message));
            status = 2;
        }
        session_await(x);
        if (!x->ending && x->prompt.kind == PROMPT_NONE && !x->pick.kind)
            explorer_settle(x); /* views learn what is on the screen as they would at a terminal */
    }
    explorer_close(x);
    return status;
}
