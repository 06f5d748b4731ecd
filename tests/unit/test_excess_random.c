/* SPDX-License-Identifier: MIT */
/* The figures of excess on random templates: each identity narrowed, the attack graph is walked again
 * from its starts, the long way, and counted. The checker agrees with all of them, and with no
 * certificate that is spoilt here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attack.h"
#include "attr.h"
#include "excess_parts.h"
#include "iam.h"
#include "importer.h"
#include "mem.h"
#include "random_graph.h"
#include "seat.h"

enum { TEMPLATES = 150, FUNCTIONS = 5, STATEMENTS = 4 };

struct drawn {
    struct graph *g;
    struct jewels *jewels;
    struct excess *x;
};

/* --- Templates -------------------------------------------------------------------------------- */

static void add_statement(uint64_t *seed, struct buf *out)
{
    static const char *const actions[] = {
        "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:*", "sqs:SendMessage", "sqs:*",
        "lambda:InvokeFunction", "lambda:UpdateFunctionCode", "lambda:*", "iam:PassRole",
        "lambda:CreateFunction", "sts:AssumeRole", "iam:PutRolePolicy", "*"};
    static const char *const kinds[] = {"T", "Q", "F", "R"};
    uint32_t to = random_below(seed, FUNCTIONS), any = random_below(seed, 4);
    buf_printf(out, "{\"Effect\": \"Allow\", \"Action\": [\"%s\", \"%s\"], \"Resource\": ",
               actions[random_below(seed, COUNT(actions) - (random_below(seed, 8) > 0))],
               actions[random_below(seed, 6)]);
    if (!any)
        buf_puts(out, "\"*\"}");
    else
        buf_printf(out, "{\"Fn::GetAtt\": [\"%s%u\", \"Arn\"]}}", kinds[random_below(seed, 4)],
                   (unsigned)to);
}

static void add_function(uint64_t *seed, unsigned i, struct buf *out)
{
    buf_printf(out, "\"T%u\": {\"Type\": \"AWS::DynamoDB::Table\", \"Properties\": {\"TableName\": "
               "\"table-%u\"}}, \"Q%u\": {\"Type\": \"AWS::SQS::Queue\", \"Properties\": "
               "{\"QueueName\": \"queue-%u\"}},", i, i, i, i);
    buf_printf(out, "\"R%u\": {\"Type\": \"AWS::IAM::Role\", \"Properties\": {\"RoleName\": \"role-%u\", "
               "\"AssumeRolePolicyDocument\": {\"Statement\": {\"Effect\": \"Allow\", \"Principal\": "
               "{\"Service\": \"lambda.amazonaws.com\", \"AWS\": \"*\"}, \"Action\": "
               "\"sts:AssumeRole\"}}, \"Policies\": [{\"PolicyName\": \"p\", \"PolicyDocument\": "
               "{\"Statement\": [", i, i);
    for (uint32_t k = 0, count = 1 + random_below(seed, STATEMENTS); k < count; k++) {
        buf_puts(out, k ? ", " : "");
        add_statement(seed, out);
    }
    buf_printf(out, "]}}]}}, \"F%u\": {\"Type\": \"AWS::Lambda::Function\", \"Properties\": "
               "{\"FunctionName\": \"function-%u\", \"Handler\": \"index.h\", \"Runtime\": "
               "\"python3.13\", \"Role\": {\"Fn::GetAtt\": [\"R%u\", \"Arn\"]}, \"Code\": {\"S3Bucket\": "
               "\"b\", \"S3Key\": \"k\"}, \"Environment\": {\"Variables\": {\"X\": {\"Ref\": "
               "\"%c%u\"}}}}}", i, i, random_below(seed, 4) ? i : (i + 1) % FUNCTIONS,
               random_below(seed, 2) ? 'T' : 'Q', (unsigned)random_below(seed, FUNCTIONS));
    if (random_below(seed, 3) == 0)
        buf_printf(out, ", \"M%u\": {\"Type\": \"AWS::Lambda::EventSourceMapping\", \"Properties\": "
                   "{\"FunctionName\": {\"Ref\": \"F%u\"}, \"EventSourceArn\": {\"Fn::GetAtt\": "
                   "[\"Q%u\", \"Arn\"]}}}", i, i, (unsigned)random_below(seed, FUNCTIONS));
    if (i == 0 || random_below(seed, 3) == 0)
        buf_printf(out, ", \"U%u\": {\"Type\": \"AWS::Lambda::Url\", \"Properties\": {\"AuthType\": "
                   "\"NONE\", \"TargetFunctionArn\": {\"Ref\": \"F%u\"}}}", i, i);
}

static struct drawn draw(uint64_t *seed)
{
    static const struct jewel_name names[] = {{.text = STR_INIT("kind:table")},
                                              {.text = STR_INIT("*:queue:Q3:write")},
                                              {.text = STR_INIT("*:identity:R2")}};
    struct drawn out;
    struct buf text = {0};
    buf_puts(&text, "{\"AWSTemplateFormatVersion\": \"2010-09-09\", \"Resources\": {");
    for (unsigned i = 0; i < FUNCTIONS; i++) {
        buf_puts(&text, i ? ", " : "");
        add_function(seed, i, &text);
    }
    buf_puts(&text, "}}");
    struct memory_file file = {STR("template.json"), buf_str(&text)};
    const struct import_options options = {.files = &file, .file_count = 1, .derive = iam_derive};
    out.g = import_all(&options);
    assert_int_equal(diags_errors(graph_diags(out.g)), 0);
    struct diags *diags = diags_new();
    out.jewels = jewels_find(out.g, NULL, names, COUNT(names), diags);
    assert_int_equal(diags_count(diags), 0);
    diags_free(diags);
    out.x = excess_find(out.g, out.jewels);
    buf_release(&text);
    return out;
}

static void discard(struct drawn *d)
{
    excess_free(d->x);
    jewels_free(d->jewels);
    graph_free(d->g);
}

/* --- The long way ----------------------------------------------------------------------------- */

struct walking {
    const struct drawn *d;
    struct attack *attack;
    uint8_t *gone, *in;
    node_id starts[8];
    size_t start_count;
    enum state state;
};

static bool reach(const struct walking *w, node_id n, enum state s)
{
    vertex_id v = attack_vertex(w->attack, n, s);
    if (v == VERTEX_NONE || w->in[v])
        return false;
    w->in[v] = 1;
    return true;
}

/* identity 0: all of them are narrowed. */
static void walk(const struct walking *w, node_id identity, bool narrowed)
{
    const struct excess *x = w->d->x;
    const struct attack *a = w->attack;
    bool more = true;
    memset(w->gone, 0, graph_edge_count(w->d->g) + 1);
    memset(w->in, 0, a->vertex_count);
    for (size_t n = 0; n < x->cut_count && narrowed; n++)
        w->gone[x->cuts[n].edge] |= !identity || x->cuts[n].identity == identity;
    for (size_t i = 0; i < w->start_count; i++)
        reach(w, w->starts[i], w->state);
    while (more) {
        more = false;
        for (vertex_id v = 0; v < a->vertex_count; v++)
            for (arc_id arc = a->out_at[v]; w->in[v] && arc < a->out_at[v + 1]; arc++)
                if (!w->in[a->arc_to[arc]] && !w->gone[a->arc_edge[arc]])
                    w->in[a->arc_to[arc]] = more = true;
        for (size_t k = 0; k < x->keep_count; k++)
            for (int s = 0; s < STATE_COUNT; s++)
                if (w->gone[x->keeps[k].cut] && x->keeps[k].states >> s & 1 &&
                    w->in[attack_vertex(a, x->keeps[k].identity, STATE_HOLD)])
                    more = reach(w, x->keeps[k].node, (enum state)s) || more;
    }
}

static struct excess_closed count(const struct walking *w)
{
    struct excess_closed out = {0};
    const struct attack *a = w->attack;
    for (node_id n = 1; n <= graph_node_count(w->d->g); n++) {
        const struct jewel *j = jewels_at(w->d->jewels, n);
        bool any = false, falls = false;
        for (vertex_id v = a->node_first[n]; v < a->node_first[n + 1]; v++) {
            any = any || (w->in[v] && a->vertex_state[v] != STATE_EXHAUST);
            falls = falls || (w->in[v] && j && j->states >> a->vertex_state[v] & 1);
        }
        out.nodes += any && node_boundary_class(graph_node_at(w->d->g, n)) != BOUNDARY_ANY;
        out.jewels += falls;
    }
    return out;
}

static size_t compare(const struct walking *w, node_id identity, struct excess_closed said)
{
    walk(w, identity, false);
    struct excess_closed before = count(w);
    walk(w, identity, true);
    struct excess_closed after = count(w);
    assert_int_equal(said.nodes, before.nodes - after.nodes);
    assert_int_equal(said.jewels, before.jewels - after.jewels);
    return said.nodes;
}

static struct walking open_walk(const struct drawn *d, enum seat_kind seat)
{
    const struct spread_terms terms = {.mode = MODE_STRICT, .auth = AUTH_VIEW_WORST,
                                       .pass = seat_pass(seat, MODE_STRICT)};
    struct walking w = {.d = d, .attack = attack_build(d->g, &terms)};
    w.gone = mem_zalloc(graph_edge_count(d->g) + 1, 1);
    w.in = mem_zalloc(w.attack->vertex_count + 1u, 1);
    return w;
}

static void close_walk(struct walking *w)
{
    attack_free(w->attack);
    mem_free(w->gone);
    mem_free(w->in);
}

static void test_figures(void **state)
{
    uint64_t seed = 20261122;
    size_t lost = 0, lost_if_taken = 0, hubs = 0, repairs = 0, kept = 0;
    (void)state;
    for (int t = 0; t < TEMPLATES; t++) {
        struct drawn d = draw(&seed);
        struct buf why = {0};
        struct walking outside = open_walk(&d, SEAT_ANONYMOUS);
        struct walking taken = open_walk(&d, SEAT_COMPROMISED);
        outside.starts[outside.start_count++] = graph_find(d.g, STR("internet"));
        outside.state = STATE_HOLD;
        taken.state = STATE_CONTROL;
        lost += compare(&outside, 0, d.x->all);
        for (size_t k = 0; k < d.x->count; k++) {
            const struct excess_identity *i = &d.x->items[k];
            compare(&outside, i->identity, i->from_internet);
            for (taken.start_count = 0; taken.start_count < i->user_count; taken.start_count++)
                taken.starts[taken.start_count] = i->users[taken.start_count];
            lost_if_taken += compare(&taken, i->identity, i->if_taken);
        }
        if (!excess_check_figures(d.x, &why))
            fail_msg("%s", why.ptr);
        for (size_t n = 0; n < d.x->proof.taken_count; n++)
            hubs += d.x->proof.taken[n].after.reach != EXCESS_NONE;
        for (size_t n = 0; n < d.x->proof.loss_count; n++)
            repairs += d.x->proof.losses[n].repair_count;
        kept += d.x->keep_count;
        buf_release(&why);
        close_walk(&outside);
        close_walk(&taken);
        discard(&d);
    }
    assert_true(lost > 50 && lost_if_taken > 50 && hubs > 50 && repairs > 50 && kept > 50);
}

/* --- Spoilt certificates ---------------------------------------------------------------------- */

/* One change, if there is anything to change; false: there is not. */
static bool spoil(struct excess *x, int what)
{
    struct excess_proof *p = &x->proof;
    struct excess_reach *r = &p->reaches[p->internet];
    for (size_t n = 0; n < p->loss_count; n++) {
        struct excess_loss *l = &p->losses[n];
        switch (what) {
        case 0: /* one fewer is lost */
            if (l->lost_count) {
                l->lost_count--;
                return true;
            }
            break;
        case 1: /* what is left of the rest hangs on nothing */
            if (l->repair_count) {
                l->repair_count = 0;
                return true;
            }
            break;
        case 2: /* by itself */
            if (l->repair_count) {
                l->repairs[0].from = l->repairs[0].step;
                return true;
            }
            break;
        case 3: /* by what is lost */
            if (l->repair_count && l->lost_count) {
                l->repairs[0].from = l->lost[0];
                return true;
            }
            break;
        case 4: /* one more is lost, a start */
            if (l->lost_count) {
                l->lost[0] = 0;
                return true;
            }
            break;
        default:
            break;
        }
    }
    switch (what) {
    case 5: /* less is reached */
        r->count--;
        return true;
    case 6: /* a step hangs on one behind it */
        for (uint32_t i = 1; i + 1 < r->count; i++)
            if (r->steps[i].from != EXCESS_NONE) {
                r->steps[i].from = r->count - 1;
                return true;
            }
        return false;
    case 7: /* a step is a start */
        r->steps[r->count - 1].from = EXCESS_NONE;
        return true;
    case 8: /* a hub that the way does not lead to */
        for (size_t n = 0; n < p->taken_count; n++)
            if (p->taken[n].after.count > 1) {
                p->taken[n].after.count--;
                return true;
            }
        return false;
    case 9: /* nothing is said */
        if (p->taken_count)
            return p->taken_count-- > 0;
        return false;
    case 10:
        if (p->loss_count)
            return p->loss_count-- > 0;
        return false;
    default:
        return false;
    }
}

static void test_spoilt(void **state)
{
    enum { WAYS = 11 };
    uint64_t seed = 7;
    size_t spoilt[WAYS] = {0};
    (void)state;
    for (int t = 0; t < 10 * WAYS; t++) {
        struct drawn d = draw(&seed);
        struct buf why = {0};
        if (spoil(d.x, t % WAYS)) {
            spoilt[t % WAYS]++;
            if (excess_check_figures(d.x, &why))
                fail_msg("accepted: %d", t % WAYS);
        }
        buf_release(&why);
        discard(&d);
    }
    for (int i = 0; i < WAYS; i++)
        assert_true(spoilt[i] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_spoilt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
