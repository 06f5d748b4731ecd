/* SPDX-License-Identifier: MIT */
/* bench_iam.c - decisions a second on policies as they are, and what one costs beside a bare loop that
 * globs every action and every resource of the same statements. The two take turns and the best of
 * several runs counts. Ends with 1 below a million decisions a second.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "aws_case.h"

static const double gate_rate = 1e6;

enum { RUNS = 7, ROUNDS = 40000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A function's role: logs, a table with its indexes, a bucket, a queue, a denial; the resource's own
 * policy with a condition. */
static const char policies[] =
    "\"identityPolicies\": ["
    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": "
    "[\"logs:CreateLogGroup\", \"logs:CreateLogStream\", \"logs:PutLogEvents\"], "
    "\"Resource\": \"arn:aws:logs:*:*:*\"}]},"
    "{\"Version\": \"2012-10-17\", \"Statement\": ["
    "{\"Effect\": \"Allow\", \"Action\": [\"dynamodb:GetItem\", \"dynamodb:Query\", "
    "\"dynamodb:PutItem\", \"dynamodb:UpdateItem\", \"dynamodb:BatchGet*\"], \"Resource\": "
    "[\"arn:aws:dynamodb:eu-west-1:111122223333:table/orders\", "
    "\"arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/*\"]},"
    "{\"Effect\": \"Allow\", \"Action\": \"s3:Get*\", \"Resource\": \"arn:aws:s3:::media/*\"},"
    "{\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\", \"Resource\": "
    "\"arn:aws:sqs:eu-west-1:*:orders-*\"},"
    "{\"Effect\": \"Deny\", \"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::media/private/*\"}]}],"
    "\"resourcePolicy\": {\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Deny\", "
    "\"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\", "
    "\"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"false\"}}}]}";

static const char *const asked[][2] = {
    {"dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"},
    {"dynamodb:DeleteItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"},
    {"dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/by-user"},
    {"s3:GetObject", "arn:aws:s3:::media/2026/11/22/picture.jpg"},
    {"s3:GetObject", "arn:aws:s3:::media/private/picture.jpg"},
    {"sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:orders-paid"},
    {"logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f:*"},
    {"kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/k"},
};
enum { ASKED = sizeof asked / sizeof *asked };

static unsigned long decide_all(const struct aws_case_read *cases)
{
    unsigned long sum = 0;
    struct aws_decision d;
    for (int i = 0; i < ROUNDS; i++)
        for (int k = 0; k < ASKED; k++) {
            aws_decide(&cases[k].c, &d);
            sum += d.answer;
        }
    return sum;
}

static unsigned long glob_all(const struct aws_case_read *cases)
{
    unsigned long sum = 0;
    for (int i = 0; i < ROUNDS; i++)
        for (int k = 0; k < ASKED; k++)
            for (int l = 0; l < AWS_LAYER_COUNT; l++)
                for (size_t p = 0; p < cases[k].c.layers[l].count; p++) {
                    const struct aws_policy *policy = &cases[k].c.layers[l].items[p];
                    for (uint32_t s = 0; s < policy->statement_count; s++) {
                        const struct aws_statement *st = &policy->statements[s];
                        for (uint32_t a = 0; a < st->action_count; a++)
                            sum += glob_match(st->actions[a].text,
                                              cases[k].c.request.action_lower, false);
                        for (uint32_t r = 0; r < st->resource_count; r++)
                            sum += str_glob(st->resources[r].written,
                                            cases[k].c.request.resource, false);
                    }
                }
    return sum;
}

int main(void)
{
    struct arena *a = arena_new();
    struct aws_case_read cases[ASKED];
    double ours = 1e9, bare = 1e9;
    unsigned long kept = 0;
    for (int k = 0; k < ASKED; k++) {
        struct str json = arena_printf(
            a,
            "{\"request\": {\"principal\": \"arn:aws:iam::111122223333:role/orders\", "
            "\"action\": \"%s\", \"resource\": \"%s\", \"context\": "
            "{\"aws:SecureTransport\": \"true\"}}, %s}",
            asked[k][0], asked[k][1], policies);
        struct aws_case_file f = {.arena = a, .name = STR("bench"), .lines = json_lines(a, json)};
        if (!aws_case_read(&f, json_value_read(a, json, NULL), &cases[k])) {
            fprintf(stderr, "bench_iam: %s\n", cases[k].why);
            return 2;
        }
    }
    for (int run = 0; run < RUNS; run++) {
        double from = now();
        kept += decide_all(cases);
        double middle = now();
        kept += glob_all(cases);
        double end = now();
        ours = middle - from < ours ? middle - from : ours;
        bare = end - middle < bare ? end - middle : bare;
    }
    double rate = ROUNDS * ASKED / ours;
    printf("decisions          %10.0f a second   (gate %.0f)\n", rate, gate_rate);
    printf("beside bare globs  %10.2f times      (%lu)\n", ours / bare, kept);
    arena_free(a);
    return rate < gate_rate;
}
