/* SPDX-License-Identifier: MIT */
#include "test_explorer_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "command.h"
#include "session.h"

struct explorer *test_explorer_open(const struct graph *g, struct explorer_options options)
{
    struct buf why = {0};
    struct explorer *x;

    options.kind = &term_memory;
    options.term.rows = 24;
    options.term.cols = 80;
    options.term.sync_fd = -1;
    x = explorer_open(&options, g, &why);
    if (!x)
        fail_msg("%s", why.ptr);
    explorer_settle(x);
    return x;
}

void test_explorer_run(struct explorer *x, const char *line)
{
    if (!command_run(x, str_from(line)))
        fail_msg("%s: %s", line, x->message.ptr);
    explorer_settle(x);
}
