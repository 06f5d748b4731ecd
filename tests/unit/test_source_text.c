/* SPDX-License-Identifier: MIT */
/* The text of an input file as the explorer shows it: what is opened, what is said instead. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "attr.h"
#include "mem.h"
#include "source_text.h"

struct scene {
    char folder[64];
    struct graph *g;
    struct explorer_options options;
    struct source_text s;
};

static void put(const struct scene *c, const char *name, const void *bytes, size_t size)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", c->folder, name);
    f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    fclose(f);
}

static void begin(struct scene *c)
{
    *c = (struct scene){.folder = "/tmp/faasmap-source-XXXXXX"};
    assert_non_null(mkdtemp(c->folder));
    c->g = graph_new();
    graph_source(c->g, STR("a.yaml"), STR("sam"));
    graph_seal(c->g);
    c->options.place.folder = c->folder;
}

static void end(struct scene *c)
{
    static const char *const names[] = {"a.yaml", "link.yaml", "fifo", "b.yaml", "in/c.yaml",
                                        "big.json"};
    char path[128];

    source_text_release(&c->s);
    graph_free(c->g);
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", c->folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/in", c->folder);
    rmdir(path);
    snprintf(path, sizeof path, "%s/out", c->folder);
    unlink(path);
    assert_int_equal(rmdir(c->folder), 0);
}

static void load(struct scene *c, const char *file)
{
    source_text_load(&c->s, &c->options, c->g, str_from(file));
}

static void says(struct scene *c, const char *file, const char *part)
{
    load(c, file);
    assert_int_equal(c->s.line_count, 0);
    if (str_find(buf_str(&c->s.why), str_from(part)) == STR_NPOS)
        fail_msg("%s: %s", file, c->s.why.ptr ? c->s.why.ptr : "nothing is said");
}

static void test_lines_and_masks(void **state)
{
    struct scene c;

    (void)state;
    begin(&c);
    put(&c, "a.yaml", "password: hunter2\r\n\nb: 1\n", 27 - 2);
    load(&c, "a.yaml");
    assert_int_equal(c.s.line_count, 3);
    assert_int_equal(c.s.masks, 1);
    assert_true(str_is(source_text_line(&c.s, 1), "password: ***"));
    assert_true(str_is(source_text_line(&c.s, 2), ""));
    assert_true(str_is(source_text_line(&c.s, 3), "b: 1"));
    assert_true(str_empty(source_text_line(&c.s, 0)));
    assert_true(str_empty(source_text_line(&c.s, 4)));
    put(&c, "b.yaml", "", 0);
    load(&c, "b.yaml");
    assert_int_equal(c.s.line_count, 1);
    put(&c, "b.yaml", "\xff\xfe" "a\0:\0 \0" "1\0", 10);
    load(&c, "b.yaml");
    assert_true(str_is(source_text_line(&c.s, 1), "a: 1"));
    end(&c);
}

static void test_what_is_not_opened(void **state)
{
    struct scene c;
    char path[128], out[128];

    (void)state;
    begin(&c);
    put(&c, "a.yaml", "a: 1\n", 5);
    snprintf(path, sizeof path, "%s/link.yaml", c.folder);
    assert_int_equal(symlink("a.yaml", path), 0);
    snprintf(path, sizeof path, "%s/out", c.folder);
    assert_int_equal(symlink("/etc", path), 0);
    snprintf(path, sizeof path, "%s/fifo", c.folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    snprintf(path, sizeof path, "%s/in", c.folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(out, sizeof out, "../%s/a.yaml", strrchr(c.folder, '/') + 1);

    says(&c, "", "No file is known");
    says(&c, "missing.yaml", "no such file");
    says(&c, "link.yaml", "link");
    says(&c, "out/hostname", "link");
    says(&c, "fifo", "not a regular file");
    says(&c, "in", "directory");
    says(&c, "/etc/hostname", "out of the project");
    says(&c, out, "out of the project");
    put(&c, "b.yaml", "a\0b", 3);
    says(&c, "b.yaml", "no text");
    source_text_load(&c.s, &c.options, c.g, (struct str){"a.yaml\0x", 8});
    assert_int_equal(c.s.line_count, 0);
    c.options.place.folder = NULL;
    says(&c, "a.yaml", "not read from one folder");
    c.options.place.folder = "/tmp/faasmap-source-gone";
    says(&c, "b.yaml", "not there any more");
    c.options.place.folder = NULL;
    c.options.place.sample = "waste-management";
    says(&c, "c.yaml", "no file of the built-in sample");
    load(&c, "functions/host.json");
    assert_true(c.s.line_count > 3);
    end(&c);
}

/* A file that is written anew is read anew, and it is said that it is not what was imported. */
static void test_changes(void **state)
{
    struct scene c;
    struct timespec then = {0};
    char path[128];

    (void)state;
    begin(&c);
    put(&c, "a.yaml", "a: 1\n", 5);
    load(&c, "a.yaml");
    assert_false(c.s.changed); /* nobody said when it was read */
    then = c.s.written;
    c.options.place.read_at = then;
    snprintf(path, sizeof path, "%s/a.yaml", c.folder);
    load(&c, "a.yaml");
    assert_false(c.s.changed);
    put(&c, "a.yaml", "a: 1\nb: 2\n", 10);
    const struct timespec later[2] = {{then.tv_sec + 5, 0}, {then.tv_sec + 5, 0}};
    assert_int_equal(utimensat(AT_FDCWD, path, later, 0), 0);
    load(&c, "a.yaml");
    assert_true(c.s.changed);
    assert_int_equal(c.s.line_count, 2);
    unlink(path);
    says(&c, "a.yaml", "no such file");
    put(&c, "a.yaml", "a: 1\n", 5);
    load(&c, "a.yaml");
    assert_int_equal(c.s.line_count, 1);
    end(&c);
}

static void test_a_part_of_a_large_file(void **state)
{
    struct scene c;
    size_t size = SOURCE_BYTES + 1000;
    char *bytes = mem_alloc(size);

    (void)state;
    begin(&c);
    memset(bytes, '\n', size);
    put(&c, "big.json", bytes, size);
    load(&c, "big.json");
    assert_true(c.s.part);
    assert_int_equal(c.s.text.len, SOURCE_BYTES);
    assert_int_equal(c.s.line_count, SOURCE_BYTES);
    mem_free(bytes);
    end(&c);
}

static void test_extents(void **state)
{
    static const struct {
        const char *file, *text;
        size_t line, last;
    } rows[] = {
        {"a.yaml", "A:\n  b: 1\n\n  c: 2\nD:\n  e: 1\n", 1, 4},
        {"a.yaml", "A:\n  b: 1\n\n  c: 2\nD:\n  e: 1\n", 2, 2},
        {"a.yaml", "A:\n  b: 1\n\n  c: 2\nD:\n  e: 1\n", 5, 6},
        {"a.yaml", "A:\n", 9, 9},
        {"b.yaml", "- a: 1\n  b: 2\n- c\n", 1, 2},
    };
    static const struct {
        const char *text;
        size_t line, last;
    } code[] = {
        {"f(a,\n  \"{\",\n  b)\nc\n", 1, 3},   {"void f()\n{\n  x();\n}\ny\n", 1, 4},
        {"x = 1;\ny = 2;\n", 1, 1},           {"{\n\"a\": {\n\"b\": [1,\n2]\n}\n}\n", 2, 5},
        {"void f(int a,\n  int b)\n{\n}\n", 1, 4}, {"a(\n", 1, 1},
    };
    struct scene c;

    (void)state;
    begin(&c);
    for (size_t i = 0; i < COUNT(rows); i++) {
        put(&c, rows[i].file, rows[i].text, strlen(rows[i].text));
        load(&c, rows[i].file);
        assert_int_equal(source_text_extent(&c.s, rows[i].line), rows[i].last);
        source_text_release(&c.s);
    }
    for (size_t i = 0; i < COUNT(code); i++) {
        put(&c, "big.json", code[i].text, strlen(code[i].text));
        load(&c, "big.json");
        assert_int_equal(source_text_extent(&c.s, code[i].line), code[i].last);
        source_text_release(&c.s);
    }
    end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_and_masks), cmocka_unit_test(test_what_is_not_opened),
        cmocka_unit_test(test_changes), cmocka_unit_test(test_a_part_of_a_large_file),
        cmocka_unit_test(test_extents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
