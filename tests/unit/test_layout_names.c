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
        const char *apart;
    } cases[] = {
        {"short", LAYOUT_FULL, "┌───────┐\n│ short │\n└───────┘\n", NULL},
        {"Weather table", LAYOUT_FULL, "┌─────────┐\n│ Weather │\n│ table   │\n└─────────┘\n", NULL},
        {"ReceiptCommandProducerActivity", LAYOUT_FULL,
         "┌──────────────────┐\n│ ReceiptCommand   │\n│ ProducerActivity │\n└──────────────────┘\n", NULL},
        {"CancelTransferCommandProducerActivity", LAYOUT_FULL,
         "┌─────────────────┐\n│ CancelTransfer  │\n│ CommandProducer │\n│ Activity        │\n"
         "└─────────────────┘\n", NULL},
        {"averyveryverylongwordwithoutacut", LAYOUT_FULL,
         "┌──────────────────┐\n│ averyve…houtacut │\n└──────────────────┘\n", NULL},
        {"A_SavePdf (DurableWorkflow)", LAYOUT_FULL,
         "┌───────────────────┐\n│ A_SavePdf         │\n│ (DurableWorkflow) │\n"
         "└───────────────────┘\n", NULL},
        {"jobs (Shop)", LAYOUT_COMPACT, "▐jobs (Shop)▌\n", NULL},
        {"A_SavePdf (DurableWorkflow)", LAYOUT_COMPACT, "▐A_SavePdf▌\n", NULL},
        {"AddTodo (samples/one/old)", LAYOUT_COMPACT, "▐AddTodo (old)▌\n", "old"},
        {"GetTheWeatherOfTheDay (samples/one/old)", LAYOUT_COMPACT, "▐GetTheW…OfTheDay (old)▌\n",
         "old"},
        {"GetTheWeatherOfTheDay (samples/a-very-long-place/old)", LAYOUT_COMPACT,
         "▐GetTh…heDay (a-v…lace)▌\n", "a-very-long-place"},
        {"Add (samples/a-very-long-place/old)", LAYOUT_COMPACT, "▐Add (a-very-…ng-place)▌\n",
         "a-very-long-place"},
        {"AddTodo (samples/one/quite-old)", LAYOUT_FULL,
         "┌─────────┐\n│ AddTodo │\n│ (old)   │\n└─────────┘\n", "old"},
        {"(all of this is its name)", LAYOUT_COMPACT, "▐(all of …its name)▌\n", NULL},
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
        if (cases[i].apart)
            g.nodes[0].apart = str_from(cases[i].apart);
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
