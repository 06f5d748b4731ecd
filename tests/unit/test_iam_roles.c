/* SPDX-License-Identifier: MIT */
/* Role assignments and access policies of Azure: what each role gives on which thing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arena.h"
#include "azure_roles.h"
#include "buf.h"
#include "facts.h"
#include "flat_json.h"
#include "iam.h"
#include "limits.h"
#include "query.h"

/* --- A small system --------------------------------------------------------------------------- */

struct thing {
    enum node_kind kind;
    const char *id, *type, *box;
};

static const struct thing things[] = {
    {NODE_BOUNDARY, "sub", "Microsoft.Resources/subscriptions", NULL},
    {NODE_BOUNDARY, "rg", "Microsoft.Resources/resourceGroups", "sub"},
    {NODE_BOUNDARY, "acct", "Microsoft.Storage/storageAccounts", "rg"},
    {NODE_BUCKET, "box", "Microsoft.Storage/storageAccounts/blobServices/containers", "acct"},
    {NODE_QUEUE, "q", "Microsoft.Storage/storageAccounts/queueServices/queues", "acct"},
    {NODE_BOUNDARY, "vault", "Microsoft.KeyVault/vaults", "rg"},
    {NODE_SECRET, "sms", "Microsoft.KeyVault/vaults/secrets", "vault"},
    {NODE_BOUNDARY, "bus", "Microsoft.ServiceBus/namespaces", "rg"},
    {NODE_QUEUE, "work", "Microsoft.ServiceBus/namespaces/queues", "bus"},
    {NODE_APP, "site", "Microsoft.Web/sites", "rg"},
    {NODE_IDENTITY, "other", "Microsoft.ManagedIdentity/userAssignedIdentities", "rg"},
    {NODE_IDENTITY, "me", "Microsoft.ManagedIdentity/userAssignedIdentities", "rg"},
};

static struct graph *system_of(const char *const *policies, size_t count, bool backwards)
{
    struct graph *g = graph_new();
    struct origin none = {0};
    for (size_t k = 0; k < COUNT(things); k++) {
        const struct thing *t = &things[backwards ? COUNT(things) - 1 - k : k];
        node_id n = graph_node(g, t->kind, str_from(t->id), STR(""), none);
        graph_set_type(g, n, str_from(t->type));
    }
    for (size_t k = 0; k < COUNT(things); k++)
        if (things[k].box)
            graph_edge(g, EDGE_RESIDES_IN, graph_find(g, str_from(things[k].id)),
                       graph_find(g, str_from(things[k].box)), EVIDENCE_DECLARED, -1, none);
    for (size_t k = 0; k < count; k++)
        graph_policy(g, graph_find(g, STR("me")),
                     str_from(policies[backwards ? count - 1 - k : k]));
    iam_derive(g);
    graph_seal(g);
    return g;
}

/* "box:read,write,delete sms:read" of all grants of `me`, things and classes in their order. */
static void put_grants(const struct graph *g, struct buf *out)
{
    for (size_t i = 1; i <= graph_edge_count(g); i++) {
        const struct edge *e = graph_edge_at(g, (edge_id)i);
        if (e->kind != EDGE_GRANTS && e->kind != EDGE_CONTROLS)
            continue;
        struct str to = graph_node_at(g, e->to)->id;
        if (out->len)
            buf_putc(out, ' ');
        buf_add(out, to);
        buf_putc(out, e->kind == EDGE_CONTROLS ? '!' : ':');
        unsigned ops = edge_ops(e);
        bool first = true;
        for (unsigned b = 0; b < OP_COUNT; b++) {
            if (!(ops & 1u << b))
                continue;
            if (!first)
                buf_putc(out, ',');
            buf_puts(out, op_class_names[b]);
            first = false;
        }
        if (e->condition.len)
            buf_puts(out, "?");
    }
    buf_putc(out, '\0');
}

struct role_case {
    const char *policy, *grants;
};

#define ROLE(guid, scope)                                                                          \
    "{\"azure\":\"roleAssignment\",\"role\":\"" guid "\",\"scope\":\"" scope "\"}"
#define OWN(scope, members)                                                                        \
    "{\"azure\":\"roleAssignment\",\"role\":\"own\",\"scope\":\"" scope "\"," members "}"
#define ACCESS(members) "{\"azure\":\"accessPolicy\",\"scope\":\"vault\"," members "}"

static const struct role_case cases[] = {
    /* control plane: on the scope itself */
    {ROLE("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "rg"),
     "rg:read,write,invoke,delete,admin,policy,exec"},
    {ROLE("B24988AC-6180-42A0-AB88-20F7382DD24C", "rg"), "rg:read,write,invoke,delete,admin,exec"},
    {ROLE("acdd72a7-3385-48ef-bd42-f606fba81ae7", "rg"), "rg:"},
    {ROLE("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "sub"), "sub:admin,policy"},
    /* data roles: on the things of their service below the scope, not on others */
    {ROLE("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "acct"), "box:read,write,delete"},
    {ROLE("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "sub"), "box:read,write,delete"},
    {ROLE("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "box"), "box:read,write,delete"},
    {ROLE("c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", "acct"), "q:write"},
    {ROLE("8a0f0c08-91a1-4084-bc3d-661d67233fed", "q"), "q:read,delete"},
    {ROLE("4633458b-17de-408a-b874-0445c86b69e6", "vault"), "sms:read"},
    {ROLE("4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "rg"), "bus:read,delete"},
    {ROLE("69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", "work"), "work:write"},
    /* nothing of the kind in scope: a stand-in */
    {ROLE("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "acct"), "acct/any:table:read,write,delete"},
    /* keys of the account open all that is in it */
    {ROLE("81a9662b-bebf-436f-a333-f67b29880f12", "rg"), "acct:read,write,delete"},
    {ROLE("de139f84-1756-47ae-9be6-808fbbe84772", "rg"),
     "site:read,write,invoke,delete,admin,exec"},
    /* several targets: what is there */
    {ROLE("92aaf0da-9dab-42b6-94a3-d43ce8d16293", "rg"), "acct:read,write,delete"},
    /* a vault without roles lets its contributor write himself a policy */
    {ROLE("f25e0fa2-a7c8-4377-a976-54943a77a395", "vault"), "vault:delete,admin,policy"},
    {ROLE("e40ec5ca-96e0-45a2-b4ff-59039f2c2b59", "other"), "other! other:admin"},
    /* roles of the template's own */
    {OWN("acct", "\"actions\":\"Microsoft.Storage/storageAccounts/listKeys/action\""),
     "acct:read,write,delete"},
    {OWN("acct", "\"actions\":\"Microsoft.Storage/*\","
                 "\"notActions\":\"Microsoft.Storage/storageAccounts/listkeys/action\""),
     "acct:delete,admin"},
    {OWN("acct", "\"dataActions\":\"Microsoft.Storage/storageAccounts/*/read\""),
     "box:read q:read"},
    {OWN("rg", "\"actions\":\"*\",\"notActions\":\"Microsoft.Authorization/*\""),
     "acct:read,write,delete,admin bus:read,write other:admin "
     "rg:read,write,invoke,delete,admin,exec "
     "site:read,invoke,admin,exec vault:admin,policy"},
    /* access policies */
    {ACCESS("\"secrets\":\"get list\""), "sms:read"},
    {ACCESS("\"secrets\":\"Set Delete\""), "sms:write,delete"},
    {ACCESS("\"secrets\":\"list\",\"keys\":\"sign\""), "vault/any:key:write"},
    {ACCESS("\"secrets\":\"all\""), "sms:read,write,delete"},
    /* what cannot be read gives nothing */
    {ROLE("00000000-0000-0000-0000-00000000dead", "rg"), ""},
    {ROLE("b24988ac-6180-42a0-ab88-20f7382dd24c", "nowhere"), ""},
    {"{\"aws\":\"policy\"}", ""},
    {"not json", ""},
    {"{\"azure\":\"roleAssignment\",\"role\":", ""},
    /* a condition is kept */
    {"{\"azure\":\"roleAssignment\",\"role\":\"c6a89b2d-59bc-44d0-9896-0f6e12d7b80a\","
     "\"scope\":\"q\",\"condition\":\"@Resource[x] StringEquals 'y'\"}",
     "q:write?"},
};

static void test_roles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct graph *g = system_of(&cases[i].policy, 1, false);
        struct buf got = {0};
        put_grants(g, &got);
        if (strcmp(got.ptr, cases[i].grants) != 0)
            fail_msg("%s\n  is   %s\n  want %s", cases[i].policy, got.ptr, cases[i].grants);
        buf_release(&got);
        graph_free(g);
    }
}

static void test_unresolved(void **state)
{
    (void)state;
    static const char *const policies[] = {
        ROLE("00000000-0000-0000-0000-00000000dead", "rg"),
        ROLE("b24988ac-6180-42a0-ab88-20f7382dd24c", "nowhere"),
    };
    struct graph *g = system_of(policies, 2, false);
    assert_int_equal(graph_unresolved_count(g), 2);
    assert_true(str_is(graph_unresolved_at(g, 0)->text, "00000000-0000-0000-0000-00000000dead"));
    assert_true(str_is(graph_unresolved_at(g, 1)->text, "nowhere"));
    graph_free(g);
}

static void test_provenance(void **state)
{
    (void)state;
    static const char *const policy =
        "{\"azure\":\"roleAssignment\",\"role\":\"b24988ac-6180-42a0-ab88-20f7382dd24c\","
        "\"scope\":\"rg\",\"file\":\"t.json\",\"line\":\"7\",\"column\":\"3\",\"field\":\"f\"}";
    struct graph *g = system_of(&policy, 1, false);
    edge_id id = graph_first_out(g, graph_find(g, STR("me")), EDGE_GRANTS);
    assert_int_not_equal(id, 0);
    const struct edge *e = graph_edge_at(g, id);
    assert_true(str_is(e->where.file, "t.json"));
    assert_int_equal(e->where.line, 7);
    assert_int_equal(e->where.col, 3);
    assert_int_equal(e->evidence, EVIDENCE_DECLARED);
    assert_true(str_is(edge_attr_text(e, "role"), "Contributor"));
    graph_free(g);
}

/* Two roles on one thing are one edge with both, in whatever order they and the nodes come. */
static void test_union(void **state)
{
    (void)state;
    static const char *const policies[] = {
        ROLE("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "acct"),
        ROLE("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "rg"),
    };
    for (int backwards = 0; backwards < 2; backwards++) {
        struct graph *g = system_of(policies, 2, backwards);
        edge_id id = graph_first_out(g, graph_find(g, STR("me")), EDGE_GRANTS);
        const struct edge *e = graph_edge_at(g, id);
        assert_int_equal(edge_ops(e), OP_READ | OP_WRITE | OP_DELETE);
        assert_true(str_is(edge_attr_text(e, "role"),
                           "Storage Blob Data Contributor;Storage Blob Data Reader"));
        graph_free(g);
    }
}

/* Many things: one edge to a stand-in that all of them reside in. */
static void test_many(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    struct origin none = {0};
    node_id acct = graph_node(g, NODE_BOUNDARY, STR("acct"), STR(""), none);
    node_id me = graph_node(g, NODE_IDENTITY, STR("me"), STR(""), none);
    struct arena *a = arena_new();
    graph_set_type(g, acct, STR("Microsoft.Storage/storageAccounts"));
    for (int i = 0; i < (int)LIMIT_GRANT_TARGETS + 1; i++) {
        node_id n = graph_node(g, NODE_BUCKET, arena_printf(a, "b%02d", i), STR(""), none);
        graph_set_type(g, n, STR("Microsoft.Storage/storageAccounts/blobServices/containers"));
        graph_edge(g, EDGE_RESIDES_IN, n, acct, EVIDENCE_DECLARED, -1, none);
    }
    graph_policy(g, me, STR(ROLE("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "acct")));
    iam_derive(g);
    graph_seal(g);
    node_id any = graph_find(g, STR("acct/any:blob"));
    assert_int_not_equal(any, 0);
    assert_int_equal(node_boundary_class(graph_node_at(g, any)), BOUNDARY_ANY);
    assert_int_equal(graph_out(g, graph_find(g, STR("me"))).count, 1);
    assert_int_equal(graph_edge_at(g, graph_out(g, graph_find(g, STR("me"))).ids[0])->to, any);
    size_t implicit = 0;
    for (size_t i = 0; i < graph_in(g, any).count; i++) {
        const struct edge *e = graph_edge_at(g, graph_in(g, any).ids[i]);
        implicit += e->kind == EDGE_RESIDES_IN && edge_fact_bool(e, FACT_IMPLICIT, false);
    }
    assert_int_equal(implicit, (int)LIMIT_GRANT_TARGETS + 1);
    arena_free(a);
    graph_free(g);
}

/* A vault that asks for roles takes no notice of its access policies. */
static void test_vault_modes(void **state)
{
    (void)state;
    struct graph *g = graph_new();
    struct origin none = {0};
    node_id vault = graph_node(g, NODE_BOUNDARY, STR("vault"), STR(""), none);
    node_id me = graph_node(g, NODE_IDENTITY, STR("me"), STR(""), none);
    graph_set_type(g, vault, STR("Microsoft.KeyVault/vaults"));
    graph_attr(g, vault, "rbac", STR("true"));
    graph_policy(g, me, STR(ACCESS("\"secrets\":\"get\"")));
    graph_policy(g, me, STR(ROLE("f25e0fa2-a7c8-4377-a976-54943a77a395", "vault")));
    iam_derive(g);
    graph_seal(g);
    struct buf got = {0};
    put_grants(g, &got);
    assert_string_equal(got.ptr, "vault:delete,admin");
    buf_release(&got);
    graph_free(g);
}

/* The table itself: every target and class is one that the code knows, GUIDs are well formed. */
static void count_target(void *arg, const char *target, unsigned ops)
{
    assert_true(ops != 0);
    assert_true(strcmp(target, "any") == 0 || azure_target_find(str_from(target)));
    ++*(size_t *)arg;
}

static void test_table(void **state)
{
    (void)state;
    assert_true(azure_role_count >= 62);
    for (size_t i = 0; i < azure_role_count; i++) {
        struct str guid = str_from(azure_roles[i].guid);
        assert_int_equal(guid.len, 36);
        assert_ptr_equal(azure_role_find(guid), &azure_roles[i]);
        struct str list = str_from(azure_roles[i].grants), one;
        for (struct str rest = list; str_cut(&rest, ' ', &one);) {
            struct str classes = one, target, word;
            assert_true(str_cut(&classes, ':', &target));
            if (!str_is(target, "any") && !azure_target_find(target))
                fail_msg("%s: no target %.*s", azure_roles[i].name, (int)target.len, target.ptr);
            for (struct str left = classes; classes.len && str_cut(&left, ',', &word);) {
                bool known = str_is(word, "controls");
                for (unsigned b = 0; b < OP_COUNT; b++)
                    known = known || str_is(word, op_class_names[b]);
                if (!known)
                    fail_msg("%s: no class %.*s", azure_roles[i].name, (int)word.len, word.ptr);
            }
        }
    }
    size_t targets = 0;
    struct azure_actions all = {.actions = STR("*"), .data_actions = STR("*")};
    azure_actions_classify(&all, count_target, &targets);
    assert_true(targets > 20);
    assert_null(azure_role_find(STR("")));
}

static void test_flat_json(void **state)
{
    (void)state;
    static const struct {
        const char *json, *key, *value; /* NULL: not there */
    } rows[] = {
        {"{\"a\":\"b\"}", "a", "b"},
        {" { \"a\" : \"b\" , \"c\" : \"d\" } ", "c", "d"},
        {"{\"x\":{\"a\":\"}\"},\"y\":[1,\"]\"],\"a\":\"b\"}", "a", "b"},
        {"{\"a\":\"q\\\"\\\\\\n\\u00e9\\ud83d\\ude00\"}", "a", "q\"\\\n\xc3\xa9\xf0\x9f\x98\x80"},
        {"{\"a\":1}", "a", NULL},
        {"{\"b\":\"a\"}", "a", NULL},
        {"{\"a\":\"b", "a", NULL},
        {"[\"a\"]", "a", NULL},
        {"", "a", NULL},
        {"{\"a\":\"\\u12\"}", "a", NULL},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str value = STR_NONE;
        bool found = flat_json_get(a, str_from(rows[i].json), rows[i].key, &value);
        if (found != (rows[i].value != NULL) || (found && !str_is(value, rows[i].value)))
            fail_msg("%s: %d %.*s", rows[i].json, found, (int)value.len, value.ptr);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roles),      cmocka_unit_test(test_unresolved),
        cmocka_unit_test(test_provenance), cmocka_unit_test(test_union),
        cmocka_unit_test(test_many),       cmocka_unit_test(test_vault_modes),
        cmocka_unit_test(test_table),      cmocka_unit_test(test_flat_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
