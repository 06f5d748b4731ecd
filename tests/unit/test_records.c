/* SPDX-License-Identifier: MIT */
/* What a personal session file says: read, written, merged; nothing that a user wrote is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "records.h"

/* "mark a; note b hello" */
static struct records list(const char *text)
{
    struct records r = {0};

    for (struct str rest = str_from(text), part; str_cut(&rest, ';', &part);) {
        struct str is, at;
        part = str_trim(part);
        str_cut(&part, ' ', &is);
        str_cut(&part, ' ', &at);
        if (is.len) {
            char name[20] = {0};
            memcpy(name, is.ptr, is.len);
            records_add(&r, name, at, part);
        }
    }
    records_sort(&r);
    return r;
}

static void print(const struct records *r, struct buf *out)
{
    for (size_t i = 0; i < r->count; i++) {
        buf_puts(out, i ? "; " : "");
        buf_add(out, r->items[i].is);
        buf_putc(out, ' ');
        buf_add(out, r->items[i].at);
        buf_puts(out, r->items[i].text.len ? " " : "");
        buf_add(out, r->items[i].text);
    }
    buf_puts(out, "");
}

static void test_what_is_written_is_read(void **state)
{
    struct records r = list("note b who \"reads\" this?\n\x01; mark z; mark a; tag b x; tag b y; bookmark q b");
    struct records back = {0};
    struct buf text = {0}, again = {0}, why = {0};

    (void)state;
    records_write(&r, STR("/x"), &text);
    assert_int_equal(records_read(buf_str(&text), STR("f"), &back, &why), RECORDS_GOOD);
    assert_true(records_same(&r, &back));
    records_write(&back, STR("/x"), &again);
    assert_string_equal(text.ptr, again.ptr);
    assert_int_equal(back.count, 6);
    records_release(&r);
    records_release(&back);
    buf_release(&text);
    buf_release(&again);
    buf_release(&why);
}

/* What another version or a person put there comes out again. */
static void test_unknown_things_stay(void **state)
{
    static const char text[] =
        "{\"faasmap-session\": 1, \"of\": \"/x\", \"later\": {\"deep\": [1, null, \"t\"]},\n"
        " \"records\": [{\"is\": \"mark\", \"at\": \"a\", \"colour\": 3},\n"
        "  {\"is\": \"camera\", \"at\": \"a\", \"zoom\": 2}, {\"is\": \"camera\", \"at\": \"a\", \"zoom\": 4},\n"
        "  {\"at\": 7}, {\"is\": \"mark\", \"at\": \"gone\"}]}";
    static const char *const parts[] = {
        "\"later\": {\"deep\": [1, null, \"t\"]}", "\"colour\": 3", "\"zoom\": 2", "\"zoom\": 4",
        "\"at\": 7", "\"gone\"",
    };
    struct records r = {0}, again = {0};
    struct buf out = {0}, why = {0};

    (void)state;
    assert_int_equal(records_read(str_from(text), STR("f"), &r, &why), RECORDS_EDITED);
    assert_int_equal(r.count, 5);
    records_write(&r, STR("/x"), &out);
    for (size_t i = 0; i < COUNT(parts); i++)
        if (!strstr(out.ptr, parts[i]))
            fail_msg("%s is lost: %s", parts[i], out.ptr);
    assert_int_equal(records_read(buf_str(&out), STR("f"), &again, &why), RECORDS_GOOD);
    assert_true(records_same(&r, &again));
    records_release(&r);
    records_release(&again);
    buf_release(&out);
    buf_release(&why);
}

static void test_files_that_are_none(void **state)
{
    static const struct {
        const char *text, *why;
        enum records_state is;
    } rows[] = {
        {"", NULL, RECORDS_BROKEN},
        {"{", NULL, RECORDS_BROKEN},
        {"[]", "no session file of faasmap", RECORDS_BROKEN},
        {"{\"records\": []}", "no session file of faasmap", RECORDS_BROKEN},
        {"{\"faasmap-session\": 0, \"records\": []}", "no session file of faasmap", RECORDS_BROKEN},
        {"{\"faasmap-session\": 1}", "its records are no list of records", RECORDS_BROKEN},
        {"{\"faasmap-session\": 1, \"records\": [1]}", "its records are no list of records",
         RECORDS_BROKEN},
        {"{\"faasmap-session\": 2, \"records\": []}", "written by a later faasmap (form 2)",
         RECORDS_NEWER},
        {"{\"faasmap-session\": 1, \"records\": []}", NULL, RECORDS_EDITED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct records r = {0};
        struct buf why = {0};
        assert_int_equal(records_read(str_from(rows[i].text), STR("f"), &r, &why), rows[i].is);
        if (rows[i].why)
            assert_string_equal(why.ptr, rows[i].why);
        assert_true((why.len == 0) == (rows[i].is == RECORDS_EDITED));
        assert_int_equal(r.count, 0);
        records_release(&r);
        buf_release(&why);
    }
}

/* A file that ends too early is never taken for a whole one. */
static void test_every_cut_is_seen(void **state)
{
    struct records r = list("mark a; note b text; tag c d");
    struct buf text = {0}, why = {0};

    (void)state;
    records_write(&r, STR("/x"), &text);
    for (size_t n = 0; n + 2 < text.len; n++) {
        struct records back = {0};
        assert_int_equal(records_read(str_sub(buf_str(&text), 0, n), STR("f"), &back, &why),
                         RECORDS_BROKEN);
        assert_int_equal(back.count, 0);
        records_release(&back);
    }
    records_release(&r);
    buf_release(&text);
    buf_release(&why);
}

static void test_merge(void **state)
{
    static const struct {
        const char *base, *ours, *theirs, *merged;
    } rows[] = {
        {"", "mark a", "mark b", "mark a; mark b"},
        {"mark a", "", "mark a", ""},                            /* we took it away */
        {"mark a", "mark a", "", ""},                            /* they did */
        {"mark a", "mark a; mark b", "", "mark b"},
        {"note a x", "note a y", "note a x", "note a y"},
        {"note a x", "note a x", "note a z", "note a z"},
        {"note a x", "note a y", "note a z", "note a y / z"},    /* both wrote: both stay */
        {"", "note a same", "note a same", "note a same"},
        {"note a x", "note a longer x", "note a x!", "note a longer x / x!"},
        {"note a x", "note a xyz", "note a xy", "note a xyz"},   /* one has the other in it */
        {"note a x", "", "note a y", "note a y"},                /* changed wins over taken away */
        {"note a x", "note a y", "", "note a y"},
        {"look layers a", "look layers b", "look layers c", "look layers b"},
        {"", "tag a x; tag a y", "tag a z", "tag a x; tag a y; tag a z"},
        {"bookmark q a", "bookmark q a", "bookmark q b; bookmark r c", "bookmark q b; bookmark r c"},
        {"", "", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct records base = list(rows[i].base), ours = list(rows[i].ours),
                       theirs = list(rows[i].theirs), out = {0};
        struct buf text = {0};
        records_merge(&base, &ours, &theirs, &out);
        print(&out, &text);
        assert_string_equal(text.ptr, rows[i].merged);
        records_release(&base);
        records_release(&ours);
        records_release(&theirs);
        records_release(&out);
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read), cmocka_unit_test(test_unknown_things_stay),
        cmocka_unit_test(test_files_that_are_none),     cmocka_unit_test(test_every_cut_is_seen),
        cmocka_unit_test(test_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
