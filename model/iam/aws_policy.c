/* SPDX-License-Identifier: MIT */
#include "aws_policy.h"

#include "attr.h"
#include "aws_glob.h"
#include "aws_tables.h"

struct reader {
    struct arena *arena;
    struct aws_policy *policy;
    uint32_t problem_cap;
    bool variables;
    bool quoted; /* the document is JSON text within JSON: offsets are those of the text */
    size_t at;
};

static void problem(struct reader *r, const struct json_value *v, const char *text)
{
    struct aws_policy *p = r->policy;
    if (p->problem_count == r->problem_cap) {
        struct aws_problem *old = p->problems;
        r->problem_cap = r->problem_cap ? 2 * r->problem_cap : 4;
        p->problems = arena_array(r->arena, r->problem_cap, sizeof *old);
        if (old)
            memcpy(p->problems, old, p->problem_count * sizeof *old);
    }
    p->problems[p->problem_count++] = (struct aws_problem){text, !v || r->quoted ? r->at : v->at};
}

/* --- One text or a list of them --------------------------------------------------------------- */

static bool scalar(const struct json_value *v)
{
    return v->type == JSON_VALUE_TEXT || v->type == JSON_VALUE_NUMBER ||
           v->type == JSON_VALUE_BOOL;
}

/* The first text, and how many there are; STR_NPOS if it is neither a text nor a list of texts. */
static size_t list_of(const struct json_value *v, const struct json_value **first)
{
    if (scalar(v)) {
        *first = v;
        return 1;
    }
    if (v->type != JSON_VALUE_LIST)
        return STR_NPOS;
    for (const struct json_value *c = v->first; c; c = c->next)
        if (!scalar(c))
            return STR_NPOS;
    *first = v->first;
    return v->count;
}

/* --- Actions ---------------------------------------------------------------------------------- */

static struct aws_action read_action(struct reader *r, const struct json_value *v)
{
    struct aws_action a = {.written = v->text};
    char *lower = arena_bytes(r->arena, v->text.len + 1);
    for (size_t i = 0; i < v->text.len; i++)
        lower[i] = str_lower(v->text.ptr[i]);
    lower[v->text.len] = '\0';
    a.text = glob_compile(r->arena, (struct str){lower, v->text.len});
    a.all = str_is(v->text, "*") || str_is(v->text, "*:*");
    while (a.literal < a.text.len && a.text.ptr[a.literal] != GLOB_RUN &&
           a.text.ptr[a.literal] != GLOB_ONE)
        a.literal++;
    a.wild = a.literal < a.text.len;
    size_t colon = str_chr(v->text, ':');
    a.invalid = !a.all && (colon == STR_NPOS || colon == 0 || a.literal < colon);
    if (a.invalid)
        problem(r, v, "an action without a literal service name matches nothing");
    else if (!a.wild)
        a.row = aws_action_find(a.text);
    return a;
}

static bool read_actions(struct reader *r, const struct json_value *v, struct aws_statement *s)
{
    const struct json_value *c = NULL;
    size_t n = list_of(v, &c);
    if (n == STR_NPOS || s->actions) {
        problem(r, v, s->actions ? "Action and NotAction stand together"
                                 : "actions must be a text or a list of texts");
        return false;
    }
    s->actions = arena_array(r->arena, n, sizeof *s->actions);
    s->not_action = str_is(v->key, "NotAction");
    s->plain = !s->not_action;
    for (size_t i = 0; i < n; i++, c = c->next) {
        s->actions[s->action_count++] = read_action(r, c);
        s->plain = s->plain && !s->actions[i].wild;
    }
    return true;
}

/* --- Resources -------------------------------------------------------------------------------- */

/* Offset of the n-th colon that stands in no "${...}"; STR_NPOS: there are fewer. */
static size_t next_colon(struct str s, bool variables)
{
    bool inside = false;
    for (size_t i = 0; i < s.len; i++) {
        if (variables && s.ptr[i] == '$' && i + 1 < s.len && s.ptr[i + 1] == '{')
            inside = true;
        else if (inside && s.ptr[i] == '}')
            inside = false;
        else if (!inside && s.ptr[i] == ':')
            return i;
    }
    return STR_NPOS;
}

bool aws_is_placeholder(struct str name)
{
    char c = name.len ? name.ptr[0] : '*';
    bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return word && str_chr(name, ':') == STR_NPOS && str_chr(name, ',') == STR_NPOS;
}

/* Offset of the first "${Name}", *end that behind it; STR_NPOS: there is none. */
static size_t placeholder(struct str s, size_t *end)
{
    for (size_t from = 0, at; (at = str_find(str_from_at(s, from), STR("${"))) != STR_NPOS;) {
        struct str inner = str_from_at(s, from + at + 2);
        size_t close = str_chr(inner, '}');
        if (close == STR_NPOS)
            break;
        *end = from + at + 2 + close + 1;
        if (aws_is_placeholder(str_sub(inner, 0, close)))
            return from + at;
        from = *end;
    }
    return STR_NPOS;
}

/* One of the first five parts: they count as the same if they may be. */
static struct str read_part(struct arena *a, struct str part)
{
    static const char run[] = {GLOB_RUN, '\0'};
    size_t at, end;
    while ((at = placeholder(part, &end)) != STR_NPOS)
        part = ARENA_JOIN(a, str_sub(part, 0, at), STR("*"), str_from_at(part, end));
    return str_is(part, "*") ? (struct str){run, 1} : glob_compile(a, part);
}

/* Is it no account? They are digits, AWS itself, or only partly known. */
static bool is_no_account(struct str part)
{
    bool digits = true, known = true;
    for (size_t i = 0; i < part.len; i++) {
        digits = digits && part.ptr[i] >= '0' && part.ptr[i] <= '9';
        known = known && !strchr("*?$", part.ptr[i]);
    }
    return known && !digits && !str_is(part, "aws");
}

/* A '*' at the end of a part may go on behind its colon: that of the region does where no account
 * follows ("arn:aws:sqs:*:jobs"). IAM guide, Resource element. */
static bool runs_on(const struct aws_arn *arn, struct str rest, size_t colon)
{
    struct str region = arn->part[3];
    return region.len && region.ptr[region.len - 1] == GLOB_RUN &&
           is_no_account(str_sub(rest, 0, colon == STR_NPOS ? rest.len : colon));
}

struct aws_arn aws_arn_read(struct arena *a, struct str text, bool variables)
{
    static const char run[] = {GLOB_RUN, '\0'};
    struct aws_arn arn = {.written = text};
    struct str rest = text;
    size_t end;
    arn.all = text.len > 0;
    for (size_t i = 0; i < text.len; i++)
        arn.all = arn.all && text.ptr[i] == '*';
    arn.unknown = placeholder(text, &end) == 0;
    int n = 0;
    while (n < ARN_SEGMENTS - 1) {
        size_t colon = next_colon(rest, variables);
        if (n == ARN_SEGMENTS - 2 && runs_on(&arn, rest, colon)) {
            arn.part[n++] = (struct str){run, 1};
            break;
        }
        if (colon == STR_NPOS)
            break;
        arn.part[n++] = read_part(a, str_sub(rest, 0, colon));
        rest = str_from_at(rest, colon + 1);
    }
    variables = variables || placeholder(rest, &end) != STR_NPOS;
    arn.variables = variables && n == ARN_SEGMENTS - 1 && str_find(rest, STR("${")) != STR_NPOS;
    arn.part[n] = arn.variables ? rest : glob_compile(a, rest);
    while (++n < ARN_SEGMENTS)
        arn.part[n] = (struct str){run, 1};
    return arn;
}

static bool read_resources(struct reader *r, const struct json_value *v, struct aws_statement *s)
{
    const struct json_value *c = NULL;
    size_t n = list_of(v, &c);
    if (n == STR_NPOS || s->has_resource) {
        problem(r, v, s->has_resource ? "Resource and NotResource stand together"
                                      : "resources must be a text or a list of texts");
        return false;
    }
    s->has_resource = true;
    s->not_resource = str_is(v->key, "NotResource");
    s->resources = arena_array(r->arena, n, sizeof *s->resources);
    for (size_t i = 0; i < n; i++, c = c->next)
        s->resources[s->resource_count++] = aws_arn_read(r->arena, c->text, r->variables);
    return true;
}

/* --- Principals ------------------------------------------------------------------------------- */

bool aws_is_account(struct str s)
{
    bool good = s.len == 12;
    for (size_t i = 0; good && i < s.len; i++)
        good = s.ptr[i] >= '0' && s.ptr[i] <= '9';
    return good;
}

bool aws_principal_read(struct str type, struct str text, struct aws_principal *out)
{
    out->text = text;
    if (str_is(type, "Service")) {
        out->kind = AWS_PRINCIPAL_SERVICE;
    } else if (str_is(type, "Federated")) {
        out->kind = AWS_PRINCIPAL_FEDERATED;
    } else if (str_is(type, "CanonicalUser")) {
        out->kind = AWS_PRINCIPAL_CANONICAL;
    } else if (!str_is(type, "AWS")) {
        return false;
    } else if (str_find(text, STR("${")) != STR_NPOS) {
        out->kind = AWS_PRINCIPAL_UNKNOWN;
    } else if (str_is(text, "*")) {
        out->kind = AWS_PRINCIPAL_ALL;
    } else if (aws_is_account(text)) {
        out->kind = AWS_PRINCIPAL_ACCOUNT;
    } else if (str_starts(text, STR("arn:")) && str_ends(text, STR(":root"))) {
        struct str rest = text, part = STR_NONE;
        for (int i = 0; i < 5; i++)
            str_cut(&rest, ':', &part);
        out->kind = AWS_PRINCIPAL_ACCOUNT;
        out->text = part;
    } else {
        out->kind = AWS_PRINCIPAL_ARN;
    }
    return true;
}

static bool read_principals(struct reader *r, const struct json_value *v, struct aws_statement *s)
{
    size_t total = 0;
    const struct json_value *c = NULL;
    s->has_principal = true;
    s->not_principal = str_is(v->key, "NotPrincipal");
    if (v->type == JSON_VALUE_TEXT && str_is(v->text, "*")) {
        s->principals = arena_array(r->arena, 1, sizeof *s->principals);
        s->principals[s->principal_count++] = (struct aws_principal){.kind = AWS_PRINCIPAL_ALL};
        return true;
    }
    for (const struct json_value *m = v->first; v->type == JSON_VALUE_OBJECT && m; m = m->next) {
        size_t n = list_of(m, &c);
        if (n == STR_NPOS)
            total = STR_NPOS;
        else if (total != STR_NPOS)
            total += n;
    }
    if (v->type != JSON_VALUE_OBJECT || total == STR_NPOS) {
        problem(r, v, "a principal is \"*\" or an object of texts");
        return false;
    }
    s->principals = arena_array(r->arena, total, sizeof *s->principals);
    for (const struct json_value *m = v->first; m; m = m->next) {
        size_t n = list_of(m, &c);
        for (size_t i = 0; i < n; i++, c = c->next) {
            if (!aws_principal_read(m->key, c->text, &s->principals[s->principal_count])) {
                problem(r, m, "unknown type of principal");
                return false;
            }
            s->principal_count++;
        }
    }
    return true;
}

/* --- Conditions ------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    enum aws_family family;
    enum aws_order order;
    bool negated;
} operators[] = {
    {"StringEquals", AWS_STRING, AWS_EQUAL, false},
    {"StringNotEquals", AWS_STRING, AWS_EQUAL, true},
    {"StringEqualsIgnoreCase", AWS_STRING_FOLD, AWS_EQUAL, false},
    {"StringNotEqualsIgnoreCase", AWS_STRING_FOLD, AWS_EQUAL, true},
    {"StringLike", AWS_STRING_LIKE, AWS_EQUAL, false},
    {"StringNotLike", AWS_STRING_LIKE, AWS_EQUAL, true},
    {"NumericEquals", AWS_NUMERIC, AWS_EQUAL, false},
    {"NumericNotEquals", AWS_NUMERIC, AWS_EQUAL, true},
    {"NumericLessThan", AWS_NUMERIC, AWS_LESS, false},
    {"NumericLessThanEquals", AWS_NUMERIC, AWS_LESS_EQUAL, false},
    {"NumericGreaterThan", AWS_NUMERIC, AWS_GREATER, false},
    {"NumericGreaterThanEquals", AWS_NUMERIC, AWS_GREATER_EQUAL, false},
    {"DateEquals", AWS_DATE, AWS_EQUAL, false},
    {"DateNotEquals", AWS_DATE, AWS_EQUAL, true},
    {"DateLessThan", AWS_DATE, AWS_LESS, false},
    {"DateLessThanEquals", AWS_DATE, AWS_LESS_EQUAL, false},
    {"DateGreaterThan", AWS_DATE, AWS_GREATER, false},
    {"DateGreaterThanEquals", AWS_DATE, AWS_GREATER_EQUAL, false},
    {"Bool", AWS_BOOL, AWS_EQUAL, false},
    {"BinaryEquals", AWS_BINARY, AWS_EQUAL, false},
    {"IpAddress", AWS_IP, AWS_EQUAL, false},
    {"NotIpAddress", AWS_IP, AWS_EQUAL, true},
    {"ArnEquals", AWS_ARN, AWS_EQUAL, false},
    {"ArnLike", AWS_ARN, AWS_EQUAL, false},
    {"ArnNotEquals", AWS_ARN, AWS_EQUAL, true},
    {"ArnNotLike", AWS_ARN, AWS_EQUAL, true},
    {"Null", AWS_NULL, AWS_EQUAL, false},
};

static bool read_operator(struct str name, struct aws_condition *c)
{
    c->op = name;
    if (str_istarts(name, STR("ForAllValues:"))) {
        c->set = AWS_FOR_ALL;
        name = str_from_at(name, sizeof "ForAllValues:" - 1);
    } else if (str_istarts(name, STR("ForAnyValue:"))) {
        c->set = AWS_FOR_ANY;
        name = str_from_at(name, sizeof "ForAnyValue:" - 1);
    }
    if (str_iends(name, STR("IfExists"))) {
        c->if_exists = true;
        name = str_sub(name, 0, name.len - (sizeof "IfExists" - 1));
    }
    for (size_t i = 0; i < COUNT(operators); i++) {
        if (!str_iis(name, operators[i].name))
            continue;
        c->family = operators[i].family;
        c->order = operators[i].order;
        c->negated = operators[i].negated;
        return c->family != AWS_NULL || (!c->if_exists && c->set == AWS_ONE_VALUE);
    }
    return false;
}

static bool takes_variables(enum aws_family f)
{
    return f == AWS_STRING || f == AWS_STRING_FOLD || f == AWS_STRING_LIKE || f == AWS_ARN;
}

static bool read_condition(struct reader *r, struct aws_condition c, const struct json_value *key,
                           struct aws_statement *s)
{
    const struct json_value *v = NULL;
    size_t n = list_of(key, &v);
    if (n == STR_NPOS) {
        problem(r, key, "the values of a condition must be a text or a list of texts");
        return false;
    }
    c.key = key->key;
    c.values = arena_array(r->arena, n, sizeof *c.values);
    for (size_t i = 0; i < n; i++, v = v->next) {
        c.values[c.value_count++] = v->text;
        if (r->variables && takes_variables(c.family) &&
            str_find(v->text, STR("${")) != STR_NPOS)
            c.variables = true;
    }
    s->conditions[s->condition_count++] = c;
    return true;
}

static bool read_conditions(struct reader *r, const struct json_value *v, struct aws_statement *s)
{
    size_t total = 0;
    if (v->type != JSON_VALUE_OBJECT) {
        problem(r, v, "a condition must be an object");
        return false;
    }
    for (const struct json_value *op = v->first; op; op = op->next)
        total += op->count;
    s->conditions = arena_array(r->arena, total, sizeof *s->conditions);
    for (const struct json_value *op = v->first; op; op = op->next) {
        struct aws_condition c = {0};
        if (op->type != JSON_VALUE_OBJECT || !read_operator(op->key, &c)) {
            problem(r, op, "unknown condition operator");
            return false;
        }
        for (const struct json_value *key = op->first; key; key = key->next)
            if (!read_condition(r, c, key, s))
                return false;
    }
    return true;
}

/* --- Statements ------------------------------------------------------------------------------- */

static bool read_things(struct reader *r, const struct json_value *v, struct aws_statement *s)
{
    if (v->type != JSON_VALUE_LIST) {
        problem(r, v, "things must be a list");
        return false;
    }
    s->things = arena_array(r->arena, v->count, sizeof *s->things);
    s->thing_count = 0;
    for (const struct json_value *t = v->first; t; t = t->next)
        s->things[s->thing_count++] =
            (struct aws_named_thing){json_value_text(json_value_get(t, "node")),
                                     json_value_text(json_value_get(t, "tail"))};
    return true;
}

static bool read_member(struct reader *r, const struct json_value *m, struct aws_statement *s)
{
    if (str_is(m->key, "Sid") || str_is(m->key, "where")) {
        *(str_is(m->key, "Sid") ? &s->sid : &s->where) = json_value_text(m);
        return true;
    }
    if (str_is(m->key, "Effect")) {
        s->allow = str_is(json_value_text(m), "Allow");
        if (!s->allow && !str_is(json_value_text(m), "Deny")) {
            problem(r, m, "an effect is Allow or Deny");
            return false;
        }
        return true;
    }
    if (str_is(m->key, "Action") || str_is(m->key, "NotAction"))
        return read_actions(r, m, s);
    if (str_is(m->key, "Resource") || str_is(m->key, "NotResource"))
        return read_resources(r, m, s);
    if (str_is(m->key, "Principal") || str_is(m->key, "NotPrincipal"))
        return read_principals(r, m, s);
    if (str_is(m->key, "Condition"))
        return read_conditions(r, m, s);
    if (str_is(m->key, "when")) {
        s->when = json_value_text(m);
        return true;
    }
    if (str_is(m->key, "things"))
        return read_things(r, m, s);
    problem(r, m, "unknown element: the statement is left out");
    return false;
}

static void read_statement(struct reader *r, const struct json_value *v, uint32_t index)
{
    struct aws_statement s = {.index = index, .at = r->quoted ? r->at : v->at};
    if (v->type != JSON_VALUE_OBJECT) {
        problem(r, v, "a statement must be an object");
        return;
    }
    for (const struct json_value *m = v->first; m; m = m->next)
        if (!read_member(r, m, &s))
            return;
    if (!s.actions || !json_value_get(v, "Effect")) {
        problem(r, v, s.actions ? "a statement without an effect" : "a statement without actions");
        return;
    }
    r->policy->statements[r->policy->statement_count++] = s;
}

bool aws_policy_read(struct arena *a, const struct json_value *value, struct aws_policy *out)
{
    struct reader r = {.arena = a, .policy = out, .at = value ? value->at : 0};
    *out = (struct aws_policy){.name = out->name, .managed = out->managed,
                               .connector = out->connector};
    if (json_value_is(value, JSON_VALUE_TEXT)) { /* CloudFormation takes JSON text as well */
        r.quoted = true;
        value = json_value_read(a, value->text, NULL);
    }
    const struct json_value *list = json_value_get(value, "Statement");
    if (!list || (list->type != JSON_VALUE_LIST && list->type != JSON_VALUE_OBJECT)) {
        problem(&r, list ? list : value, "a policy needs a Statement, an object or a list");
        return false;
    }
    r.variables = str_is(json_value_text(json_value_get(value, "Version")), "2012-10-17");
    bool one = list->type == JSON_VALUE_OBJECT;
    out->statements = arena_array(a, one ? 1 : list->count, sizeof *out->statements);
    uint32_t index = 0;
    for (const struct json_value *s = one ? list : list->first; s; s = one ? NULL : s->next)
        read_statement(&r, s, index++);
    return true;
}
