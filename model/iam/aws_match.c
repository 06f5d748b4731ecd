/* SPDX-License-Identifier: MIT */
#include "aws_match.h"

#include "terms.h"

/* --- The request ------------------------------------------------------------------------------ */

static struct str nth_part(struct str arn, int n)
{
    struct str rest = arn, part = STR_NONE;
    for (int i = 0; i <= n; i++)
        if (!str_cut(&rest, ':', &part))
            return STR_NONE;
    return part;
}

static struct str last_of_path(struct str s)
{
    size_t slash = str_rchr(s, '/');
    return slash == STR_NPOS ? s : str_from_at(s, slash + 1);
}

static void find_caller(struct aws_request *r)
{
    struct str p = r->principal, path = nth_part(p, 5);
    if (str_empty(p) || str_is(p, "*") || str_is(p, "anonymous")) {
        r->caller = AWS_CALLER_ANONYMOUS;
        return;
    }
    if (aws_is_account(p)) {
        r->caller = AWS_CALLER_ROOT;
        r->account = p;
        return;
    }
    if (!str_starts(p, STR("arn:"))) {
        bool service = str_ends(p, STR(".amazonaws.com")) || str_ends(p, STR(".amazonaws.com.cn"));
        r->caller = service && !str_is(p, "cognito-identity.amazonaws.com") ? AWS_CALLER_SERVICE
                                                                            : AWS_CALLER_FEDERATED;
        return;
    }
    r->account = nth_part(p, 4);
    if (str_is(path, "root")) {
        r->caller = AWS_CALLER_ROOT;
    } else if (str_starts(path, STR("user/"))) {
        r->caller = AWS_CALLER_USER;
    } else if (str_starts(path, STR("role/"))) {
        r->caller = AWS_CALLER_ROLE;
        r->role_name = last_of_path(path);
    } else if (str_starts(path, STR("assumed-role/"))) {
        struct str rest = str_from_at(path, sizeof "assumed-role/" - 1);
        r->caller = AWS_CALLER_SESSION;
        str_cut(&rest, '/', &r->role_name);
    } else if (str_starts(path, STR("oidc-provider/")) || str_starts(path, STR("saml-provider/"))) {
        r->caller = AWS_CALLER_FEDERATED;
        r->account = STR_NONE;
    } else {
        r->caller = AWS_CALLER_OTHER;
    }
}

static bool is_listed(const struct aws_request *r, struct str key)
{
    for (size_t i = 0; i < r->context_count; i++)
        if (str_ieq(r->context[i].key, key))
            return true;
    return r->own_count == AWS_OWN_KEYS;
}

static void own_key(struct arena *a, struct aws_request *r, struct str key, struct str value)
{
    size_t n = r->own_count;
    if (str_empty(value) || is_listed(r, key))
        return;
    struct str *kept = arena_bytes(a, sizeof *kept); /* not in r, which is copied */
    *kept = value;
    r->own[n] = (struct aws_context){.key = key, .values = kept, .count = 1};
    /* A lone '*' is the account itself, which policies of its own template call so as well. */
    r->own[n].unknown = r->design && value.len > 1 && str_chr(value, '*') != STR_NPOS;
    r->own_count++;
}

/* A key that this caller's requests never have. */
static void own_absent(struct aws_request *r, struct str key)
{
    if (!is_listed(r, key))
        r->own[r->own_count++] = (struct aws_context){.key = key};
}

static void find_own_keys(struct arena *a, struct aws_request *r)
{
    struct str arn = r->principal, path = nth_part(arn, 5);
    if (r->caller == AWS_CALLER_SESSION)
        arn = ARENA_JOIN(a, STR("arn:"), nth_part(arn, 1), STR(":iam::"), r->account,
                         STR(":role/"), r->role_name);
    bool owned = r->account.len > 0;
    static const char *const types[] = {
        [AWS_CALLER_ANONYMOUS] = "Anonymous", [AWS_CALLER_ROOT] = "Account",
        [AWS_CALLER_USER] = "User",           [AWS_CALLER_ROLE] = "AssumedRole",
        [AWS_CALLER_SESSION] = "AssumedRole", [AWS_CALLER_FEDERATED] = "",
        [AWS_CALLER_SERVICE] = "",            [AWS_CALLER_OTHER] = "",
    };
    r->own_count = 0;
    if (owned && str_starts(arn, STR("arn:")))
        own_key(a, r, STR("aws:PrincipalArn"), arn);
    own_key(a, r, STR("aws:PrincipalAccount"), r->account);
    own_key(a, r, STR("aws:PrincipalType"), str_from(types[r->caller]));
    own_key(a, r, STR("aws:ResourceAccount"), r->resource_account);
    if (r->caller == AWS_CALLER_USER)
        own_key(a, r, STR("aws:username"), last_of_path(path));
    else if (owned)
        own_absent(r, STR("aws:username"));
    if (r->caller == AWS_CALLER_SERVICE) {
        own_key(a, r, STR("aws:PrincipalIsAWSService"), STR("true"));
        own_key(a, r, STR("aws:PrincipalServiceName"), arn);
    } else if (owned) {
        own_key(a, r, STR("aws:PrincipalIsAWSService"), STR("false"));
        own_absent(r, STR("aws:PrincipalServiceName"));
    }
}

struct str aws_name_compile(struct arena *a, struct str service, struct str last)
{
    struct str own = {last.ptr, last.len ? last.len - 1 : 0};
    if (str_is(service, "secretsmanager") && str_ends(last, STR("-*")) &&
        str_chr(own, '*') == STR_NPOS)
        last = ARENA_JOIN(a, own, STR("??????"));
    return glob_compile(a, last);
}

void aws_request_ready(struct arena *a, struct aws_request *r)
{
    char *lower = arena_bytes(a, r->action.len + 1);
    for (size_t i = 0; i < r->action.len; i++)
        lower[i] = str_lower(r->action.ptr[i]);
    lower[r->action.len] = '\0';
    r->action_lower = (struct str){lower, r->action.len};
    r->account = r->role_name = STR_NONE;
    find_caller(r);
    r->any_resource = str_is(r->resource, "*") || str_empty(r->resource);
    struct str rest = r->resource;
    for (int i = 0; i < ARN_SEGMENTS; i++) {
        r->part[i] = rest;
        if (i < ARN_SEGMENTS - 1 && !str_cut(&rest, ':', &r->part[i]))
            r->part[i] = STR_NONE;
        if (r->design)
            r->part[i] = i == ARN_SEGMENTS - 1 ? aws_name_compile(a, r->part[2], r->part[i])
                                               : glob_compile(a, r->part[i]);
    }
    if (str_empty(r->resource_account)) {
        struct str of_arn = nth_part(r->resource, 4);
        r->resource_account =
            r->any_resource || str_empty(of_arn) || (r->design && str_is(of_arn, "*"))
                ? r->account
                : of_arn;
    }
    find_own_keys(a, r);
}

/* --- Context and variables -------------------------------------------------------------------- */

enum aws_known aws_context_find(const struct aws_request *r, struct str key,
                                const struct aws_context **out)
{
    const struct aws_context *lists[] = {r->context, r->own};
    size_t counts[] = {r->context_count, r->own_count};
    for (int l = 0; l < 2; l++)
        for (size_t i = 0; i < counts[l]; i++) {
            if (!str_ieq(lists[l][i].key, key))
                continue;
            *out = &lists[l][i];
            return lists[l][i].unknown ? AWS_KEY_UNKNOWN
                   : lists[l][i].count ? AWS_KEY_PRESENT
                                       : AWS_KEY_ABSENT;
        }
    return r->context_open ? AWS_KEY_UNKNOWN : AWS_KEY_ABSENT;
}

void aws_unknown_add(struct aws_unknown *unknown, struct str key)
{
    for (unsigned i = 0; unknown && i < unknown->count; i++)
        if (str_ieq(unknown->keys[i], key))
            return;
    if (unknown && unknown->count < AWS_UNKNOWN_MAX)
        unknown->keys[unknown->count++] = key;
}

static void add_byte(struct buf *out, char c, bool wildcards)
{
    if (wildcards && (c == '*' || c == '?'))
        buf_putc(out, c == '*' ? GLOB_RUN : GLOB_ONE);
    else
        buf_putc(out, c > 0 && c <= GLOB_PART ? GLOB_NEVER : c);
}

/* What stands between "${" and "}". */
static enum tri expand_one(const struct aws_request *r, struct str name, struct buf *out,
                           struct aws_unknown *unknown)
{
    const struct aws_context *c = NULL;
    struct str rest = name, key, value;
    if (str_is(name, "*") || str_is(name, "?") || str_is(name, "$")) {
        buf_add(out, name);
        return TRI_TRUE;
    }
    str_cut(&rest, ',', &key);
    key = str_trim(key);
    rest = str_trim(rest);
    bool has_default = rest.len >= 2 && rest.ptr[0] == '\'' && rest.ptr[rest.len - 1] == '\'';
    switch (aws_context_find(r, key, &c)) {
    case AWS_KEY_UNKNOWN:
        aws_unknown_add(unknown, key);
        buf_putc(out, GLOB_RUN);
        return TRI_UNKNOWN;
    case AWS_KEY_PRESENT:
        if (c->count != 1)
            return TRI_FALSE; /* several values stand for no text */
        value = c->values[0];
        break;
    case AWS_KEY_ABSENT:
    default:
        if (aws_is_placeholder(key)) {
            aws_unknown_add(unknown, key);
            buf_putc(out, GLOB_RUN);
            return TRI_UNKNOWN;
        }
        if (!has_default)
            return TRI_FALSE;
        value = str_sub(rest, 1, rest.len - 2);
    }
    for (size_t i = 0; i < value.len; i++)
        add_byte(out, value.ptr[i], false);
    return TRI_TRUE;
}

enum tri aws_expand(const struct aws_request *r, struct str text, bool wildcards, struct buf *out,
                    struct aws_unknown *unknown)
{
    enum tri all = TRI_TRUE;
    for (size_t i = 0; i < text.len; i++) {
        struct str rest = str_from_at(text, i);
        size_t end = str_starts(rest, STR("${")) ? str_chr(rest, '}') : STR_NPOS;
        if (end == STR_NPOS) {
            add_byte(out, text.ptr[i], wildcards);
            continue;
        }
        all = tri_and(all, expand_one(r, str_sub(rest, 2, end - 2), out, unknown));
        i += end;
    }
    return all;
}

/* --- Action and resource ---------------------------------------------------------------------- */

static bool action_matches(const struct aws_action *a, struct str lower)
{
    if (a->all)
        return true;
    if (a->invalid || lower.len < a->literal || memcmp(lower.ptr, a->text.ptr, a->literal) != 0)
        return false;
    if (!a->wild)
        return lower.len == a->text.len;
    return glob_match(str_from_at(a->text, a->literal), str_from_at(lower, a->literal), false);
}

bool aws_actions_match(const struct aws_statement *s, struct str action_lower)
{
    for (uint32_t i = 0; i < s->action_count; i++)
        if (action_matches(&s->actions[i], action_lower))
            return !s->not_action;
    return s->not_action;
}

static bool is_run(struct str s)
{
    return s.len == 1 && s.ptr[0] == GLOB_RUN;
}

/* The request is about the thing, or what is below it: unknown parts of its name are the same whether
 * they may hold a slash or not. */
static bool begins_alike(struct str last, struct str own)
{
    if (last.len < own.len)
        return false;
    for (size_t i = 0; i < own.len; i++)
        if (last.ptr[i] != own.ptr[i] && !(own.ptr[i] == GLOB_RUN && last.ptr[i] == GLOB_PART))
            return false;
    return true;
}

/* *nothing: a variable of the pattern has no value, so it says nothing at all. */
static enum tri last_part_matches(const struct aws_arn *p, const struct aws_request *r,
                                  bool *nothing)
{
    bool known = p->thing && (p->thing == r->thing || p->thing == r->owner) && !p->variables;
    if (known && (p->thing != r->thing || /* a wildcard in its name means nothing below it */
                  begins_alike(r->part[5], str_sub(p->part[5], 0, p->own))))
        return glob_tri(str_from_at(p->part[5], p->own), str_from_at(r->part[5], p->own), false);
    if (!p->variables)
        return glob_tri(p->part[5], r->part[5], false);
    struct buf text = {0};
    enum tri sure = aws_expand(r, p->part[5], true, &text, NULL);
    enum tri match = TRI_FALSE;
    if (sure == TRI_TRUE)
        match = glob_tri(buf_str(&text), r->part[5], false);
    else if (sure == TRI_UNKNOWN && glob_overlap(buf_str(&text), r->part[5], false))
        match = TRI_UNKNOWN;
    *nothing = *nothing || sure == TRI_FALSE;
    buf_release(&text);
    return match;
}

static enum tri arn_matches(const struct aws_arn *p, const struct aws_request *r, bool *nothing)
{
    if (p->all && !p->thing)
        return TRI_TRUE;
    if (r->any_resource)
        return TRI_FALSE;
    if (p->thing && r->thing && p->thing != r->thing && p->thing != r->owner)
        return TRI_FALSE;
    if (p->unknown)
        return TRI_UNKNOWN;
    for (int i = 0; i < ARN_SEGMENTS - 1; i++)
        if (!is_run(p->part[i]) && !str_ieq(p->part[i], r->part[i]) &&
            glob_tri(p->part[i], r->part[i], true) == TRI_FALSE)
            return TRI_FALSE;
    return last_part_matches(p, r, nothing);
}

enum tri aws_resources_match(const struct aws_statement *s, const struct aws_request *r)
{
    enum tri any = TRI_FALSE;
    bool nothing = false;
    for (uint32_t i = 0; i < s->resource_count && any != TRI_TRUE; i++)
        any = tri_or(any, arn_matches(&s->resources[i], r, &nothing));
    if (s->not_resource && nothing)
        return TRI_FALSE;
    return s->not_resource ? tri_not(any) : any;
}

enum tri aws_conditions_hold(const struct aws_statement *s, const struct aws_request *r,
                             struct aws_unknown *unknown)
{
    enum tri all = TRI_TRUE;
    for (uint32_t i = 0; i < s->condition_count && all != TRI_FALSE; i++)
        all = tri_and(all, aws_condition_holds(&s->conditions[i], r, unknown));
    return all;
}

enum tri aws_is_there(const struct aws_statement *s, struct str assumed)
{
    int holds = s->when.len ? terms_hold(s->when, assumed) : 1;
    return holds > 0 ? TRI_TRUE : holds < 0 ? TRI_FALSE : TRI_UNKNOWN;
}

enum tri aws_statement_matches(const struct aws_statement *s, const struct aws_request *r,
                               struct aws_unknown *unknown)
{
    if (!aws_actions_match(s, r->action_lower))
        return TRI_FALSE;
    enum tri resource = s->has_resource ? aws_resources_match(s, r) : TRI_TRUE;
    if (resource == TRI_FALSE)
        return TRI_FALSE;
    return tri_and(resource, aws_conditions_hold(s, r, unknown));
}

/* --- Principal -------------------------------------------------------------------------------- */

static bool same_account(const struct aws_request *r, struct str account)
{
    return r->account.len && str_eq(r->account, account);
}

/* An ARN in a policy whose parts may be unknown ('*', at design time only). */
static bool same_arn(const struct aws_request *r, struct str a, struct str b)
{
    if (str_eq(a, b))
        return true;
    if (!r->design || (str_chr(a, '*') == STR_NPOS && str_chr(b, '*') == STR_NPOS))
        return false;
    return str_glob(a, b, false) || str_glob(b, a, false);
}

static bool arn_names(const struct aws_request *r, struct str arn, enum aws_named *how)
{
    bool role = r->caller == AWS_CALLER_ROLE;
    if (same_arn(r, arn, r->principal)) {
        *how = role ? AWS_NAMED_ROLE : AWS_NAMED_DIRECTLY;
        return true;
    }
    if (r->caller != AWS_CALLER_SESSION)
        return false;
    *how = AWS_NAMED_ROLE;
    return same_account(r, nth_part(arn, 4)) && str_starts(nth_part(arn, 5), STR("role/")) &&
           str_eq(last_of_path(nth_part(arn, 5)), r->role_name);
}

static enum tri names(const struct aws_principal *p, const struct aws_request *r,
                      enum aws_named *how)
{
    bool yes = false;
    *how = AWS_NAMED_DIRECTLY;
    switch (p->kind) {
    case AWS_PRINCIPAL_ALL:
        yes = true;
        break;
    case AWS_PRINCIPAL_ACCOUNT:
        yes = same_account(r, p->text);
        *how = r->caller == AWS_CALLER_ROOT ? AWS_NAMED_DIRECTLY : AWS_NAMED_ACCOUNT;
        break;
    case AWS_PRINCIPAL_ARN:
        yes = r->account.len && arn_names(r, p->text, how);
        break;
    case AWS_PRINCIPAL_SERVICE:
    case AWS_PRINCIPAL_FEDERATED:
        yes = (r->caller == AWS_CALLER_SERVICE || r->caller == AWS_CALLER_FEDERATED) &&
              (str_eq(p->text, r->principal) || str_is(p->text, "*"));
        break;
    case AWS_PRINCIPAL_UNKNOWN:
        return r->account.len ? TRI_UNKNOWN : TRI_FALSE;
    case AWS_PRINCIPAL_CANONICAL:
    default:
        yes = str_eq(p->text, r->principal);
    }
    return yes ? TRI_TRUE : TRI_FALSE;
}

/* NotPrincipal: an account in the list spares its root only, so that the documented form "the user
 * and its account" spares the user and nobody else. */
enum tri aws_principal_matches(const struct aws_statement *s, const struct aws_request *r,
                               enum aws_named *how)
{
    enum tri named = TRI_FALSE;
    for (uint32_t i = 0; i < s->principal_count; i++) {
        enum aws_named one;
        enum tri match = names(&s->principals[i], r, &one);
        if (match == TRI_FALSE || (s->not_principal && one == AWS_NAMED_ACCOUNT))
            continue;
        if (match > named || (match == named && one > *how))
            *how = one;
        named = tri_or(named, match);
    }
    if (!s->not_principal)
        return named;
    *how = AWS_NAMED_DIRECTLY;
    return s->has_principal ? tri_not(named) : TRI_FALSE;
}
