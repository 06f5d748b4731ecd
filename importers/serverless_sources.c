/* SPDX-License-Identifier: MIT */
#include "serverless_sources.h"

#include "limits.h"
#include "mem.h"

static struct sls_result found(const struct doc_node *n)
{
    return (struct sls_result){doc_is_null(n) ? SLS_MISSING : SLS_FOUND, n, STR_NONE};
}

static struct sls_result unknown(const char *reason)
{
    return (struct sls_result){SLS_UNKNOWN, NULL, str_from(reason)};
}

static struct sls_result text(struct sls_vars *v, const struct doc_node *at, struct str s)
{
    struct doc_node *n = doc_scalar(v->doc, s, false, at->line, at->col);
    n->file = at->file;
    return (struct sls_result){SLS_FOUND, n, STR_NONE};
}

const struct doc_node *sls_look_up(struct sls_vars *v, const struct doc_node *n, struct str path)
{
    struct sls_variable var;
    for (struct str rest = path, name; n && !str_empty(rest);) {
        str_cut(&rest, '.', &name);
        if (doc_is_scalar(n) && sls_next_variable(doc_text(n), 0, &var)) {
            v->depth++;
            n = sls_resolve(v, n);
            v->depth--;
        }
        long i;
        if (doc_is_list(n) && str_to_long(name, &i) && i >= 0)
            n = doc_at(n, (size_t)i);
        else
            n = doc_get_str(n, name);
    }
    return n;
}

static struct sls_result of_self(struct sls_vars *v, const struct doc_node *at, struct str path)
{
    if (str_is(path, "provider.stage"))
        return text(v, at, v->stage);
    const struct doc_node *n = str_empty(path) ? v->raw : sls_look_up(v, v->raw, path);
    if (!n && str_is(path, "provider.region"))
        return text(v, at, v->region);
    if (str_is(path, "service") && doc_is_map(n))
        n = doc_get(n, "name"); /* service: {name: x}, as versions 1 and 2 allow */
    if (!n && str_is(path, "service.name"))
        n = doc_get(v->raw, "service");
    return found(n);
}

static struct sls_result of_opt(struct sls_vars *v, const struct doc_node *at, struct str name)
{
    struct str value;
    if (str_is(name, "stage") && !str_empty(v->host->stage))
        return text(v, at, v->host->stage);
    if (v->host->param(v->host->arg, name, &value))
        return text(v, at, value);
    return (struct sls_result){SLS_MISSING, NULL, STR_NONE};
}

/* --param, the compose file, then what the service says for the stage, then for all stages. */
static struct sls_result of_param(struct sls_vars *v, const struct doc_node *at, struct str name)
{
    struct str value;
    if (v->host->param(v->host->arg, name, &value))
        return text(v, at, value);
    const struct doc_node *given = doc_get_str(v->given, name);
    if (given)
        return found(given);
    struct arena *a = v->arena;
    struct str places[] = {
        ARENA_JOIN(a, STR("stages."), v->stage, STR(".params.")),
        STR("stages.default.params."),
        ARENA_JOIN(a, STR("params."), v->stage, STR(".")),
        STR("params.default."),
    };
    for (size_t i = 0; i < COUNT(places); i++) {
        const struct doc_node *n = sls_look_up(v, v->raw, ARENA_JOIN(a, places[i], name));
        if (n)
            return found(n);
    }
    return unknown("no stage says the parameter; --param NAME=VALUE gives it");
}

/* --- Files ------------------------------------------------------------------------------------ */

static bool ends_in_any(struct str path, const char *const *ends, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_iends(path, str_from(ends[i])))
            return true;
    return false;
}

/* The root of a file, read once; NULL: it is not there. */
static const struct doc_node *file_root(struct sls_vars *v, const struct doc_node *at,
                                        struct str path)
{
    static const char *const documents[] = {".yml", ".yaml", ".json", ".tfstate"};
    uint32_t place;
    if (map_get(&v->files, path, &place))
        return place ? v->roots[place - 1] : NULL;
    if (v->file_count >= LIMIT_INCLUDE_FILES)
        return NULL;
    const struct doc_node *root = NULL;
    struct str bytes;
    if (ends_in_any(path, documents, COUNT(documents))) {
        const struct doc *doc = v->host->load(v->host->arg, path);
        struct doc_node *copy = doc_root(doc) ? doc_copy(v->doc, doc, doc_root(doc)) : NULL;
        sls_new_syntax(v, copy);
        root = copy;
    } else if (v->host->read(v->host->arg, path, &bytes) && bytes.len <= LIMIT_STRING_BYTES) {
        struct doc_node *n = doc_scalar(v->doc, bytes, false, 1, 1);
        n->file = doc_add_file(v->doc, path);
        root = n;
    }
    (void)at;
    if (v->file_count == v->file_cap)
        v->roots = mem_grow(v->roots, &v->file_cap, sizeof(const struct doc_node *));
    v->roots[v->file_count++] = root;
    map_set(&v->files, arena_str(v->arena, path), root ? (uint32_t)v->file_count : 0);
    return root;
}

static struct sls_result of_file(struct sls_vars *v, const struct doc_node *at, struct str name,
                                 struct str address)
{
    static const char *const programs[] = {".js", ".cjs", ".mjs", ".ts"};
    struct str path;
    name = str_trim(name);
    if (name.len >= 2 && (name.ptr[0] == '\'' || name.ptr[0] == '"'))
        name = str_sub(name, 1, name.len - 2);
    if (ends_in_any(name, programs, COUNT(programs)))
        return unknown("the value is made by a program");
    if (str_starts(name, STR("~")) || !v->host->join(v->host->arg, v->folder, name, &path))
        return unknown("the file lies outside of what was read");
    const struct doc_node *root = file_root(v, at, path);
    if (!root)
        return unknown("the file is not there");
    return found(str_empty(address) ? root : sls_look_up(v, root, address));
}

/* --- Environment ------------------------------------------------------------------------------ */

/* Is NAME=... a line of the file? Its value is not looked at. */
static bool names_it(struct sls_vars *v, struct str file, struct str name)
{
    struct str path, bytes, line;
    if (!v->host->join(v->host->arg, v->folder, file, &path) ||
        !v->host->read(v->host->arg, path, &bytes))
        return false;
    for (struct str rest = bytes; str_cut(&rest, '\n', &line);) {
        line = str_trim(line);
        if (str_starts(line, STR("export ")))
            line = str_trim(str_from_at(line, strlen("export ")));
        size_t sign = str_chr(line, '=');
        if (sign != STR_NPOS && str_eq(str_trim(str_sub(line, 0, sign)), name))
            return true;
    }
    return false;
}

static struct sls_result of_env(struct sls_vars *v, struct str name)
{
    struct str own = ARENA_JOIN(v->arena, STR(".env."), v->stage);
    if (names_it(v, own, name) || names_it(v, STR(".env"), name))
        return unknown("stands in the file .env; what it holds is put into the template in plain "
                       "text at deployment");
    return unknown("stands in the environment of whoever deploys; --param env:NAME=VALUE gives it");
}

/* --- All of them ------------------------------------------------------------------------------ */

static struct sls_result of_sls(struct sls_vars *v, const struct doc_node *at, struct str name)
{
    return str_is(name, "stage") ? text(v, at, v->stage)
                                 : unknown("only the deployment knows it");
}

static struct sls_result of_aws(struct sls_vars *v, const struct doc_node *at, struct str name)
{
    static const char *const pseudo[] = {"accountId", "partition"};
    if (str_is(name, "region"))
        return text(v, at, v->region);
    for (size_t i = 0; i < COUNT(pseudo); i++) /* a pseudo parameter stands for it: not open */
        if (str_is(name, pseudo[i]))
            return text(v, at, ARENA_JOIN(v->arena, STR("${AWS::"), str_is(name, "partition")
                                                   ? STR("Partition") : STR("AccountId"), STR("}")));
    if (str_starts(name, STR("ssm")))
        return unknown("stands in the parameter store; what it holds is put into the template "
                       "in plain text at deployment");
    return unknown("needs the cloud");
}

static struct sls_result of_bool(struct sls_vars *v, const struct doc_node *at, struct str s)
{
    bool value;
    s = str_trim(s);
    struct doc_node *n = doc_scalar(v->doc, s, true, at->line, at->col);
    if (str_is(s, "1") || str_is(s, "0"))
        value = str_is(s, "1");
    else if (!doc_bool(n, &value))
        return unknown("is neither true nor false");
    n = doc_scalar(v->doc, value ? STR("true") : STR("false"), true, at->line, at->col);
    n->file = at->file;
    return (struct sls_result){SLS_FOUND, n, STR_NONE};
}

static const struct {
    const char *source, *reason;
} far_away[] = {
    {"ssm", "stands in the parameter store; what it holds is put into the template in plain text "
            "at deployment"},
    {"cf", "is an output of another stack"},
    {"s3", "is an object of a bucket"},
    {"git", "comes from the repository at deployment"},
    {"vault", "stands in a vault"},
    {"terraform", "is an output of Terraform"},
    {"doppler", "stands at a provider of secrets"},
    {"secrets", "stands at a provider of secrets"},
    {"construct", "is made by a construct"},
    {"output", "is an output of another service"},
    {"state", "is an output of another service"},
};

static struct str cut_source(struct str address, struct str *inside, struct str *rest)
{
    size_t open = str_chr(address, '('), colon = str_chr(address, ':');
    *inside = STR_NONE;
    if (open != STR_NPOS && open < colon) {
        size_t level = 0, i = open;
        for (; i < address.len; i++) {
            level += address.ptr[i] == '(';
            if (address.ptr[i] == ')' && --level == 0)
                break;
        }
        *inside = str_sub(address, open + 1, i - open - 1);
        *rest = i + 1 < address.len ? str_from_at(address, i + 1) : STR_NONE;
        if (rest->len && rest->ptr[0] == ':')
            *rest = str_from_at(*rest, 1);
        return str_sub(address, 0, open);
    }
    *rest = colon == STR_NPOS ? STR_NONE : str_from_at(address, colon + 1);
    return str_sub(address, 0, colon);
}

struct sls_result sls_source(struct sls_vars *v, const struct doc_node *at, struct str address)
{
    struct str inside, rest, value;
    if (v->host->param(v->host->arg, address, &value))
        return text(v, at, value);
    struct str source = cut_source(address, &inside, &rest);
    if (str_is(source, "self"))
        return of_self(v, at, rest);
    if (str_is(source, "opt"))
        return of_opt(v, at, rest);
    if (str_is(source, "param"))
        return of_param(v, at, rest);
    if (str_is(source, "file"))
        return of_file(v, at, inside, rest);
    if (str_is(source, "sls"))
        return of_sls(v, at, rest);
    if (str_is(source, "aws"))
        return of_aws(v, at, rest);
    if (str_is(source, "env"))
        return of_env(v, rest);
    if (str_is(source, "strToBool"))
        return of_bool(v, at, inside);
    for (size_t i = 0; i < COUNT(far_away); i++)
        if (str_is(source, far_away[i].source))
            return unknown(far_away[i].reason);
    return unknown("the source of the variable is not known here");
}
