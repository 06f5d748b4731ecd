/* SPDX-License-Identifier: MIT */
/* The privilege matrix: what is given, needed, perhaps needed, lacking and too much in single cells of
 * tests/sessions/privileges; grants without policies; a large system. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "facts.h"
#include "golden.h"
#include "graph_yaml.h"
#include "privileges.h"

static size_t row_of(const struct graph *g, const struct privileges *p, const char *name)
{
    for (size_t r = 0; r < p->row_count; r++)
        if (str_is(graph_node_at(g, p->rows[r].holder)->name, name))
            return r;
    fail_msg("no row %s", name);
    return 0;
}

static size_t column_of(const struct graph *g, const struct privileges *p, const char *name)
{
    for (size_t c = 0; c < p->column_count; c++)
        if (str_is(graph_node_at(g, p->columns[c])->name, name))
            return c;
    fail_msg("no column %s", name);
    return 0;
}

static void test_cells(void **state)
{
    enum { RW = OP_READ | OP_WRITE, TABLE = RW | OP_DELETE | OP_ADMIN | OP_POLICY };
    static const struct {
        const char *row, *col;
        unsigned given, needed, missing, excess;
        bool conditional;
    } rows[] = {
        {"PlaceOrderRole", "orders", TABLE, OP_WRITE, 0, TABLE & ~OP_WRITE, false},
        {"PlaceOrderRole", "audit", TABLE, 0, 0, OP_DELETE | OP_ADMIN | OP_POLICY, false},
        {"PlaceOrderRole", "all of s3", TABLE, 0, 0, TABLE, false},
        {"ReportRole", "orders", OP_READ, OP_READ, 0, 0, false},
        {"ReportRole", "invoices-of-the-shop", 0, OP_WRITE, OP_WRITE, 0, true},
        {"ArchiveRole", "invoices-of-the-shop", OP_WRITE, 0, 0, OP_WRITE, true},
        {"Idle", "audit", OP_READ, 0, 0, OP_READ, false},
    };
    struct graph *g = golden_import("tests/sessions/privileges");
    struct privileges *p = privileges_find(g);
    size_t place = row_of(g, p, "PlaceOrderRole"), idle = row_of(g, p, "Idle");
    size_t invoices = column_of(g, p, "invoices-of-the-shop");

    (void)state;
    assert_int_equal(p->row_count, 4);
    assert_int_equal(p->column_count, 4);
    assert_int_equal(p->cell_count, sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct privilege_cell *c =
            privileges_at(p, row_of(g, p, rows[i].row), column_of(g, p, rows[i].col));
        assert_non_null(c);
        if (c->given != rows[i].given || c->needed != rows[i].needed ||
            c->missing != rows[i].missing || privilege_excess(p, c) != rows[i].excess ||
            c->conditional != rows[i].conditional || !c->edge != !rows[i].given)
            fail_msg("%s on %s: given %x needed %x missing %x too much %x", rows[i].row, rows[i].col,
                     c->given, c->needed, c->missing, privilege_excess(p, c));
    }
    assert_int_equal(place, 0); /* the gravest first, without users last */
    assert_int_equal(idle, 3);
    assert_int_equal(p->rows[place].user_count, 1);
    assert_int_equal(p->rows[idle].user_count, 0);
    assert_true(p->rows[place].code_known);
    assert_false(p->rows[row_of(g, p, "ArchiveRole")].code_known);
    assert_null(privileges_at(p, place, invoices)); /* not by name, but as a part of all */
    assert_ptr_equal(privileges_through(p, place, invoices),
                     privileges_at(p, place, column_of(g, p, "all of s3")));
    assert_null(privileges_through(p, idle, invoices));
    privileges_free(p);
    graph_free(g);
}

/* Grants of roles of Azure against what apps need; a grant on a box is about all that lies in it. */
static void test_azure(void **state)
{
    static const struct {
        const char *col;
        unsigned needed, excess;
    } rows[] = {
        {"orders", OP_WRITE, OP_READ | OP_DELETE},
        {"refunds", 0, OP_READ | OP_WRITE | OP_DELETE},
        {"catalog", OP_READ, OP_WRITE | OP_DELETE},
        {"mail-key", OP_READ, OP_WRITE | OP_DELETE | OP_ADMIN},
        {"resource group", OP_READ | OP_WRITE | OP_DELETE | OP_POLICY,
         OP_INVOKE | OP_ADMIN | OP_EXEC},
    };
    struct graph *g = golden_import("tests/golden/excess_azure/orders");
    struct privileges *p = privileges_find(g);
    size_t shop = row_of(g, p, "shop identity");

    (void)state;
    assert_true(p->rows[shop].compared);
    assert_true(p->rows[shop].code_known);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct privilege_cell *c = privileges_at(p, shop, column_of(g, p, rows[i].col));
        assert_non_null(c);
        if (c->needed != rows[i].needed || privilege_excess(p, c) != rows[i].excess || c->missing)
            fail_msg("%s: needed %x too much %x", rows[i].col, c->needed, privilege_excess(p, c));
    }
    privileges_free(p);
    graph_free(g);
    g = golden_import("tests/golden/excess_azure/questions");
    p = privileges_find(g);
    assert_false(p->rows[row_of(g, p, "mailer identity")].code_known);
    assert_false(p->rows[row_of(g, p, "spare")].compared);
    privileges_free(p);
    graph_free(g);
}

/* Of an identity that nothing runs as it is not known what is needed: nothing is too much. */
static void test_not_compared(void **state)
{
    struct graph *g = graph_of_yaml(
        "faasmap: 1\nnodes:\n"
        "  - {id: i, kind: identity, name: i, provider: azure}\n"
        "  - {id: t, kind: table, name: t}\n"
        "  - {id: j, kind: identity, name: j, provider: aws}\n"
        "edges:\n"
        "  - {kind: grants, from: i, to: t, actions: [read, write], evidence: declared}\n"
        "  - {kind: grants, from: j, to: t, actions: [read], evidence: declared}\n");
    struct privileges *p = privileges_find(g);
    const struct privilege_cell *c = privileges_at(p, row_of(g, p, "i"), 0);

    (void)state;
    assert_non_null(c);
    assert_int_equal(c->given, OP_READ | OP_WRITE);
    assert_int_equal(privilege_excess(p, c), 0);
    assert_int_equal(privilege_excess(p, privileges_at(p, row_of(g, p, "j"), 0)), OP_READ);
    privileges_free(p);
    graph_free(g);
}

/* What is alike otherwise stands by name, numbers by their value. */
static void test_order(void **state)
{
    struct graph *g = graph_of_yaml(
        "faasmap: 1\nnodes:\n"
        "  - {id: i10, kind: identity, name: i10, provider: aws}\n"
        "  - {id: i2, kind: identity, name: i2, provider: aws}\n"
        "  - {id: t10, kind: table, name: t10}\n"
        "  - {id: t2, kind: table, name: t2}\n"
        "edges:\n"
        "  - {kind: grants, from: i10, to: t10, actions: [read], evidence: declared}\n"
        "  - {kind: grants, from: i2, to: t2, actions: [read], evidence: declared}\n");
    struct privileges *p = privileges_find(g);

    (void)state;
    assert_int_equal(row_of(g, p, "i2"), 0);
    assert_int_equal(row_of(g, p, "i10"), 1);
    assert_int_equal(column_of(g, p, "t2"), 0);
    assert_int_equal(column_of(g, p, "t10"), 1);
    privileges_free(p);
    graph_free(g);
}

static void test_none_and_many(void **state)
{
    enum { IDENTITIES = 1000, EACH = 10 };
    struct buf text = {0};
    struct graph *g = graph_of_yaml("faasmap: 1\nnodes:\n  - {id: t, kind: table, name: t}\n");
    struct privileges *p = privileges_find(g);

    (void)state;
    assert_int_equal(p->row_count + p->column_count + p->cell_count, 0);
    privileges_free(p);
    graph_free(g);
    buf_puts(&text, "faasmap: 1\nnodes:\n");
    for (int i = 0; i < IDENTITIES; i++)
        buf_printf(&text, "  - {id: i%d, kind: identity, name: i%d, provider: aws}\n"
                          "  - {id: t%d, kind: table, name: t%d}\n", i, i, i, i);
    buf_puts(&text, "edges:\n");
    for (int i = 0; i < IDENTITIES; i++)
        for (int k = 0; k < EACH; k++)
            buf_printf(&text, "  - {kind: grants, from: i%d, to: t%d, actions: [read], "
                              "evidence: declared}\n", i, (i * 7 + k) % IDENTITIES);
    g = graph_of_yaml(text.ptr);
    p = privileges_find(g);
    assert_int_equal(p->row_count, IDENTITIES);
    assert_int_equal(p->column_count, IDENTITIES);
    assert_int_equal(p->cell_count, IDENTITIES * EACH);
    for (size_t i = 0; i < p->cell_count; i++)
        assert_ptr_equal(privileges_at(p, p->cells[i].row, p->cells[i].col), &p->cells[i]);
    privileges_free(p);
    graph_free(g);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_azure),
        cmocka_unit_test(test_not_compared),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_none_and_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
