/* SPDX-License-Identifier: MIT */
/* The graph read again under the explorer: what changed, what stays, files that change, other systems. */
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cmocka.h>

#include "big_graph.h"
#include "decisions.h"
#include "graph_yaml.h"
#include "importer.h"
#include "mem.h"
#include "command.h"
#include "replace.h"
#include "test_files.h"

#define HEAD "faasmap: 1\nname: s\nnodes:\n"
#define A "  - {id: 'n:fn:a', kind: function, name: A}\n"
#define B "  - {id: 'n:q:b', kind: queue, name: B, attributes: {size: 1}}\n"
#define B2 "  - {id: 'n:q:b', kind: queue, name: B, attributes: {size: 2}}\n"
#define B_LATER "  - {id: 'n:q:b', kind: queue, name: B, attributes: {size: 1}, where: {file: x, line: 9}}\n"
#define C "  - {id: 'n:tb:c', kind: table, name: C}\n"
#define EDGES "edges:\n"
#define AB "  - {kind: writes, from: 'n:fn:a', to: 'n:q:b'}\n"
#define AB_WEAK "  - {kind: writes, from: 'n:fn:a', to: 'n:q:b', confidence: 20}\n"

static void test_difference(void **state)
{
    static const struct {
        const char *old, *now;
        size_t added, removed, altered;
        const char *changed; /* ids */
    } rows[] = {
        {HEAD A B EDGES AB, HEAD A B EDGES AB, 0, 0, 0, ""},
        {HEAD A B EDGES AB, HEAD B A EDGES AB, 0, 0, 0, ""},             /* another order */
        {HEAD A B EDGES AB, HEAD A B_LATER EDGES AB, 0, 0, 0, ""},       /* another line */
        {HEAD A B EDGES AB, HEAD A B C EDGES AB, 1, 0, 0, "n:tb:c"},
        {HEAD A B C EDGES AB, HEAD A B EDGES AB, 0, 1, 0, ""},
        {HEAD A B EDGES AB, HEAD A B2 EDGES AB, 0, 0, 1, "n:q:b"},
        {HEAD A B EDGES AB, HEAD A B EDGES AB_WEAK, 0, 0, 1, "n:fn:a"},  /* whose edge it is */
        {HEAD A B EDGES AB, HEAD A B "edges: []\n", 0, 0, 1, "n:fn:a"},
        {HEAD A B EDGES AB, HEAD A C "edges: []\n", 1, 1, 1, "n:fn:a n:tb:c"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct graph *old = graph_of_yaml(rows[i].old), *now = graph_of_yaml(rows[i].now);
        struct replaced r;
        struct buf changed = {0};
        buf_puts(&changed, "");
        graph_difference(old, now, &r);
        assert_int_equal(r.added, rows[i].added);
        assert_int_equal(r.removed, rows[i].removed);
        assert_int_equal(r.altered, rows[i].altered);
        for (node_id n = 1; n <= graph_node_count(now); n++) {
            if (r.changed[n]) {
                buf_puts(&changed, changed.len ? " " : "");
                buf_add(&changed, graph_node_at(now, n)->id);
            }
        }
        assert_string_equal(changed.ptr, rows[i].changed);
        buf_release(&changed);
        mem_free(r.changed);
        graph_free(old);
        graph_free(now);
    }
}

/* --- Under the explorer --------------------------------------------------------------------------- */

struct scene {
    char folder[64], file[80];
    struct loader loader;
    struct explorer_options options;
    struct graph *first;
    struct explorer *x;
};

static void write_system(const struct scene *s, const char *text)
{
    FILE *f = fopen(s->file, "w");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void load(void *arg, const char *path, const atomic_bool *stop,
                 struct loaded *out)
{
    const struct scene *s = arg;
    const char *one = path ? path : s->folder;
    const struct import_options options = {.paths = &one, .path_count = 1, .stop = stop};

    *out = (struct loaded){.arena = arena_new(), .decisions = decisions_new(),
                           .place.folder = s->folder};
    out->graph = import_all(&options);
    if (graph_node_count(out->graph) == 0) {
        diags_first(graph_diags(out->graph), &out->why);
        graph_free(out->graph);
        out->graph = NULL;
    }
}

static void begin(struct scene *s, const char *text)
{
    struct buf why = {0};

    *s = (struct scene){.folder = "/tmp/faasmap-live-XXXXXX"};
    assert_non_null(mkdtemp(s->folder));
    snprintf(s->file, sizeof s->file, "%s/s.yaml", s->folder);
    write_system(s, text);
    s->first = graph_of_file(s->file);
    s->loader = (struct loader){load, s};
    s->options = (struct explorer_options){.kind = &term_memory, .loader = &s->loader,
                                           .watch = true, .place.folder = s->folder,
                                           .term = {.rows = 24, .cols = 100}};
    s->x = explorer_open(&s->options, s->first, &why);
    assert_non_null(s->x);
    buf_release(&why);
}

static void end(struct scene *s)
{
    explorer_close(s->x);
    graph_free(s->first);
    assert_int_equal(unlink(s->file), 0);
    assert_int_equal(rmdir(s->folder), 0);
}

static void command(struct scene *s, const char *line)
{
    command_run(s->x, str_from(line));
    explorer_settle(s->x);
}

static node_id selected(const struct scene *s, const char *id)
{
    return s->x->at.node && s->x->at.node == graph_find(s->x->graph, str_from(id));
}

static void test_place_stays(void **state)
{
    struct scene s;

    (void)state;
    begin(&s, HEAD A B C EDGES AB);
    command(&s, "goto B");
    command(&s, "note keep this");
    command(&s, "goto C");
    command(&s, "mark");
    command(&s, "note of one that goes");
    command(&s, "goto B");
    write_system(&s, HEAD "  - {id: 'n:bk:aa', kind: bucket, name: First}\n" A B2 EDGES AB);
    command(&s, "reload");
    assert_true(selected(&s, "n:q:b"));
    assert_true(str_is(buf_str(&s.x->message), "1 added, 1 removed, 1 changed"));
    assert_true(live_changed(s.x, graph_find(s.x->graph, STR("n:bk:aa"))));
    assert_true(live_changed(s.x, s.x->at.node));
    assert_false(live_changed(s.x, graph_find(s.x->graph, STR("n:fn:a"))));
    assert_true(str_is(work_note(s.x, s.x->at.node), "keep this"));
    assert_int_equal(work_marked_count(s.x), 0);
    /* what was said of the node that was gone is there again with it */
    write_system(&s, HEAD A B2 C EDGES AB);
    command(&s, "reload");
    assert_int_equal(work_marked_count(s.x), 1);
    assert_true(str_is(work_note(s.x, graph_find(s.x->graph, STR("n:tb:c"))),
                       "of one that goes"));
    session_type(s.x, (struct key){'j', 0});
    assert_false(live_changed(s.x, graph_find(s.x->graph, STR("n:tb:c")))); /* seen */
    end(&s);
}

/* The filter knows what the last reading found, also after keys, and after one that found nothing. */
static void test_filter_changed(void **state)
{
    static const struct {
        const char *filter;
        size_t shown;
    } rows[] = {{"changed:yes", 2}, {"changed:no", 1}, {"changed:added", 1}, {"changed:altered", 1},
                {"!changed:yes", 1}, {"changed:same", 1}};
    struct scene s;
    node_id internet;

    (void)state;
    begin(&s, HEAD A B EDGES AB);
    internet = graph_find(s.x->graph, STR("internet"));
    command(&s, "filter changed:yes");
    assert_int_equal(sight_counts(s.x, VIEW_MAP).shown, 0);
    write_system(&s, HEAD A B2 C EDGES AB);
    command(&s, "reload");
    session_type(s.x, (struct key){'j', 0});
    for (int again = 0; again < 2; again++) {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            bool same = strstr(rows[i].filter, ":no") || rows[i].filter[0] == '!' ||
                        strstr(rows[i].filter, "same");
            assert_true(sight_filter_set(s.x, VIEW_MAP, str_from(rows[i].filter)));
            assert_int_equal(sight_counts(s.x, VIEW_MAP).shown,
                             rows[i].shown + (same && internet != 0));
        }
        command(&s, "reload");
        assert_true(str_is(buf_str(&s.x->message), "nothing changed"));
    }
    /* a filter that asks for it goes with its view */
    assert_true(str_is(sight_filter(s.x, VIEW_MAP), "changed:same"));
    write_system(&s, HEAD A B2 EDGES AB);
    command(&s, "reload");
    assert_true(str_is(sight_filter(s.x, VIEW_MAP), "changed:same"));
    end(&s);
}

/* What was done before the reading can be undone after it, also where ids are others; what was done to
 * something that is gone cannot come back. */
static void test_undo_stays(void **state)
{
    struct scene s;

    (void)state;
    begin(&s, HEAD A B C EDGES AB);
    command(&s, "goto B");
    command(&s, "mark");
    command(&s, "note first");
    command(&s, "goto C");
    command(&s, "mark");
    command(&s, "hide C");
    write_system(&s, HEAD "  - {id: 'n:bk:aa', kind: bucket, name: First}\n" A B EDGES AB);
    command(&s, "reload");
    command(&s, "filter kind:queue");
    assert_true(undo_step(s.x, -1)); /* the filter */
    assert_true(str_empty(sight_filter(s.x, VIEW_MAP)));
    assert_true(undo_step(s.x, -1)); /* the note: hiding and marking C did nothing that is seen */
    assert_true(str_empty(work_note(s.x, graph_find(s.x->graph, STR("n:q:b")))));
    assert_int_equal(work_marked_count(s.x), 1);
    assert_true(undo_step(s.x, -1));
    assert_int_equal(work_marked_count(s.x), 0);
    assert_false(undo_step(s.x, -1));
    for (int i = 0; i < 3; i++)
        assert_true(undo_step(s.x, 1));
    assert_false(undo_step(s.x, 1));
    assert_true(work_marked(s.x, graph_find(s.x->graph, STR("n:q:b"))));
    assert_true(str_is(work_note(s.x, graph_find(s.x->graph, STR("n:q:b"))), "first"));
    assert_true(str_is(sight_filter(s.x, VIEW_MAP), "kind:queue"));
    end(&s);
}

#define FRAME "  - {id: 'n:net:v', kind: net, name: V}\n"
#define FRAME2 "  - {id: 'n:net:w', kind: net, name: W}\n"
#define INSIDE(frame, id) "  - {kind: hosted-by, from: '" id "', to: '" frame "'}\n"
#define FRAMED FRAME2 A B C EDGES AB INSIDE("n:net:w", "n:fn:a") INSIDE("n:net:w", "n:q:b")

/* What is folded, and where the map was looked at, moves with its node, or goes with it. */
static void test_sight_moves(void **state)
{
    struct scene s;
    const struct sight *sight;

    (void)state;
    begin(&s, HEAD FRAME FRAMED INSIDE("n:net:v", "n:tb:c"));
    sight = &s.x->sight;
    command(&s, "goto B");
    command(&s, "fold W");
    command(&s, "fold V");
    command(&s, "focus C");
    assert_int_equal(sight->folded.count, 2);
    write_system(&s, HEAD FRAMED);
    command(&s, "reload");
    assert_int_equal(sight->folded.count, 1);
    assert_int_equal(sight->folded.ids[0], graph_find(s.x->graph, STR("n:net:w")));
    assert_int_equal(sight->focus, graph_find(s.x->graph, STR("n:tb:c")));
    write_system(&s, HEAD FRAME2 B "edges: []\n");
    command(&s, "reload");
    assert_int_equal(sight->focus, graph_find(s.x->graph, STR("n:q:b"))); /* what is selected */
    end(&s);
}

/* A line is being typed, or a list stands open, when the reading ends: neither leads to what is gone. */
static void test_typing_meanwhile(void **state)
{
    static const struct {
        const char *keys; /* before */
        const char *list; /* what of the list is on the screen afterwards */
    } rows[] = {{"/A", NULL}, {"<C-p>", "Q"}, {":goto<Enter>", "Q"}, {"`", NULL}};
    struct scene s;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin(&s, HEAD A B C EDGES AB);
        command(&s, "goto C");
        for (struct str keys = str_from(rows[i].keys); keys.len;) {
            size_t at = 0;
            struct key key;
            assert_true(key_parse(keys, &at, &key));
            session_type(s.x, key);
            keys = str_sub(keys, at, keys.len - at);
        }
        assert_true(explorer_settle(s.x));
        write_system(&s, HEAD "  - {id: 'n:q:b', kind: queue, name: Q}\nedges: []\n");
        assert_true(live_read(s.x, NULL));
        assert_true(explorer_settle(s.x));
        assert_int_equal(graph_node_count(s.x->graph), 1);
        if (rows[i].list) {
            assert_non_null(s.x->pick.kind);
            session_type(s.x, (struct key){'q', 0});
            assert_true(explorer_settle(s.x));
            assert_true(s.x->pick.fuzzy.count > 0);
            session_type(s.x, (struct key){KEYCODE_ENTER, 0});
        }
        session_type(s.x, (struct key){KEYCODE_ESC, 0});
        assert_true(explorer_settle(s.x));
        assert_true(s.x->at.node <= 1);
        end(&s);
    }
}

/* No key, no command: the file is written, the next look shows it. */
static void test_files_are_watched(void **state)
{
    struct scene s;

    (void)state;
    begin(&s, HEAD A "edges: []\n");
    write_system(&s, HEAD A B EDGES AB);
    explorer_settle(s.x);
    assert_int_equal(graph_node_count(s.x->graph), 2);
    assert_true(str_is(buf_str(&s.x->message), "1 added, 0 removed, 1 changed"));
    command(&s, "set watch=off");
    write_system(&s, HEAD A "edges: []\n");
    explorer_settle(s.x);
    assert_int_equal(graph_node_count(s.x->graph), 2);
    end(&s);
}

static void write_noise(const struct scene *s, bool gone)
{
    char path[sizeof s->file + 8];
    FILE *f;

    snprintf(path, sizeof path, "%s/noise", s->folder);
    if (gone) {
        assert_int_equal(unlink(path), 0);
        return;
    }
    f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
}

static long timer_ms(const struct scene *s)
{
    struct itimerspec left = {0};

    assert_int_equal(timerfd_gettime(s->x->live.timer, &left), 0);
    return left.it_value.tv_sec * 1000 + left.it_value.tv_nsec / 1000000;
}

/* Other files than the sources may belong to the system, but need not: what was read in vain for them makes
 * the next of them wait; a source never waits. */
static void test_noise_waits(void **state)
{
    struct scene s;
    unsigned taken;

    (void)state;
    begin(&s, HEAD A "edges: []\n");
    taken = s.x->live.taken;
    write_noise(&s, false);
    explorer_settle(s.x);
    assert_int_equal(s.x->live.taken, taken + 1);
    assert_true(s.x->live.quiet_ms % LIVE_QUIET_TIMES == 0);
    s.x->live.quiet_ms = 600000;
    write_noise(&s, false);
    assert_true(live_work(s.x, s.x->live.notify));
    assert_in_range(timer_ms(&s), 500000, 600000);
    write_noise(&s, true);
    assert_true(live_work(s.x, s.x->live.notify));
    assert_in_range(timer_ms(&s), 500000, 600000);
    write_system(&s, HEAD A B EDGES AB);
    assert_true(live_work(s.x, s.x->live.notify));
    assert_in_range(timer_ms(&s), 0, LIVE_PAUSE_MS);
    explorer_settle(s.x);
    assert_int_equal(graph_node_count(s.x->graph), 2);
    assert_int_equal(s.x->live.quiet_ms, 0);
    end(&s);
}

/* The files change while they are read: nobody asked, so nobody is told to wait. */
static void test_change_while_reading(void **state)
{
    struct scene s;
    struct pollfd timer = {.events = POLLIN};

    (void)state;
    begin(&s, HEAD A B EDGES AB);
    assert_true(live_read(s.x, NULL));
    buf_reset(&s.x->message);
    write_system(&s, HEAD A "edges: []\n");
    assert_true(live_work(s.x, s.x->live.notify));
    timer.fd = s.x->live.timer;
    assert_int_equal(poll(&timer, 1, -1), 1);
    assert_true(live_work(s.x, timer.fd));
    assert_true(s.x->live.again);
    assert_int_equal(s.x->message.len, 0);
    assert_true(live_read(s.x, NULL));
    assert_true(str_is(buf_str(&s.x->message), "still reading"));
    explorer_settle(s.x);
    assert_int_equal(graph_node_count(s.x->graph), 1);
    end(&s);
}

/* A system that cannot be read any more leaves the old one on the screen. */
static void test_broken_keeps_the_old(void **state)
{
    struct scene s;

    (void)state;
    begin(&s, HEAD A B EDGES AB);
    write_system(&s, "faasmap: [\n");
    command(&s, "reload");
    assert_int_equal(graph_node_count(s.x->graph), 2);
    assert_true(s.x->message_bad);
    assert_true(str_find(buf_str(&s.x->message), STR("s.yaml:")) != STR_NPOS);
    end(&s);
}

static void test_other_system(void **state)
{
    struct scene s;

    (void)state;
    begin(&s, HEAD A B EDGES AB);
    command(&s, "goto B");
    command(&s, "mark");
    command(&s, "open sample:waste-management");
    assert_true(graph_node_count(s.x->graph) > 20);
    assert_int_equal(work_marked_count(s.x), 0);
    assert_int_equal(s.x->history_count, 1);
    command(&s, "open /nonexistent/place");
    assert_true(graph_node_count(s.x->graph) > 20);
    assert_true(s.x->message_bad);
    command(&s, "reload");
    assert_true(graph_node_count(s.x->graph) > 20); /* still the sample */
    end(&s);
}

/* Whatever the reading had got to when nobody waited for it any more: nothing of it is shown, the next one
 * counts from what is on the screen, and the end does not wait to show it. */
static void test_given_up(void **state)
{
    struct scene s;

    (void)state;
    begin(&s, HEAD A B EDGES AB);
    live_watch(s.x, false);
    for (int i = 0; i < 20; i++) {
        const struct graph *shown = s.x->graph;
        write_system(&s, HEAD A B2 C EDGES AB);
        assert_true(live_read(s.x, NULL));
        for (int wait = 0; wait < i * i; wait++)
            sched_yield();
        assert_true(live_stop(s.x));
        explorer_settle(s.x);
        assert_ptr_equal(s.x->graph, shown);
        assert_null(s.x->live.ready);
        write_system(&s, HEAD A B C EDGES AB);
        command(&s, "reload");
        assert_true(str_is(buf_str(&s.x->message),
                           i ? "nothing changed" : "1 added, 0 removed, 0 changed"));
    }
    write_system(&s, HEAD A "edges: []\n");
    assert_true(live_read(s.x, NULL));
    end(&s);
}

/* Views of every kind are there again, whatever was open. */
static void test_every_view(void **state)
{
    struct scene s;

    (void)state;
    begin(&s, HEAD A B EDGES AB);
    for (int v = 0; v < VIEW_COUNT; v++) {
        session_show_view(s.x, (enum view_id)v);
        explorer_settle(s.x);
        write_system(&s, v % 2 ? HEAD A B EDGES AB : HEAD B C "edges: []\n");
        explorer_settle(s.x);
        assert_int_not_equal(graph_find(s.x->graph, v % 2 ? STR("n:fn:a") : STR("n:tb:c")), 0);
        session_type(s.x, (struct key){'j', 0});
        session_type(s.x, (struct key){KEYCODE_ENTER, 0});
        explorer_settle(s.x);
    }
    end(&s);
}

/* --- Every view stays where it was ---------------------------------------------------------------- */

/* The system with a node more, before all others by its id; it has nothing to do with them. */
static void with_another(const struct buf *system, struct buf *out)
{
    struct str text = buf_str(system), nodes = STR("nodes:\n");
    size_t at = str_find(text, nodes) + nodes.len;

    buf_reset(out);
    buf_add(out, str_sub(text, 0, at));
    buf_puts(out, "  - {id: 'a:network:other', kind: net, name: 'Other'}\n");
    buf_add(out, str_from_at(text, at));
}

/* The row of the screen that the hardware cursor is in, up to the pane beside. */
static void cursor_line(const struct explorer *x, struct buf *out)
{
    struct buf all = {0};
    struct str rest, line = STR_NONE;

    canvas_to_text(&x->screen, &all);
    rest = buf_str(&all);
    for (int i = 0; i <= x->cursor_row; i++)
        str_cut(&rest, '\n', &line);
    buf_reset(out);
    buf_printf(out, "%d: ", x->cursor_row);
    buf_add(out, line);
    buf_release(&all);
}

static void test_lists_stay(void **state)
{
    static const struct {
        const char *name, *keys, *has; /* has: the boxes may stand elsewhere */
    } rows[] = {
        {"inventory", "gi jjjj zc jjjjjjjj", "fn EventHub Fn"},
        {"table", "gl > > jjjjjjjjjjjjjjjjjjjjjjj K K", NULL},
        {"paths", "gp jjj s s", NULL},
        {"findings", "gf zR jjjjj", NULL},
        {"blast", "gm j gb jjj", NULL},
        {"cut", "gc jj", NULL},
        {"time", "gT jjjjj", NULL},
        {"tree", "gm j j gt jjj zc jj", NULL},
        {"overview", "go j l", "app 9"},
        {"matrix", "gx % j j l l", NULL},
        {"lines", "gx % l l <Enter>", NULL},
        {"detail", "gm j <Enter> jj", "exposes The Things"},
        {"source", "gs n", NULL},
        {"what if", "gm j x X j", NULL},
    };
    struct scene s;
    struct buf system = {0}, other = {0}, before = {0}, after = {0};

    (void)state;
    test_file_text("tests/sessions/waste.yaml", &system);
    with_another(&system, &other);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str keys = str_from(rows[i].keys);
        struct key key;
        begin(&s, system.ptr);
        if (strcmp(rows[i].name, "tree") != 0) /* the others need no second reading by the watch */
            command(&s, "set watch=off");
        for (size_t at = 0; at < keys.len;) {
            if (keys.ptr[at] == ' ')
                at++;
            else if (key_parse(keys, &at, &key))
                session_type(s.x, key);
            explorer_settle(s.x);
        }
        explorer_settle(s.x);
        cursor_line(s.x, &before);
        for (int turn = 0; turn < 2; turn++) {
            write_system(&s, turn ? system.ptr : other.ptr);
            command(&s, "reload");
            assert_true(str_is(buf_str(&s.x->message), turn ? "0 added, 1 removed, 0 changed"
                                                            : "1 added, 0 removed, 0 changed"));
            cursor_line(s.x, &after);
            if (rows[i].has ? !strstr(before.ptr, rows[i].has) || !strstr(after.ptr, rows[i].has)
                            : !str_eq(buf_str(&before), buf_str(&after)))
                fail_msg("%s, turn %d\nbefore: %s\nafter:  %s", rows[i].name, turn, before.ptr,
                         after.ptr);
        }
        end(&s);
    }
    buf_release(&system);
    buf_release(&other);
    buf_release(&before);
    buf_release(&after);
}

/* What was asked of a system is done with that one, though another one is opened before it was. */
static void test_asked_before_another(void **state)
{
    static const struct rule_options today = {.today = {2026, 11, 1}};
    struct graph *large = big_graph(3000, 1);
    struct buf why = {0}, line = {0};
    char report[100];
    struct stat st;
    struct scene s;

    (void)state;
    begin(&s, HEAD A B EDGES AB);
    explorer_close(s.x);
    s.options.rules = &today;
    s.options.watch = false;
    s.x = explorer_open(&s.options, large, &why);
    assert_non_null(s.x);
    snprintf(report, sizeof report, "%s/report.md", s.folder);
    buf_printf(&line, "export md %s", report);
    assert_true(command_run(s.x, buf_str(&line)));
    assert_true(later_is_set(s.x));
    buf_reset(&line);
    buf_printf(&line, "open %s", s.file);
    assert_true(command_run(s.x, buf_str(&line)));
    while (s.x->graph == large) /* answers of the rules are not taken before it is there */
        assert_true(poll(&(struct pollfd){.fd = s.x->live.done, .events = POLLIN}, 1, -1) == 1 &&
                    live_work(s.x, s.x->live.done));
    assert_int_equal(graph_node_count(s.x->graph), 2);
    assert_false(later_is_set(s.x));
    assert_int_equal(stat(report, &st), 0);
    assert_true(st.st_size > 3000);
    assert_int_equal(unlink(report), 0);
    explorer_settle(s.x);
    assert_int_not_equal(stat(report, &st), 0); /* not once more */
    end(&s);
    graph_free(large);
    buf_release(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_difference),           cmocka_unit_test(test_place_stays),
        cmocka_unit_test(test_filter_changed),
        cmocka_unit_test(test_undo_stays),
        cmocka_unit_test(test_sight_moves),
        cmocka_unit_test(test_typing_meanwhile),
        cmocka_unit_test(test_files_are_watched),
        cmocka_unit_test(test_noise_waits),    cmocka_unit_test(test_broken_keeps_the_old),
        cmocka_unit_test(test_other_system),         cmocka_unit_test(test_every_view),
        cmocka_unit_test(test_given_up),
        cmocka_unit_test(test_change_while_reading),
        cmocka_unit_test(test_lists_stay),
        cmocka_unit_test(test_asked_before_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
