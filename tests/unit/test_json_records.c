/* SPDX-License-Identifier: MIT */
/* A file of records: every form, what is broken in one, places of what is wrong, and a file that is
 * larger than a block. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "attr.h"
#include "json_records.h"

struct seen {
    struct buf out; /* "LINE:COL TEXT|" for each */
    size_t count, bytes;
    bool short_form;
};

static void take(void *arg, const struct json_record *r)
{
    struct seen *s = arg;
    s->count++;
    s->bytes += r->text.len;
    if (s->short_form)
        return;
    buf_printf(&s->out, "%u:%u ", r->line, r->col);
    buf_add(&s->out, r->text);
    buf_putc(&s->out, '|');
}

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *records, *fault; /* fault: the first error; NULL: none */
    } rows[] = {
        {"{\"a\": 1}", "1:1 {\"a\": 1}|", NULL},
        {"\xef\xbb\xbf\n {\"a\": {\"b\": [1]}}\n", "2:2 {\"a\": {\"b\": [1]}}|", NULL},
        {"{\"a\": \"}{\\\"\"}", "1:1 {\"a\": \"}{\\\"\"}|", NULL},
        {"[]", "", NULL},
        {"[{\"a\":1},\n {\"\xc3\xa9\":2}, {\"c\":3}]\n", "1:2 {\"a\":1}|2:2 {\"\xc3\xa9\":2}|2:11 {\"c\":3}|",
         NULL},
        {"{\"a\":1}\n{\"b\":2}\n\n{\"c\":3}", "1:1 {\"a\":1}|2:1 {\"b\":2}|4:1 {\"c\":3}|", NULL},
        {"{\"a\":1}\r\n{\"b\":2}\r\n", "1:1 {\"a\":1}\r|2:1 {\"b\":2}\r|", NULL},
        /* what is broken costs itself */
        {"{\"a\":1}\n{\"b\":}\n{\"c\":3}\n", "1:1 {\"a\":1}|3:1 {\"c\":3}|", "f:2:6"},
        {"{\"a\":1}\n{\"b\"\n{\"c\":3}\n", "1:1 {\"a\":1}|3:1 {\"c\":3}|", "f:2:5"},
        {"[{\"a\":1}, {\"b\":x}, {\"c\":3}]", "1:2 {\"a\":1}|1:20 {\"c\":3}|", "f:1:16"},
        {"[{\"a\":1}, 7, {\"c\":3}]", "1:2 {\"a\":1}|", "f:1:11"},
        {"[{\"a\":1} {\"c\":3}]", "1:2 {\"a\":1}|", "f:1:10"},
        {"[{\"a\":1},", "1:2 {\"a\":1}|", "f:1:10"},
        {"[{\"a\":\n1", "", "f:2:2"},
        {"{\n\"a\": 1,\n", "", "f:3:1"},
        {"{\n\"a\": [1}\n", "", "f:2:8"},
        {"{\n}\nx", "1:1 {\n}|", "f:3:1"},
        {"[] 1", "", "f:1:4"},
        {"", "", "f:1:1"},
        {" \n", "", "f:2:1"},
        {"id,name\n", "", "f:1:1"},
        {"PK\003\004xx", "", "f:0:0"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct seen s = {0};
        struct diags *diags = diags_new();
        struct json_sink sink = {take, &s, diags};
        struct buf fault = {0};
        bool good = json_records_text(str_from(rows[i].text), STR("f"), &sink);
        if (diags_count(diags))
            buf_printf(&fault, "f:%u:%u", diags_at(diags, 0)->where.line, diags_at(diags, 0)->where.col);
        if (good != !rows[i].fault || !str_is(buf_str(&s.out), rows[i].records) ||
            !str_is(buf_str(&fault), rows[i].fault ? rows[i].fault : ""))
            fail_msg("row %zu: %s at %s\n%s", i, s.out.ptr ? s.out.ptr : "", fault.ptr ? fault.ptr : "-",
                     diags_count(diags) ? diags_at(diags, 0)->text.ptr : "");
        buf_release(&fault);
        buf_release(&s.out);
        diags_free(diags);
    }
}

/* The place of what only the document shows is one of the file. */
static void take_doc(void *arg, const struct json_record *r)
{
    struct diags *diags = arg;
    doc_free(json_record_doc(r, diags));
}

static void test_places(void **state)
{
    (void)state;
    struct diags *diags = diags_new();
    struct json_sink sink = {take_doc, diags, diags};
    json_records_text(STR("[{\"a\": 1}, {\"b\": \"\\u0000\"},\n{\"c\": \"\\u0000\"}]"), STR("f"), &sink);
    assert_int_equal(diags_count(diags), 2);
    assert_int_equal(diags_at(diags, 0)->where.line, 1);
    assert_int_equal(diags_at(diags, 0)->where.col, 19);
    assert_int_equal(diags_at(diags, 1)->where.line, 2);
    assert_int_equal(diags_at(diags, 1)->where.col, 8);
    diags_free(diags);
}

static char path[] = "/tmp/faasmap-records-XXXXXX";

/* Records of many blocks, an array and lines, come as from one text. */
static void test_large(void **state)
{
    (void)state;
    enum { RECORDS = 3000, FILL = 400 };
    char fill[FILL + 1];
    memset(fill, 'x', FILL);
    fill[FILL] = '\0';
    for (int lines = 0; lines < 2; lines++) {
        struct buf text = {0};
        for (int i = 0; i < RECORDS; i++)
            buf_printf(&text, "%s{\"n\":%d,\"fill\":\"%s\"}", lines ? (i ? "\n" : "") : i ? "," : "[", i, fill);
        buf_puts(&text, lines ? "\n{\"broken\":\n" : "]");
        int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
        assert_true(fd >= 0 && write(fd, text.ptr, text.len) == (ssize_t)text.len && close(fd) == 0);
        struct seen s = {.short_form = true};
        struct diags *diags = diags_new();
        struct json_sink sink = {take, &s, diags};
        const struct read_place place = {.root = AT_FDCWD, .path = path, .file = STR("f"), .named = true};
        assert_int_equal(json_records_file(&place, &sink), !lines);
        assert_int_equal(s.count, RECORDS);
        assert_int_equal(diags_count(diags), lines);
        if (lines) {
            assert_int_equal(diags_at(diags, 0)->where.line, RECORDS + 1);
        } else {
            assert_int_equal(s.bytes, text.len - 2 - (RECORDS - 1));
        }
        diags_free(diags);
        buf_release(&text);
    }
    struct diags *diags = diags_new();
    struct json_sink sink = {take, NULL, diags};
    const struct read_place gone = {.root = AT_FDCWD, .path = "/tmp/faasmap-none", .file = STR("f"), .named = true};
    assert_false(json_records_file(&gone, &sink));
    assert_int_equal(diags_errors(diags), 1);
    diags_free(diags);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_large),
    };
    int fd = mkstemp(path);
    if (fd < 0 || close(fd) != 0)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
