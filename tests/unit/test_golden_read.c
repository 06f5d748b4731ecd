/* SPDX-License-Identifier: MIT */
/* Whole files through the readers: the .json files of tests/golden/json and the .yaml files of
 * tests/golden/yaml against the text beside each (NAME.txt), which was written by hand. What begins
 * with "r_" is read in the relaxed form. These files are seeds of the fuzz targets as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "dir_list.h"
#include "read_case.h"

static void run(const char *folder, const char *ending, bool yaml, size_t at_least)
{
    struct dir_list files = {0};
    dir_list_make(&files, folder, ending);
    assert_true(files.count >= at_least);
    for (size_t i = 0; i < files.count; i++) {
        struct buf text = {0}, wanted = {0}, got = {0}, name = {0};
        buf_printf(&name, "%s.txt", files.paths[i]);
        assert_true(file_bytes(&text, files.paths[i]));
        if (!file_bytes(&wanted, name.ptr))
            fail_msg("%s is missing", name.ptr);
        bool relaxed = strstr(files.paths[i], "/r_") != NULL;
        read_case(&got,
                  yaml      ? CASE_YAML_PLACES
                  : relaxed ? CASE_RELAXED_PLACES
                            : CASE_JSON_PLACES,
                  buf_str(&text));
        if (strcmp(got.ptr, wanted.ptr) != 0)
            fail_msg("%s gave\n%swanted\n%s", files.paths[i], got.ptr, wanted.ptr);
        buf_release(&text);
        buf_release(&wanted);
        buf_release(&got);
        buf_release(&name);
    }
    dir_list_release(&files);
}

static void json_files(void **state)
{
    (void)state;
    run("tests/golden/json", ".json", false, 6);
}

static void yaml_files(void **state)
{
    (void)state;
    run("tests/golden/yaml", ".yaml", true, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_files),
        cmocka_unit_test(yaml_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
