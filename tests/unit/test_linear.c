/* SPDX-License-Identifier: MIT */
/* The explorer as a conversation: commands in, sentences out, no escapes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"
#include "graph_yaml.h"

static struct buf heard;

static bool hear(struct str bytes)
{
    buf_add(&heard, bytes);
    return true;
}

static int talk(const struct graph *g, const char *commands, bool prompt, char **answer)
{
    const struct explorer_options options = {.here = "tests/sessions/pick/here"};
    char *text = strdup(*commands ? commands : "\n");
    FILE *in = fmemopen(text, strlen(text), "r");
    struct buf why = {0};
    int code;

    assert_non_null(in);
    buf_reset(&heard);
    code = explorer_linear(&options, g, in, hear, prompt, &why);
    fclose(in);
    *answer = strdup(heard.ptr);
    buf_release(&heard);
    free(text);
    buf_release(&why);
    assert_null(strchr(*answer, '\033'));
    return code;
}

static void test_where_one_is(void **state)
{
    struct graph *g = graph_of_file("tests/sessions/waste.yaml");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "goto Telemetry Q\nout\nin 2\nhere\n", false, &said), 0);
    assert_non_null(strstr(said, "27 nodes, "));
    assert_non_null(strstr(said, "Telemetry Q, queue"));
    assert_non_null(strstr(said, "In: Telemetry Processing (reads), Bridge HTTP (writes), EventHub Fn (writes)."));
    assert_non_null(strstr(said, "Reached from the internet in 2 hops, weakest way in: sas."));
    assert_non_null(strstr(said, "\nBridge HTTP, function"));
    assert_null(strstr(said, "> "));
    free(said);
    graph_free(g);
}

static void test_paths_and_views(void **state)
{
    struct graph *g = graph_of_file("tests/sessions/waste.yaml");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "path Telemetry Q\nview map\nview paths\nquit\nhere\n", true, &said), 0);
    assert_non_null(strstr(said, "\nHop 1: "));
    assert_non_null(strstr(said, "\nHop 2: EventHub Fn stores what it is sent in Telemetry Q"));
    assert_null(strstr(said, "\nHop 3: "));
    assert_non_null(strstr(said, "\n> "));
    assert_non_null(strstr(said, "Paths\n"));
    assert_non_null(strstr(said, " reached by anyone"));
    free(said);
    graph_free(g);
}

/* Drawings and tables as sentences, and no line of dashes. */
static void test_for_the_ear(void **state)
{
    struct graph *g = graph_of_file("tests/sessions/numbers.yaml");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "sort name\nread\noverview\nfindings\nsource step-1\n", true, &said), 0);
    assert_non_null(strstr(said, "9 rows by name\nbucket-1: kind bucket, zone Data, in 1\nBucket-2: kind"));
    assert_non_null(strstr(said, "\njobs9: kind queue, zone Messaging, in 1, out 1\njobs10: "));
    assert_non_null(strstr(said, "\nData, 3 nodes: 3 stores; from site 1 x3\n"));
    assert_null(strstr(said, "----"));
    assert_null(strstr(said, "+--"));
    free(said);
    graph_free(g);
}

/* Signs of lists are words, or left out where the words are there already. */
static void test_signs(void **state)
{
    struct graph *g = graph_of_file("tests/sessions/waste.yaml");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "goto SendAlert\nmark\nview inventory\nview tree\n", true, &said), 0);
    assert_non_null(strstr(said, "\n    waste-app 6\n     fn Bridge HTTP reached\n"));
    assert_non_null(strstr(said, "\n     fn SendAlert reached marked\n"));
    assert_non_null(strstr(said, "sv SMS Telstra reached  crosses a boundary\n"));
    assert_null(strpbrk(said, "*%#"));
    free(said);
    graph_free(g);
    g = graph_of_file("tests/sessions/mall.yaml");
    assert_int_equal(talk(g, "view inventory\n", true, &said), 0);
    assert_non_null(strstr(said, "\n   folded back 70\n"));
    free(said);
    graph_free(g);
}

/* What is told names commands, never keys. */
static void test_no_keys(void **state)
{
    static const char *const keys[] = {"&&", "Esc", "Enter ", "< turns", "  x  ", ": p shows"};
    struct graph *g = graph_of_file("tests/sessions/waste.yaml");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "keys s\npath Telemetry Q\nfilter kind:role\nview table\nview paths\nview inventory\n"
                             "view matrix\nview findings\nfilter\nview whatif\nwhat-if guard Bridge HTTP\n"
                             "view tree\nview whatif\nblast Telemetry Q\nview map\nkeys D\nkeys n\n"
                             "overview\nkeys <Enter>\n", false, &said), 0);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strstr(said, keys[i]))
            fail_msg("%s in: %s", keys[i], strstr(said, keys[i]));
    }
    assert_non_null(strstr(said, "path off clears it"));
    assert_non_null(strstr(said, "filter alone clears"));
    assert_non_null(strstr(said, "\n   what-if guard  the selected node, or"));
    assert_non_null(strstr(said, "tree up turns it round"));
    assert_non_null(strstr(said, "undo brings them back"));
    assert_non_null(strstr(said, "search TEXT searches"));
    assert_non_null(strstr(said, "path NODE shows one"));
    assert_non_null(strstr(said, "overview goes back"));
    free(said);
    graph_free(g);
}

/* What is wrong is said, and the conversation goes on. */
static void test_complaints(void **state)
{
    struct graph *g = graph_of_file("tests/sessions/waste.yaml");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "bogus\nout 99\nin x\ngoto Telemetry Q\nin x\nyank nonsense\nyank path\nkeys :\nhelp\ngoto Browser\n"
                             "set foo=1\nfilter name:nobody\nview map\nread\n", false,
                          &said), 0);
    assert_non_null(strstr(said, "unknown command 'bogus'"));
    assert_non_null(strstr(said, "out takes a number from 1 to "));
    assert_non_null(strstr(said, "nothing comes in"));
    assert_non_null(strstr(said, "in takes a number from 1 to 3"));
    assert_non_null(strstr(said, "unknown word 'nonsense'"));
    assert_non_null(strstr(said, "no path is shown: path NODE shows one"));
    assert_non_null(strstr(said, "the command alone lists what there is"));
    assert_non_null(strstr(said, "No box passes the filter; the command filter alone"));
    assert_null(strstr(said, "&&"));
    assert_non_null(strstr(said, "goto NODE: "));
    assert_non_null(strstr(said, "Browser, actor"));
    free(said);
    graph_free(g);
}

/* What a screen would offer to choose from is read out with numbers; any other line closes it. */
static void test_choices(void **state)
{
    struct graph *g = graph_of_file("tests/sessions/waste.yaml");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "open\nset\ntheme\n2\n2\ntheme\n99\ntheme\nkeys gm\ngoto Browser\n", false, &said), 0);
    assert_non_null(strstr(said, "usage: open PATH\n"));
    assert_non_null(strstr(said, "sample:death-by-lambda: Death by lambda\n"));
    assert_non_null(strstr(said, "wide=: now off: Full names on the map\n"));
    assert_non_null(strstr(said, "\n1. dark\n2. deuteranopia\n"));
    assert_non_null(strstr(said, "A number takes one of them.\ntheme deuteranopia\n"
                                 "unknown command '2'"));
    assert_non_null(strstr(said, "unknown command '99'"));
    assert_non_null(strstr(said, "Browser, actor"));
    free(said);
    graph_free(g);
}

/* The map is told box by box, without a line that is drawn. */
static void test_map(void **state)
{
    struct graph *g = graph_of_file("tests/sessions/waste.yaml");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "view map\nread\n", false, &said), 0);
    assert_non_null(strstr(said, " boxes on the map, "));
    assert_non_null(strstr(said, "\nSensorState table, table, leads to Telemetry Processing; Power BI.\n"));
    assert_non_null(strstr(said, "\nSMS Telstra, service, leads nowhere.\n"));
    assert_null(strstr(said, "---"));
    assert_null(strchr(said, '|'));
    free(said);
    assert_int_equal(talk(g, "view paths\nread\nview time\nread\n", false, &said), 0);
    assert_non_null(strstr(said, "\n1 exposes  gate funckey\n"));
    assert_non_null(strstr(said, "every 15 min"));
    assert_null(strstr(said, "..."));
    assert_null(strstr(said, " | "));
    free(said);
    graph_free(g);
}

/* Those that stand beside the map on a screen are told as well. */
static void test_panes(void **state)
{
    struct graph *g = graph_of_file("tests/sessions/waste.yaml");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "view inventory\nview detail\nread\n", false, &said), 0);
    assert_non_null(strstr(said, "Inventory\n"));
    assert_non_null(strstr(said, "Detail\n"));
    free(said);
    graph_free(g);
}

static void test_nothing_there(void **state)
{
    struct graph *g = graph_of_yaml("faasmap: 1\nname: none\nnodes: []\nedges: []\n");
    char *said;

    (void)state;
    assert_int_equal(talk(g, "here\nout\nin 1\nyank\nview paths\nread\n\n", false, &said), 0);
    assert_non_null(strstr(said, "0 nodes, 0 edges"));
    assert_non_null(strstr(said, "Nothing is selected."));
    free(said);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_where_one_is),
        cmocka_unit_test(test_paths_and_views),
        cmocka_unit_test(test_for_the_ear),
        cmocka_unit_test(test_signs), cmocka_unit_test(test_no_keys),
        cmocka_unit_test(test_complaints),
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_panes),
        cmocka_unit_test(test_nothing_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
