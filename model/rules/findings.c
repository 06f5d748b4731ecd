/* SPDX-License-Identifier: MIT */
/* findings.c - runs the rules and keeps what they say. */
#include "finding.h"

#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "finding_copies.h"
#include "mem.h"
#include "path_make.h"
#include "rule_ask.h"
#include "sha256.h"
#include "stop.h"

#define X(e, name, level, score) name,
const char *const severity_names[SEVERITY_COUNT] = {SEVERITIES(X)};
#undef X
#define X(e, name, level, score) level,
const char *const severity_levels[SEVERITY_COUNT] = {SEVERITIES(X)};
#undef X
#define X(e, name, level, score) score,
const char *const severity_scores[SEVERITY_COUNT] = {SEVERITIES(X)};
#undef X

struct findings {
    const struct graph *graph;
    struct arena *arena;
    struct finding **items;
    size_t count, cap;
    uint8_t *ran;       /* [rule_count] */
    struct str refuted; /* why an analysis does not hold; empty: they do, or were not checked */
};

struct rule_run {
    const struct rule *rule;
    const struct rule_options *options;
    struct exposure *exposure;
    struct path_memo *ways_in; /* NULL: nobody has asked */
    node_id *next_of_kind;     /* [node count + 1]: rule_next() */
    node_id first_of_kind[NODE_KIND_COUNT];
    struct findings *out;
    struct seat seats[SEAT_KIND_COUNT];
    struct path_answer *answers[SEAT_KIND_COUNT]; /* NULL: nobody has asked */
    struct path_question questions[SEAT_KIND_COUNT];
    const struct aws_docs *docs;
    bool docs_read;
    struct prices *prices; /* NULL: nobody has asked */
    struct flood *flood;
    struct excess *excess; /* NULL: nobody has asked */
    struct excess_azure *excess_azure; /* the same */
};

enum { CONFIDENCE_DOUBTFUL = 60 };

bool severity_find(struct str name, enum severity *out)
{
    for (size_t i = 0; i < SEVERITY_COUNT; i++)
        if (str_iis(name, severity_names[i])) {
            *out = (enum severity)i;
            return true;
        }
    return false;
}

const struct rule *rule_find_id(struct str id)
{
    for (size_t i = 0; i < rule_count; i++)
        if (str_iis(id, rules[i].id))
            return &rules[i];
    return NULL;
}

const struct graph *rule_graph(const struct rule_run *run)
{
    return run->out->graph;
}

const struct exposure *rule_exposure(const struct rule_run *run)
{
    return run->exposure;
}

const struct rule_options *rule_options_of(const struct rule_run *run)
{
    return run->options;
}

struct arena *rule_arena(const struct rule_run *run)
{
    return run->out->arena;
}

const struct path_answer *rule_paths(struct rule_run *run, enum seat_kind seat)
{
    if (!run->answers[seat]) {
        run->seats[seat] = seat_of(seat, 0);
        run->questions[seat] = (struct path_question){.seat = &run->seats[seat]};
        run->answers[seat] = paths_from(run->out->graph, &run->questions[seat]);
    }
    return run->answers[seat];
}

struct path rule_way_in(struct rule_run *run, node_id n)
{
    if (!run->ways_in)
        run->ways_in = exposure_memo(run->exposure, run->out->arena);
    return exposure_path_again(run->exposure, run->ways_in, n);
}

static void list_kinds(struct rule_run *run)
{
    size_t count = graph_node_count(run->out->graph);
    run->next_of_kind = mem_alloc((count + 1) * sizeof *run->next_of_kind);
    for (size_t n = count; n > 0; n--) {
        if (!rule_is_live(run, (node_id)n))
            continue;
        node_id *first = &run->first_of_kind[graph_node_at(run->out->graph, (node_id)n)->kind];
        run->next_of_kind[n] = *first;
        *first = (node_id)n;
    }
}

node_id rule_next(const struct rule_run *run, enum node_kind kind, node_id n)
{
    return n ? run->next_of_kind[n] : run->first_of_kind[kind];
}

const struct aws_docs *rule_docs(struct rule_run *run)
{
    if (!run->docs_read)
        run->docs = aws_docs_read(run->out->graph, run->out->arena);
    run->docs_read = true;
    return run->docs;
}

const struct excess *rule_excess(struct rule_run *run)
{
    if (!run->excess)
        run->excess = excess_find_given(run->out->graph);
    return run->excess;
}

const struct excess_azure *rule_excess_azure(struct rule_run *run)
{
    if (!run->excess_azure)
        run->excess_azure = excess_azure_find(run->out->graph, NULL);
    return run->excess_azure;
}

const struct flood *rule_flood(struct rule_run *run)
{
    if (!run->flood) {
        run->prices = prices_new();
        const struct flood_question q = {.prices = run->prices};
        run->flood = flood_build(run->out->graph, &q);
    }
    return run->flood;
}

/* --- What a rule says ------------------------------------------------------------------------- */

struct finding *rule_find(struct rule_run *run, node_id subject)
{
    struct findings *out = run->out;
    struct finding *f = arena_alloc(out->arena, sizeof *f);
    f->rule = run->rule;
    f->severity = run->rule->severity;
    f->confidence = 100;
    f->subject = subject;
    f->rising = true;
    f->where = graph_node_at(out->graph, subject)->where;
    f->fix = str_from(run->rule->fix);
    if (out->count == out->cap)
        out->items = mem_grow(out->items, &out->cap, sizeof(struct finding *));
    out->items[out->count++] = f;
    return f;
}

struct finding *rule_ask(struct rule_run *run, node_id subject)
{
    struct finding *f = rule_find(run, subject);
    f->question = true;
    return f;
}

static struct str render(struct rule_run *run, const char *fmt, va_list args)
{
    const struct graph *g = run->out->graph;
    struct buf text = {0};
    for (const char *p = fmt; *p; p++) {
        if (*p != '%') {
            buf_putc(&text, *p);
            continue;
        }
        switch (*++p) {
        case 'N':
            buf_add(&text, graph_label(g, va_arg(args, node_id)));
            break;
        case 'S':
            buf_add(&text, va_arg(args, struct str));
            break;
        case 's':
            buf_puts(&text, va_arg(args, const char *));
            break;
        case 'd':
            buf_printf(&text, "%d", va_arg(args, int));
            break;
        case 'z': /* %zu */
            p++;
            buf_printf(&text, "%zu", va_arg(args, size_t));
            break;
        default: /* %% */
            buf_putc(&text, *p);
            break;
        }
    }
    struct str kept = arena_str(run->out->arena, buf_str(&text));
    buf_release(&text);
    return kept;
}

void rule_say(struct rule_run *run, struct finding *f, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    f->text = render(run, fmt, args);
    va_end(args);
}

void rule_fix(struct rule_run *run, struct finding *f, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    f->fix = render(run, fmt, args);
    va_end(args);
}

void rule_severity(struct finding *f, enum severity s)
{
    f->severity = s;
}

void finding_add_other(struct arena *arena, struct finding *f, node_id other)
{
    bool rises = !f->other_count || f->others[f->other_count - 1] < other;
    for (size_t i = 0; i < f->other_count && !(rises && f->rising); i++)
        if (f->others[i] == other)
            return;
    f->rising = f->rising && rises;
    size_t count = f->other_count;
    if ((count & (count - 1)) == 0) { /* full at every power of two: doubled */
        node_id *grown = arena_array(arena, count ? 2 * count : 1, sizeof *grown);
        if (count)
            memcpy(grown, f->others, count * sizeof *grown);
        f->others = grown;
    }
    f->others[f->other_count++] = other;
}

void rule_with_node(struct rule_run *run, struct finding *f, node_id other)
{
    finding_add_other(run->out->arena, f, other);
}

void rule_with_edge(struct rule_run *run, struct finding *f, edge_id e)
{
    const struct edge *edge = graph_edge_at(run->out->graph, e);
    f->edge = e;
    if (edge->where.line)
        f->where = edge->where;
    if (edge->confidence < f->confidence)
        f->confidence = edge->confidence;
}

void rule_at(struct finding *f, struct origin where)
{
    f->where = where;
}

void rule_about(struct finding *f, struct str about)
{
    f->about = about;
}

void rule_part(struct finding *f, struct str part, struct str names)
{
    f->part = part;
    f->names = names;
}

void rule_advised(struct finding *f, const struct vulnerability *v, size_t count)
{
    f->advised = v;
    f->advised_count = count;
}

void rule_with_path(struct rule_run *run, struct finding *f, const struct path *p)
{
    (void)run;
    f->path = *p;
    if (p->hop_count && p->confidence < f->confidence)
        f->confidence = p->confidence;
}

void rule_with_answer(struct rule_run *run, struct finding *f, const struct path_answer *a,
                      const struct path *p)
{
    struct path_question *asked = arena_alloc(run->out->arena, sizeof *asked);
    struct seat *seat = arena_alloc(run->out->arena, sizeof *seat);
    *asked = *path_answer_question(a);
    *seat = *asked->seat;
    seat->text = STR_NONE; /* the caller's */
    asked->seat = seat;
    f->asked = asked;
    rule_with_path(run, f, p);
}

void rule_with_way_in(struct rule_run *run, struct finding *f, node_id n)
{
    if (!exposure_reach(run->exposure, n).reached)
        return;
    struct path p = rule_way_in(run, n);
    rule_with_path(run, f, &p);
}

/* --- After the rules -------------------------------------------------------------------------- */

static void adjust_severity(const struct rule_run *run, struct finding *f)
{
    int severity = (int)f->severity;
    if (f->rule->raised && rule_open(run, f->subject))
        severity++;
    if (rule_is_trial_stage(run, f->subject) || f->confidence < CONFIDENCE_DOUBTFUL)
        severity--;
    if (severity < SEVERITY_INFO)
        severity = SEVERITY_INFO;
    if (severity > SEVERITY_CRITICAL)
        severity = SEVERITY_CRITICAL;
    f->severity = (enum severity)severity;
}

void finding_fingerprint(const struct graph *g, const struct finding *f, char *out)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char digest[SHA256_SIZE];
    struct sha256 h;
    sha256_init(&h);
    sha256_add(&h, str_from(f->rule->id));
    sha256_add(&h, f->question ? STR("\n?\n") : STR("\n!\n"));
    sha256_add(&h, graph_node_at(g, f->subject)->id);
    for (size_t i = 0; i < f->named; i++) {
        sha256_add(&h, STR("\n"));
        sha256_add(&h, graph_node_at(g, f->others[i])->id);
    }
    if (f->about.len) {
        sha256_add(&h, STR("\n#"));
        sha256_add(&h, f->about);
    }
    if (f->edge) {
        sha256_add(&h, STR("\n>"));
        struct arena *arena = arena_new();
        sha256_add(&h, graph_edge_id(g, f->edge, arena));
        arena_free(arena);
    }
    sha256_end(&h, digest);
    for (size_t i = 0; i < FINGERPRINT_SIZE - 1; i++)
        out[i] = hex[i % 2 ? digest[i / 2] & 15 : digest[i / 2] >> 4];
    out[FINGERPRINT_SIZE - 1] = '\0';
}

static int by_weight(const void *a, const void *b)
{
    const struct finding *x = *(const struct finding *const *)a;
    const struct finding *y = *(const struct finding *const *)b;
    if (x->severity != y->severity)
        return x->severity > y->severity ? -1 : 1;
    if (x->question != y->question)
        return x->question ? 1 : -1;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    if (x->subject != y->subject)
        return x->subject < y->subject ? -1 : 1;
    int texts = str_cmp(x->text, y->text);
    return texts ? texts : strcmp(x->fingerprint, y->fingerprint);
}

static bool in_list(const struct str_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_glob(list->items[i], str_from(id), true))
            return true;
    return false;
}

/* What rules rested on. */
static void verify_answers(struct rule_run *run)
{
    struct buf why = {0};
    bool good = exposure_verify(run->exposure, &why);
    for (size_t i = 0; good && i < SEAT_KIND_COUNT; i++)
        good = !run->answers[i] || path_answer_verify(run->answers[i], &why);
    good = good && (!run->flood || amplify_check(flood_amplify(run->flood), &why));
    good = good && (!run->excess || excess_verify_given(run->excess, &why));
    good = good && (!run->excess_azure || excess_azure_verify(run->excess_azure, &why));
    if (!good)
        run->out->refuted = arena_str(run->out->arena, buf_str(&why));
    buf_release(&why);
}

struct findings *findings_find(const struct graph *g, const struct rule_options *options)
{
    struct findings *out = mem_zalloc(1, sizeof *out);
    out->graph = g;
    out->arena = arena_new();
    out->ran = arena_alloc(out->arena, rule_count);
    struct rule_run run = {.options = options, .out = out, .exposure = exposure_build(g)};
    list_kinds(&run);
    for (size_t i = 0; i < rule_count; i++) {
        run.rule = &rules[i];
        if ((options->only.count && !in_list(&options->only, rules[i].id)) ||
            in_list(&options->ignore, rules[i].id))
            continue;
        if (stop_asked())
            break;
        out->ran[i] = 1;
        rules[i].check(&run);
    }
    for (size_t i = 0; i < out->count && !stop_asked(); i++) {
        adjust_severity(&run, out->items[i]);
        out->items[i]->named = out->items[i]->other_count;
        finding_fingerprint(g, out->items[i], out->items[i]->fingerprint);
    }
    if (stop_asked())
        out->count = 0; /* they may be unfinished */
    if (out->count)
        qsort(out->items, out->count, sizeof(struct finding *), by_weight);
    out->count = finding_copies_join(g, out->arena, out->items, out->count);
    if (options->verify && !stop_asked())
        verify_answers(&run);
    for (size_t i = 0; i < SEAT_KIND_COUNT; i++)
        path_answer_free(run.answers[i]);
    excess_free(run.excess);
    excess_azure_free(run.excess_azure);
    flood_free(run.flood);
    prices_free(run.prices);
    path_memo_free(run.ways_in);
    mem_free(run.next_of_kind);
    exposure_free(run.exposure);
    return out;
}

void findings_free(struct findings *f)
{
    if (!f)
        return;
    arena_free(f->arena);
    mem_free(f->items);
    mem_free(f);
}

size_t findings_count(const struct findings *f)
{
    return f->count;
}

const struct finding *findings_at(const struct findings *f, size_t i)
{
    return f->items[i];
}

bool findings_ran(const struct findings *f, const struct rule *rule)
{
    return f->ran[rule - rules];
}

void findings_suppress(struct findings *f, size_t i, struct str reason)
{
    f->items[i]->suppressed = arena_str(f->arena, reason);
}

void findings_set_known(struct findings *f, size_t i)
{
    f->items[i]->known = true;
}

struct str findings_refuted(const struct findings *f)
{
    return f->refuted;
}

const struct graph *findings_graph(const struct findings *f)
{
    return f->graph;
}
