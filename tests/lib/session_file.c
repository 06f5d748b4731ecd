/* SPDX-License-Identifier: MIT */
#include "iam.h"
#include "advised.h"
#include "session_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"
#include "decisions.h"
#include "importer.h"

struct running {
    const char *path;
    const struct session_stage *stage;
    void *self;
    bool rewrite, started, broken;
    int line;
    struct explorer_options options;
    char theme[64], view[64], open[256], here[256], rules[256];
    struct str only[16];
    struct rule_options said;
    struct decisions *decisions;
    struct graph *graph;
    struct arena *arena;
    bool bare; /* the files are not there */
    struct buf out; /* the file as it is to be */
};

#define WRONG(r, ...)                                                                              \
    do {                                                                                           \
        print_error("%s:%d: ", (r)->path, (r)->line);                                              \
        print_error(__VA_ARGS__);                                                                  \
        print_error("\n");                                                                         \
        fail();                                                                                    \
    } while (0)

static void read_whole(const char *path, struct buf *out)
{
    char block[4096];
    size_t n;
    FILE *f = fopen(path, "r");

    if (!f)
        fail_msg("%s cannot be read", path);
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        buf_add(out, (struct str){block, n});
    fclose(f);
}

/* --- Commands ----------------------------------------------------------------------------------- */

/* Only the rules that the session names, so that a new rule changes no screen. */
static void choose_rules(struct running *r)
{
    struct str rest = str_from(r->rules), word;
    size_t count = 0;

    while (str_cut(&rest, ' ', &word) && count < sizeof r->only / sizeof r->only[0])
        r->only[count++] = word;
    r->said = (struct rule_options){.today = {2026, 11, 1}, .only = {r->only, count}};
    r->options.rules = count ? &r->said : NULL;
    r->options.decisions = count ? r->decisions : NULL;
}

/* Where the views find the files of the graph. */
static void find_files(struct running *r, const struct import_options *io)
{
    struct str base = import_base(io, r->arena), open = str_from(r->open);

    if (str_starts(open, STR("sample:")))
        r->options.place.sample = r->open + 7;
    else if (!r->bare && !str_empty(base))
        r->options.place.folder = base.ptr;
}

static void start(struct running *r)
{
    const char *path = r->open;
    struct import_options io = {.derive = iam_derive, .paths = &path, .path_count = 1};
    struct buf why = {0};

    if (r->started)
        return;
    if (!r->open[0])
        WRONG(r, "nothing was opened");
    r->graph = advised_import(&io, NULL, import_base(&io, r->arena).ptr, r->decisions);
    if (diags_errors(graph_diags(r->graph)) && !r->broken)
        WRONG(r, "%s: %s", r->open, diags_at(graph_diags(r->graph), 0)->text.ptr);
    find_files(r, &io);
    r->options.theme = r->theme[0] ? r->theme : NULL;
    r->options.here = r->here[0] ? r->here : NULL;
    r->options.view = r->view[0] ? r->view : NULL;
    choose_rules(r);
    if (!r->stage->start(r->self, &r->options, r->graph, &why))
        WRONG(r, "%s", why.ptr ? why.ptr : "the explorer does not start");
    buf_release(&why);
    r->started = true;
}

static void copy_word(char *to, size_t size, struct str word)
{
    snprintf(to, size, "%.*s", (int)word.len, word.ptr);
}

static void run_size(struct running *r, struct str args)
{
    int rows, cols;

    if (sscanf(args.ptr, "%dx%d", &cols, &rows) != 2)
        WRONG(r, "size COLSxROWS");
    r->options.term.rows = rows;
    r->options.term.cols = cols;
    if (r->started)
        r->stage->resize(r->self, rows, cols);
}

static void run_keys(struct running *r, struct str args)
{
    size_t at = 0;
    struct key key;

    start(r);
    while (at < args.len) {
        if (args.ptr[at] == ' ')
            at++;
        else if (key_parse(args, &at, &key))
            r->stage->key(r->self, key);
        else
            WRONG(r, "no key is called %.*s", (int)(args.len - at), args.ptr + at);
    }
}

static void run_mouse(struct running *r, struct str args)
{
    char name[32];
    int row, col;
    size_t at = 0, end;
    struct key key;

    start(r);
    if (sscanf(args.ptr, "%28s %d %d", name + 1, &row, &col) != 3)
        WRONG(r, "mouse NAME ROW COLUMN");
    name[0] = '<';
    end = strlen(name);
    name[end] = '>';
    name[end + 1] = '\0';
    if (!key_parse(str_from(name), &at, &key) || !key_is_mouse(key))
        WRONG(r, "no key of the mouse is called %s", name);
    r->stage->mouse(r->self, key, row, col);
}

static void run_cursor(struct running *r, struct str args)
{
    int row, col, want_row, want_col;

    start(r);
    if (sscanf(args.ptr, "%d:%d", &want_row, &want_col) != 2)
        WRONG(r, "cursor ROW:COLUMN");
    if (r->stage->cursor(r->self, &row, &col) && (row != want_row || col != want_col))
        WRONG(r, "the cursor is at %d:%d", row, col);
}

static void run_status(struct running *r, struct str args)
{
    int status;

    start(r);
    status = r->stage->end(r->self);
    if (status != atoi(args.ptr))
        WRONG(r, "the exit code is %d", status);
}

static void run_role(struct running *r, struct str line)
{
    int row, col, used = 0;
    struct str name, want;

    if (sscanf(line.ptr, "%d:%d %n", &row, &col, &used) < 2)
        WRONG(r, "ROW:COLUMN ROLE");
    want = str_trim(str_from_at(line, (size_t)used));
    if (r->stage->role(r->self, row, col, &name) && !str_eq(name, want))
        WRONG(r, "the role at %d:%d is %.*s", row, col, (int)name.len, name.ptr);
}

/* Compares, or writes, the lines of a screen; *rest stands behind `screen` and moves on. */
static void run_screen(struct running *r, struct str *rest)
{
    struct buf now = {0}, want = {0};
    struct str after, line;

    start(r);
    r->stage->screen(r->self, &now);
    for (after = *rest; str_starts(after, STR("|")); *rest = after) {
        str_cut(&after, '\n', &line);
        buf_add(&want, str_starts(line, STR("| ")) ? str_from_at(line, 2) : STR(""));
        buf_putc(&want, '\n');
        r->line++;
    }
    if (r->rewrite) {
        for (struct str left = buf_str(&now); str_cut(&left, '\n', &line) && left.ptr;)
            buf_printf(&r->out, line.len ? "| %.*s\n" : "|\n", (int)line.len, line.ptr);
    } else if (!str_eq(buf_str(&now), buf_str(&want))) {
        fprintf(stderr, "wanted:\n%s\ngot:\n%s", want.ptr ? want.ptr : "", now.ptr ? now.ptr : "");
        WRONG(r, "the screen differs");
    }
    buf_release(&now);
    buf_release(&want);
}

static void run_line(struct running *r, struct str line, struct str *rest, bool *in_roles)
{
    struct str args = line, word;

    str_cut(&args, ' ', &word);
    args = str_trim(args);
    if (*in_roles && line.len && line.ptr[0] >= '0' && line.ptr[0] <= '9') {
        run_role(r, line);
        return;
    }
    *in_roles = false;
    if (str_empty(str_trim(line)) || line.ptr[0] == '#')
        return;
    if (str_is(word, "size")) {
        run_size(r, args);
    } else if (str_is(word, "theme")) {
        copy_word(r->theme, sizeof r->theme, args);
    } else if (str_is(word, "charset")) {
        r->options.term.ascii = str_is(args, "ascii");
    } else if (str_is(word, "open") || str_is(word, "open-broken")) {
        r->broken = str_is(word, "open-broken");
        copy_word(r->open, sizeof r->open, args);
    } else if (str_is(word, "no-files")) {
        r->bare = true;
    } else if (str_is(word, "first-run")) {
        r->options.first_run = true;
    } else if (str_is(word, "view")) {
        copy_word(r->view, sizeof r->view, args);
    } else if (str_is(word, "here")) {
        copy_word(r->here, sizeof r->here, args);
    } else if (str_is(word, "rules")) {
        copy_word(r->rules, sizeof r->rules, args);
    } else if (str_is(word, "keys")) {
        run_keys(r, args);
    } else if (str_is(word, "mouse")) {
        run_mouse(r, args);
    } else if (str_is(word, "screen")) {
        run_screen(r, rest);
    } else if (str_is(word, "roles")) {
        start(r);
        *in_roles = true;
    } else if (str_is(word, "cursor")) {
        run_cursor(r, args);
    } else if (str_is(word, "status")) {
        run_status(r, args);
    } else {
        WRONG(r, "unknown line: %.*s", (int)line.len, line.ptr);
    }
}

void session_file_run(const char *path, const struct session_stage *stage, void *self,
                      bool rewrite)
{
    struct running r = {.path = path, .stage = stage, .self = self, .rewrite = rewrite,
                        .decisions = decisions_new(), .arena = arena_new()};
    struct buf text = {0};
    bool in_roles = false;

    r.options.mouse = true;
    r.options.term = (struct term_options){.depth = DEPTH_256, .rows = 24, .cols = 80,
                                           .sync_fd = -1};
    read_whole(path, &text);
    for (struct str rest = buf_str(&text), line; str_cut(&rest, '\n', &line);) {
        r.line++;
        if (!rest.ptr && str_empty(line))
            break;
        buf_add(&r.out, line);
        buf_putc(&r.out, '\n');
        run_line(&r, line, &rest, &in_roles);
    }
    r.stage->end(r.self);
    graph_free(r.graph);
    decisions_free(r.decisions);
    arena_free(r.arena);
    if (rewrite && !str_eq(buf_str(&r.out), buf_str(&text))) {
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fwrite(r.out.ptr, 1, r.out.len, f);
        fclose(f);
    }
    buf_release(&text);
    buf_release(&r.out);
}
