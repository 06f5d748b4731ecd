/* SPDX-License-Identifier: MIT */
/* Fuzz target: the text of a personal session file, put into an explorer of a small system. Besides
 * memory errors it ends on: a file that does not come out again with every record that it had, and a
 * merge with nothing new that changes something. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "importer.h"
#include "session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct graph *small_system(void)
{
    static const char text[] =
        "faasmap: 1\nnodes:\n  - {id: a, kind: function, name: one}\n"
        "  - {id: b, kind: table, name: two}\n"
        "edges:\n  - {id: e, from: a, to: b, kind: writes}\n";
    const struct memory_file file = {STR("system.yaml"), {text, sizeof text - 1}};
    struct import_options options = {.files = &file, .file_count = 1};

    return import_all(&options);
}

static void check_round_trip(const struct records *r)
{
    struct records again = {0}, merged = {0};
    struct buf text = {0}, why = {0};

    records_write(r, STR("/x"), &text);
    if (records_read(buf_str(&text), STR("f"), &again, &why) != RECORDS_GOOD ||
        !records_same(r, &again))
        abort();
    records_merge(r, &again, r, &merged);
    if (!records_same(r, &merged))
        abort();
    records_release(&again);
    records_release(&merged);
    buf_release(&text);
    buf_release(&why);
}

/* What the explorer takes or carries along is the same after it was put in once more. */
static void check_state(const struct graph *g, const struct records *r)
{
    const struct explorer_options options = {
        .kind = &term_memory, .term = {.depth = DEPTH_256, .rows = 24, .cols = 80, .sync_fd = -1}};
    struct buf why = {0};
    struct explorer *x = explorer_open(&options, g, &why);
    struct records first = {0}, second = {0};

    personal_apply(x, r, true);
    personal_collect(x, &first);
    personal_apply(x, &first, true);
    personal_collect(x, &second);
    if (!records_same(&first, &second))
        abort();
    explorer_settle(x);
    records_release(&first);
    records_release(&second);
    explorer_close(x);
    buf_release(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct records r = {0};
    struct buf why = {0};
    enum records_state state =
        records_read((struct str){(const char *)data, size}, STR("session.json"), &r, &why);

    if (state == RECORDS_GOOD || state == RECORDS_EDITED) {
        struct graph *g = small_system();
        check_round_trip(&r);
        check_state(g, &r);
        graph_free(g);
    } else if (!why.len || r.count) {
        abort();
    }
    records_release(&r);
    buf_release(&why);
    return 0;
}
