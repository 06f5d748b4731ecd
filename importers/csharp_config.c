/* SPDX-License-Identifier: MIT */
#include "csharp_run.h"

bool cs_is_config_type(struct str name)
{
    return str_is(name, "IConfiguration") || str_is(name, "IConfigurationRoot") ||
           str_is(name, "IConfigurationSection") || str_is(name, "ConfigurationManager") ||
           str_is(name, "ConfigurationBuilder") || str_is(name, "IConfigurationBuilder");
}

bool cs_is_config_static(struct str path)
{
    static const struct str tails[] = {STR_INIT("ConfigurationManager.AppSettings"),
                                       STR_INIT("ConfigurationManager.ConnectionStrings")};
    for (size_t i = 0; i < COUNT(tails); i++)
        if (str_ends(path, tails[i]))
            return true;
    return false;
}

cs_val cs_config(struct cs_run *r, struct str prefix)
{
    return cs_put(r->v, &(struct cs_atom_row){.kind = CS_ATOM_CONFIG, .text = prefix});
}

/* The setting of that name: notes that it is read and gives its template. */
static cs_val setting(struct cs_run *r, struct cs_frame *f, const struct cs_expr *at,
                      struct str prefix, struct str key)
{
    struct str name = ARENA_JOIN(r->arena, prefix, key);
    static const struct str local = STR_INIT("Values:"); /* the file's own way to say it */
    if (str_starts(name, local))
        name = str_from_at(name, local.len);
    while (name.len && name.ptr[name.len - 1] == ':')
        name.len--;
    if (!name.len || cs_has_hole(name) || cs_has_setting(name))
        return cs_unknown(r->v);
    cs_use_setting(r, f, at, name);
    return cs_setting(r->v, name);
}

cs_val cs_config_key(struct cs_run *r, cs_atom config, cs_val key, const struct cs_expr *at,
                     struct cs_frame *f)
{
    struct str prefix = cs_atom_at(r->v, config)->text;
    cs_val out = 0;
    if (!key)
        return setting(r, f, at, prefix, STR_NONE);
    for (uint32_t i = 0; i < cs_count(r->v, key); i++)
        out = cs_join(r->v, out, setting(r, f, at, prefix, cs_template(cs_row(r->v, key, i))));
    return out;
}

/* Sections of all keys, each with ':' behind it. */
static cs_val section(struct cs_run *r, cs_atom config, cs_val key)
{
    cs_val out = 0;
    for (uint32_t i = 0; i < cs_count(r->v, key); i++) {
        struct str name = cs_template(cs_row(r->v, key, i));
        out = cs_join(r->v, out, cs_config(r, ARENA_JOIN(r->arena, cs_atom_at(r->v, config)->text,
                                                         name, STR(":"))));
    }
    return out ? out : cs_unknown(r->v);
}

static cs_val connection_string(struct cs_run *r, struct cs_frame *f, cs_val key,
                                const struct cs_expr *at)
{
    cs_val out = 0;
    for (uint32_t i = 0; i < cs_count(r->v, key); i++)
        out = cs_join(r->v, out, setting(r, f, at, STR("ConnectionStrings:"),
                                         cs_template(cs_row(r->v, key, i))));
    return out;
}

static cs_val bound_generic(struct cs_run *r, struct cs_frame *f, const struct cs_args *args,
                            struct str prefix)
{
    struct cs_class *k = cs_type_class(r->p, f->unit, f->cls, args->generics);
    return k ? cs_bound_object(r, k, prefix) : cs_unknown(r->v);
}

/* section.Bind(object) : its properties are the settings of the section. */
static void bind(struct cs_run *r, cs_val object, struct str prefix)
{
    for (uint32_t i = 0; i < cs_count(r->v, object); i++)
        if (cs_row(r->v, object, i)->kind == CS_ATOM_OBJECT)
            cs_field_set(r, cs_nth(r->v, object, i), STR("$section"), cs_config(r, prefix));
}

bool cs_config_call(struct cs_run *r, struct cs_frame *f, cs_atom config, struct str method,
                    struct cs_args *args, cs_val *result)
{
    struct str prefix = cs_atom_at(r->v, config)->text;
    cs_val key = cs_arg(args, 0);
    if (str_is(method, "GetValue") && args->count) {
        *result = cs_config_key(r, config, key, args->at, f);
    } else if (str_is(method, "GetSection") || str_is(method, "GetRequiredSection")) {
        *result = section(r, config, key);
    } else if (str_is(method, "GetConnectionString")) {
        *result = connection_string(r, f, key, args->at);
    } else if (str_is(method, "GetConnectionStringOrSetting") ||
               str_is(method, "GetWebJobsConnectionString") ||
               str_is(method, "GetConnectionStringOrAppSetting")) {
        *result = cs_config_key(r, config, key, args->at, f);
    } else if (str_is(method, "Get")) {
        *result = args->generics ? bound_generic(r, f, args, prefix)
                                 : cs_config_key(r, config, key, args->at, f);
    } else if (str_is(method, "Bind") && args->count) {
        bool two = args->count > 1 && cs_row(r->v, key ? key : cs_unknown(r->v), 0)->kind ==
                                          CS_ATOM_TEXT;
        struct str deeper = two ? ARENA_JOIN(r->arena, prefix,
                                             cs_template(cs_row(r->v, key, 0)), STR(":")) : prefix;
        bind(r, cs_arg(args, two ? 1 : 0), deeper);
        *result = cs_arg(args, two ? 1 : 0);
    } else {
        return false;
    }
    if (!*result)
        *result = cs_unknown(r->v);
    return true;
}

bool cs_config_static(struct cs_run *r, struct cs_frame *f, struct str path, struct str method,
                      struct cs_args *args, cs_val *result)
{
    struct str name = cs_last_part(path);
    bool env = str_is(name, "Environment") && str_is(method, "GetEnvironmentVariable");
    bool cloud = (str_is(name, "CloudConfigurationManager") && str_is(method, "GetSetting")) ||
                 (str_is(name, "RoleEnvironment") &&
                  str_is(method, "GetConfigurationSettingValue"));
    if (str_is(method, "GetEnvironmentVariables")) {
        *result = cs_config(r, STR_NONE);
        return true;
    }
    if (!env && !cloud)
        return false;
    /* functions see connection strings as environment variables with these heads */
    *result = cs_config_key(r, cs_nth(r->v, cs_config(r, STR_NONE), 0), cs_arg(args, 0), args->at,
                            f);
    if (!*result)
        *result = cs_unknown(r->v);
    return true;
}

/* ---- options classes ---- */

cs_val cs_bound_object(struct cs_run *r, struct cs_class *k, struct str prefix)
{
    cs_val object = cs_construct(r, k, &(struct cs_args){0});
    bind(r, object, prefix);
    return object;
}

cs_val cs_bound_property(struct cs_run *r, cs_atom object, const struct cs_member *m)
{
    cs_val from = cs_field_get(r, object, STR("$section"));
    if (!from || m->kind != CS_PROPERTY)
        return 0;
    struct str prefix = cs_row(r->v, from, 0)->text;
    struct cs_class *k = cs_type_class(r->p, m->unit, m->owner, m->type);
    if (k && k->kind == CS_CLASS) {
        cs_val nested = cs_bound_object(r, k, ARENA_JOIN(r->arena, prefix, m->name, STR(":")));
        cs_field_set(r, object, m->name, nested);
        return nested;
    }
    struct cs_frame f = {.cls = m->owner, .unit = m->unit, .self = object};
    struct cs_expr at = {.line = m->line, .col = m->col};
    return setting(r, &f, &at, prefix, m->name);
}
