/* SPDX-License-Identifier: MIT */
/* What must not fall: by what the system says, and by what the team says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "jewels.h"
#include "tiny_graph.h"

static const char system_text[] =
    "table users sensitivity=2\n"
    "table weather sensitivity=1\n"
    "queue cards sensitivity=3\n"
    "log trail sensitivity=2\n"
    "function f sensitivity=3\n"
    "secret token\n"
    "key k\n"
    "identity plain\n"
    "identity climber\n"
    "identity perhaps\n"
    "identity itself\n"
    "identity owner\n"
    "identity reader\n"
    "identity root\n"
    "identity postman\n"
    "identity retired\n"
    "boundary group class=resource-group\n"
    "boundary aws:any:* class=any\n"
    "boundary aws:any:ses class=any\n"
    "boundary vault class=data-account\n"
    "net lan\n"
    "climber -controls-> plain primitive=PutRolePolicy\n"
    "perhaps -controls-> plain cond='if MFA'\n"
    "itself -controls-> itself\n"
    "retired -controls-> plain enabled=false\n"
    "owner -grants-> group ops=read,admin\n"
    "reader -grants-> group ops=read,write\n"
    "root -grants-> aws:any:* ops=read,write,admin,policy\n"
    "postman -grants-> aws:any:ses ops=admin,policy\n"
    "postman -grants-> vault ops=admin\n";

/* "users=read token=read", in id order; reason behind '/' where it is not the usual one. */
static void list(const struct graph *g, const struct jewels *j, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < j->count; i++) {
        struct str name = graph_node_at(g, j->items[i].node)->name;
        used += (size_t)snprintf(out + used, size - used, "%s%.*s/%s", i ? " " : "",
                                 (int)name.len, name.ptr, jewel_reason_names[j->items[i].reason]);
        for (int s = 0; s < STATE_COUNT; s++)
            if (j->items[i].states & 1u << s)
                used += (size_t)snprintf(out + used, size - used, "=%s", state_names[s]);
    }
}

static void test_by_themselves(void **state)
{
    (void)state;
    char text[512];
    struct diags *diags = diags_new();
    struct graph *g = tiny_graph(system_text);
    struct jewels *j = jewels_find(g, NULL, NULL, 0, diags);
    list(g, j, text, sizeof text);
    assert_string_equal(text, "cards/sensitive=read climber/powerful=hold owner/powerful=hold "
                              "root/powerful=hold token/secret=read users/sensitive=read");
    assert_false(j->named);
    assert_int_equal(diags_count(diags), 0);
    for (size_t n = 1; n <= graph_node_count(g); n++) {
        bool listed = false;
        for (size_t i = 0; i < j->count; i++)
            listed = listed || j->items[i].node == n;
        assert_int_equal(jewels_at(j, (node_id)n) != NULL, listed);
    }
    jewels_free(j);
    diags_free(diags);
    graph_free(g);
}

static void test_named(void **state)
{
    (void)state;
    static const struct {
        const char *entries[3], *found, *complaint;
        enum diag_level level;
    } cases[] = {
        {{"weather"}, "weather/named=read", NULL, 0},
        {{"WEATHER"}, "weather/named=read", NULL, 0},
        {{" weather:write ", "weather"}, "weather/named=read=write", NULL, 0},
        {{"*er"}, "climber/named=hold owner/named=hold reader/named=hold weather/named=read", NULL, 0},
        {{"kind:table sens>=2"}, "users/named=read", NULL, 0},
        {{"kind:table:write", "f"}, "f/named=control users/named=write weather/named=write", NULL, 0},
        {{"kind:table|kind:queue"}, "cards/named=read users/named=read weather/named=read", NULL, 0},
        {{"group"}, "group/named=read=control", NULL, 0},
        {{"aws:any:ses"}, "aws:any:ses/named=read=control", NULL, 0},
        {{"aws:any:*"}, "aws:any:*/named=read=control aws:any:ses/named=read=control", NULL, 0},
        {{"usr"}, "", "the jewel 'usr' cannot be found: it fits no node that can fall", DIAG_WARNING},
        {{"lan"}, "", "the jewel 'lan' cannot be found: it fits no node that can fall", DIAG_WARNING},
        {{"users:hold"}, "",
         "the jewel 'users:hold' cannot be found: no key or attribute is called 'users'", DIAG_ERROR},
        {{"kind:tabel"}, "", "the jewel 'kind:tabel' cannot be found: it fits no node that can fall",
         DIAG_WARNING},
        {{"(kind:table"}, "", "the jewel '(kind:table' cannot be found: a bracket is not closed",
         DIAG_ERROR},
        {{"weather", "kind:table sens>="}, "weather/named=read",
         "the jewel 'kind:table sens>=' cannot be found: 'sens' needs a value", DIAG_ERROR},
    };
    for (size_t c = 0; c < COUNT(cases); c++) {
        char text[512];
        struct jewel_name names[3];
        size_t count = 0;
        struct diags *diags = diags_new();
        struct graph *g = tiny_graph(system_text);
        while (count < 3 && cases[c].entries[count]) {
            names[count] = (struct jewel_name){
                str_from(cases[c].entries[count]),
                {.file = STR("faasmap.yaml"), .line = 3 + (uint32_t)count, .col = 5}};
            count++;
        }
        struct jewels *j = jewels_find(g, NULL, names, count, diags);
        list(g, j, text, sizeof text);
        assert_string_equal(text, cases[c].found);
        assert_int_equal(diags_count(diags), cases[c].complaint != NULL);
        if (cases[c].complaint) {
            const struct diag *said = diags_at(diags, 0);
            assert_true(str_is(said->text, cases[c].complaint));
            assert_int_equal(said->level, cases[c].level);
            assert_int_equal(said->where.line, 2 + count);
        }
        assert_true(j->named);
        jewels_free(j);
        diags_free(diags);
        graph_free(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_themselves),
        cmocka_unit_test(test_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
