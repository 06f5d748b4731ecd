/* SPDX-License-Identifier: MIT */
/* Cases for the evaluator of AWS policies: reading and deciding. Besides memory errors it ends on:
 * decisions that contradict their own statements, two different answers to one case, an explicit
 * deny that another policy could lift. */
#include <stdint.h>
#include <stdlib.h>

#include "aws_case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct aws_decision *d)
{
    for (size_t i = 0; i < d->hit_count; i++) {
        const struct aws_hit *h = &d->hits[i];
        if (d->reason == AWS_EXPLICIT_DENY && (h->statement->allow || h->match != TRI_TRUE))
            abort();
        if (d->reason == AWS_EXPLICIT_ALLOW && (!h->statement->allow || h->match != TRI_TRUE))
            abort();
    }
    if ((d->answer == AWS_ALLOWED) != (d->reason == AWS_EXPLICIT_ALLOW) ||
        (d->reason == AWS_IMPLICIT_DENY && d->hit_count))
        abort();
}

/* Everything allowed besides must not lift what is denied explicitly. */
static void check_monotone(struct arena *a, struct aws_case *c, const struct aws_decision *before)
{
    static const char all[] = "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
                              "\"Resource\":\"*\"}}";
    struct aws_policies *l = &c->layers[AWS_LAYER_IDENTITY];
    struct aws_policy *more = arena_array(a, l->count + 1, sizeof *more);
    struct aws_decision after;
    if (l->count)
        memcpy(more, l->items, l->count * sizeof *more);
    aws_policy_read(a, json_value_read(a, str_from(all), NULL), &more[l->count]);
    l->items = more;
    l->count++;
    l->level = NULL;
    aws_decide(c, &after);
    if (after.answer < before->answer ||
        (before->reason == AWS_EXPLICIT_DENY && after.reason != AWS_EXPLICIT_DENY))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str text = {(const char *)data, size};
    struct aws_case_file f = {.arena = a, .name = STR("fuzz"), .lines = json_lines(a, text)};
    const struct json_value *v = json_value_read(a, text, NULL);
    struct aws_case_read c;
    struct aws_decision d, again;
    if (v && aws_case_read(&f, v, &c)) {
        struct buf out = {0};
        struct json_writer w = json_writer(&out);
        aws_decide(&c.c, &d);
        aws_decide(&c.c, &again);
        if (d.answer != again.answer || d.reason != again.reason)
            abort();
        check(&d);
        json_object(&w);
        aws_answer_json(&w, &f, &d);
        json_end(&w);
        buf_release(&out);
        check_monotone(a, &c.c, &d);
    }
    arena_free(a);
    return 0;
}
