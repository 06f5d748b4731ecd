/* SPDX-License-Identifier: MIT */
/* rules_assertions.c - what the team has written down that must hold (FW-901 and on). A text that
 * cannot be understood is a question, so that a misspelt assertion is never silently kept. */
#include "rule_ask.h"

#include "arena.h"
#include "filter.h"

#define X(e, name, form) name,
static const char *const names[ASSERTION_COUNT] = {ASSERTIONS(X)};
#undef X
#define X(e, name, form) form,
static const char *const forms[ASSERTION_COUNT] = {ASSERTIONS(X)};
#undef X

bool assertion_kind_find(struct str name, enum assertion_kind *out)
{
    for (size_t i = 0; i < ASSERTION_COUNT; i++)
        if (str_is(name, names[i])) {
            *out = (enum assertion_kind)i;
            return true;
        }
    return false;
}

/* The subject of what is about no node: the first one. */
static void not_understood(struct rule_run *run, const struct assertion *a, const char *why)
{
    if (!graph_node_count(rule_graph(run)))
        return;
    struct finding *f = rule_ask(run, 1);
    rule_at(f, a->where);
    rule_about(f, a->text);
    rule_say(run, f, "the assertion '%s: %S' cannot be checked: %s%s", names[a->kind], a->text,
             why && *why ? "" : "its form is ", why && *why ? why : forms[a->kind]);
}

static bool cut_at(struct str text, const char *mark, struct str *head, struct str *tail)
{
    size_t at = str_find(text, str_from(mark));
    if (at == STR_NPOS)
        return false;
    *head = str_trim(str_sub(text, 0, at));
    *tail = str_trim(str_from_at(text, at + strlen(mark)));
    return true;
}

static struct filter *filter_of(struct rule_run *run, const struct assertion *a, struct str text)
{
    struct buf error = {0};
    struct filter *f =
        filter_compile(rule_graph(run), rule_exposure(run), NULL, text, &error, NULL);
    if (!f)
        not_understood(run, a, error.ptr);
    buf_release(&error);
    return f;
}

/* --- never ------------------------------------------------------------------------------------ */

static void report_reached(struct rule_run *run, const struct assertion *a,
                           const struct path_answer *answer, node_id n, enum state state)
{
    const unsigned any = 1u << STATE_INPUT | 1u << STATE_READ | 1u << STATE_WRITE |
                         1u << STATE_CONTROL | 1u << STATE_HOLD;
    unsigned asked = state == STATE_COUNT ? any : 1u << state;
    struct path path;
    for (int s = STATE_COUNT - 1; s >= 0; s--) {
        if (!(asked & 1u << s) || !path_answer_reached(answer, n, (enum state)s) ||
            !path_answer_path(answer, n, (enum state)s, rule_arena(run), &path))
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_answer(run, f, answer, &path);
        rule_about(f, a->text);
        rule_say(run, f, "'never: %S' does not hold: %N is reached (%s)", a->text, n,
                 state_names[s]);
        return;
    }
}

static void check_never(struct rule_run *run, const struct assertion *a)
{
    struct str from, to;
    struct seat seat;
    struct buf error = {0};
    enum state state;
    if (!cut_at(a->text, "->", &from, &to)) {
        not_understood(run, a, NULL);
    } else if (!seat_parse(rule_graph(run), from, &seat, &error)) {
        not_understood(run, a, error.ptr);
    } else {
        struct filter *filter = filter_of(run, a, filter_without_state(to, &state));
        const struct path_question q = {.seat = &seat};
        struct path_answer *answer = paths_from(rule_graph(run), &q);
        for (size_t n = 1; filter && n <= graph_node_count(rule_graph(run)); n++)
            if (filter_test(filter, (node_id)n))
                report_reached(run, a, answer, (node_id)n, state);
        path_answer_free(answer);
        filter_free(filter);
    }
    buf_release(&error);
}

RULE(fw_901)
{
    const struct rule_options *o = rule_options_of(run);
    for (size_t i = 0; i < o->assertion_count; i++)
        if (o->assertions[i].kind == ASSERT_NEVER)
            check_never(run, &o->assertions[i]);
}

/* --- require ---------------------------------------------------------------------------------- */

static void check_require(struct rule_run *run, const struct assertion *a)
{
    struct str gate, where;
    enum auth wanted;
    if (!cut_at(a->text, " on ", &gate, &where) || !str_starts(gate, STR("auth>=")) ||
        !auth_find(str_trim(str_from_at(gate, 6)), &wanted)) {
        not_understood(run, a, NULL);
        return;
    }
    struct filter *filter = filter_of(run, a, where);
    for (size_t i = 1; filter && i <= graph_node_count(rule_graph(run)); i++) {
        node_id n = (node_id)i;
        struct reach r = exposure_reach(rule_exposure(run), n);
        if (!filter_test(filter, n) || !r.reached || r.rank >= auths[wanted].class)
            continue;
        struct finding *f = rule_find(run, n);
        rule_with_way_in(run, f, n);
        rule_about(f, a->text);
        rule_say(run, f, "'require: %S' does not hold: %N has %s", a->text, n, auths[r.auth].name);
    }
    filter_free(filter);
}

RULE(fw_902)
{
    const struct rule_options *o = rule_options_of(run);
    for (size_t i = 0; i < o->assertion_count; i++)
        if (o->assertions[i].kind == ASSERT_REQUIRE)
            check_require(run, &o->assertions[i]);
}

/* --- maxfan ----------------------------------------------------------------------------------- */

static void report_fan(struct rule_run *run, const struct assertion *a, node_id n, bool sure,
                       const struct load_sum *s)
{
    struct finding *f = sure ? rule_find(run, n) : rule_ask(run, n);
    struct buf count = {0}, guesses = {0};
    rule_about(f, a->text);
    if (s->endless) {
        buf_puts(&count, "invocations without end");
    } else {
        buf_puts(&count, "up to ");
        amount_text(&count, s->runs);
        buf_puts(&count, s->runs == (amount)AMOUNT_ONE ? " invocation" : " invocations");
    }
    rule_with_way_in(run, f, n);
    struct str made = arena_str(rule_arena(run), buf_str(&count));
    load_guesses_text(&guesses, amplify_guesses(flood_amplify(rule_flood(run)), n));
    if (sure)
        rule_say(run, f, "'maxfan: %S' does not hold: one request to %N can make %S", a->text, n, made);
    else
        rule_say(run, f, "'maxfan: %S' may not hold: one request to %N can make %S %S", a->text, n, made,
                 arena_str(rule_arena(run), buf_str(&guesses)));
    buf_release(&count);
    buf_release(&guesses);
}

static void check_maxfan(struct rule_run *run, const struct assertion *a)
{
    struct str number = a->text, where = STR_NONE;
    bool part = cut_at(a->text, " on ", &number, &where);
    long most;
    if (!str_to_long(number, &most) || most < 0) {
        not_understood(run, a, NULL);
        return;
    }
    struct filter *filter = part ? filter_of(run, a, where) : NULL;
    const struct flood *flood = rule_flood(run);
    for (size_t i = 0; (filter || !part) && i < flood_count(flood); i++) {
        const struct flood_entry *e = flood_at(flood, i);
        const struct load_sum *seen = &e->sums[LOAD_VIEW_SEEN], *worst = &e->sums[LOAD_VIEW_MOST];
        const amount limit = amount_times(AMOUNT_ONE, (unsigned long)most);
        bool sure = seen->endless || seen->runs > limit;
        if ((!filter || filter_test(filter, e->node)) &&
            (sure || worst->endless || worst->runs > limit))
            report_fan(run, a, e->node, sure, sure ? seen : worst);
    }
    filter_free(filter);
}

RULE(fw_903)
{
    const struct rule_options *o = rule_options_of(run);
    for (size_t i = 0; i < o->assertion_count; i++)
        if (o->assertions[i].kind == ASSERT_MAXFAN)
            check_maxfan(run, &o->assertions[i]);
}
