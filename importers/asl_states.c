/* SPDX-License-Identifier: MIT */
/* asl_states.c - the states of a machine, also those inside others, in the order of writing. */
#include "asl.h"
#include "limits.h"

bool asl_is_definition(const struct doc_node *n)
{
    return doc_is_map(doc_get(n, "States")) && doc_is_scalar(doc_get(n, "StartAt"));
}

/* --- Edges ------------------------------------------------------------------------------------ */

/* Several states that do the same to the same share an edge. */
static void add_state(struct asl *a, edge_id e, struct str path)
{
    struct str have = edge_attr_text(graph_edge_at(a->c->g, e), "state");
    for (struct str rest = have, word; have.len && str_cut(&rest, ',', &word);)
        if (str_eq(str_trim(word), path))
            return;
    if (have.len > 400) /* the first of them say enough */
        return;
    graph_edge_attr(a->c->g, e, "state",
                    have.len ? ARENA_JOIN(a->c->arena, have, STR(", "), path) : path);
}

edge_id asl_edge(struct asl *a, const struct asl_state *s, enum edge_kind kind, node_id to)
{
    struct graph *g = a->c->g;
    size_t before = graph_edge_count(g);
    edge_id e = to != a->workflow ? cfn_edge(a->c, kind, a->workflow, to, s->node, a->condition) : 0;
    if (!e)
        return 0;
    long retry = 0;
    bool is_new = graph_edge_count(g) != before;
    if (s->path.len)
        add_state(a, e, s->path);
    str_to_long(edge_attr_text(graph_edge_at(g, e), FACT_RETRY), &retry);
    if (s->retry > retry)
        graph_edge_attr_typed(g, e, STR(FACT_RETRY), ATTR_NUMBER,
                              arena_printf(a->c->arena, "%ld", s->retry));
    if (s->concurrency.len)
        graph_edge_attr(g, e, "concurrency", s->concurrency);
    if (s->failure && is_new) /* states behind a Catch come last: nobody else does it */
        graph_edge_attr(g, e, FACT_ON, STR("failure"));
    return e;
}

/* --- Which states run only after a failure ----------------------------------------------------- */

enum mark { MARK_NONE, MARK_NORMAL, MARK_FAILURE };

struct level { /* the states of one `States` */
    struct asl *a;
    struct map index; /* name -> number + 1 */
    const struct doc_node **states;
    unsigned char *marks;
    size_t *todo, todo_count, count;
};

static void lead(struct level *l, const struct doc_node *name, enum mark mark)
{
    uint32_t i;
    struct cfn *c = l->a->c;
    if (!name)
        return;
    struct str text = cfn_text(&c->scope, name);
    if (!map_get(&l->index, text, &i)) {
        if (str_chr(text, '*') == STR_NPOS)
            diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, name),
                      "this state is not there");
        return;
    }
    if (l->marks[i - 1] != MARK_NONE)
        return;
    l->marks[i - 1] = (unsigned char)mark;
    l->todo[l->todo_count++] = i - 1;
}

static void lead_each(struct level *l, const struct doc_node *list, enum mark mark)
{
    const struct cfn_item *items;
    size_t count = list ? cfn_list(&l->a->c->scope, list, &items) : 0;
    for (size_t i = 0; i < count; i++)
        lead(l, cfn_get(&l->a->c->scope, items[i].node, "Next"), mark);
}

static void follow(struct level *l, enum mark mark)
{
    struct cfn_scope *s = &l->a->c->scope;
    while (l->todo_count) {
        const struct doc_node *n = l->states[l->todo[--l->todo_count]];
        lead(l, cfn_get(s, n, "Next"), mark);
        lead(l, cfn_get(s, n, "Default"), mark);
        lead_each(l, cfn_get(s, n, "Choices"), mark);
        if (mark == MARK_FAILURE)
            lead_each(l, cfn_get(s, n, "Catch"), mark);
    }
}

static void mark_states(struct level *l, const struct doc_node *machine)
{
    struct cfn_scope *s = &l->a->c->scope;
    lead(l, cfn_get(s, machine, "StartAt"), MARK_NORMAL);
    follow(l, MARK_NORMAL);
    for (size_t i = 0; i < l->count; i++)
        if (l->marks[i] == MARK_NORMAL)
            lead_each(l, cfn_get(s, l->states[i], "Catch"), MARK_FAILURE);
    follow(l, MARK_FAILURE);
}

/* --- The walk ---------------------------------------------------------------------------------- */

static void walk(struct asl *a, const struct doc_node *machine, const struct asl_state *outer,
                 unsigned depth);

/* Sum of MaxAttempts, 3 where nothing is said. */
static long attempts(struct asl *a, const struct doc_node *retry, struct str path)
{
    const struct cfn_item *items;
    size_t count = retry ? cfn_list(&a->c->scope, retry, &items) : 0;
    long sum = 0;
    for (size_t i = 0; i < count; i++) {
        long n = 3;
        str_to_long(cfn_text(&a->c->scope, cfn_get(&a->c->scope, items[i].node, "MaxAttempts")),
                    &n);
        n = n > 0 && n < 1000000 ? n : 0;
        sum += n;
        if (n > a->most_retries) {
            a->most_retries = n;
            a->most_retried = path;
        }
    }
    return sum;
}

static bool is_handled(struct cfn_scope *scope, const struct asl_state *s)
{
    return s->handled || cfn_get(scope, s->node, "Catch") || cfn_get(scope, s->node, "Retry");
}

static void add_name(struct buf *names, struct str path, const char *more)
{
    if (names->len > 400) /* the first of them say enough */
        return;
    if (names->len)
        buf_puts(names, ", ");
    buf_add(names, path);
    buf_puts(names, more);
}

/* Inline maps run 40 items at once, distributed ones 10,000, if nothing is said. */
static struct str concurrency(struct asl *a, const struct doc_node *state,
                              const struct doc_node *processor)
{
    struct cfn_scope *s = &a->c->scope;
    struct str said = cfn_known(s, cfn_get(s, state, "MaxConcurrency"));
    if (said.len && !str_is(said, "0"))
        return said;
    struct str mode = cfn_text(s, cfn_path(s, processor, "ProcessorConfig.Mode"));
    return str_is(mode, "DISTRIBUTED") ? STR("10000") : STR("40");
}

/* A Map over items that come with the input, without a number of its own. */
static void note_map(struct asl *a, const struct asl_state *s, const struct doc_node *processor)
{
    struct cfn_scope *scope = &a->c->scope;
    static const char *const bounds[] = {"MaxConcurrency", "MaxConcurrencyPath"};
    for (size_t i = 0; i < COUNT(bounds); i++) {
        const struct doc_node *n = cfn_get(scope, s->node, bounds[i]);
        if (n && !str_is(cfn_text(scope, n), "0"))
            return;
    }
    if (doc_is_list(cfn_node(scope, cfn_get(scope, s->node, "Items"))))
        return;
    struct str mode = cfn_text(scope, cfn_path(scope, processor, "ProcessorConfig.Mode"));
    add_name(&a->unbounded, s->path, str_is(mode, "DISTRIBUTED") ? " (distributed)" : "");
}

static void inner_states(struct asl *a, const struct asl_state *s, struct str type, unsigned depth)
{
    struct cfn_scope *scope = &a->c->scope;
    struct asl_state inner = *s;
    const struct cfn_item *items;
    inner.handled = is_handled(scope, s);
    if (str_is(type, "Parallel")) {
        const struct doc_node *branches = cfn_get(scope, s->node, "Branches");
        size_t count = branches ? cfn_list(scope, branches, &items) : 0;
        for (size_t i = 0; i < count; i++)
            walk(a, items[i].node, &inner, depth + 1);
        return;
    }
    const struct doc_node *processor = cfn_get(scope, s->node, "ItemProcessor");
    if (!processor)
        processor = cfn_get(scope, s->node, "Iterator");
    inner.concurrency = concurrency(a, s->node, processor);
    note_map(a, s, processor);
    walk(a, processor, &inner, depth + 1);
    asl_map_store(a, s, "ItemReader", EDGE_READS);
    asl_map_store(a, s, "ResultWriter", EDGE_WRITES);
}

static void one_state(struct asl *a, const struct asl_state *s, unsigned depth)
{
    static const char *const quiet[] = {"Pass", "Choice", "Wait", "Succeed", "Fail"};
    struct cfn_scope *scope = &a->c->scope;
    const struct doc_node *type = cfn_get(scope, s->node, "Type");
    struct str text = cfn_text(scope, type);
    a->states++;
    a->retries += cfn_get(scope, s->node, "Retry") != NULL;
    a->catches += cfn_get(scope, s->node, "Catch") != NULL;
    if (str_is(text, "Task")) {
        a->tasks++;
        if (!is_handled(scope, s))
            add_name(&a->unhandled, s->path, "");
        asl_task(a, s);
        return;
    }
    if (str_is(text, "Parallel") || str_is(text, "Map")) {
        inner_states(a, s, text, depth);
        return;
    }
    for (size_t i = 0; i < COUNT(quiet); i++)
        if (str_is(text, quiet[i]))
            return;
    if (str_chr(text, '*') == STR_NPOS)
        diags_add(import_diags(a->c->im), DIAG_WARNING, cfn_at(a->c, type ? type : s->node),
                  type ? "there is no such type of state" : "a state without a type");
}

static void visit(struct level *l, size_t i, const struct asl_state *outer, unsigned depth)
{
    const struct doc_node *n = l->states[i];
    struct str name = cfn_safe(l->a->c, n->key);
    struct asl_state s = {
        .node = n,
        .path = outer->path.len ? ARENA_JOIN(l->a->c->arena, outer->path, STR("/"), name) : name,
        .failure = outer->failure || l->marks[i] == MARK_FAILURE,
        .concurrency = outer->concurrency,
        .handled = outer->handled,
    };
    s.retry = attempts(l->a, cfn_get(&l->a->c->scope, n, "Retry"), s.path);
    s.retry = s.retry > outer->retry ? s.retry : outer->retry; /* a Map runs again as a whole */
    one_state(l->a, &s, depth);
}

static void walk(struct asl *a, const struct doc_node *machine, const struct asl_state *outer,
                 unsigned depth)
{
    struct cfn *c = a->c;
    const struct doc_node *states = cfn_get(&c->scope, machine, "States");
    if (!doc_is_map(states)) {
        diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, machine ? machine : outer->node),
                  "a state machine without States");
        return;
    }
    if (depth > LIMIT_INCLUDE_DEPTH) {
        diags_add(import_diags(c->im), DIAG_WARNING, cfn_at(c, machine),
                  "machines too deep in each other: this one is left out (limit include-depth)");
        return;
    }
    struct level l = {.a = a};
    l.states = mem_zalloc(states->count + 1, sizeof *l.states);
    l.marks = mem_zalloc(states->count + 1, sizeof *l.marks);
    l.todo = mem_zalloc(states->count + 1, sizeof *l.todo);
    for (const struct doc_node *n = doc_first(states); n; n = n->next) {
        l.states[l.count++] = n;
        map_set(&l.index, n->key, (uint32_t)l.count);
    }
    mark_states(&l, machine);
    for (int failure = 0; failure < 2; failure++)
        for (size_t i = 0; i < l.count && c->scope.steps; i++)
            if ((l.marks[i] == MARK_FAILURE) == failure)
                visit(&l, i, outer, depth);
    map_release(&l.index);
    mem_free(l.states);
    mem_free(l.marks);
    mem_free(l.todo);
}

static void count_attr(struct asl *a, const char *key, size_t count)
{
    graph_attr_typed(a->c->g, a->workflow, str_from(key), ATTR_NUMBER,
                     arena_printf(a->c->arena, "%zu", count));
}

static void name_attr(struct asl *a, const char *key, struct buf *names)
{
    if (names->len)
        graph_attr(a->c->g, a->workflow, key, arena_str(a->c->arena, buf_str(names)));
    buf_release(names);
}

void asl_states(struct cfn *c, node_id workflow, const struct doc_node *definition)
{
    struct asl a = {.c = c, .workflow = workflow};
    struct asl_state outer = {.node = definition};
    walk(&a, definition, &outer, 0);
    count_attr(&a, FACT_STATES, a.states);
    count_attr(&a, "tasks", a.tasks);
    count_attr(&a, "states-with-retry", a.retries);
    count_attr(&a, "states-with-catch", a.catches);
    name_attr(&a, FACT_UNHANDLED, &a.unhandled);
    name_attr(&a, FACT_UNBOUNDED, &a.unbounded);
    if (a.most_retries)
        graph_attr(c->g, workflow, FACT_RETRIES,
                   arena_printf(c->arena, "%ld %.*s", a.most_retries, (int)a.most_retried.len,
                                a.most_retried.ptr));
}
