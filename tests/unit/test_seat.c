/* SPDX-License-Identifier: MIT */
/* Seats: what the words mean, what they pass, and what is said about a word that means nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "arena.h"
#include "attr.h"
#include "seat.h"
#include "tiny_graph.h"

static const char system_text[] =
    "actor internet\n"
    "actor sensor role=device\n"
    "actor acme role=partner\n"
    "actor zebra role=partner\n"
    "actor admins role=operator\n"
    "actor pipeline role=cicd\n"
    "actor visitor\n"
    "function Orders\n"
    "function OrdersAudit\n"
    "app shop\n"
    "workflow flow\n"
    "secret db-key\n"
    "identity runner\n"
    "code layer\n"
    "queue user\n"
    "queue a+b\n"
    "net vnet\n";

struct facts {
    const struct graph *g;
    struct buf text;
};

static void add_fact(void *arg, node_id n, enum state s)
{
    struct facts *f = arg;
    buf_printf(&f->text, "%s%s(%s)", f->text.len ? " " : "", state_names[s],
               graph_node_at(f->g, n)->id.ptr);
}

static void seats_start_where_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *seat, *facts;
    } rows[] = {
        {"anonymous", "hold(internet)"},
        {"self-registered", "hold(internet)"},
        {"user", "hold(internet)"}, /* the seat, not the queue of that name */
        {"device", "hold(internet) hold(sensor)"},
        {"partner", "hold(acme) hold(internet) hold(zebra)"},
        {"partner:acme", "hold(acme) hold(internet)"},
        {"insider", "hold(admins) hold(internet) hold(pipeline)"},
        {"insider:runner", "hold(internet) hold(runner)"},
        {"compromised:Orders", "control(Orders)"}, /* the whole name wins over a part */
        {"compromised:audit", "control(OrdersAudit)"},
        {"compromised:shop", "control(shop)"},
        {"compromised:flow", "control(flow)"},
        {"leaked:db-key", "read(db-key)"},
        {"leaked:runner", "hold(runner)"},
        {"malicious-dependency:layer", "write(layer)"},
        {"shop", "input(shop) read(shop) control(shop) exhaust(shop)"},
        {"a+b", "read(a+b) write(a+b) exhaust(a+b)"}, /* an id may have a plus */
        {"leaked:db-key+anonymous", "read(db-key) | hold(internet)"},
        {"compromised:shop + leaked:runner", "control(shop) | hold(runner)"},
    };
    struct graph *g = tiny_graph(system_text);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf error = {0}, all = {0};
        struct seat seat;
        if (!seat_parse(g, str_from(rows[i].seat), &seat, &error))
            fail_msg("%s: %s", rows[i].seat, error.ptr);
        assert_int_equal(error.len, 0);
        for (size_t p = 0; p < seat.part_count; p++) {
            struct facts f = {.g = g};
            seat_starts(g, &seat.parts[p], add_fact, &f);
            buf_puts(&all, p ? " | " : "");
            buf_add(&all, buf_str(&f.text));
            buf_release(&f.text);
        }
        assert_string_equal(all.ptr, rows[i].facts);
        buf_release(&all);
    }
    graph_free(g);
}

static void words_without_a_meaning_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *seat, *error;
    } rows[] = {
        {"", "a seat is needed, for example anonymous"},
        {"nobody", "no node is called 'nobody'"},
        {"anonymus", "no node is called 'anonymus'; did you mean the seat 'anonymous'?"},
        {"leakd:db-key", "no node is called 'leakd:db-key'; did you mean the seat 'leaked'?"},
        {"compromised:", "the seat 'compromised' needs a node: compromised:NODE"},
        {"compromised", "the seat 'compromised' needs a node: compromised:NODE"},
        {"compromised:db-key",
         "'db-key' is nothing that the seat 'compromised' can start from"},
        {"leaked:Orders", "'Orders' is nothing that the seat 'leaked' can start from"},
        {"malicious-dependency:Orders",
         "'Orders' is nothing that the seat 'malicious-dependency' can start from"},
        {"compromised:rder", "'rder' could be Orders, OrdersAudit"},
        {"vnet", "'vnet' is nothing that an attacker can have"},
        {"anonymous+nobody", "no node is called 'nobody'"},
        {"anonymous++user", "no node is called ''"},
        {"user+user+user+user+user+user+user+user+user", "at most 8 seats can be joined"},
    };
    struct graph *g = tiny_graph(system_text);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf error = {0};
        struct seat seat;
        assert_false(seat_parse(g, str_from(rows[i].seat), &seat, &error));
        assert_string_equal(error.ptr, rows[i].error);
        buf_release(&error);
    }
    graph_free(g);
}

/* Gates in the order of their resistance, as letters: a letter is there if the gate is passed. */
static void pass_sets_are_those_of_the_table(void **state)
{
    (void)state;
    static const char letters[AUTH_CLASS_COUNT + 1] = "nfscoimpu";
    static const struct {
        enum seat_kind seat;
        const char *strict, *other;
    } rows[] = {
        /* n none, f self-service, s shared, c signed, o custom, i token, m iam, p mtls,
         * u private */
        {SEAT_ANONYMOUS, "ns", "n"},
        {SEAT_DEVICE, "ns", "n"},
        {SEAT_SELF_REGISTERED, "nfs", "nfs"},
        {SEAT_USER, "nfscoim", "nfsoi"},
        {SEAT_PARTNER, "nsm", "n"},
        {SEAT_INSIDER, "nfscoimpu", "nfscoimpu"},
        {SEAT_COMPROMISED, "", ""},
        {SEAT_LEAKED, "", ""},
        {SEAT_MALICIOUS_DEPENDENCY, "", ""},
        {SEAT_NODE, "", ""},
    };
    assert_int_equal(COUNT(rows), SEAT_KIND_COUNT);
    for (size_t i = 0; i < COUNT(rows); i++)
        for (int mode = 0; mode < MODE_COUNT; mode++) {
            char got[AUTH_CLASS_COUNT + 1] = "";
            unsigned pass = seat_pass(rows[i].seat, (enum attack_mode)mode);
            for (int c = 0; c < AUTH_CLASS_UNKNOWN; c++)
                if (pass & 1u << c)
                    got[strlen(got)] = letters[c];
            assert_string_equal(got, mode == MODE_STRICT ? rows[i].strict : rows[i].other);
        }
}

static void a_system_without_actors_has_no_starts(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("function f\n");
    struct facts f = {.g = g};
    struct seat seat = seat_of(SEAT_INSIDER, 0);
    seat_starts(g, &seat.parts[0], add_fact, &f);
    assert_int_equal(f.text.len, 0);
    graph_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seats_start_where_they_say),
        cmocka_unit_test(words_without_a_meaning_are_explained),
        cmocka_unit_test(pass_sets_are_those_of_the_table),
        cmocka_unit_test(a_system_without_actors_has_no_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
