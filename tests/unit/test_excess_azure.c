/* SPDX-License-Identifier: MIT */
/* Least privilege in Azure: every folder of tests/golden/excess_azure is read as a user would have it and
 * told as text (`expected`; FAASMAP_GOLDEN=write rewrites it). What is said there was compared with the
 * roles that Microsoft's documentation names for each use. The checker agrees, and rejects answers that
 * are made wrong here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "attr.h"
#include "excess_case.h"
#include "excess_out.h"
#include "golden.h"

#define FOLDER "tests/golden/excess_azure/"

static struct excess_azure_row *row_of(const struct excess_case *t, const char *role, const char *scope)
{
    for (size_t i = 0; i < t->azure->count; i++) {
        struct excess_azure_row *r = &t->azure->rows[i];
        if (str_is(r->assignment->name, role) &&
            str_is(graph_node_at(t->g, r->assignment->scope)->name, scope))
            return r;
    }
    fail_msg("no %s on %s", role, scope);
    return NULL;
}

static void test_texts(void **state)
{
    static const char *const names[] = {"orders", "triggers", "questions", "code", "own"};
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct excess_case t = excess_case_open("excess_azure", names[i]);
        struct buf out = {0}, why = {0};
        char path[200];
        excess_case_text(&t, &out);
        snprintf(path, sizeof path, FOLDER "%s/expected", names[i]);
        golden_text(path, buf_str(&out));
        if (!excess_azure_verify(t.azure, &why))
            fail_msg("%s", why.ptr);
        buf_release(&out);
        buf_release(&why);
        excess_case_close(&t);
    }
}

/* What there is to copy: roles of one's own and access policies with what is needed of them. */
static void test_narrowed(void **state)
{
    static const struct {
        const char *name, *role, *scope;
    } rows[] = {
        {"own", "Curator", "resource group"},
        {"code", "access policy", "locker"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct excess_case t = excess_case_open("excess_azure", rows[i].name);
        const struct excess_azure_row *r = row_of(&t, rows[i].role, rows[i].scope);
        struct buf out = {0};
        char path[200];
        snprintf(path, sizeof path, FOLDER "%s/narrowed.json", rows[i].name);
        assert_int_equal(excess_azure_narrowed(&out, t.azure, r->assignment->holder), EXCESS_AZURE_TOLD);
        golden_text(path, buf_str(&out));
        buf_release(&out);
        excess_case_close(&t);
    }
}

/* Without jewels the same is too much, and nothing is said of what it closes. */
static void test_given_only(void **state)
{
    struct excess_case t = excess_case_open("excess_azure", "orders");
    struct excess_azure *x = excess_azure_find(t.g, NULL);
    struct buf why = {0};
    size_t much = 0;
    (void)state;
    assert_int_equal(x->count, t.azure->count);
    for (size_t i = 0; i < x->count; i++) {
        const struct excess_azure_row *r = &x->rows[i];
        const struct excess_azure_row *same =
            row_of(&t, r->assignment->name.ptr,
                   graph_node_at(t.g, r->assignment->scope)->name.ptr);
        assert_int_equal(r->too_much, same->too_much);
        assert_int_equal(r->over, same->over);
        assert_int_equal(r->if_taken.nodes, 0);
        much += r->too_much;
    }
    assert_int_equal(much, 4);
    assert_true(excess_azure_verify(x, &why));
    buf_release(&why);
    excess_azure_free(x);
    excess_case_close(&t);
}

static void test_figures(void **state)
{
    struct excess_case t = excess_case_open("excess_azure", "orders");
    const struct excess_azure_row *blob = row_of(&t, "Storage Blob Data Contributor", "shopdata");
    const struct excess_azure_row *wide = row_of(&t, "Contributor", "resource group");
    (void)state;
    /* Contributor still leads to the invoices when the role about blobs alone is narrowed. */
    assert_int_equal(blob->from_internet.nodes, 0);
    assert_true(wide->from_internet.nodes > 0);
    assert_int_equal(t.azure->all.jewels, 1); /* shopvault/root-key */
    assert_true(t.azure->all.nodes > wide->from_internet.nodes);
    assert_int_equal(wide->over, OP_INVOKE | OP_ADMIN | OP_EXEC);
    assert_int_equal(blob->over, OP_WRITE | OP_DELETE);
    excess_case_close(&t);
}

/* --- Wrong answers ---------------------------------------------------------------------------- */

static void is_wrong(const struct excess_case *t, const char *reason)
{
    struct buf why = {0};
    if (excess_azure_verify(t->azure, &why))
        fail_msg("accepted: %s", reason);
    if (!strstr(why.ptr, reason))
        fail_msg("%s instead of %s", why.ptr, reason);
    buf_release(&why);
}

static const struct azure_role *role(const char *name)
{
    for (size_t i = 0; i < azure_role_count; i++)
        if (strcmp(azure_roles[i].name, name) == 0)
            return &azure_roles[i];
    fail_msg("no %s", name);
    return NULL;
}

static void test_wrong_roles(void **state)
{
    struct excess_case t = excess_case_open("excess_azure", "code");
    struct excess_azure_row *blob = row_of(&t, "Storage Blob Data Contributor", "parts");
    (void)state;
    assert_int_equal(blob->would_count, 1);
    assert_string_equal(blob->would[0].role->name, "Storage Blob Data Reader");
    struct excess_azure_role good = blob->would[0], bad = good;
    blob->would = &bad;
    bad.role = role("Storage Blob Data Contributor"); /* gives as much as before */
    is_wrong(&t, "a narrower role would do");
    bad.role = role("Storage Blob Data Owner");       /* gives more than before */
    is_wrong(&t, "what would do gives what was not given");
    bad = good;
    bad.scope = row_of(&t, "Storage Queue Data Contributor", "keyed")->assignment->scope;
    is_wrong(&t, "what would do gives what was not given");
    bad = good;
    blob->over = OP_WRITE;
    is_wrong(&t, "what is said to be too much is not what is left over");
    blob->over = OP_WRITE | OP_DELETE;
    blob->wider = true; /* on the same account as before */
    is_wrong(&t, "what is said to be too much is not what is left over");
    blob->wider = false;
    blob->would_count = 0; /* nothing in its place: what is read is forgotten */
    is_wrong(&t, "what is said to be too much is not what is left over");
    blob->over = blob->given;
    is_wrong(&t, "what would do leaves out what is needed");
    excess_case_close(&t);
}

static void test_wrong_own(void **state)
{
    static const struct {
        const char *secrets, *reason;
    } policies[] = {
        {"", "what is kept of it leaves out what is needed"},
        {"get set", "what is kept of it is not needed"},
        {"get list recover", "something is kept of it that was not given"},
    };
    static const struct {
        const char *data, *reason;
    } roles[] = {
#define BLOBS "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/"
        {BLOBS "delete", "what is kept of it is not needed"},
        {BLOBS "none", "what is kept of it leaves out what is needed"},
        {BLOBS "read Microsoft.Storage/storageAccounts/queueServices/queues/messages/read",
         "something is kept of it that was not given"},
    };
    struct excess_case t = excess_case_open("excess_azure", "own");
    struct excess_azure_row *policy = row_of(&t, "access policy", "cabinet");
    struct excess_azure_row *role = row_of(&t, "Curator", "resource group");
    struct excess_azure_row kept = *policy;
    (void)state;
    for (size_t i = 0; i < COUNT(policies); i++) {
        policy->secrets = str_from(policies[i].secrets);
        is_wrong(&t, policies[i].reason);
    }
    *policy = kept;
    for (size_t i = 0; i < COUNT(roles); i++) {
        role->actions.data_actions = str_from(roles[i].data);
        is_wrong(&t, roles[i].reason);
    }
    excess_case_close(&t);
}

/* Of words that stand for several the usual ones; copies only where nothing else does. */
static void test_permissions(void **state)
{
    static const struct {
        const char *given;
        bool keys, shows;
        unsigned ops;
        const char *want;
    } rows[] = {
        {"get list set", false, false, OP_READ, "get"},
        {"Get List Set", false, true, OP_READ, "get list"},
        {"all", false, false, OP_READ | OP_WRITE, "get set"},
        {"backup restore", false, false, OP_READ, "backup"},
        {"get backup", false, false, OP_READ, "get"},
        {"get", false, false, 0, ""},
        {"", false, true, 0, ""},
        {"unwrapKey wrapKey create get", true, true, OP_READ | OP_WRITE, "get unwrapKey wrapKey"},
        {"*", true, false, OP_DELETE, "delete"},
    };
    struct arena *a = arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str got = azure_permissions_narrow(a, str_from(rows[i].given), rows[i].keys, rows[i].ops,
                                                  rows[i].shows);
        if (!str_is(got, rows[i].want))
            fail_msg("row %zu: '%.*s' instead of '%s'", i, (int)got.len, got.ptr, rows[i].want);
    }
    arena_free(a);
}

static void test_wrong_judgement(void **state)
{
    struct excess_case t = excess_case_open("excess_azure", "triggers");
    struct excess_azure_row *bus = row_of(&t, "Azure Service Bus Data Owner", "flowbus");
    struct excess_azure_row kept = *bus;
    (void)state;
    bus->too_much = false;
    bus->over = 0;
    bus->would_count = bus->cut_count = bus->gift_count = 0;
    bus->if_taken = (struct excess_closed){0};
    is_wrong(&t, "a narrower role would do, and it is not said");
    *bus = kept;
    struct excess_azure_row *host = row_of(&t, "Storage Table Data Contributor", "flowhost");
    host->too_much = true; /* the orchestration keeps its state there */
    host->over = host->given;
    is_wrong(&t, "what would do leaves out what is needed");
    excess_case_close(&t);
    t = excess_case_open("excess_azure", "questions");
    struct excess_azure_row *open = row_of(&t, "Contributor", "resource group");
    open->too_much = true;
    open->over = open->given;
    is_wrong(&t, "too much is said of what is not known");
    excess_case_close(&t);
    t = excess_case_open("excess_azure", "code");
    open = row_of(&t, "Storage Table Data Contributor", "parts");
    open->too_much = false;
    open->over = 0;
    open->cut_count = 0;
    is_wrong(&t, "nothing needs it, and it is not said to be too much");
    excess_case_close(&t);
}

static void test_wrong_figures(void **state)
{
    struct excess_case t = excess_case_open("excess_azure", "orders");
    struct excess_azure_row *wide = row_of(&t, "Contributor", "resource group");
    struct excess_azure_row *blob = row_of(&t, "Storage Blob Data Contributor", "shopdata");
    struct excess_azure_row kept = *wide;
    (void)state;
    wide->from_internet.nodes++;
    is_wrong(&t, "wrong figures");
    *wide = kept;
    wide->if_taken.jewels++;
    is_wrong(&t, "wrong figures");
    *wide = kept;
    t.azure->all.nodes--;
    is_wrong(&t, "wrong figures of all at once");
    t.azure->all.nodes++;
    wide->cut_count = 0; /* nothing is taken away, and still something is lost */
    is_wrong(&t, "wrong figures");
    *wide = kept;
    assert_true(blob->cut_count > 0);
    edge_id other = blob->cuts[0];
    const edge_id *cuts = blob->cuts;
    for (edge_id e = 1; e <= graph_edge_count(t.g); e++)
        if (graph_edge_at(t.g, e)->kind == EDGE_RUNS_AS)
            other = e;
    blob->cuts = &other;
    is_wrong(&t, "something is taken away that it does not give");
    blob->cuts = cuts;
    kept = *blob;
    blob->gift_count = 0;
    is_wrong(&t, "something is taken away that is needed");
    *blob = kept;
    assert_int_equal(blob->gift_count, 1);
    struct excess_azure_gift gifts[2] = {blob->gifts[0], blob->gifts[0]};
    gifts[1].node = wide->assignment->scope;
    blob->gifts = gifts;
    blob->gift_count = 2;
    is_wrong(&t, "something is kept that was not given");
    *blob = kept;
    excess_case_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),       cmocka_unit_test(test_given_only),
        cmocka_unit_test(test_figures),     cmocka_unit_test(test_wrong_roles),
        cmocka_unit_test(test_wrong_own),   cmocka_unit_test(test_permissions),
        cmocka_unit_test(test_narrowed),    cmocka_unit_test(test_wrong_judgement), cmocka_unit_test(test_wrong_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
