/* SPDX-License-Identifier: MIT */
/* prices.h - what things cost: a dated table, and one of the user's over it.
 * Place:     analysis; knows base only. prices.tsv is compiled in and says currency, region, date and
 *            source of each row; prices_read() lays a file of the same form over it.
 * Units:     picodollars (or the same share of another currency) for one of the unit, rounded down.
 * Form:      item TAB price TAB per so many TAB of what TAB currency TAB region TAB YYYY-MM TAB
 *            source; '#' begins a comment line. All rows in force are of one currency.
 * Ownership: prices_free() frees all; texts are copied.
 */
#ifndef FAASMAP_PRICES_H
#define FAASMAP_PRICES_H

#include "amount.h"
#include "diag.h"

/* X(ENUM, "item") */
#define PRICES(X)                                                                                  \
    X(LAMBDA_REQUEST, "aws-lambda-request")                                                        \
    X(LAMBDA_SECOND, "aws-lambda-gigabyte-second")                                                 \
    X(REST_REQUEST, "aws-rest-api-request")                                                        \
    X(HTTP_REQUEST, "aws-http-api-request")                                                        \
    X(WEBSOCKET, "aws-websocket-message")                                                          \
    X(SQS, "aws-sqs-request")                                                                      \
    X(SQS_FIFO, "aws-sqs-fifo-request")                                                            \
    X(SNS, "aws-sns-publish")                                                                      \
    X(EVENTBRIDGE, "aws-eventbridge-event")                                                        \
    X(TRANSITION, "aws-workflow-transition")                                                       \
    X(EXPRESS, "aws-workflow-express-request")                                                     \
    X(DYNAMODB, "aws-dynamodb-write")                                                              \
    X(KINESIS, "aws-kinesis-put")                                                                  \
    X(S3, "aws-s3-put")                                                                            \
    X(LOG, "aws-log-gigabyte")                                                                     \
    X(CLOUDFRONT, "aws-cloudfront-request")                                                        \
    X(AZURE_RUN, "azure-function-run")                                                             \
    X(AZURE_SECOND, "azure-function-gigabyte-second")                                              \
    X(SERVICE_BUS, "azure-service-bus-operation")                                                  \
    X(STORAGE_QUEUE, "azure-storage-queue-operation")                                              \
    X(EVENT_GRID, "azure-event-grid-operation")                                                    \
    X(EVENT_HUB, "azure-event-hub-event")

#define X(e, ...) PRICE_##e,
enum price_item { PRICES(X) PRICE_COUNT };
#undef X

struct price_row {
    amount pico;
    struct str currency, region, as_of, source;
};

struct prices;
extern const char prices_built_in[]; /* the text of prices.tsv */

struct prices *prices_new(void) ATTR_RETURNS_NONNULL;
void prices_free(struct prices *p); /* NULL is allowed */
/* Complaints go to diags, with line and column; false: there was an error, nothing may be counted. */
bool prices_read(struct prices *p, struct str text, struct str file, struct diags *diags);
const struct price_row *prices_of(const struct prices *p, enum price_item item);
struct str prices_currency(const struct prices *p);
/* The first and the last month that a row in force is of. */
void prices_months(const struct prices *p, struct str *first, struct str *last);

#endif
