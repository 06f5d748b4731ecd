/* SPDX-License-Identifier: MIT */
/* test_layout_names.c - what of a name is in its box: words stay whole where three lines can hold them,
 * and what tells namesakes apart has a line of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "graph_gen.h"

static void names_in_boxes(void **state)
{
    static const struct {
        const char *name;
        enum layout_boxes boxes;
        const char *drawn;
    } cases[] = {
        {"short", LAYOUT_FULL, "┌───────┐\n│ short │\n└───────┘\n"},
        {"Weather table", LAYOUT_FULL, "┌─────────┐\n│ Weather │\n│ table   │\n└─────────┘\n"},
        {"ReceiptCommandProducerActivity", LAYOUT_FULL,
         "┌──────────────────┐\n│ ReceiptCommand   │\n│ ProducerActivity │\n└──────────────────┘\n"},
        {"CancelTransferCommandProducerActivity", LAYOUT_FULL,
         "┌─────────────────┐\n│ CancelTransfer  │\n│ CommandProducer │\n│ Activity        │\n"
         "└─────────────────┘\n"},
        {"averyveryverylongwordwithoutacut", LAYOUT_FULL,
         "┌──────────────────┐\n│ averyve…houtacut │\n└──────────────────┘\n"},
        {"A_SavePdf (DurableWorkflow)", LAYOUT_FULL,
         "┌───────────────────┐\n│ A_SavePdf         │\n│ (DurableWorkflow) │\n"
         "└───────────────────┘\n"},
        {"jobs (Shop)", LAYOUT_COMPACT, "▐jobs (Shop)▌\n"},
        {"A_SavePdf (DurableWorkflow)", LAYOUT_COMPACT, "▐A_SavePdf▌\n"},
        {"(all of this is its name)", LAYOUT_COMPACT, "▐(all of …its name)▌\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct graph_gen g;
        struct layout_result r;
        struct layout_options o = {.direction = LAYOUT_LR, .boxes = cases[i].boxes, .pitch = 1};
        struct buf text = {0};

        graph_gen_init(&g);
        graph_gen_node(&g, cases[i].name, LAYOUT_NO_CLUSTER);
        graph_gen_finish(&g);
        layout_run(&g.input, &o, &r);
        canvas_to_text(&r.canvas, &text);
        if (!str_is(buf_str(&text), cases[i].drawn))
            fail_msg("%s:\n%.*s", cases[i].name, (int)text.len, text.ptr);
        buf_release(&text);
        layout_result_release(&r);
        graph_gen_release(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_in_boxes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
