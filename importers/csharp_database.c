/* SPDX-License-Identifier: MIT */
/* Contexts of Entity Framework: where their connection comes from and what calls on them do. */
#include "csharp_run.h"

bool cs_is_context(const struct cs_class *k)
{
    for (int depth = 0; k && depth < 8; depth++, k = cs_base_class(k))
        for (const struct cs_type *t = k->bases; t; t = t->next)
            if (str_ends(t->name, STR("DbContext")))
                return true;
    return false;
}

static cs_val options_builder(struct cs_run *r)
{
    return cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_SDK, .sdk = SDK_DATABASE,
                                              .serial = cs_serial(r->v), .born = r->branch});
}

bool cs_database_setup(struct cs_run *r, cs_atom self, struct str method, struct cs_args *args,
                       cs_val *result)
{
    if (!str_starts(method, STR("Use")) || !cs_atom_at(r->v, self)->serial)
        return false;
    cs_val conn = cs_arg(args, 0);
    if (conn && cs_row(r->v, conn, 0)->kind == CS_ATOM_TEXT)
        cs_field_set(r, self, STR("$conn"), conn);
    *result = cs_one(r->v, self);
    return true;
}

/* Connection of a context: from its registration, else from its own OnConfiguring. */
static cs_val context_connection(struct cs_run *r, struct cs_class *k)
{
    cs_atom owner = cs_class_atom(r, k);
    cs_val conn = cs_field_get(r, owner, STR("$conn"));
    struct cs_member *m = cs_member_find(r->p, k, STR("OnConfiguring"));
    if (conn || !m || m->kind != CS_METHOD)
        return conn;
    struct cs_args args = {.count = 1, .values = {options_builder(r)}};
    cs_invoke(r, m, owner, &args);
    conn = cs_field_get(r, cs_nth(r->v, args.values[0], 0), STR("$conn"));
    if (conn)
        cs_field_set(r, owner, STR("$conn"), conn);
    return conn;
}

cs_val cs_context_set(struct cs_run *r, struct cs_class *k)
{
    cs_val conn = context_connection(r, k), out = 0;
    struct cs_atom_row row = {.kind = CS_ATOM_SDK, .sdk = SDK_DATABASE};
    for (uint32_t i = 0; i < cs_count(r->v, conn); i++) {
        row.conn = cs_template(cs_row(r->v, conn, i));
        out = cs_join(r->v, out, cs_put(r->v, &row));
    }
    return out ? out : cs_put(r->v, &row);
}

bool cs_context_register(struct cs_run *r, struct cs_frame *f, struct str method,
                         struct cs_args *args)
{
    if (!str_starts(method, STR("AddDbContext")) && !str_is(method, "AddSqlServer") &&
        !str_is(method, "AddPooledDbContextFactory"))
        return false;
    struct cs_class *k = cs_type_class(r->p, f->unit, f->cls, args->generics);
    if (!k)
        return false;
    cs_val conn = cs_arg(args, 0), builder = options_builder(r);
    if (!conn || cs_row(r->v, conn, 0)->kind != CS_ATOM_TEXT) {
        cs_run_lambdas(r, args, builder);
        conn = cs_field_get(r, cs_nth(r->v, builder, 0), STR("$conn"));
    }
    if (conn)
        cs_field_set(r, cs_class_atom(r, k), STR("$conn"), conn);
    return true;
}

bool cs_context_call(struct cs_run *r, struct cs_frame *f, struct cs_class *k, struct str method,
                     struct cs_args *args, cs_val *result)
{
    if (!cs_is_context(k))
        return false;
    *result = cs_context_set(r, k);
    if (str_is(method, "Set"))
        return true;
    bool writes = str_starts(method, STR("SaveChanges")) || str_starts(method, STR("Add")) ||
                  str_starts(method, STR("Update")) || str_starts(method, STR("Remove"));
    if (!writes && !str_starts(method, STR("Find")))
        return false;
    for (uint32_t i = 0; i < cs_count(r->v, *result); i++) {
        struct cs_target t = {.op = writes ? CSHARP_WRITE : CSHARP_READ,
                              .resource = CSHARP_DATABASE, .conn = cs_row(r->v, *result, i)->conn,
                              .joined = cs_count(r->v, *result) > 1,
                              .method = ARENA_JOIN(r->arena, k->name, STR("."), method)};
        cs_effect(r, f, args->at, &t);
    }
    *result = cs_unknown(r->v);
    return true;
}
