/* SPDX-License-Identifier: MIT */
/* cfn_plain.c - secrets that stand in clear in what else resources say: scripts of machines, arguments,
 * definitions. Environment variables are settings (cfn_setting()). What these properties take from
 * parameters that are not shown, and from vaults, is written in clear into them as well. */
#include "cfn_functions.h"
#include "cfn_graph.h"
#include "limits.h"
#include "secret_args.h"
#include "secrets.h"

enum { VALUE_LEAST = 6 }; /* shorter ones are words */

struct plain {
    struct cfn *c;
    struct cfn_resource *r;
    node_id owner;
    bool forms; /* names say nothing here: only what has the form of a secret counts */
    bool kept;  /* the service never shows it again: only what the template says itself counts */
};

static const struct {
    struct str type;
    const char *path;
    bool forms, kept;
} places[] = {
    {STR_INIT("AWS::EC2::Instance"), "UserData", false, false},
    {STR_INIT("AWS::EC2::LaunchTemplate"), "LaunchTemplateData.UserData", false, false},
    {STR_INIT("AWS::AutoScaling::LaunchConfiguration"), "UserData", false, false},
    {STR_INIT("AWS::CodeBuild::Project"), "Source.BuildSpec", false, false},
    {STR_INIT("AWS::ECS::TaskDefinition"), "ContainerDefinitions", false, false},
    {STR_INIT("AWS::Batch::JobDefinition"), "ContainerProperties.Command", false, false},
    {STR_INIT("AWS::Batch::JobDefinition"), "Parameters", false, false},
    {STR_INIT("AWS::Glue::Job"), "DefaultArguments", false, false},
    {STR_INIT("AWS::Glue::Job"), "NonOverridableArguments", false, false},
    {STR_INIT("AWS::StepFunctions::StateMachine"), "Definition", false, false},
    {STR_INIT("AWS::StepFunctions::StateMachine"), "DefinitionString", false, false},
    {STR_INIT("AWS::StepFunctions::StateMachine"), "DefinitionSubstitutions", false, false},
    {STR_INIT("AWS::ElasticBeanstalk::Environment"), "OptionSettings", false, false},
    {STR_INIT("AWS::ElasticBeanstalk::ConfigurationTemplate"), "OptionSettings", false, false},
    {STR_INIT("AWS::Amplify::App"), "AccessToken", false, true},
    {STR_INIT("AWS::Amplify::App"), "OauthToken", false, true},
    {STR_INIT("AWS::Amplify::App"), "EnvironmentVariables", false, false},
    {STR_INIT("AWS::Amplify::App"), "BuildSpec", false, false},
    {STR_INIT("AWS::Amplify::Branch"), "EnvironmentVariables", false, false},
    {STR_INIT("AWS::SSM::Document"), "Content", false, false},
    {STR_INIT("AWS::Events::Rule"), "Targets", false, false},
    {STR_INIT("AWS::Scheduler::Schedule"), "Target.Input", false, false},
    {STR_INIT("AWS::ElasticLoadBalancingV2::Listener"), "DefaultActions", false, false},
    {STR_INIT("AWS::ElasticLoadBalancingV2::ListenerRule"), "Actions", false, false},
    {STR_INIT("AWS::KinesisFirehose::DeliveryStream"), "RedshiftDestinationConfiguration", false, true},
    {STR_INIT("AWS::KinesisFirehose::DeliveryStream"), "SplunkDestinationConfiguration", false, true},
    {STR_INIT("AWS::KinesisFirehose::DeliveryStream"), "HttpEndpointDestinationConfiguration", false, true},
    {STR_INIT("AWS::CloudFront::Distribution"), "DistributionConfig.Origins", false, false},
    {STR_INIT("AWS::ApiGateway::RestApi"), "Body", true, false},
    {STR_INIT("AWS::ApiGatewayV2::Api"), "Body", true, false},
};

/* --- One value -------------------------------------------------------------------------------- */

static bool is_code(enum node_kind kind)
{
    return kind == NODE_FUNCTION || kind == NODE_APP || kind == NODE_COMPUTE || kind == NODE_WORKFLOW;
}

static void add(struct plain *p, const struct doc_node *at, struct str name, struct str value)
{
    struct cfn *c = p->c;
    name = cfn_safe(c, name);
    node_id n = cfn_secret_literal(c, ARENA_JOIN(c->arena, p->r->id, STR("/"), name), name, value,
                                   cfn_at(c, at));
    if (!is_code(graph_node_at(c->g, p->owner)->kind)) {
        cfn_edge(c, EDGE_DEPENDS, p->owner, n, at, p->r->condition);
        return;
    }
    edge_id e = cfn_edge(c, EDGE_USES, p->owner, n, at, p->r->condition);
    if (e) {
        graph_edge_attr(c->g, e, FACT_SETTING, name);
        graph_edge_attr(c->g, e, FACT_VALUE, STR("plain"));
    }
}

static void show(struct plain *p, const struct doc_node *n, struct str name)
{
    if (!p->kept)
        cfn_show(p->c, p->owner, n, name, true, p->r->condition);
}

/* A value that is written here, not one that a program, a path or a variable gives. */
static bool is_secret(struct str name, struct str value)
{
    static const char *const marks[] = {"$", "(", "`", "{{", "<", "*"};
    if (value.len < VALUE_LEAST)
        return false;
    for (size_t i = 0; i < COUNT(marks); i++)
        if (str_find(value, str_from(marks[i])) != STR_NPOS)
            return false;
    struct secret_class class = secret_classify(name, value);
    if (class.verdict != SECRET_YES)
        return false;
    if (!str_is(str_from(class.pattern), "name")) /* a "key" may be that of an object */
        class = secret_classify(STR(""), value);
    return class.verdict == SECRET_YES || class.verdict == SECRET_OPAQUE;
}

/* In a text, what stands there without quotes may be a word of a program. */
static bool has_digit(struct str value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.ptr[i] >= '0' && value.ptr[i] <= '9')
            return true;
    return false;
}

/* The name of its form; those that are a name before a value are looked for as such. */
static const char *form_of(struct str text)
{
    static const char *const named[] = {"connection-string", "url-key", "password"};
    const char *form = secret_in_text(text);
    for (size_t i = 0; form && i < COUNT(named); i++)
        if (str_is(str_from(form), named[i]))
            return NULL;
    return form;
}

/* --- Texts ------------------------------------------------------------------------------------ */

static bool is_name_sign(char c, bool first)
{
    char l = str_lower(c);
    return (l >= 'a' && l <= 'z') || l == '_' || (!first && ((l >= '0' && l <= '9') || l == '-' || l == '.'));
}

static size_t past(struct str line, size_t i, const char *signs)
{
    while (i < line.len && strchr(signs, line.ptr[i]) && line.ptr[i])
        i++;
    return i;
}

/* "NAME=value", "name: 'value'", "\"name\": \"value\"" at i, where a name begins; *next: behind it. */
static bool assigned(struct str line, size_t i, size_t *next, struct str *name, struct str *value)
{
    size_t end = i;
    while (end < line.len && is_name_sign(line.ptr[end], false))
        end++;
    *name = str_sub(line, i, end - i);
    *next = end;
    i = past(line, past(line, end, "\\\"'"), " \t");
    if (i >= line.len || (line.ptr[i] != '=' && line.ptr[i] != ':'))
        return false;
    i = past(line, past(line, i + 1, " \t"), "\\");
    char quote = i < line.len && (line.ptr[i] == '"' || line.ptr[i] == '\'') ? line.ptr[i++] : '\0';
    for (end = i; end < line.len; end++)
        if (quote ? line.ptr[end] == quote || line.ptr[end] == '\\'
                  : strchr(" \t\r\"',;}", line.ptr[end]) != NULL)
            break;
    *value = str_sub(line, i, end - i);
    return quote || has_digit(*value);
}

/* The word that has the form, or the whole line where several make it. */
static struct str word_of(struct str line)
{
    for (size_t i = 0, end; i < line.len; i = end + 1) {
        for (end = i; end < line.len && !strchr(" \t\r\"'=,;", line.ptr[end]);)
            end++;
        if (form_of(str_sub(line, i, end - i)))
            return str_sub(line, i, end - i);
    }
    return line;
}

/* What stands behind options in a script. */
static void look_at_arguments(struct plain *p, const struct doc_node *at, struct str text)
{
    struct secret_args args = secret_args_of(text);
    struct secret_argument found;
    while (secret_args_next(&args, &found)) {
        if ((!found.quoted && !has_digit(found.value)) || !is_secret(found.name, found.value))
            continue;
        struct str name = found.program.len
                              ? ARENA_JOIN(p->c->arena, found.program, STR("-"), found.name)
                              : found.name;
        add(p, at, name, found.value);
    }
}

/* The name of a resource: many targets of rules are nothing else. */
static bool is_arn(struct str text)
{
    return str_starts(text, STR("arn:")) && str_chr(text, ' ') == STR_NPOS &&
           str_chr(text, '\n') == STR_NPOS;
}

static void look_at_text(struct plain *p, const struct doc_node *at, struct str text)
{
    if (is_arn(text))
        return;
    if (!p->forms)
        look_at_arguments(p, at, text);
    struct str line, name, value;
    for (struct str rest = text; str_cut(&rest, '\n', &line);) {
        bool found = false;
        for (size_t i = 0, next; !p->forms && i < line.len; i = next) {
            next = i + 1;
            if (!is_name_sign(line.ptr[i], true) || !assigned(line, i, &next, &name, &value) ||
                !is_secret(name, value))
                continue;
            add(p, at, name, value);
            found = true;
        }
        const char *form = found ? NULL : form_of(line);
        if (form)
            add(p, at, str_from(form), word_of(line));
    }
}

/* --- Trees ------------------------------------------------------------------------------------ */

static void look_at_scalar(struct plain *p, const struct doc_node *n, struct str name)
{
    struct str text = doc_text(n);
    while (str_starts(name, STR("-")))
        name = str_from_at(name, 1);
    if (str_find(text, STR("{{resolve:")) != STR_NPOS)
        show(p, n, name);
    else if (!p->forms && !str_ends(name, STR(".$")) && str_chr(text, '\n') == STR_NPOS &&
             str_chr(text, '{') == STR_NPOS && is_secret(name, text))
        add(p, n, name, text);
    else
        look_at_text(p, n, text);
}

/* The texts of a function as they are written. */
static void look_at_written(struct plain *p, const struct doc_node *n, unsigned depth)
{
    if (n && doc_is_scalar(n))
        look_at_text(p, n, doc_text(n));
    for (const struct doc_node *m = n && depth < LIMIT_DEPTH ? doc_first(n) : NULL; m; m = m->next)
        look_at_written(p, m, depth + 1);
}

static void look_at_call(struct plain *p, const struct doc_node *n, struct str name)
{
    struct cfn_value v = cfn_value(&p->c->scope, n);
    show(p, n, name);
    for (const struct cfn_value *a = &v; a; a = a->other)
        if (!a->secure)
            look_at_text(p, n, a->text);
    if (v.secure) /* its text is not known */
        look_at_written(p, n, 0);
}

static const struct doc_node *any_of(const struct doc_node *n, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (doc_get(n, keys[i]))
            return doc_get(n, keys[i]);
    return NULL;
}

/* What documentation of an API shows as the form of a token: it is made up. */
static bool is_shown_token(const struct plain *p, const struct doc_node *m)
{
    const char *form = p->forms && str_is(m->key, "example") && doc_is_scalar(m)
                           ? form_of(doc_text(m))
                           : NULL;
    return form && str_is(str_from(form), "jwt");
}

static void look_below(struct plain *p, const struct doc_node *n, struct str name, unsigned depth)
{
    static const char *const names[] = {"Name", "OptionName", "Key"}, *const values[] = {"Value"};
    if (!n || depth > LIMIT_DEPTH)
        return;
    if (doc_is_scalar(n)) {
        look_at_scalar(p, n, name);
        return;
    }
    if (cfn_call(n)) {
        look_at_call(p, n, name);
        return;
    }
    const struct doc_node *said = any_of(n, names, COUNT(names)),
                          *value = any_of(n, values, COUNT(values));
    if (doc_is_map(n) && doc_is_scalar(said) && value) {
        look_below(p, value, doc_text(said), depth + 1);
        return;
    }
    struct str before = STR_NONE; /* "--password", "secret" */
    for (const struct doc_node *m = doc_first(n); m; m = m->next) {
        if (doc_is_map(n) && str_is(m->key, "Environment") && cfn_is(p->r, "AWS::ECS::TaskDefinition"))
            continue; /* settings */
        if (doc_is_map(n) && is_shown_token(p, m))
            continue;
        look_below(p, m, doc_is_map(n) ? m->key : before.len ? before : name, depth + 1);
        before = doc_is_scalar(m) && str_starts(doc_text(m), STR("-")) ? doc_text(m) : STR_NONE;
    }
}

bool cfn_has_plain(struct str type)
{
    for (size_t i = 0; i < COUNT(places); i++)
        if (str_eq(type, places[i].type))
            return true;
    return false;
}

void cfn_plain_secrets(struct cfn *c, struct cfn_resource *r)
{
    if (!r->of->plain)
        return;
    struct plain p = {.c = c, .r = r};
    for (size_t i = 0; i < COUNT(places); i++) {
        if (!str_eq(r->type, places[i].type))
            continue;
        struct str path = str_from(places[i].path);
        size_t dot = str_rchr(path, '.');
        p.owner = cfn_node_of(c, r);
        p.forms = places[i].forms;
        p.kept = places[i].kept;
        if (p.owner)
            look_below(&p, cfn_prop(c, r, places[i].path),
                       dot == STR_NPOS ? path : str_from_at(path, dot + 1), 0);
    }
}
