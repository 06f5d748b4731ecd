/* SPDX-License-Identifier: MIT */
/* handler_transact.c - transactions of DynamoDB: each item is an operation of its own, and asks for the
 * right to that one only.
 * Source: DynamoDB developer guide, "Managing complex workflows with DynamoDB transactions", "IAM for
 * transactions". */
#include "handler_eval.h"

enum { LISTS_DEEP = 3 }; /* in each other */

struct items {
    struct run *r;
    const struct aws_call_row *row;
    const struct value *client;
    const struct call *c;
    bool any, unknown; /* an item was read; one may be there that was not */
};

static void item(struct items *x, const struct value *v)
{
    static const char *const kinds[][2] = {{"Put", "putitem"},
                                           {"Update", "updateitem"},
                                           {"Delete", "deleteitem"},
                                           {"ConditionCheck", "conditioncheckitem"},
                                           {"Get", "getitem"}};
    bool known = false;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const struct value *what = table_get(v->fields, str_from(kinds[i][0]));
        if (!what)
            continue;
        aws_one_call(x->r, x->row, kinds[i][1], x->client, what, x->c);
        known = true;
    }
    x->any |= known;
    x->unknown |= !known;
}

static void list(struct items *x, const struct value *v, unsigned depth)
{
    x->unknown |= !v || depth > LISTS_DEEP || value_has_more(v);
    for (; v && depth <= LISTS_DEEP; v = v->other) {
        if (v->kind == VALUE_MAP)
            item(x, v);
        else if (v->kind == VALUE_LIST && v->element)
            list(x, v->element, depth + 1);
        else
            x->unknown |= v->kind != VALUE_LIST || v->fields->first;
    }
}

bool aws_transacts(const struct aws_call_row *row)
{
    return row && strncmp(row->op, "transact", 8) == 0 &&
           strcmp(aws_service_rows[row->service].iam, "dynamodb") == 0;
}

void aws_transact(struct run *r, const struct aws_call_row *row, const struct value *client,
                  const struct value *params, const struct call *c)
{
    static const char *const name = "TransactItems";
    struct items x = {.r = r, .row = row, .client = client, .c = c};
    const struct value *named = params ? NULL : call_named(c, str_from(name));
    if (named)
        list(&x, named, 0);
    else
        for (const struct value *v = params ? params : call_arg(c, 0); v; v = v->other)
            list(&x, v->kind == VALUE_MAP ? table_get(v->fields, str_from(name)) : NULL, 0);
    if (x.unknown || !x.any) /* a list that is filled out of sight */
        aws_some_call(r, row, client, c);
}
