/* SPDX-License-Identifier: MIT */
/* Files: what may be opened and how, formats by name and content, standard input, FIFOs, stop. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "attr.h"
#include "doc_text.h"
#include "open_below.h"
#include "read.h"

/* A folder of its own with a file beside it:
 *     outside.json   root/in.json   root/sub/deep.yaml   root/sub/up -> ../in.json
 *     root/out -> ../outside.json   root/loop -> loop    root/fifo   root/folder.json/       */
static char base[] = "/tmp/faasmap-files-XXXXXX";
static int root = -1;

static void write_at(int dir, const char *name, const char *text)
{
    int fd = openat(dir, name, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(base));
    int top = open(base, O_RDONLY | O_DIRECTORY);
    write_at(top, "outside.json", "{\"secret\": 1}");
    assert_int_equal(mkdirat(top, "root", 0700), 0);
    root = openat(top, "root", O_RDONLY | O_DIRECTORY);
    assert_int_equal(mkdirat(root, "sub", 0700), 0);
    assert_int_equal(mkdirat(root, "folder.json", 0700), 0);
    write_at(root, "in.json", "{\"a\": 1}");
    write_at(root, "sub/deep.yaml", "b: 2");
    write_at(root, "empty", "");
    assert_int_equal(symlinkat("../in.json", root, "sub/up"), 0);
    assert_int_equal(symlinkat("../outside.json", root, "out"), 0);
    assert_int_equal(symlinkat("loop", root, "loop"), 0);
    assert_int_equal(symlinkat("..", root, "parent"), 0);
    assert_int_equal(mkfifoat(root, "fifo", 0600), 0);
    close(top);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const names[] = {"sub/deep.yaml", "sub/up", "in.json", "empty",
                                        "out",           "loop",   "parent",  "fifo"};
    for (size_t i = 0; i < COUNT(names); i++)
        unlinkat(root, names[i], 0);
    unlinkat(root, "sub", AT_REMOVEDIR);
    unlinkat(root, "folder.json", AT_REMOVEDIR);
    close(root);
    int top = open(base, O_RDONLY | O_DIRECTORY);
    unlinkat(top, "outside.json", 0);
    unlinkat(top, "root", AT_REMOVEDIR);
    close(top);
    rmdir(base);
    return 0;
}

/* Documents and messages of one file, as text. */
static void outcome(struct buf *out, const char *path, bool named,
                    const atomic_bool *stop)
{
    struct diags *diags = diags_new();
    struct docs docs = {0};
    const struct read_place at = {
        .root = root, .path = path, .file = STR("f"), .named = named, .stop = stop};
    bool done = read_file(&at, READ_RELAXED, diags, &docs);
    assert_int_equal(done, diags_errors(diags) == 0);
    buf_puts(out, "");
    for (size_t i = 0; i < docs.count; i++)
        doc_text_put(out, doc_root(docs.items[i]), false);
    diag_text_put(out, diags);
    docs_release(&docs);
    diags_free(diags);
}

static void expect(const char *path, bool named, const char *wanted)
{
    struct buf out = {0};
    outcome(&out, path, named, NULL);
    if (strcmp(out.ptr, wanted) != 0)
        fail_msg("%s gave\n%s\nwanted\n%s", path, out.ptr, wanted);
    buf_release(&out);
}

static void files_below_the_root(void **state)
{
    (void)state;
    expect("in.json", false, "{a: 1}");
    expect("./sub//deep.yaml", false, "{b: 2}");
    expect("sub/../in.json", false, "{a: 1}");
    expect("none.json", false, "f:0:0: error: cannot read: there is no such file\n");
    expect("fifo", false, "f:0:0: error: cannot read: this is not a regular file\n");
    expect("folder.json", false, "f:0:0: error: cannot read: this is a directory\n");
    expect("sub", true, "f:0:0: error: cannot read: this is a directory\n");
    expect("../outside.json", false,
           "f:0:0: error: cannot read: this path leads out of the project\n");
    expect("sub/../../outside.json", false,
           "f:0:0: error: cannot read: this path leads out of the project\n");
    expect("/etc/passwd", false, "f:0:0: error: cannot read: this path leads out of the project\n");
    expect("out", false, "f:0:0: error: cannot read: this path leads out of the project\n");
    expect("parent/outside.json", false,
           "f:0:0: error: cannot read: this path leads out of the project\n");
    expect("loop", false,
           "f:0:0: error: cannot read: too many links, or one that must not be followed\n");
    expect("empty", false, ""); /* no document, and no fault: empty YAML */
}

/* The way without openat2: the same, but no link at all. */
static void the_walk_follows_no_link(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int why; /* 0: it opens */
    } rows[] = {
        {"in.json", 0},
        {"./sub//deep.yaml", 0},
        {"sub/../in.json", 0},
        {"sub/x/../deep.yaml", 0},
        {"none.json", ENOENT},
        {"none/in.json", ENOENT},
        {"..", EXDEV},
        {"../outside.json", EXDEV},
        {"sub/../../root/in.json", EXDEV},
        {"/etc/passwd", EXDEV},
        {"out", ELOOP},
        {"sub/up", ELOOP},
        {"loop", ELOOP},
        {"parent/outside.json", ENOTDIR},
        {"in.json/x", ENOTDIR},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int fd = open_below_walk(root, rows[i].path);
        int why = fd < 0 ? errno : 0;
        if (why != rows[i].why)
            fail_msg("%s: %d instead of %d", rows[i].path, why, rows[i].why);
        if (fd >= 0)
            close(fd);
    }
    int fd = open_below_walk(root, "");
    assert_true(fd >= 0); /* the root itself; read_load() refuses it as a directory */
    close(fd);
}

static void named_files_may_be_anything_readable(void **state)
{
    (void)state;
    expect("../outside.json", true, "{secret: 1}");
    expect("out", true, "{secret: 1}");
    expect("/dev/null", true, "");
    expect("/dev/zero", true,
           "f:1:1: error: more than 67108864 bytes in a document (limit document-size)\n");
}

/* A writer that comes late and writes in pieces. */
static void a_fifo_is_read_to_its_end(void **state)
{
    (void)state;
    pid_t writer = fork();
    assert_true(writer >= 0);
    if (!writer) {
        int fd = openat(root, "fifo", O_WRONLY);
        bool good = write(fd, "{\"a\":", 5) == 5 && write(fd, " [1]}", 5) == 5;
        _exit(good ? 0 : 1);
    }
    expect("fifo", true, "{a: [1]}");
    int status = 1;
    assert_int_equal(waitpid(writer, &status, 0), writer);
    assert_int_equal(status, 0);
}

static void standard_input(void **state)
{
    (void)state;
    int ends[2], saved = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "k: v\n", 5), 5);
    close(ends[1]);
    assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
    close(ends[0]);
    expect("-", true, "{k: v}");
    assert_true(dup2(saved, STDIN_FILENO) >= 0);
    close(saved);
}

/* Nobody writes: only the flag ends it. */
static void waiting_can_be_stopped(void **state)
{
    (void)state;
    atomic_bool stop = true;
    struct buf out = {0};
    outcome(&out, "fifo", true, &stop);
    assert_string_equal(out.ptr, "f:0:0: error: cannot read: stopped\n");
    buf_release(&out);
}

static void formats(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        struct str text;
        enum read_format format;
    } rows[] = {
        {"a.json", STR_INIT("a: b"), READ_FORMAT_JSON},
        {"A.JSON", STR_INIT(""), READ_FORMAT_JSON},
        {"x.jsonc", STR_INIT(""), READ_FORMAT_JSON},
        {"terraform.tfstate", STR_INIT(""), READ_FORMAT_JSON},
        {"a.yaml", STR_INIT("a: b"), READ_FORMAT_YAML},
        {"a.yml", STR_INIT(" {\"a\": \"\\ud834\\udd1e\"}\n"), READ_FORMAT_JSON},
        {"a.yml", STR_INIT("{\"a\": b}"), READ_FORMAT_YAML},
        {"a.template", STR_INIT("\n[{\"a\": 1}]"), READ_FORMAT_JSON},
        {"a.template", STR_INIT("Resources: {}"), READ_FORMAT_YAML},
        {"a.template", STR_INIT("{a: 1}"), READ_FORMAT_YAML},
        {"-", STR_INIT("\xef\xbb\xbf{}"), READ_FORMAT_JSON},
        {"-", STR_INIT("7"), READ_FORMAT_YAML},
        {"-", STR_INIT(""), READ_FORMAT_YAML},
        {"-", STR_INIT("{"), READ_FORMAT_YAML},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (read_format(rows[i].text, str_from(rows[i].file)) != rows[i].format)
            fail_msg("row %zu: %s", i, rows[i].file);
}

static void raw_bytes(void **state)
{
    (void)state;
    struct buf raw = {0};
    struct diags *diags = diags_new();
    const struct read_place at = {.root = root, .path = "sub/deep.yaml", .file = STR("f")};
    assert_true(read_load(&at, diags, &raw));
    assert_string_equal(raw.ptr, "b: 2");
    assert_int_equal(raw.len, 4);
    read_wipe(&raw);
    assert_null(raw.ptr);
    assert_int_equal(raw.len, 0);
    diags_free(diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_below_the_root),
        cmocka_unit_test(the_walk_follows_no_link),
        cmocka_unit_test(named_files_may_be_anything_readable),
        cmocka_unit_test(a_fifo_is_read_to_its_end),
        cmocka_unit_test(standard_input),
        cmocka_unit_test(waiting_can_be_stopped),
        cmocka_unit_test(formats),
        cmocka_unit_test(raw_bytes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
