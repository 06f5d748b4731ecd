/* SPDX-License-Identifier: MIT */
/* amplify.c against a simulator that sends events one by one, against figures worked out by hand,
 * and its certificates against a checker that must refuse wrong ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "amplify_parts.h"
#include "mem.h"
#include "random_graph.h"
#include "share.h"
#include "tiny_graph.h"

static const amount one = AMOUNT_ONE;

static unsigned long runs_in(const char *text, enum load_view view, const char *node, bool *endless)
{
    struct graph *g = tiny_graph(text);
    struct amplify *a = amplify_build(g, NULL);
    struct buf why = {0};
    struct load_sum s = amplify_of(a, view, tiny_node(g, node));
    if (!amplify_check(a, &why))
        fail_msg("%s\n%s", why.ptr, text);
    amount *from = amplify_from(a, view, tiny_node(g, node)), sum = 0;
    for (node_id n = 1; n <= graph_node_count(g); n++)
        if (load_is_run(graph_node_at(g, n)->kind))
            sum = amount_add(sum, from[n]);
    amount apart = sum > s.runs ? sum - s.runs : s.runs - sum;
    if (!s.endless) /* shares are rounded up at each step, whole numbers are exact */
        assert_true(apart == 0 || (strstr(text, "times=") && strchr(text, '/') &&
                                   apart < one / 10000));
    *endless = s.endless;
    mem_free(from);
    buf_release(&why);
    amplify_free(a);
    graph_free(g);
    return (unsigned long)(s.runs / one);
}

/* --- Figures worked out by hand --------------------------------------------------------------- */

#define AWS "provider=aws"
static const struct figure {
    const char *text, *node;
    unsigned long calm, seen, most;
} figures[] = {
    /* One run; nobody tries a call again whose answer is awaited. */
    {"route r\nfunction f " AWS "\nr -invokes-> f", "r", 1, 1, 1},
    /* A topic's event is tried twice more. */
    {"topic t " AWS "\nfunction f " AWS "\nt -triggers-> f", "t", 1, 3, 3},
    {"topic t " AWS "\nfunction f " AWS " async-retries=0\nt -triggers-> f", "t", 1, 1, 1},
    /* Fan-out is a sum over paths, not the longest: 3 subscribers, three tries each. */
    {"topic t " AWS "\nfunction a " AWS "\nfunction b " AWS "\nfunction c " AWS
     "\nt -triggers-> a\nt -triggers-> b\nt -triggers-> c", "t", 3, 9, 9},
    {"function a " AWS "\nfunction b " AWS "\nfunction c " AWS "\nfunction d " AWS
     "\na -invokes-> b\na -invokes-> c\nb -invokes-> d\nc -invokes-> d", "a", 5, 5, 5},
    /* A queue: maxReceiveCount; without a redrive policy 4 days / 30 s; what the template says. */
    {"queue q " AWS "\nqueue d " AWS "\nfunction f " AWS
     "\nq -triggers-> f batch=10\nq -deadletters-> d max-receive=3", "q", 1, 3, 3},
    {"queue q " AWS "\nfunction f " AWS "\nq -triggers-> f", "q", 1, 11520, 11520},
    {"queue q " AWS " visibility-timeout=360 message-retention-period=3600\nfunction f " AWS
     "\nq -triggers-> f", "q", 1, 10, 10},
    /* A dead letter is one per event, not per attempt. */
    {"topic t " AWS "\nfunction f " AWS "\nqueue d " AWS "\nfunction g " AWS
     "\nt -triggers-> f\nf -deadletters-> d\nd -triggers-> g\nqueue e " AWS
     "\nd -deadletters-> e max-receive=2", "t", 1, 3 + 2, 3 + 2},
    /* A write, in contrast, is one per attempt. */
    {"topic t " AWS "\nfunction f " AWS "\nqueue q " AWS "\nqueue e " AWS "\nfunction g " AWS
     "\nt -triggers-> f\nf -writes-> q\nq -triggers-> g\nq -deadletters-> e max-receive=2",
     "t", 2, 3 + 6, 3 + 6},
    /* Streams: retries are in addition; split batches cost less than twice; no number, once. */
    {"stream s " AWS "\nfunction f " AWS "\ns -triggers-> f retry=4", "s", 1, 5, 5},
    {"stream s " AWS "\nfunction f " AWS "\ns -triggers-> f retry=4 bisect=true", "s", 1, 10, 10},
    {"stream s " AWS "\nfunction f " AWS "\ns -triggers-> f retry=4 bisect=true batch=1", "s", 1, 5,
     5},
    {"stream s " AWS "\nfunction f " AWS "\ns -triggers-> f", "s", 1, 1, 1},
    /* What only a policy allows is in one view only. */
    {"function f " AWS "\ntopic t " AWS "\nfunction g " AWS
     "\nf -writes-> t ev=policy\nt -triggers-> g", "f", 1, 1, 4},
    /* A closed filter, what is switched off, and what runs at deployments let nothing pass. */
    {"topic t " AWS "\nfunction f " AWS "\nt -triggers-> f filter=closed", "t", 0, 0, 0},
    {"topic t " AWS "\nfunction f " AWS "\nt -triggers-> f enabled=false", "t", 0, 0, 0},
    {"topic t " AWS "\nfunction f " AWS " disabled=true\nt -triggers-> f", "t", 0, 0, 0},
    /* Work that is fetched by the clock makes no run of its own, but what follows does. */
    {"queue q " AWS "\ntimer c\nfunction f " AWS "\nfunction g " AWS
     "\nc -triggers-> f\nf -reads-> q\nf -invokes-> g", "q", 1, 1, 1},
    {"queue q\nfunction f\nf -reads-> q work=true", "q", 0, 0, 0},
    {"queue q\nfunction f\nf -reads-> q", "q", 0, 0, 0},
    /* Several per run, as the input says; shares are rounded up. */
    {"function f\nfunction g\nf -invokes-> g times=3", "f", 4, 4, 4},
    {"function f\nfunction g\nf -invokes-> g times=1/2", "f", 1, 1, 1},
    /* Azure's own numbers. */
    {"queue q provider=azure\nfunction f provider=azure\nq -triggers-> f", "q", 1, 1, 1},
    /* A request takes one route of an API. */
    {"api a\nroute r\nroute s\nfunction f\na -routes-> r\na -routes-> s\nr -invokes-> f\n"
     "s -invokes-> f", "a", 0, 0, 0},
};

static void test_figures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(figures); i++) {
        const struct figure *f = &figures[i];
        const unsigned long want[LOAD_VIEW_COUNT] = {f->calm, f->seen, f->most};
        for (int view = 0; view < LOAD_VIEW_COUNT; view++) {
            bool endless;
            unsigned long got = runs_in(f->text, (enum load_view)view, f->node, &endless);
            if (got != want[view] || endless)
                fail_msg("view %d: %lu runs, not %lu%s\n%s", view, got, want[view],
                         endless ? ", endless" : "", f->text);
        }
    }
}

/* --- Loops ------------------------------------------------------------------------------------ */

#define BUS "bus b " AWS "\nbus r " AWS "\nfunction f " AWS "\nr -triggers-> f\n"
#define BUCKET "bucket b " AWS "\nfunction f " AWS "\n"
#define ASKED "route r " AWS "\nfunction f " AWS " fetches=GET\nr -invokes-> f\n"
#define POLLED "timer c " AWS "\nfunction f " AWS "\nqueue q " AWS "\nc -triggers-> f\nf -reads-> q ev=code\n"
static const struct loop_case {
    const char *text, *node;
    int count; /* of loops */
    enum loop_class class;
    enum load_view view;
    unsigned long runs; /* SEEN, from the node; 0: endless */
    const char *open;   /* source of the hop that is not seen, or what allows it; NULL: none */
} loop_cases[] = {
    /* bucket -> function -> the same bucket: Lambda ends the lineage at the 16th run. Each run may
     * be tried three times. */
    {BUCKET "b -triggers-> f\nf -writes-> b ev=code", "b", 1, LOOP_STOPPED, LOAD_VIEW_SEEN, 64570080, NULL},
    {"bucket b " AWS "\nfunction f " AWS " async-retries=0\nb -triggers-> f\nf -writes-> b ev=code",
     "b", 1, LOOP_STOPPED, LOAD_VIEW_SEEN, 16, NULL},
    {"bucket b " AWS "\nfunction f " AWS " async-retries=1\nb -triggers-> f\nf -writes-> b ev=code",
     "b", 1, LOOP_STOPPED, LOAD_VIEW_SEEN, 131070, NULL},
    /* Starting at the function, its first run counts as well. */
    {"bucket b " AWS "\nfunction f " AWS " async-retries=0\nb -triggers-> f\nf -writes-> b ev=code",
     "f", 1, LOOP_STOPPED, LOAD_VIEW_SEEN, 16, NULL},
    {"bucket b " AWS "\nfunction f " AWS " recursive-loop=Allow\nb -triggers-> f\n"
     "f -writes-> b ev=code", "b", 1, LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "f"},
    /* A prefix on the trigger: no loop if what is written is elsewhere, a loop if nobody knows. */
    {BUCKET "b -triggers-> f objects=in/*\nf -writes-> b ev=code objects=out/*", "b", 0,
     LOOP_CLASSES, LOAD_VIEW_SEEN, 3, NULL},
    {BUCKET "b -triggers-> f objects=in/*\nf -writes-> b ev=code", "b", 1, LOOP_STOPPED, LOAD_VIEW_MOST,
     3, NULL},
    {BUCKET "b -triggers-> f objects=in/*\nf -writes-> b ev=code objects=in/done/*.txt", "b", 1,
     LOOP_STOPPED, LOAD_VIEW_SEEN, 64570080, NULL},
    /* Only an address is made, others write: no loop of its own. */
    {BUCKET "b -triggers-> f\nf -writes-> b ev=code presigned=true", "b", 1, LOOP_STOPPED, LOAD_VIEW_MOST,
     3, NULL},
    {BUCKET "b -triggers-> f\nf -writes-> b ev=code presigned=false", "b", 1, LOOP_STOPPED,
     LOAD_VIEW_SEEN, 64570080, NULL},
    {BUCKET "b -triggers-> f objects=*.jpg\nf -writes-> b ev=code objects=thumbs/*.png", "b", 0,
     LOOP_CLASSES, LOAD_VIEW_SEEN, 3, NULL},
    {BUCKET "b -triggers-> f objects=*.jpg\nf -writes-> b ev=code objects=thumbs/*", "b", 1,
     LOOP_STOPPED, LOAD_VIEW_MOST, 3, NULL},
    {BUCKET "b -triggers-> f objects=in/*,re/*\nf -writes-> b ev=code objects=out/*,re/x", "b", 1,
     LOOP_STOPPED, LOAD_VIEW_SEEN, 64570080, NULL},
    /* A bus: its rule lets only some types pass, and what is put there is of another; of one of these; is
     * not known. A rule that hands on to the bus puts there what passes it. */
    {BUS "b -delivers-> r event-types=Asked\nf -writes-> b ev=code events=*|Done", "b", 0,
     LOOP_CLASSES, LOAD_VIEW_SEEN, 3, NULL},
    {BUS "b -delivers-> r event-types=Asked\nf -writes-> b ev=code events=a|Asked,a|Done", "b", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "b"},
    {BUS "b -delivers-> r event-types=Asked\nf -writes-> b ev=code", "b", 1, LOOP_UNBOUNDED,
     LOAD_VIEW_MOST, 3, "f"},
    {BUS "b -delivers-> r event-types=Asked\nf -writes-> b ev=code events=a|*", "b", 1, LOOP_UNBOUNDED,
     LOAD_VIEW_MOST, 3, "f"},
    {BUS "b -delivers-> r\nf -writes-> b ev=code", "b", 1, LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "b"},
    {BUS "b -delivers-> r event-sources=a event-types=A*\nf -writes-> b ev=code events=b|Ask", "b", 0,
     LOOP_CLASSES, LOAD_VIEW_SEEN, 3, NULL},
    {BUS "b -delivers-> r event-types=A*\nf -writes-> b ev=code events=a|Ask", "b", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "b"},
    /* Source and type of one event, not of two. */
    {BUS "b -delivers-> r event-sources=a event-types=A\nf -writes-> b ev=code events=a|B,b|A", "b", 0,
     LOOP_CLASSES, LOAD_VIEW_SEEN, 3, NULL},
    {BUS "b -delivers-> r event-sources=a event-types=A\nf -writes-> b ev=code events=a|A,b|B", "b", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "b"},
    {BUS "b -delivers-> r event-sources=a event-types=A\nf -writes-> b ev=code events=a|B,*|A", "b", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_MOST, 3, "f"},
    {BUS "b -delivers-> r event-sources=a event-more=true\nf -writes-> b ev=code events=a|A", "b", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_MOST, 3, "f"},
    /* Nobody puts events in the name of AWS, but AWS does. */
    {BUS "b -delivers-> r event-sources=aws.s3\nf -writes-> b ev=code events=*|*", "b", 0, LOOP_CLASSES,
     LOAD_VIEW_SEEN, 3, NULL},
    {BUS "b -delivers-> r event-sources=aws.s3,a\nf -writes-> b ev=code events=*|*", "b", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_MOST, 3, "f"},
    /* What Lambda puts there when the function is done. */
    {BUS "b -delivers-> r event-sources=lambda\nf -delivers-> b on=success events=lambda|Done", "b", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "b"},
    {BUS "b -delivers-> r event-sources=a\nf -deadletters-> b on=failure events=lambda|Done", "b", 0,
     LOOP_CLASSES, LOAD_VIEW_SEEN, 3, NULL},
    {"bus b " AWS "\nbus r " AWS "\nbus s " AWS "\nb -delivers-> r event-types=A\n"
     "b -delivers-> s event-types=B\nr -delivers-> b event-types=A\ns -delivers-> b event-types=A",
     "b", 1, LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "r"},
    {BUS "b -delivers-> r event-types=A\nr -delivers-> b event-types=B", "b", 0, LOOP_CLASSES,
     LOAD_VIEW_SEEN, 3, NULL},
    /* A trigger that is about removals starts by no write, and by a deletion. */
    {BUCKET "b -triggers-> f event=s3:ObjectRemoved:*\nf -writes-> b ev=code", "b", 0, LOOP_CLASSES,
     LOAD_VIEW_SEEN, 3, NULL},
    {BUCKET "b -triggers-> f event=s3:ObjectRemoved:*\nf -writes-> b ev=code ops=s3:DeleteObject",
     "b", 1, LOOP_STOPPED, LOAD_VIEW_SEEN, 64570080, NULL},
    /* Tags make no object, and start what is about tags; an action with a wildcard may be either. */
    {BUCKET "b -triggers-> f event=s3:ObjectCreated:Put\nf -writes-> b ev=code ops=s3:PutObjectTagging",
     "b", 0, LOOP_CLASSES, LOAD_VIEW_SEEN, 3, NULL},
    {BUCKET "b -triggers-> f event=s3:ObjectTagging:*\nf -writes-> b ev=code ops=s3:PutObjectTagging",
     "b", 1, LOOP_STOPPED, LOAD_VIEW_SEEN, 64570080, NULL},
    {BUCKET "b -triggers-> f event=s3:ObjectTagging:*\nf -writes-> b ev=code ops=s3:PutObject", "b", 0,
     LOOP_CLASSES, LOAD_VIEW_SEEN, 3, NULL},
    {BUCKET "b -triggers-> f event=s3:ObjectCreated:*\nf -writes-> b ev=code ops=s3:Put*", "b", 1,
     LOOP_STOPPED, LOAD_VIEW_SEEN, 64570080, NULL},
    /* On another cloud nobody looks. */
    {"bucket b provider=azure\nfunction f provider=azure\nb -triggers-> f\nf -writes-> b ev=code",
     "b", 1, LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "b"},
    /* A message that a worker puts back: seen. Through a stream or a table: not. */
    {"queue q " AWS "\nqueue d " AWS "\nfunction f " AWS "\nq -triggers-> f\nf -writes-> q ev=code\n"
     "q -deadletters-> d max-receive=1", "q", 1, LOOP_STOPPED, LOAD_VIEW_SEEN, 16, NULL},
    {"table t " AWS "\nstream s " AWS "\nfunction f " AWS
     "\nt -delivers-> s\ns -triggers-> f retry=0\nf -writes-> t ev=code", "t", 1, LOOP_UNBOUNDED,
     LOAD_VIEW_SEEN, 0, "f"},
    {"bus b " AWS "\nfunction f " AWS "\nb -triggers-> f\nf -writes-> b ev=code", "b", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "b"},
    /* Only a policy would let it: possible, not seen. */
    {BUCKET "b -triggers-> f\nf -writes-> b ev=policy", "b", 1, LOOP_STOPPED, LOAD_VIEW_MOST, 3, NULL},
    /* Through dead letters only failures go round, and the provider does not follow them. */
    {"queue q " AWS "\nqueue d " AWS "\nfunction f " AWS "\nfunction g " AWS
     "\nq -triggers-> f\nq -deadletters-> d max-receive=2\nd -triggers-> g\n"
     "queue e " AWS "\nd -deadletters-> e max-receive=2\ng -writes-> q ev=code", "q", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "q"},
    /* Two functions that call each other: sixteen runs each. */
    {"function f " AWS "\nfunction g " AWS "\nf -invokes-> g\ng -invokes-> f", "f", 1, LOOP_STOPPED,
     LOAD_VIEW_SEEN, 32, NULL},
    /* One of two is enough to stop what passes both. */
    {"function f " AWS "\nfunction g " AWS " recursive-loop=Allow\nf -invokes-> g\ng -invokes-> f",
     "f", 1, LOOP_STOPPED, LOAD_VIEW_SEEN, 32, NULL},
    /* Not what stays at the other. */
    {"function f " AWS "\nfunction g " AWS " recursive-loop=Allow\nf -invokes-> g\ng -invokes-> f\n"
     "g -invokes-> g", "f", 1, LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "g"},
    /* Shares: one cycle below, at and above 1; two of 0.6 through one node diverge, of 0.4 do not. */
    {"function f\nfunction g\nf -invokes-> g times=1/2\ng -invokes-> f", "f", 1, LOOP_BOUNDED,
     LOAD_VIEW_SEEN, 3, NULL},
    {"function f\nfunction g\nf -invokes-> g times=1/2\ng -invokes-> f times=2", "f", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "f"},
    {"function f\nfunction g\nf -invokes-> g times=1/2\ng -invokes-> f times=3", "f", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "f"},
    {"function f\nfunction g\nfunction h\nf -invokes-> g times=3/5\ng -invokes-> f\n"
     "f -invokes-> h times=3/5\nh -invokes-> f", "f", 1, LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "f"},
    {"function f\nfunction g\nfunction h\nf -invokes-> g times=2/5\ng -invokes-> f times=1/2\n"
     "f -invokes-> h times=2/5\nh -invokes-> f times=1/2", "f", 1, LOOP_BOUNDED, LOAD_VIEW_SEEN, 3, NULL},
    /* A clock's function puts back what it fetches: the clock starts it, no message does. One round is
     * counted, with what starts behind it. */
    {POLLED "f -writes-> q ev=code", "f", 1, LOOP_PACED, LOAD_VIEW_SEEN, 1, NULL},
    {POLLED "f -writes-> q ev=code times=5", "f", 1, LOOP_PACED, LOAD_VIEW_SEEN, 1, NULL},
    {POLLED "f -writes-> q ev=policy", "f", 1, LOOP_PACED, LOAD_VIEW_MOST, 1, NULL},
    {POLLED "function g " AWS "\nf -invokes-> g\ng -writes-> q ev=code", "q", 1, LOOP_PACED,
     LOAD_VIEW_SEEN, 1, NULL},
    {POLLED "function g " AWS "\nf -invokes-> g\ng -writes-> q ev=code", "f", 1, LOOP_PACED,
     LOAD_VIEW_SEEN, 2, NULL},
    /* A caller in the place of the clock; a workflow. */
    {"function f " AWS "\nqueue q " AWS "\nf -reads-> q ev=code work=true\nf -writes-> q ev=code", "f", 1,
     LOOP_PACED, LOAD_VIEW_SEEN, 1, NULL},
    /* A worker that always runs waits for nothing; one that a clock starts does. */
    {"compute f " AWS "\nqueue q " AWS "\nf -reads-> q ev=code work=true\nf -writes-> q ev=code", "q", 1,
     LOOP_UNBOUNDED, LOAD_VIEW_SEEN, 0, "f"},
    {"timer c " AWS "\ncompute f " AWS "\nqueue q " AWS "\nc -triggers-> f\n"
     "f -reads-> q ev=code work=true\nf -writes-> q ev=code", "f", 1, LOOP_PACED, LOAD_VIEW_SEEN, 1, NULL},
    /* Two clocks, each of which fetches what the other puts. */
    {POLLED "timer d " AWS "\nfunction g " AWS "\nqueue r " AWS "\nd -triggers-> g\n"
     "g -reads-> r ev=code\nf -writes-> r ev=code\ng -writes-> q ev=code", "f", 1, LOOP_PACED,
     LOAD_VIEW_SEEN, 1, NULL},
    /* What the queue starts by itself goes round as before, whoever fetches from it as well. */
    {POLLED "function g " AWS "\nq -triggers-> g\nqueue d " AWS "\nq -deadletters-> d max-receive=1\n"
     "g -writes-> q ev=code\nf -writes-> q ev=code", "g", 2, LOOP_STOPPED, LOAD_VIEW_SEEN, 16, NULL},
    /* The one that is started by the queue fetches nothing by itself, clock or not. */
    {POLLED "q -triggers-> f\nqueue d " AWS "\nq -deadletters-> d max-receive=1\nf -writes-> q ev=code",
     "q", 1, LOOP_STOPPED, LOAD_VIEW_SEEN, 16, NULL},
    /* Who calls names the address that is asked: a door that is open to all leads back, no other does. */
    {ASKED "actor internet\ninternet -exposes-> r auth=none", "r", 1, LOOP_UNBOUNDED, LOAD_VIEW_MOST, 1,
     "f"},
    {ASKED "actor internet\ninternet -exposes-> r auth=jwt", "r", 0, LOOP_CLASSES, LOAD_VIEW_SEEN, 1,
     NULL},
    {ASKED "actor internet\ninternet -exposes-> r auth=none enabled=false", "r", 0, LOOP_CLASSES,
     LOAD_VIEW_SEEN, 1, NULL},
    {"actor internet\nroute r " AWS "\nfunction f " AWS "\nr -invokes-> f\n"
     "internet -exposes-> r auth=none", "r", 0, LOOP_CLASSES, LOAD_VIEW_SEEN, 1, NULL},
    /* One that dies out is said to, whoever fetches. */
    {POLLED "f -writes-> q ev=code times=1/2", "f", 1, LOOP_BOUNDED, LOAD_VIEW_SEEN, 1, NULL},
};

static void check_loop_case(const struct loop_case *c)
{
    struct graph *g = tiny_graph(c->text);
    struct amplify *a = amplify_build(g, NULL);
    const struct load_graph *lg = amplify_graph(a);
    struct buf why = {0};
    bool endless;
    if (!amplify_check(a, &why))
        fail_msg("%s\n%s", why.ptr, c->text);
    if (amplify_loop_count(a) != (size_t)c->count)
        fail_msg("%zu loops\n%s", amplify_loop_count(a), c->text);
    if (c->count) {
        const struct load_loop *l = amplify_loop(a, 0);
        if (l->class != c->class || l->view != c->view || l->undecided)
            fail_msg("%s in view %d%s\n%s", loop_class_names[l->class], (int)l->view,
                     l->undecided ? ", undecided" : "", c->text);
        node_id open = l->open ? lg->node[lg->arcs[l->open - 1].from] : l->allows;
        if (open != (c->open ? tiny_node(g, c->open) : 0))
            fail_msg("the hop that is not seen leaves %u\n%s", (unsigned)open, c->text);
    }
    unsigned long runs = runs_in(c->text, LOAD_VIEW_SEEN, c->node, &endless);
    if (endless != !c->runs || (!endless && runs != c->runs))
        fail_msg("%lu runs%s\n%s", runs, endless ? ", endless" : "", c->text);
    buf_release(&why);
    amplify_free(a);
    graph_free(g);
}

static void test_loops(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(loop_cases); i++)
        check_loop_case(&loop_cases[i]);
}

/* --- The simulator ---------------------------------------------------------------------------- */

/* Sends one event after the other over the edges as the text says them; a lineage that has come to
 * functions LOOP_DEPTH times each, all in all, ends. */
enum { SIM_NODES = 8, SIM_EDGES = 16, SIM_STEPS = 200000 };

struct sim {
    bool function[SIM_NODES];
    struct {
        int from, to, times;
    } edges[SIM_EDGES];
    int nodes, count, depth;
    unsigned long runs, steps;
};

static void simulate(struct sim *s, int node, int left)
{
    if (++s->steps > SIM_STEPS)
        return;
    if (s->function[node] && left-- == 0)
        return;
    s->runs += s->function[node];
    for (int i = 0; i < s->count; i++)
        for (int t = 0; s->edges[i].from == node && t < s->edges[i].times; t++)
            simulate(s, s->edges[i].to, left);
}

static void sim_text(const struct sim *s, struct buf *out)
{
    for (int i = 0; i < s->nodes; i++)
        buf_printf(out, "%s n%d " AWS " async-retries=0\n", s->function[i] ? "function" : "topic", i);
    for (int i = 0; i < s->count; i++)
        buf_printf(out, "n%d -%s-> n%d times=%d\n", s->edges[i].from,
                   s->function[s->edges[i].from]
                       ? (s->function[s->edges[i].to] ? "invokes" : "writes")
                       : (s->function[s->edges[i].to] ? "triggers" : "delivers"),
                   s->edges[i].to, s->edges[i].times);
}

static bool has_edge(const struct sim *s, int from, int to)
{
    for (int i = 0; i < s->count; i++)
        if (s->edges[i].from == from && s->edges[i].to == to)
            return true;
    return false;
}

/* loops: edges go anywhere, but then only one function stands in the graph, so that the budget of a
 * lineage is that of one function; no topic leads to a topic. */
static void sim_draw(struct sim *s, uint64_t *seed, bool loops)
{
    *s = (struct sim){.nodes = 2 + (int)random_below(seed, SIM_NODES - 1)};
    for (int i = 0; i < s->nodes; i++)
        s->function[i] = loops ? i == 0 : random_below(seed, 2) == 0;
    int wanted = (int)random_below(seed, SIM_EDGES);
    for (int i = 0; i < wanted; i++) {
        int from = (int)random_below(seed, (uint32_t)s->nodes);
        int to = (int)random_below(seed, (uint32_t)s->nodes);
        if (!loops && from >= to)
            continue;
        if (has_edge(s, from, to) || (loops && !s->function[from] && !s->function[to]))
            continue;
        s->edges[s->count].from = from;
        s->edges[s->count].to = to;
        s->edges[s->count++].times = 1 + (loops ? 0 : (int)random_below(seed, 3));
    }
}

static void check_sim(struct sim *s, unsigned long *compared)
{
    struct buf text = {0};
    bool endless;
    sim_text(s, &text);
    for (int i = 0; i < s->nodes; i++) {
        char name[16];
        s->runs = s->steps = 0;
        simulate(s, i, LOOP_DEPTH);
        snprintf(name, sizeof name, "n%d", i);
        if (s->steps > SIM_STEPS)
            continue; /* too many to be sent one by one */
        unsigned long got = runs_in(text.ptr, LOAD_VIEW_SEEN, name, &endless);
        if (got != s->runs || endless)
            fail_msg("from %s: %lu runs, the simulator has %lu\n%s", name, got, s->runs, text.ptr);
        ++*compared;
    }
    buf_release(&text);
}

static void test_simulator(void **state)
{
    (void)state;
    enum { GRAPHS = 10000 / RANDOM_SHARE };
    uint64_t seed = 20261122;
    unsigned long compared = 0;
    for (int i = 0; i < GRAPHS; i++) {
        struct sim s;
        sim_draw(&s, &seed, i % 4 == 0);
        check_sim(&s, &compared);
    }
    assert_true(compared > 4 * GRAPHS);
}

/* --- Random loops with shares ------------------------------------------------------------------ */

/* The loops of each node are those that have it as a member, each once. */
static void check_loops_of(const struct amplify *a)
{
    const struct load_graph *g = amplify_graph(a);
    for (node_id n = 1; n <= graph_node_count(g->graph); n++) {
        struct load_loops own = amplify_loops_of(a, n);
        size_t found = 0;
        for (size_t i = 0; i < amplify_loop_count(a); i++) {
            const struct load_loop *l = amplify_loop(a, i);
            bool in = false;
            for (size_t k = 0; k < l->member_count; k++)
                in = in || g->node[l->members[k]] == n;
            if (in && (found >= own.count || own.ids[found] != i))
                fail_msg("node %u is in loop %zu", (unsigned)n, i);
            found += in;
        }
        assert_int_equal(own.count, found);
    }
}

/* Whatever comes out, the checker agrees; and a class that is not the right one is refused. */
static void test_random_loops(void **state)
{
    (void)state;
    enum { GRAPHS = 4000 / RANDOM_SHARE };
    uint64_t seed = 7;
    unsigned classes[LOOP_CLASSES] = {0}, undecided = 0;
    for (int i = 0; i < GRAPHS; i++) {
        struct buf text = {0}, why = {0};
        int nodes = 2 + (int)random_below(&seed, 5);
        bool aws = random_below(&seed, 2);
        for (int n = 0; n < nodes; n++)
            buf_printf(&text, "function n%d %s\n", n, aws ? AWS : "provider=azure");
        for (int e = 0; e < 2 * nodes; e++)
            buf_printf(&text, "n%d -invokes-> n%d times=%d/%d\n",
                       (int)random_below(&seed, (uint32_t)nodes),
                       (int)random_below(&seed, (uint32_t)nodes),
                       1 + (int)random_below(&seed, 4), 1 + (int)random_below(&seed, 9));
        for (int q = 0; q < (int)random_below(&seed, 3); q++)
            buf_printf(&text, "queue q%d %s\nn%d -reads-> q%d work=true\nn%d -writes-> q%d\n", q,
                       aws ? AWS : "provider=azure", (int)random_below(&seed, (uint32_t)nodes), q,
                       (int)random_below(&seed, (uint32_t)nodes), q);
        struct graph *g = tiny_graph(text.ptr);
        struct amplify *a = amplify_build(g, NULL);
        if (!amplify_check(a, &why))
            fail_msg("%s\n%s", why.ptr, text.ptr);
        check_loops_of(a);
        for (size_t k = 0; k < amplify_loop_count(a); k++) {
            struct load_loop l = *amplify_loop(a, k);
            classes[l.class]++;
            undecided += l.undecided;
            for (int other = 0; other < LOOP_CLASSES; other++) {
                struct load_loop wrong = l;
                wrong.class = (enum loop_class)other;
                wrong.undecided = false;
                if (other != (int)l.class && amplify_check_loop(amplify_graph(a), &wrong, &why))
                    fail_msg("%s was taken for %s\n%s", loop_class_names[l.class],
                             loop_class_names[other], text.ptr);
            }
        }
        buf_release(&why);
        buf_release(&text);
        amplify_free(a);
        graph_free(g);
    }
    for (int c = 0; c < LOOP_CLASSES; c++)
        assert_true(classes[c] > 50 / RANDOM_SHARE);
    assert_true(undecided < 10);
}

/* --- Wrong answers ----------------------------------------------------------------------------- */

static void refuse(const struct load_graph *g, const struct load_loop *l)
{
    struct buf why = {0};
    if (amplify_check_loop(g, l, &why))
        fail_msg("taken: %s, %zu members, %zu arcs", loop_class_names[l->class], l->member_count,
                 l->cycle_count);
    assert_true(why.len > 0);
    buf_release(&why);
}

static void test_wrong_loops_are_refused(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("bucket b " AWS "\nfunction f " AWS "\nfunction g\nfunction h\n"
                                 "b -triggers-> f\nf -writes-> b\ng -invokes-> h times=1/2\n"
                                 "h -invokes-> g\n");
    struct amplify *a = amplify_build(g, NULL);
    const struct load_graph *lg = amplify_graph(a);
    assert_int_equal(amplify_loop_count(a), 2);
    for (size_t i = 0; i < 2; i++) {
        const struct load_loop *l = amplify_loop(a, i);
        struct load_loop w = *l;
        w.member_count = 0, refuse(lg, &w), w = *l;
        w.member_count = 1, refuse(lg, &w), w = *l;
        if (l->class == LOOP_BOUNDED) {
            amount flat[2] = {1, 1}, none[2] = {0, 1};
            w.vector = flat, refuse(lg, &w);
            w.vector = none, refuse(lg, &w);
            w.vector = NULL, refuse(lg, &w);
            continue;
        }
        assert_int_equal(l->class, LOOP_STOPPED);
        w.cycle_count = 1, refuse(lg, &w), w = *l;
        w.cycle_count = 0, refuse(lg, &w), w = *l;
        uint32_t back[2] = {l->cycle[0], l->cycle[0]};
        w.cycle = back, refuse(lg, &w), w = *l;
        w.class = LOOP_UNBOUNDED, refuse(lg, &w);
        w.open = l->cycle[0] + 1, refuse(lg, &w);
    }
    amplify_free(a);
    graph_free(g);
}

static void test_wrong_sums_are_refused(void **state)
{
    (void)state;
    struct graph *g = tiny_graph("topic t " AWS "\nfunction f " AWS "\nqueue q " AWS "\n"
                                 "t -triggers-> f\nf -writes-> q\nfunction g\ng -invokes-> g\n");
    struct amplify *a = amplify_build(g, NULL);
    struct buf why = {0};
    assert_true(amplify_check(a, &why));
    struct behind *b = &a->behind[LOAD_VIEW_SEEN][tiny_node(g, "t") - 1], was = *b;
    b->runs++, assert_false(amplify_check(a, &why)), *b = was;
    b->messages = 0, assert_false(amplify_check(a, &why)), *b = was;
    b->endless = true, assert_false(amplify_check(a, &why)), *b = was;
    struct behind *round = &a->behind[LOAD_VIEW_SEEN][tiny_node(g, "g") - 1];
    round->endless = false, assert_false(amplify_check(a, &why)), round->endless = true;
    uint32_t c = a->solved[LOAD_VIEW_SEEN].component[tiny_node(g, "g") - 1];
    struct load_loop *kept = a->solved[LOAD_VIEW_SEEN].loop[c];
    a->solved[LOAD_VIEW_SEEN].loop[c] = NULL, assert_false(amplify_check(a, &why));
    a->solved[LOAD_VIEW_SEEN].loop[c] = kept;
    struct load_arc *arc = (struct load_arc *)&a->graph.arcs[a->graph.at[tiny_node(g, "t") - 1]];
    uint32_t to = arc->to;
    arc->to = tiny_node(g, "q") - 1, assert_false(amplify_check(a, &why)), arc->to = to;
    buf_reset(&why);
    assert_true(amplify_check(a, &why));
    buf_release(&why);
    amplify_free(a);
    graph_free(g);
}

/* --- Numbers ----------------------------------------------------------------------------------- */

static void test_amounts(void **state)
{
    (void)state;
    static const struct {
        unsigned long whole;
        const char *text;
    } rows[] = {{0, "0"}, {7, "7"}, {1260, "1,260"}, {1000000, "1,000,000"},
                {123456789012345, "123,456,789,012,345"}, {1234567890123456, "about 10^15"}};
    struct buf b = {0};
    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_reset(&b);
        amount_text(&b, rows[i].whole * one);
        assert_string_equal(b.ptr, rows[i].text);
    }
    buf_reset(&b);
    amount_text(&b, one / 2); /* never too small */
    assert_string_equal(b.ptr, "1");
    buf_reset(&b);
    amount_text(&b, AMOUNT_MAX);
    assert_string_equal(b.ptr, "more than 10^32");
    static const struct {
        unsigned long pico;
        const char *text;
    } money[] = {{0, "$0.00"}, {200000, "$0.00000020"}, {1234567, "$0.0000012"},
                 {10000000000, "$0.01"}, {211200000000000, "$211.20"},
                 {1234567890000000, "$1,234.57"}, {9999999999, "$0.0100"}};
    for (size_t i = 0; i < COUNT(money); i++) {
        buf_reset(&b);
        amount_money(&b, money[i].pico, STR("USD"));
        assert_string_equal(b.ptr, money[i].text);
    }
    buf_reset(&b);
    amount_money(&b, (amount)5 * 1000000 * 1000000, STR("EUR"));
    assert_string_equal(b.ptr, "5.00 EUR");
    assert_true(amount_weigh(AMOUNT_MAX, 0) == 0);
    assert_true(amount_weigh(AMOUNT_MAX, 1) == AMOUNT_MAX);
    assert_true(amount_add(AMOUNT_MAX, 1) == AMOUNT_MAX);
    assert_true(amount_weigh(3 * one, 333334) == 1000002);
    buf_release(&b);
}

/* --- What is supposed ------------------------------------------------------------------------- */

/* Of what the worst view counts from the node on, in words; of nothing that counts for nothing. */
static const struct {
    const char *text, *node, *want;
} guess_cases[] = {
    {"function f " AWS "\nqueue q " AWS "\nf -writes-> q ev=code", "f", ""},
    {"function f " AWS "\nqueue q " AWS "\nf -writes-> q ev=policy", "f",
     "if the code does all that its policies let it"},
    {"function f " AWS "\ntable t " AWS "\nf -writes-> t ev=policy", "f", ""},
    {"function f " AWS "\nqueue q " AWS "\nf -writes-> q ev=name", "f",
     "if what only names tell is so"},
    {BUCKET "function g " AWS "\ng -writes-> b ev=code presigned=true\nb -triggers-> f", "g",
     "if addresses that are given away are used"},
    {BUCKET "function g " AWS "\ng -writes-> b ev=code\nb -triggers-> f objects=in/*", "g",
     "if objects get names that start something"},
    {BUS "b -triggers-> f event-sources=shop event-more=true\nf -writes-> b ev=code events=shop|sold", "f",
     "if what is sent fits the patterns on the way"},
    {ASKED "actor a\na -exposes-> r auth=none", "r", "if whoever calls has it ask its own address"},
    {ASKED "actor a\nqueue q " AWS "\na -exposes-> r auth=none\nf -writes-> q ev=policy", "r",
     "if the code does all that its policies let it and if whoever calls has it ask its own address"},
};

static void test_guesses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(guess_cases); i++) {
        struct graph *g = tiny_graph(guess_cases[i].text);
        struct amplify *a = amplify_build(g, NULL);
        struct buf line = {0};
        load_guesses_text(&line, amplify_guesses(a, tiny_node(g, guess_cases[i].node)));
        if (!str_is(buf_str(&line), guess_cases[i].want))
            fail_msg("\"%s\" instead of \"%s\"\n%s", line.len ? line.ptr : "", guess_cases[i].want,
                     guess_cases[i].text);
        buf_release(&line);
        amplify_free(a);
        graph_free(g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_loops),
        cmocka_unit_test(test_guesses),
        cmocka_unit_test(test_simulator),
        cmocka_unit_test(test_random_loops),
        cmocka_unit_test(test_wrong_loops_are_refused),
        cmocka_unit_test(test_wrong_sums_are_refused),
        cmocka_unit_test(test_amounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
