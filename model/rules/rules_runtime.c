/* SPDX-License-Identifier: MIT */
/* rules_runtime.c - what code runs on, and where it comes from (FW-079 to FW-082). */
#include "rule_group.h"

#include "arena.h"
#include "mem.h"
#include "query.h"
#include "runtimes.h"

/* --- Runtimes --------------------------------------------------------------------------------- */

static struct date today(const struct rule_run *run)
{
    return rule_options_of(run)->today;
}

static struct str join(const struct rule_run *run, const char *head, struct str tail)
{
    return ARENA_JOIN(rule_arena(run), str_from(head), tail);
}

/* "6.0" -> net6.0; before .NET 5 it was called netcoreapp. */
static struct str dotnet_name(const struct rule_run *run, struct str version)
{
    bool core = str_istarts(version, STR("1.")) || str_istarts(version, STR("2.")) ||
                str_istarts(version, STR("3."));
    if (str_istarts(version, STR("v")))
        version = str_from_at(version, 1);
    return join(run, core ? "netcoreapp" : "net", version);
}

/* Language and version as Azure says them -> the name in the table. */
static struct str azure_runtime(const struct rule_run *run, struct str language, struct str version)
{
    if (str_istarts(version, STR("~")))
        version = str_from_at(version, 1);
    if (str_istarts(language, STR("dotnet")))
        return dotnet_name(run, version);
    if (str_iis(language, "node")) /* the first number counts: "18.12", "18-lts" */
        for (size_t i = 0; i < version.len; i++)
            if (version.ptr[i] < '0' || version.ptr[i] > '9')
                version = str_sub(version, 0, i);
    return ARENA_JOIN(rule_arena(run), language, STR(" "), version);
}

enum { NAMES = 4 };

/* What an app may say of its runtime: the project, the image, the settings, the site. */
static size_t azure_runtimes(const struct rule_run *run, node_id app, struct str *out)
{
    struct str image = rule_attr(run, app, "linuxFxVersion"), language;
    struct str worker = rule_attr(run, app, "runtime");
    struct str version = rule_attr(run, app, "runtimeVersion");
    struct str windows = rule_attr(run, app, "netFrameworkVersion");
    size_t count = 0;
    out[count++] = rule_attr(run, app, "framework");
    if (str_chr(image, '|') != STR_NPOS && str_cut(&image, '|', &language))
        out[count++] = azure_runtime(run, language, image);
    if (worker.len && version.len)
        out[count++] = azure_runtime(run, worker, version);
    if (str_istarts(worker, STR("dotnet")) && windows.len && !str_iis(windows, "v4.0"))
        out[count++] = azure_runtime(run, worker, windows);
    return count;
}

/* The worst of the runtimes of a function or an app; NULL: none is known. */
static const struct runtime_row *runtime_of(const struct rule_run *run, node_id n)
{
    struct str names[NAMES];
    const struct runtime_row *worst = NULL;
    size_t count = 1;
    if (rule_node(run, n)->kind == NODE_APP)
        count = azure_runtimes(run, n, names);
    else
        names[0] = rule_attr(run, n, "runtime");
    for (size_t i = 0; i < count; i++) {
        const struct runtime_row *row =
            runtime_find(rule_node(run, n)->provider, RUNTIME_RUNTIME, names[i]);
        if (row && (!worst || date_days(row->deprecated) < date_days(worst->deprecated)))
            worst = row;
    }
    return worst;
}

static struct str day(const struct rule_run *run, struct date d)
{
    return arena_printf(rule_arena(run), "%04d-%02d-%02d", d.year, d.month, d.day);
}

static void say_runtime(struct rule_run *run, const struct rule_group *g)
{
    const struct runtime_row *row = &runtime_rows[g->key];
    enum runtime_state state = runtime_state(row, today(run));
    struct finding *f = rule_group_find(run, g);
    struct str rest = state == RUNTIME_BLOCKED ? STR(", and no function of it can be made any more")
                                               : STR("");
    struct str what = arena_printf(
        rule_arena(run), "on %s, which %s out of support %s %s%s", row->name,
        state == RUNTIME_SOON ? "goes" : "is", state == RUNTIME_SOON ? "on" : "since",
        day(run, row->deprecated).ptr, rest.ptr);
    static const enum severity severities[] = {[RUNTIME_SOON] = SEVERITY_LOW,
                                               [RUNTIME_OLD] = SEVERITY_MEDIUM,
                                               [RUNTIME_BLOCKED] = SEVERITY_HIGH};
    rule_severity(f, severities[state]);
    rule_group_say(run, f, g, ARENA_JOIN(rule_arena(run), STR("runs "), what).ptr,
                   ARENA_JOIN(rule_arena(run), STR("run "), what).ptr);
}

RULE(fw_079)
{
    static const enum node_kind kinds[] = {NODE_FUNCTION, NODE_APP};
    struct rule_groups groups = {0};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));) {
            const struct runtime_row *row = runtime_of(run, n);
            if (row && runtime_state(row, today(run)) != RUNTIME_KEPT)
                rule_group_add(run, &groups, n, (unsigned)(row - runtime_rows));
        }
    for (size_t i = 0; i < groups.count; i++)
        say_runtime(run, &groups.items[i]);
}

/* "~3", "v3", "3.0.14492" -> 3 */
static struct str host_number(struct str version)
{
    while (version.len && (version.ptr[0] == '~' || version.ptr[0] == 'v' || version.ptr[0] == 'V'))
        version = str_from_at(version, 1);
    return str_sub(version, 0, str_chr(version, '.'));
}

static void say_host(struct rule_run *run, const struct rule_group *g)
{
    const struct runtime_row *row = &runtime_rows[g->key];
    bool model = row->what == RUNTIME_MODEL;
    bool soon = runtime_state(row, today(run)) == RUNTIME_SOON;
    struct finding *f = rule_group_find(run, g);
    struct str what = arena_printf(
        rule_arena(run), "%s %s of Azure Functions, which %s out of support %s %s",
        model ? "the" : "host", model ? "in-process model" : row->name, soon ? "goes" : "is",
        soon ? "on" : "since", day(run, row->deprecated).ptr);
    struct str verb = model ? STR("use") : STR("ask");
    struct str tail = ARENA_JOIN(rule_arena(run), model ? STR(" ") : STR(" for "), what);
    rule_severity(f, soon ? SEVERITY_LOW : SEVERITY_HIGH);
    rule_group_say(run, f, g, ARENA_JOIN(rule_arena(run), verb, STR("s"), tail).ptr,
                   ARENA_JOIN(rule_arena(run), verb, tail).ptr);
    if (model)
        rule_fix(run, f, "Move the functions to the isolated worker model.");
}

RULE(fw_080)
{
    struct rule_groups groups = {0};
    for (node_id n = 0; (n = rule_next(run, NODE_APP, n));) {
        struct str cloud = rule_node(run, n)->provider;
        struct str host = host_number(rule_attr(run, n, "functionsVersion"));
        const struct runtime_row *row = runtime_find(cloud, RUNTIME_HOST, host);
        if (!row)
            row = runtime_find(cloud, RUNTIME_MODEL, rule_attr(run, n, "model"));
        if (row && runtime_state(row, today(run)) != RUNTIME_KEPT)
            rule_group_add(run, &groups, n, (unsigned)(row - runtime_rows));
    }
    for (size_t i = 0; i < groups.count; i++)
        say_host(run, &groups.items[i]);
}

/* --- Code of others --------------------------------------------------------------------------- */

/* Accounts in which AWS itself publishes layers: Lambda Insights; Powertools. Source: their pages in
 * the CloudWatch user guide and at docs.powertools.aws.dev. */
static const char *const aws_publishers[] = {"580247275435", "017000801446"};

static bool is_ours(const struct rule_run *run, struct str account)
{
    const struct str_list *known = &rule_options_of(run)->accounts;
    for (size_t i = 0; i < known->count; i++)
        if (str_eq(known->items[i], account))
            return true;
    for (size_t i = 0; i < COUNT(aws_publishers); i++)
        if (str_is(account, aws_publishers[i]))
            return true;
    return false;
}

/* The fifth part of an ARN, if it is a number; empty: not said. */
static struct str arn_account(struct str arn)
{
    struct str part = STR("");
    for (int i = 0; i < 5; i++)
        if (!str_cut(&arn, ':', &part))
            return STR("");
    return part.len == 12 && part.ptr[0] >= '0' && part.ptr[0] <= '9' ? part : STR("");
}

/* A tag of somebody else's: no digest, and not of a private registry, where the account decides. */
static bool is_moving(const struct rule_run *run, node_id code, struct str tag)
{
    const struct node *n = rule_node(run, code);
    return tag.len && !str_istarts(tag, STR("sha256:")) && n->external &&
           str_ifind(n->name, STR(".dkr.ecr.")) == STR_NPOS;
}

/* A package at an address that is no storage account's. */
static bool is_foreign_package(const struct rule_run *run, node_id code)
{
    const struct node *n = rule_node(run, code);
    return n->kind == NODE_CODE && n->external && str_istarts(n->name, STR("http")) &&
           str_ifind(n->name, STR(".blob.core.")) == STR_NPOS;
}

static void say_code(struct rule_run *run, const struct edge *e, edge_id id)
{
    struct str account = rule_attr(run, e->to, "account"), tag = edge_attr_text(e, FACT_TAG);
    bool foreign = rule_node(run, e->to)->external && account.len && !is_ours(run, account);
    bool fixed = str_iis(rule_attr(run, e->to, "image-tag-mutability"), "IMMUTABLE");
    bool moving = (str_iis(tag, "latest") && !fixed) ||
                  is_moving(run, e->to, tag);
    bool fetched = str_empty(tag) && is_foreign_package(run, e->to);
    if (!foreign && !moving && !fetched)
        return;
    struct finding *f = rule_find(run, e->from);
    rule_with_node(run, f, e->to);
    rule_with_edge(run, f, id);
    if (moving)
        rule_say(run, f, "%N runs whatever stands behind \"%S\" of %N on the day", e->from, tag,
                 e->to);
    else if (fetched)
        rule_say(run, f, "%N runs a package that lies at %N", e->from, e->to);
    else
        rule_say(run, f, "%N runs code of account %S: %N", e->from, account, e->to);
}

/* An application of the Serverless Application Repository, as a stack in this one. */
static void say_application(struct rule_run *run, node_id stack)
{
    const struct node *node = rule_node(run, stack);
    for (uint32_t t = 0; t < node->tag_count; t++) {
        if (!str_is(node->tags[t].key, "serverlessrepo:applicationId"))
            continue;
        struct str account = arn_account(node->tags[t].value);
        if (str_empty(account) || is_ours(run, account))
            continue;
        struct finding *f = rule_find(run, stack);
        rule_say(run, f, "%N is an application that account %S publishes, with roles of its own",
                 stack, account);
    }
}

RULE(fw_081)
{
    static const enum node_kind kinds[] = {NODE_FUNCTION, NODE_APP};
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (node_id n = 0; (n = rule_next(run, kinds[k], n));)
            for (struct rule_walk w = rule_out(run, n, EDGE_CODE_FROM); rule_next_edge(&w);)
                say_code(run, w.edge, w.id);
    for (node_id n = 0; (n = rule_next(run, NODE_BOUNDARY, n));)
        say_application(run, n);
}

/* --- Who may write the code ------------------------------------------------------------------- */

struct writer {
    node_id function;
    edge_id grant;
};

/* Something else than the function, or the app that it runs in, takes its code from there. */
static bool others_run_it(const struct rule_run *run, node_id source, node_id function)
{
    edge_id hosted = graph_first_out(rule_graph(run), function, EDGE_HOSTED_BY);
    node_id app = hosted ? rule_edge(run, hosted)->to : 0;
    for (struct rule_walk w = rule_in(run, source, EDGE_CODE_FROM); rule_next_edge(&w);)
        if (w.edge->from != function && w.edge->from != app)
            return true;
    return false;
}

/* A function whose identity may write what it was granted, where others than itself run from. */
static bool writer_by(const struct rule_run *run, node_id source, node_id granted, struct writer *out)
{
    for (struct rule_walk g = rule_in(run, granted, EDGE_GRANTS); rule_next_edge(&g);) {
        if (!(edge_ops(g.edge) & (OP_WRITE | OP_EXEC)) || !str_empty(g.edge->condition))
            continue;
        for (struct rule_walk r = rule_in(run, g.edge->from, EDGE_RUNS_AS); rule_next_edge(&r);) {
            if (rule_node(run, r.edge->from)->kind != NODE_FUNCTION ||
                !others_run_it(run, source, r.edge->from))
                continue;
            *out = (struct writer){r.edge->from, g.id};
            return true;
        }
    }
    return false;
}

static bool find_writer(const struct rule_run *run, node_id source, struct writer *out)
{
    if (writer_by(run, source, source, out))
        return true;
    for (struct rule_walk w = rule_out(run, source, EDGE_RESIDES_IN); rule_next_edge(&w);) {
        enum boundary_class class = node_boundary_class(rule_node(run, w.edge->to));
        bool administrators = str_is(rule_node(run, w.edge->to)->id, "aws:any:*"); /* FW-022 */
        if ((class == BOUNDARY_ANY || class == BOUNDARY_DATA_ACCOUNT) && !administrators &&
            writer_by(run, source, w.edge->to, out))
            return true;
    }
    return false;
}

static bool is_code_source(const struct rule_run *run, node_id n)
{
    enum node_kind kind = rule_node(run, n)->kind;
    if ((kind != NODE_BUCKET && kind != NODE_CODE && kind != NODE_FILES) ||
        str_find(rule_attr(run, n, FACT_ARN), STR(":layer:")) != STR_NPOS)
        return false; /* a version of a layer never changes */
    for (struct rule_walk w = rule_in(run, n, EDGE_CODE_FROM); rule_next_edge(&w);)
        if (!edge_fact_is(w.edge, FACT_EDGE_ROLE, FACT_ROLE_HOST_STORAGE))
            return true;
    return false;
}

/* Strangers write it without breaking into code first: that code has findings of its own. */
static bool is_written_by_strangers(struct rule_run *run, node_id source, struct path *p)
{
    const struct path_answer *a = rule_paths(run, SEAT_ANONYMOUS);
    if (!path_answer_path(a, source, STATE_WRITE, rule_arena(run), p) ||
        p->rank > AUTH_CLASS_SHARED)
        return false;
    for (size_t i = 0; i < p->hop_count; i++)
        if (p->hops[i]->to_state == STATE_CONTROL)
            return false;
    return true;
}

/* What runs it, first of all something else than the one who writes it. */
static node_id runner_of(const struct rule_run *run, node_id source, node_id writer)
{
    node_id runner = 0;
    for (struct rule_walk w = rule_in(run, source, EDGE_CODE_FROM); rule_next_edge(&w);)
        if (!runner || runner == writer)
            runner = w.edge->from;
    return runner;
}

/* The hosts' own storage is left to FW-042 and FW-098: there the app itself must write. */
RULE(fw_082)
{
    for (size_t i = 1; i <= graph_node_count(rule_graph(run)); i++) {
        node_id n = (node_id)i;
        struct path p;
        struct writer writer;
        if (!is_code_source(run, n))
            continue;
        bool open = is_written_by_strangers(run, n, &p);
        if (!open && !find_writer(run, n, &writer))
            continue;
        struct finding *f = rule_find(run, n);
        for (struct rule_walk w = rule_in(run, n, EDGE_CODE_FROM); rule_next_edge(&w);)
            rule_with_node(run, f, w.edge->from);
        if (open) {
            rule_with_path(run, f, &p);
            rule_say(run, f, "strangers can change %N, and %N runs what lies there", n,
                     runner_of(run, n, 0));
        } else {
            rule_with_node(run, f, writer.function);
            rule_with_edge(run, f, writer.grant);
            rule_say(run, f, "%N may change %N, and %N runs what lies there", writer.function, n,
                     runner_of(run, n, writer.function));
        }
    }
}
