/* SPDX-License-Identifier: MIT */
/* What of a file may be shown. The values that must go are "hunter2" and its like, which only their
 * names give away; test_secrets_stay.c looks for those that have a form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "attr.h"
#include "importer.h"
#include "secret_mask.h"

/* The masked text is the whole of what is wanted. */
static const struct row {
    const char *file, *text, *want;
} rows[] = {
    /* behind options of scripts, in any kind of file */
    {"run.sh", "app --password hunter2 -v\nmysql -phunter2 db # curl -u bob:hunter2 x\n",
     "app --password *** -v\nmysql -p*** db # curl -u bob:*** x\n"},
    {"t.yaml", "UserData: |\n  mysql -phunter2 db\n  docker run -p 8080:80 x\n",
     "UserData: |\n  mysql -p*** db\n  docker run -p 8080:80 x\n"},
    {"t.json", "{\"UserData\": \"sh\\nmysql -phunter2\\ncurl -u bob:hunter3\\n\"}",
     "{\"UserData\": \"sh\\nmysql -p***\\ncurl -u bob:***\\n\"}"},
    {"a.py", "os.system('mysql -phunter2 db')\nmkdir('-psub')\n",
     "os.system('mysql -p*** db')\nmkdir('-psub')\n"},
    {"run.sh", "app --password $P --secret \"$(cat x)\" --password-stdin host\n",
     "app --password $P --secret \"$(cat x)\" --password-stdin host\n"},
    /* documents: under a key, under the name beside, under the keys around */
    {"a.json", "{\"password\": \"hunter2\", \"user\": \"bob\"}",
     "{\"password\": \"***\", \"user\": \"bob\"}"},
    {"a.json", "{\"p\": {\n  \"name\": \"DB_PASSWORD\",\n  \"value\": \"hunter2\"\n}}",
     "{\"p\": {\n  \"name\": \"DB_PASSWORD\",\n  \"value\": \"***\"\n}}"},
    {"a.json", "[{\n  \"value\": \"hunter2\",\n  \"name\": \"DB_PASSWORD\"\n}]",
     "[{\n  \"value\": \"***\",\n  \"name\": \"DB_PASSWORD\"\n}]"},
    {"t.yaml", "Parameters:\n  DbPassword:\n    Type: String\n    Default: hunter2 # here\n",
     "Parameters:\n  DbPassword:\n    Type: String\n    Default: *** # here\n"},
    {"t.yaml", "Password: !Ref DbPassword\nSecret: !Sub '${Db}'\n",
     "Password: !Ref DbPassword\nSecret: !Sub '${Db}'\n"},
    {"t.yaml", "Password: !Sub hunter2\n", "Password: !Sub ***\n"},
    {"t.yaml", "a: &x !!str hunter2\npassword: *x\n", "a: &x !!str ***\npassword: *x\n"},
    {"t.yaml", "passwords:\n  - hunter2\n  - 'it''s 2'\n", "passwords:\n  - ***\n  - '***'\n"},
    {"t.yaml", "secrets: [hunter2, {x: y}]\n", "secrets: [***, {x: y}]\n"},
    {"t.yaml", "password: |\n  hun\n\n  ter2\nuser: bob\n", "password: |\n  ***\n\n  ***\nuser: bob\n"},
    {"t.yaml", "password: \"hun\n  ter2\"\nuser: bob\n", "password: \"***\n***\"\nuser: bob\n"},
    {"t.yaml", "password: hun\n  ter2\nuser: bob\n", "password: ***\n  ***\nuser: bob\n"},
    {"t.json", "{\"password\": \"a\\\"b\", \"x\": 1}", "{\"password\": \"***\", \"x\": 1}"},
    /* names that may mean a secret: among settings only, or where the value looks random */
    {"f.json", "{\"authLevel\": \"function\", \"connection\": \"StorageConnection\"}",
     "{\"authLevel\": \"function\", \"connection\": \"StorageConnection\"}"},
    {"f.json", "{\"Values\": {\"SmsToken\": \"abcd1234\", \"Region\": \"eu\"}}",
     "{\"Values\": {\"SmsToken\": \"***\", \"Region\": \"eu\"}}"},
    {"f.json", "{\"token\": \"Qw3eRt5yUi7oPa9sDf1gHj2kLz4x\"}", "{\"token\": \"***\"}"},
    /* what is repeated elsewhere goes too */
    {"t.yaml", "password: hunter2hunter2\nhelp: it is hunter2hunter2.\n",
     "password: ***\nhelp: it is ***.\n"},
    /* people */
    {"t.yaml", "Endpoint: jane@example.org\n", "Endpoint: ***\n"},
    /* documents that are broken: names that may mean a secret count everywhere */
    {"f.json", "{\"token\": \"abcd1234\"", "{\"token\": \"***\""},
    {"t.yaml", "a: [\ntoken: abcd1234\n", "a: [\ntoken: ***\n"},
    /* code, comments, other texts */
    {"a.py", "password = \"hunter2\"\nuser = \"bob\"\n", "password = \"***\"\nuser = \"bob\"\n"},
    {"a.py", "password = os.environ[\"DB_PASSWORD\"]\n", "password = os.environ[\"DB_PASSWORD\"]\n"},
    {"a.py", "x = os.environ.get(\"DB_PASSWORD\", \"hunter2\")\n",
     "x = os.environ.get(\"DB_PASSWORD\", \"***\")\n"},
    {"a.cs", "var p = new Login(user, password: \"hunter2\");\n",
     "var p = new Login(user, password: \"***\");\n"},
    {"a.cs", "var s = GetSecret(\"db\"); SetPassword(\"hunter2\");\n",
     "var s = GetSecret(\"db\"); SetPassword(\"***\");\n"},
    {"a.js", "headers = {'x-api-key': 'hunter2'}\n", "headers = {'x-api-key': '***'}\n"},
    {"a.js", "// password: hunter2\n", "// password: ***\n"},
    {".env", "DB_PASSWORD=hunter2\nexport REGION=eu\n", "DB_PASSWORD=***\nexport REGION=eu\n"},
    {"a.config", "<add key=\"DbPassword\" value=\"hunter2\"/>\n",
     "<add key=\"DbPassword\" value=\"***\"/>\n"},
    {"a.xml", "<Password>hunter2</Password>\n", "<Password>***</Password>\n"},
    {"k.pem", "a\n-----BEGIN RSA " "PRIVATE KEY-----\nabc\n-----END RSA " "PRIVATE KEY-----\nb\n",
     "a\n***\n***\n***\nb\n"},
    /* lines and their breaks stay; nothing is nothing */
    {"a.txt", "a\r\nb\rc\n\n", "a\r\nb\rc\n\n"},
    {"a.txt", "", ""},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf out = {0};
        buf_puts(&out, "");
        secret_mask(str_from(rows[i].text), str_from(rows[i].file), true, &out);
        if (!str_is(buf_str(&out), rows[i].want))
            print_error("row %zu: %s", i, rows[i].text);
        assert_string_equal(out.ptr ? out.ptr : "", rows[i].want);
        buf_release(&out);
    }
}

static size_t breaks(struct str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count;
}

/* What the samples show must stay readable: they hold no secret but those of local settings. */
static void test_samples(void **state)
{
    (void)state;
    for (const struct embedded_file *f = embedded_files; f->path; f++) {
        struct str text = {f->bytes, f->size};
        struct buf out = {0};
        size_t masks;
        if (!str_starts(str_from(f->path), STR("samples/")))
            continue;
        masks = secret_mask(text, str_from(f->path), true, &out);
        assert_int_equal(masks, str_ends(str_from(f->path), STR("local.settings.json")) ? 7
                                : str_ends(str_from(f->path), STR("aws/template.yaml")) ? 2
                                : str_ends(str_from(f->path), STR("serverless.yml"))    ? 1
                                                                                         : 0);
        assert_int_equal(breaks(buf_str(&out)), breaks(text));
        buf_release(&out);
    }
}

/* Cut anywhere, a text never makes it read or write outside, nor shows more. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str text = str_from(rows[i].text);
        for (size_t len = 0; len <= text.len; len++) {
            struct buf out = {0};
            char *copy = malloc(len + 1);
            memcpy(copy, text.ptr, len);
            secret_mask((struct str){copy, len}, str_from(rows[i].file), false, &out);
            assert_int_equal(breaks(buf_str(&out)), breaks(str_sub(text, 0, len)));
            free(copy);
            buf_release(&out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows), cmocka_unit_test(test_samples), cmocka_unit_test(test_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
