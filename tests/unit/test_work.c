/* SPDX-License-Identifier: MIT */
/* Marks, notes, tags, hidden nodes, undo, and the session file, in an explorer on the memory
 * terminal. What the screens show is in tests/sessions/work. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fcntl.h>

#include <cmocka.h>

#include "attr.h"
#include "command.h"
#include "iam.h"
#include "importer.h"
#include "path_ask.h"
#include "save.h"
#include "session.h"
#include "test_files.h"

/* --- A system and its explorer ----------------------------------------------------------------- */

static struct graph *waste(void)
{
    const char *path = "tests/sessions/waste.yaml";
    struct import_options options = {.derive = iam_derive, .paths = &path, .path_count = 1};

    return import_all(&options);
}

static struct explorer *explorer(const struct graph *g, const char *session)
{
    const struct explorer_options o = {
        .kind = &term_memory,
        .term = {.depth = DEPTH_256, .rows = 24, .cols = 80, .sync_fd = -1},
        .place.session = session,
        .place.session_of = "/systems/waste",
    };
    struct buf why = {0};
    struct explorer *x = explorer_open(&o, g, &why);

    assert_non_null(x);
    return x;
}

/* A command; "filter X" sets that of the map. */
static bool run(struct explorer *x, const char *command)
{
    struct str rest = str_from(command), word;
    bool good;

    if (str_starts(rest, STR("filter "))) {
        str_cut(&rest, ' ', &word);
        undo_note(x);
        good = sight_filter_set(x, VIEW_MAP, rest);
    } else {
        good = command_run(x, rest);
    }

    explorer_settle(x);
    return good;
}

static node_id named(const struct explorer *x, const char *id)
{
    node_id n = graph_find(x->graph, str_from(id));

    assert_int_not_equal(n, 0);
    return n;
}

/* --- State ------------------------------------------------------------------------------------- */

static void test_sets(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);
    node_id all = (node_id)graph_node_count(g), seen[8];

    (void)state;
    assert_false(work_mark(x, 0, true));
    assert_false(work_mark(x, all + 1, true));
    assert_true(work_mark(x, 1, true));
    assert_false(work_mark(x, 1, true));
    assert_true(work_mark(x, all, true));
    assert_true(work_mark(x, 8, true));
    assert_int_equal(work_marked_count(x), 3);
    assert_int_equal(work_nodes(x->work.marked, seen, 8), 3);
    assert_int_equal(seen[0], 1);
    assert_int_equal(seen[1], 8);
    assert_int_equal(seen[2], all);
    assert_int_equal(work_next(x->work.marked, 8), all);
    assert_int_equal(work_next(x->work.marked, all), 0);
    assert_true(work_mark(x, 8, false));
    assert_false(work_marked(x, 8));
    assert_int_equal(work_marked_count(x), 2);
    explorer_close(x);
    graph_free(g);
}

static void test_notes_and_tags(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);
    struct work copy;

    (void)state;
    assert_false(work_said(x, 3));
    assert_true(work_set_note(x, 3, STR("first")));
    assert_true(work_set_note(x, 3, STR("second")));
    assert_false(work_set_note(x, 3, STR("second")));
    assert_true(work_set_tag(x, 3, STR("stride:T"), true));
    assert_true(work_set_tag(x, 3, STR("stride:I"), true));
    assert_false(work_set_tag(x, 3, STR("stride:I"), true));
    assert_true(work_set_tag(x, 2, STR("mine"), true));
    copy = work_copy(&x->work); /* what comes now must not change it */
    assert_true(str_is(work_note(x, 3), "second"));
    assert_int_equal(work_tags(x, 3).count, 2);
    assert_true(str_is(work_line_text(&work_tags(x, 3).items[0]), "stride:I"));
    assert_int_equal(work_tags(x, 4).count, 0);
    assert_true(work_set_note(x, 3, STR_NONE));
    assert_true(str_empty(work_note(x, 3)));
    assert_true(work_said(x, 3));
    assert_true(work_set_tag(x, 3, STR("stride:T"), false));
    assert_false(work_set_tag(x, 3, STR("stride:T"), false));
    assert_false(work_same(&copy, &x->work));
    work_release(&x->work);
    x->work = work_copy(&copy);
    work_release(&copy);
    assert_true(str_is(work_note(x, 3), "second"));
    assert_int_equal(work_tags(x, 3).count, 2);
    explorer_close(x);
    graph_free(g);
}

/* A tag is a key of the filter, beside the tags that the files give. */
static void test_tags_are_found(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);

    (void)state;
    assert_false(run(x, "mark tag:stride:T"));
    assert_true(run(x, "tag Alert Q stride:T"));
    assert_true(run(x, "mark tag:stride:T"));
    assert_int_equal(work_marked_count(x), 1);
    assert_true(work_marked(x, named(x, "az:q:alert")));
    assert_true(run(x, "mark tag:stride:*|kind:table"));
    assert_true(work_marked_count(x) > 1);
    assert_true(run(x, "untag Alert Q stride:T"));
    assert_false(run(x, "unmark tag:stride:T"));
    assert_true(run(x, "unmark"));
    assert_int_equal(work_marked_count(x), 0);
    explorer_close(x);
    graph_free(g);
}

/* --- Hiding ------------------------------------------------------------------------------------ */

/* What is hidden takes part in no path; taken back, all is as before. */
static void test_hidden_is_out_of_paths(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);
    node_id bridge = named(x, "az:fn:bridge");
    size_t before;

    (void)state;
    assert_true(exposure_reach(x->exposure, bridge).reached);
    assert_true(run(x, "path The Things Network -> Bridge HTTP"));
    assert_true(run(x, "hide Bridge HTTP"));
    before = x->trials.before.reached;
    assert_false(exposure_reach(x->exposure, bridge).reached);
    assert_true(x->trials.now.reached < before);
    assert_false(run(x, "path The Things Network -> Bridge HTTP"));
    assert_false(sight_shows(x, VIEW_INVENTORY, bridge));
    assert_true(run(x, "unhide all"));
    assert_true(exposure_reach(x->exposure, bridge).reached);
    assert_int_equal(session_figures(x)->now.reached, before);
    assert_null(session_change(x));
    explorer_close(x);
    graph_free(g);
}

/* --- Paths that are asked for ------------------------------------------------------------------ */

static void test_paths(void **state)
{
    static const struct {
        const char *command, *message; /* NULL: found */
        const char *from, *to, *through;
    } rows[] = {
        {"path internet -> Telemetry Processing", NULL, NULL, "az:fn:processing", NULL},
        {"path Bridge HTTP -> SendAlert", NULL, "az:fn:bridge", "az:fn:alert", NULL},
        {"path Bridge HTTP -> SendAlert via Alert Q", NULL, "az:fn:bridge", "az:fn:alert",
         "az:q:alert"},
        {"path Bridge HTTP -> SendAlert max 1",
         "no such path from Bridge HTTP to SendAlert was found, under these assumptions", NULL,
         NULL, NULL},
        {"path Bridge HTTP -> SendAlert max none", "max takes a number of hops", NULL, NULL, NULL},
        {"path Bridge HTTP -> Bridge HTTP", "a path leads from one node to another", NULL, NULL,
         NULL},
        {"path Bridge HTTP -> nowhere", "no node is called 'nowhere'", NULL, NULL, NULL},
        {"path Bridge HTTP -> SendAlert via nowhere", "no node is called 'nowhere'", NULL, NULL,
         NULL},
        {"path Bridge HTTP ->", "usage: path [A ->] B [max N] [avoid X] [via Y]", NULL, NULL, NULL},
        {"path kind:function -> SendAlert", NULL, NULL, "az:fn:alert", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct graph *g = waste();
        struct explorer *x = explorer(g, NULL);
        const struct path *p = &x->path.path;
        bool through = rows[i].through == NULL;
        assert_int_equal(command_run(x, str_from(rows[i].command)), rows[i].message == NULL);
        if (rows[i].message)
            assert_string_equal(x->message.ptr, rows[i].message);
        else {
            assert_true(x->path.on && p->hop_count);
            assert_int_equal(p->target, named(x, rows[i].to));
            if (rows[i].from)
                assert_int_equal(p->hops[0]->from, named(x, rows[i].from));
            for (size_t h = 0; h < p->hop_count; h++) {
                through |= rows[i].through && p->hops[h]->to == named(x, rows[i].through);
                if (h)
                    assert_int_equal(p->hops[h]->from, p->hops[h - 1]->to);
            }
            assert_true(through);
        }
        explorer_close(x);
        graph_free(g);
    }
}

/* What is to be avoided is on none of them. */
static void test_avoid(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);
    node_id avoid = named(x, "az:q:alert");

    (void)state;
    for (node_id n = 1; n <= graph_node_count(g); n++) {
        const struct path_ask q = {.to = &n, .to_count = 1, .avoid = &avoid, .avoid_count = 1};
        if (!path_ask(x, &q))
            continue;
        for (size_t h = 0; h < x->path.path.hop_count; h++)
            assert_true(x->path.path.hops[h]->from != avoid && x->path.path.hops[h]->to != avoid);
    }
    explorer_close(x);
    graph_free(g);
}

/* Of several sources and targets the path is the best of those between any two. */
static void test_best_of_many(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);
    const node_id from[] = {named(x, "az:fn:bridge"), named(x, "az:fn:logger")};
    const node_id to[] = {named(x, "az:fn:alert"), named(x, "az:q:telemetry")};
    size_t least = SIZE_MAX;
    enum auth_class rank = AUTH_CLASS_COUNT;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const struct path_ask q = {.from = &from[i / 2], .from_count = 1,
                                   .to = &to[i % 2], .to_count = 1};
        if (path_ask(x, &q) &&
            (x->path.path.rank < rank ||
             (x->path.path.rank == rank && x->path.path.effort < least))) {
            rank = x->path.path.rank;
            least = x->path.path.effort;
        }
    }
    assert_true(path_ask(x, &(struct path_ask){.from = from, .from_count = 2, .to = to,
                                                 .to_count = 2}));
    assert_int_equal(x->path.path.rank, rank);
    assert_int_equal(x->path.path.effort, least);
    explorer_close(x);
    graph_free(g);
}

/* --- Undo -------------------------------------------------------------------------------------- */

/* Each command changes something else; undone all of them, everything is as it was at the start,
 * and done again as it was at the end. */
static void test_undo_of_everything(void **state)
{
    static const char *const commands[] = {
        "mark kind:function",        "hide Telemetry Processing", "note look here",
        "tag Alert Q stride:D",      "mark q",                    "layers +identity",
        "layout zones",              "set frames=off",            "set wide=on",
        "what-if take Bridge HTTP",  "filter kind:function",      "unmark kind:function",
        "set boxes=compact",         "unhide all",
    };
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);
    struct records start = {0}, end = {0}, now = {0};

    (void)state;
    personal_collect(x, &start);
    assert_false(undo_step(x, -1));
    for (size_t i = 0; i < COUNT(commands); i++)
        if (!run(x, commands[i]))
            fail_msg("%s: %s", commands[i], x->message.ptr);
    personal_collect(x, &end);
    for (size_t i = 0; i < COUNT(commands); i++) {
        assert_true(undo_step(x, -1));
        assert_true(str_starts(buf_str(&x->message), STR("undone: ")));
        assert_true(x->message.len > 8);
    }
    assert_false(undo_step(x, -1));
    assert_string_equal(x->message.ptr, "nothing to undo");
    personal_collect(x, &now);
    assert_true(records_same(&start, &now));
    records_release(&now);
    assert_null(session_change(x));
    for (size_t i = 0; i < COUNT(commands); i++)
        assert_true(undo_step(x, 1));
    assert_false(undo_step(x, 1));
    personal_collect(x, &now);
    assert_true(records_same(&end, &now));
    records_release(&start);
    records_release(&end);
    records_release(&now);
    explorer_close(x);
    graph_free(g);
}

static void test_undo_says_what(void **state)
{
    static const struct {
        const char *command, *message;
    } rows[] = {
        {"mark Alert Q", "undone: the mark on Alert Q"},
        {"mark kind:table", "undone: the mark on 2 nodes"},
        {"hide Alert Q", "undone: hiding Alert Q"},
        {"note x", "undone: the note at The Things Network"},
        {"tag Alert Q x", "undone: a tag of Alert Q"},
        {"mark q", "undone: a bookmark"},
        {"layers +identity", "undone: the layers"},
        {"set wide=on", "undone: how the map is drawn"},
        {"what-if take Bridge HTTP", "undone: what is tried"},
        {"filter kind:function", "undone: a filter"},
    };
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(run(x, rows[i].command));
        assert_true(run(x, "undo"));
        assert_string_equal(x->message.ptr, rows[i].message);
    }
    explorer_close(x);
    graph_free(g);
}

/* A new change cuts off what could be done again; a change that came to nothing is no step. */
static void test_undo_is_cut(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);

    (void)state;
    run(x, "mark Alert Q");
    run(x, "mark Logging Q");
    run(x, "undo");
    run(x, "mark Telemetry Q");
    assert_false(undo_step(x, 1));
    undo_note(x);
    undo_note(x);
    assert_true(undo_step(x, -1));
    assert_true(undo_step(x, -1));
    assert_int_equal(work_marked_count(x), 0);
    assert_false(undo_step(x, -1));
    explorer_close(x);
    graph_free(g);
}

static void test_undo_is_bounded(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, NULL);
    size_t steps = 0;

    (void)state;
    for (size_t i = 0; i < 3 * UNDO_STEPS; i++) {
        undo_note(x);
        work_mark(x, (node_id)(1 + i % 20), !work_marked(x, (node_id)(1 + i % 20)));
    }
    assert_int_equal(x->undo.count, UNDO_STEPS);
    while (undo_step(x, -1))
        steps++;
    assert_int_equal(steps, UNDO_STEPS);
    explorer_close(x);
    graph_free(g);
}

/* --- The session file -------------------------------------------------------------------------- */

struct folder {
    char path[40], file[80];
};

static void folder_new(struct folder *f)
{
    *f = (struct folder){.path = "/tmp/faasmap-work-XXXXXX"};
    assert_non_null(mkdtemp(f->path));
    snprintf(f->file, sizeof f->file, "%s/deep/er/s.json", f->path);
}

static void folder_end(struct folder *f)
{
    char command[120];
    static const char *const names[] = {"s.json", "s.json.lock", "s.json.broken-1",
                                        "s.json.broken-2", "copy.json"};

    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(command, sizeof command, "%s/deep/er/%s", f->path, names[i]);
        unlink(command);
    }
    snprintf(command, sizeof command, "%s/deep/er", f->path);
    rmdir(command);
    snprintf(command, sizeof command, "%s/deep", f->path);
    rmdir(command);
    assert_int_equal(rmdir(f->path), 0); /* nothing else was left there */
}

static bool file_has(const struct folder *f, const char *part)
{
    struct buf text = {0};
    bool has;

    test_file_text(f->file, &text);
    has = strstr(text.ptr, part) != NULL;
    buf_release(&text);
    return has;
}

static void test_kept_and_read_again(void **state)
{
    static const char *const commands[] = {
        "goto Telemetry Q", "note who reads this?", "tag Alert Q stride:T", "mark kind:function",
        "mark q", "hide Telemetry Processing", "layers +identity", "layout zones", "set wide=on",
        "what-if take Bridge HTTP", "filter !kind:app", "set boxes=compact",
    };
    struct graph *g = waste();
    struct folder f;
    struct explorer *x;
    struct records before = {0}, after = {0};
    struct stat st;

    (void)state;
    folder_new(&f);
    x = explorer(g, f.file);
    explorer_close(x);
    assert_int_equal(access(f.file, F_OK), -1); /* nothing was said: no file */
    x = explorer(g, f.file);
    assert_false(personal_pending(x));
    for (size_t i = 0; i < COUNT(commands); i++)
        if (!run(x, commands[i]))
            fail_msg("%s: %s", commands[i], x->message.ptr);
    assert_true(personal_pending(x));
    personal_save(x);
    assert_false(personal_pending(x));
    assert_int_equal(stat(f.file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    personal_collect(x, &before);
    explorer_close(x);
    x = explorer(g, f.file);
    personal_collect(x, &after);
    assert_true(records_same(&before, &after));
    assert_true(str_is(work_note(x, named(x, "az:q:telemetry")), "who reads this?"));
    assert_true(work_hidden(x, named(x, "az:fn:processing")));
    assert_false(exposure_reach(x->exposure, named(x, "az:fn:processing")).reached);
    assert_true(strstr(x->message.ptr, "from last time: 1 hidden node, ") != NULL);
    explorer_close(x);
    records_release(&before);
    records_release(&after);
    folder_end(&f);
    graph_free(g);
}

/* What was said of a node that is gone stays in the file. */
static void test_gone_nodes_are_carried(void **state)
{
    static const char text[] =
        "{\"faasmap-session\": 1, \"records\": [{\"is\": \"note\", \"at\": \"gone\", \"text\": \"old\"},"
        "{\"is\": \"off\", \"at\": \"gone edge\"}, {\"is\": \"later\", \"at\": \"x\"},"
        "{\"is\": \"look\", \"at\": \"tilt\", \"text\": \"7\"}]}";
    struct graph *g = waste();
    struct folder f;
    struct explorer *x;

    (void)state;
    folder_new(&f);
    x = explorer(g, f.file);
    run(x, "mark Alert Q");
    explorer_close(x);
    assert_true(save_replace(f.file, str_from(text), 0600));
    x = explorer(g, f.file);
    assert_int_equal(x->personal.kept.count, 4);
    run(x, "mark Alert Q");
    explorer_close(x);
    assert_true(file_has(&f, "\"at\": \"gone\", \"text\": \"old\""));
    assert_true(file_has(&f, "\"gone edge\""));
    assert_true(file_has(&f, "\"later\""));
    assert_true(file_has(&f, "\"tilt\""));
    assert_true(file_has(&f, "az:q:alert"));
    folder_end(&f);
    graph_free(g);
}

/* Two programs on one file: what either says is there in the end, and seen by both. */
static void test_two_at_once(void **state)
{
    struct graph *g = waste();
    struct folder f;
    struct explorer *a, *b;

    (void)state;
    folder_new(&f);
    a = explorer(g, f.file);
    b = explorer(g, f.file);
    run(a, "mark Alert Q");
    run(a, "goto Alert Q");
    run(a, "note from a");
    personal_save(a);
    run(b, "mark Logging Q");
    run(b, "goto Alert Q");
    run(b, "note from b");
    personal_save(b);
    assert_true(work_marked(b, named(b, "az:q:alert"))); /* it came in */
    assert_true(str_is(work_note(b, named(b, "az:q:alert")), "from b / from a"));
    run(a, "tag Telemetry Q x");
    personal_save(a);
    assert_true(work_marked(a, named(a, "az:q:logging")));
    run(a, "unmark Logging Q"); /* and may be taken away by either */
    explorer_close(a);
    run(b, "hide Weather table");
    explorer_close(b);
    assert_false(file_has(&f, "{\"is\": \"mark\", \"at\": \"az:q:logging\"}"));
    assert_true(file_has(&f, "{\"is\": \"mark\", \"at\": \"az:q:alert\"}"));
    assert_true(file_has(&f, "from b / from a"));
    assert_true(file_has(&f, "\"tag\""));
    assert_true(file_has(&f, "\"hidden\""));
    folder_end(&f);
    graph_free(g);
}

/* A file that is no session is put aside whole, more than once if need be. */
static void test_broken_files_stay(void **state)
{
    struct graph *g = waste();
    struct folder f;
    struct explorer *x;
    struct buf aside = {0}, name = {0};

    (void)state;
    folder_new(&f);
    x = explorer(g, f.file);
    run(x, "mark Alert Q");
    explorer_close(x);
    for (int i = 1; i <= 2; i++) {
        assert_true(save_replace(f.file, STR("{\"my only notes"), 0600));
        x = explorer(g, f.file);
        assert_non_null(strstr(x->message.ptr, "the session file was broken"));
        assert_true(x->message_bad);
        run(x, "mark Logging Q");
        explorer_close(x);
        buf_reset(&name);
        buf_printf(&name, "%s.broken-%d", f.file, i);
        test_file_text(name.ptr, &aside);
        assert_string_equal(aside.ptr, "{\"my only notes");
        assert_true(file_has(&f, "az:q:logging"));
    }
    buf_release(&aside);
    buf_release(&name);
    folder_end(&f);
    graph_free(g);
}

static void test_later_versions_are_left_alone(void **state)
{
    static const char text[] = "{\"faasmap-session\": 2, \"records\": []}";
    struct graph *g = waste();
    struct folder f;
    struct explorer *x;
    struct buf now = {0};

    (void)state;
    folder_new(&f);
    x = explorer(g, f.file);
    run(x, "mark Alert Q");
    explorer_close(x);
    assert_true(save_replace(f.file, str_from(text), 0600));
    x = explorer(g, f.file);
    assert_non_null(strstr(x->message.ptr, "it is left alone"));
    run(x, "mark Alert Q");
    assert_false(personal_pending(x));
    assert_false(run(x, "w"));
    explorer_close(x);
    test_file_text(f.file, &now);
    assert_string_equal(now.ptr, text);
    buf_release(&now);
    folder_end(&f);
    graph_free(g);
}

/* While another program has the lock nothing is lost: it is tried again. */
static void test_lock_is_waited_for(void **state)
{
    struct graph *g = waste();
    struct folder f;
    struct explorer *x;
    struct buf name = {0};
    int fd;

    (void)state;
    folder_new(&f);
    x = explorer(g, f.file);
    run(x, "mark Alert Q");
    personal_save(x);
    run(x, "mark Logging Q");
    buf_printf(&name, "%s.lock", f.file);
    fd = open(name.ptr, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0 && flock(fd, LOCK_EX) == 0);
    personal_save(x);
    assert_true(personal_pending(x));
    assert_false(file_has(&f, "az:q:logging"));
    close(fd);
    personal_save(x);
    assert_false(personal_pending(x));
    assert_true(file_has(&f, "az:q:logging"));
    buf_release(&name);
    explorer_close(x);
    folder_end(&f);
    graph_free(g);
}

static void test_unwritable_is_said_once(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, "/dev/null/none/s.json");
    struct buf screen = {0};

    (void)state;
    run(x, "mark Alert Q");
    personal_save(x);
    assert_non_null(strstr(x->message.ptr, "/dev/null/none/s.json cannot be written"));
    assert_false(personal_pending(x));
    run(x, "mark Logging Q");
    assert_true(personal_pending(x));
    assert_non_null(strstr(x->personal.trouble.ptr, "/dev/null/none/s.json cannot be written"));
    buf_reset(&x->message); /* a message goes with the next key, that nothing is kept stays there */
    explorer_settle(x);
    canvas_to_text(&x->screen, &screen);
    assert_non_null(strstr(screen.ptr, " not saved "));
    buf_release(&screen);
    explorer_close(x);
    graph_free(g);
}

/* Why the folder cannot be made is what is wrong, not that it is missing. */
static void test_why_no_folder(void **state)
{
    struct graph *g = waste();
    struct explorer *x = explorer(g, "/dev/pts/none/below/s.json"); /* where nobody makes folders */

    (void)state;
    run(x, "mark Alert Q");
    personal_save(x);
    assert_non_null(strstr(x->message.ptr, "cannot be written: "));
    assert_null(strstr(x->message.ptr, strerror(ENOENT)));
    explorer_close(x);
    graph_free(g);
}

/* What no session was ever written to is not moved away, whoever has made it or a link to it. */
static void test_no_file_is_left_alone(void **state)
{
    struct graph *g = waste();

    (void)state;
    for (int link = 0; link < 2; link++) {
        struct folder f;
        struct explorer *x;
        struct stat st;
        char pipe[100];
        folder_new(&f);
        save_folders(f.file);
        snprintf(pipe, sizeof pipe, "%s%s", f.file, link ? ".lock" : ""); /* a name that folder_end() knows */
        assert_int_equal(mkfifo(pipe, 0600), 0);
        if (link)
            assert_int_equal(symlink(pipe, f.file), 0);
        x = explorer(g, f.file);
        assert_non_null(strstr(x->message.ptr, " is no file"));
        run(x, "mark Alert Q");
        personal_save(x);
        explorer_close(x);
        assert_int_equal(lstat(pipe, &st), 0);
        assert_true(S_ISFIFO(st.st_mode));
        assert_int_equal(lstat(f.file, &st), 0);
        assert_true(link ? S_ISLNK(st.st_mode) : S_ISFIFO(st.st_mode));
        folder_end(&f);
    }
    graph_free(g);
}

/* What looks like a key is not written down, whichever way it comes. */
static void test_secrets_stay_out(void **state)
{
    char key[80], command[120];
    struct graph *g = waste();
    struct folder f;
    struct explorer *x;

    (void)state;
    snprintf(key, sizeof key, "ghp_%s", "0123456789abcdefABCDEF0123456789abcd"); /* made here */
    folder_new(&f);
    x = explorer(g, f.file);
    snprintf(command, sizeof command, "note the key is %s", key);
    assert_false(run(x, command));
    assert_non_null(strstr(x->message.ptr, "that looks like a secret"));
    snprintf(command, sizeof command, "tag Alert Q %s", key);
    assert_false(run(x, command));
    snprintf(command, sizeof command, "filter name:%s", key);
    run(x, command);
    run(x, "mark Alert Q");
    explorer_close(x);
    assert_false(file_has(&f, "ghp_"));
    folder_end(&f);
    graph_free(g);
}

static void test_copy_elsewhere(void **state)
{
    struct graph *g = waste();
    struct folder f;
    struct explorer *x;
    char command[120], copy[100];

    (void)state;
    folder_new(&f);
    x = explorer(g, f.file);
    assert_true(run(x, "mark Alert Q"));
    assert_true(run(x, "w"));
    snprintf(copy, sizeof copy, "%s/deep/er/copy.json", f.path);
    snprintf(command, sizeof command, "w %s", copy);
    assert_true(run(x, command));
    assert_false(run(x, command)); /* never over what is there */
    explorer_close(x);
    x = explorer(g, copy);
    assert_true(work_marked(x, named(x, "az:q:alert")));
    explorer_close(x);
    snprintf(command, sizeof command, "%s.lock", copy);
    unlink(command);
    x = explorer(g, NULL);
    assert_false(run(x, "w"));
    explorer_close(x);
    folder_end(&f);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_notes_and_tags),
        cmocka_unit_test(test_tags_are_found),
        cmocka_unit_test(test_hidden_is_out_of_paths),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_avoid),
        cmocka_unit_test(test_best_of_many),
        cmocka_unit_test(test_undo_of_everything),
        cmocka_unit_test(test_undo_says_what),
        cmocka_unit_test(test_undo_is_cut),
        cmocka_unit_test(test_undo_is_bounded),
        cmocka_unit_test(test_kept_and_read_again),
        cmocka_unit_test(test_gone_nodes_are_carried),
        cmocka_unit_test(test_two_at_once),
        cmocka_unit_test(test_broken_files_stay),
        cmocka_unit_test(test_later_versions_are_left_alone),
        cmocka_unit_test(test_lock_is_waited_for),
        cmocka_unit_test(test_unwritable_is_said_once),
        cmocka_unit_test(test_why_no_folder),
        cmocka_unit_test(test_no_file_is_left_alone),
        cmocka_unit_test(test_secrets_stay_out),
        cmocka_unit_test(test_copy_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
