/* SPDX-License-Identifier: MIT */
/* The inputs of hostile.h: each is read, or refused with exactly the message that it should have.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "doc_text.h"
#include "hostile.h"
#include "read.h"

static void each_ends_as_it_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < hostile_count; i++) {
        const struct hostile *h = &hostile_cases[i];
        struct buf text = {0}, said = {0};
        struct diags *diags = diags_new();
        struct docs docs = {0};
        struct doc *doc = NULL;
        h->make(&text);
        if (h->yaml)
            read_yaml(buf_str(&text), STR("f"), READ_RELAXED, diags, &docs);
        else
            read_json(buf_str(&text), STR("f"), READ_RELAXED, diags, &doc);
        buf_puts(&said, "");
        diag_text_put(&said, diags);
        size_t first = str_chr(buf_str(&said), '\n');
        if (first != STR_NPOS)
            said.ptr[first + 1] = '\0';
        if (strcmp(said.ptr, h->says ? h->says : "") != 0)
            fail_msg("%s: %sinstead of %s", h->name, said.ptr, h->says ? h->says : "nothing\n");
        doc_free(doc);
        docs_release(&docs);
        diags_free(diags);
        buf_release(&text);
        buf_release(&said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_ends_as_it_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
