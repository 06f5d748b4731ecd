/* SPDX-License-Identifier: MIT */
/* Matching of AWS policies: actions, resources, principals, variables, conditions. Each row names
 * where its expected answer comes from: a page of the IAM user guide, or the reasoning. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "aws_match.h"

#define GUIDE_ACTION   "IAM guide, Action element"
#define GUIDE_RESOURCE "IAM guide, Resource element"
#define GUIDE_VARIABLE "IAM guide, Policy variables and tags"
#define GUIDE_COND     "IAM guide, Condition operators"
#define GUIDE_SET      "IAM guide, Multivalued context keys"
#define GUIDE_LOGIC    "IAM guide, Conditions with multiple keys or values"

static struct str quoted(struct arena *a, const char *text)
{
    struct str s = arena_str(a, str_from(text));
    char *p = arena_bytes(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        p[i] = s.ptr[i] == '\'' ? '"' : s.ptr[i];
    return (struct str){p, s.len};
}

static enum tri wanted(char c)
{
    return c == 'T' ? TRI_TRUE : c == 'U' ? TRI_UNKNOWN : TRI_FALSE;
}

static void read_one(struct arena *a, struct str json, struct aws_policy *p)
{
    const struct json_value *v = json_value_read(a, json, NULL);
    if (!v)
        fail_msg("no JSON: %.*s", (int)json.len, json.ptr);
    assert_true(aws_policy_read(a, v, p));
}

/* --- Actions and resources -------------------------------------------------------------------- */

struct pattern_row {
    const char *pattern, *value;
    char want;
    const char *source;
};

static const struct pattern_row actions[] = {
    {"s3:GetObject", "s3:GetObject", 'T', GUIDE_ACTION},
    {"S3:getobject", "s3:GetObject", 'T', GUIDE_ACTION ": prefix and name ignore case"},
    {"s3:Get*", "s3:GetObjectAcl", 'T', GUIDE_ACTION},
    {"s3:Get*", "s3:PutObject", 'F', GUIDE_ACTION},
    {"s3:*Object", "s3:GetObject", 'T', GUIDE_ACTION},
    {"s3:*Object", "s3:GetObjectAcl", 'F', GUIDE_ACTION},
    {"s3:Get?bject", "s3:GetObject", 'T', "? is one character"},
    {"s3:GetObject?", "s3:GetObject", 'F', "? is not none"},
    {"s3:G*t*A*", "s3:GetObjectAcl", 'T', "several runs, restart needed"},
    {"*", "sqs:SendMessage", 'T', GUIDE_ACTION},
    {"*:*", "sqs:SendMessage", 'T', "both parts are wild"},
    {"s*:Get*", "s3:GetObject", 'F', "the service prefix must be literal"},
    {"s3", "s3:GetObject", 'F', "no action without a colon"},
    {"s3:GetObject", "s3:GetObjectVersion", 'F', "no prefix match without a wildcard"},
    {"s3:GetObjectVersion", "s3:GetObject", 'F', "nor the other way"},
    {"s3:*", "s3express:CreateSession", 'F', "the prefix ends at the colon"},
};

static const struct pattern_row resources[] = {
    {"*", "arn:aws:s3:::b/k", 'T', GUIDE_RESOURCE},
    {"arn:aws:s3:::b/*", "arn:aws:s3:::b/k/l", 'T', GUIDE_RESOURCE ": a run passes over slashes"},
    {"arn:aws:s3:::b/*", "arn:aws:s3:::b", 'F', "objects, not the bucket"},
    {"arn:aws:s3:::b", "arn:aws:s3:::b/k", 'F', "the bucket, not its objects"},
    {"arn:aws:s3:::b*", "arn:aws:s3:::b2/k", 'T', "a run at the end"},
    {"arn:aws:s3:::b/k", "arn:aws:s3:::b/K", 'F', "object keys have case"},
    {"ARN:AWS:S3:::b/k", "arn:aws:s3:::b/k", 'T', "the first five parts have none"},
    {"arn:aws:sqs:*:*:q", "arn:aws:sqs:eu-west-1:111122223333:q", 'T', GUIDE_RESOURCE},
    {"arn:aws:sqs:eu-*:*:q", "arn:aws:sqs:us-east-1:111122223333:q", 'F', GUIDE_RESOURCE},
    {"arn:aws:sqs:*:q", "arn:aws:sqs:eu-west-1:111122223333:q", 'F',
     "a run does not pass over a colon of the first five"},
    {"arn:aws:sqs:*", "arn:aws:sqs:eu-west-1:111122223333:q", 'T', "missing parts are wild"},
    {"arn:*", "arn:aws:sqs:eu-west-1:111122223333:q", 'T', "missing parts are wild"},
    {"arn:aws:lambda:*:*:function:f", "arn:aws:lambda:r:1:function:f:live", 'F',
     "Lambda guide: a qualified ARN is another resource"},
    {"arn:aws:lambda:*:*:function:f:*", "arn:aws:lambda:r:1:function:f:live", 'T',
     "the sixth part takes the rest with its colons"},
    {"arn:aws:lambda:*:*:function:f:*", "arn:aws:lambda:r:1:function:f", 'F', "as above"},
    {"arn:aws:dynamodb:*:*:table/T", "arn:aws:dynamodb:r:1:table/T/index/i", 'F',
     "DynamoDB guide: indexes are resources of their own"},
    {"arn:aws:dynamodb:*:*:table/T/*", "arn:aws:dynamodb:r:1:table/T/index/i", 'T', "as above"},
    {"arn:aws:secretsmanager:*:*:secret:s-??????", "arn:aws:secretsmanager:r:1:secret:s-aB3xYz",
     'T', "Secrets Manager guide: six characters behind the name"},
    {"arn:aws:secretsmanager:*:*:secret:s-??????", "arn:aws:secretsmanager:r:1:secret:s-aB3xY",
     'F', "as above"},
    {"arn:aws:s3:::b", "*", 'F', "an action without resource types is asked on *"},
    {"*", "*", 'T', "as above"},
    {"**", "*", 'T', "a run of runs is a run"},
    {"arn:aws:s3:::*", "*", 'F', "only patterns that take everything"},
};

static enum tri ask(struct arena *a, const char *element, const char *pattern, const char *action,
                    const char *resource, bool design)
{
    bool act = str_is(str_from(element), "Action") || str_is(str_from(element), "NotAction");
    struct buf json = {0};
    buf_printf(&json, "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"%s\":\"%s\"",
               element, pattern);
    buf_puts(&json, act ? ",\"Resource\":\"*\"}}" : ",\"Action\":\"*\"}}");
    struct aws_policy p = {0};
    struct aws_request r = {.principal = STR("arn:aws:iam::111122223333:role/r"), .design = design};
    read_one(a, arena_str(a, buf_str(&json)), &p);
    buf_release(&json);
    assert_int_equal(p.statement_count, 1);
    r.action = str_from(action);
    r.resource = str_from(resource);
    aws_request_ready(a, &r);
    return aws_statement_matches(&p.statements[0], &r, NULL);
}

static void test_actions(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(actions); i++) {
        const struct pattern_row *w = &actions[i];
        enum tri got = ask(a, "Action", w->pattern, w->value, "arn:aws:s3:::b/k", false);
        enum tri not = ask(a, "NotAction", w->pattern, w->value, "arn:aws:s3:::b/k", false);
        if (got != wanted(w->want) || not != tri_not(got))
            fail_msg("%s on %s: %d, not %c (%s)", w->pattern, w->value, (int)got, w->want,
                     w->source);
    }
    arena_free(a);
}

static void test_resources(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(resources); i++) {
        const struct pattern_row *w = &resources[i];
        enum tri got = ask(a, "Resource", w->pattern, "s3:X", w->value, false);
        enum tri not = ask(a, "NotResource", w->pattern, "s3:X", w->value, false);
        if (got != wanted(w->want) || not != tri_not(got))
            fail_msg("%s on %s: %d, not %c (%s)", w->pattern, w->value, (int)got, w->want,
                     w->source);
    }
    arena_free(a);
}

/* '*' in the value is what is not known yet. */
static const struct pattern_row designed[] = {
    {"arn:aws:sqs:*:*:orders", "arn:aws:sqs:*:*:orders", 'T', "the same unknown parts"},
    {"arn:aws:sqs:eu-west-1:*:orders", "arn:aws:sqs:*:*:orders", 'T', "the region may be it"},
    {"arn:aws:sns:*:*:orders", "arn:aws:sqs:*:*:orders", 'F', "another service"},
    {"arn:aws:sqs:*:*:orders", "arn:aws:sqs:*:*:*", 'U', "the name may be it"},
    {"arn:aws:sqs:*:*:ord*", "arn:aws:sqs:*:*:stack-*", 'F', "no name begins with both"},
    {"arn:aws:sqs:*:*:*-orders", "arn:aws:sqs:*:*:stack-*", 'U', "stack-orders has both"},
    {"arn:aws:sqs:*:*:stack-*", "arn:aws:sqs:*:*:stack-a-*", 'T', "whatever follows"},
    {"arn:aws:s3:::?-b", "arn:aws:s3:::*-b", 'U', "the unknown part may be one character"},
    {"arn:aws:s3:::b/*", "arn:aws:s3:::*", 'U', "it may be an object of b"},
};

static void test_design(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(designed); i++) {
        const struct pattern_row *w = &designed[i];
        enum tri got = ask(a, "Resource", w->pattern, "s3:X", w->value, true);
        if (got != wanted(w->want))
            fail_msg("%s on %s: %d, not %c (%s)", w->pattern, w->value, (int)got, w->want,
                     w->source);
    }
    arena_free(a);
}

/* --- Conditions ------------------------------------------------------------------------------- */

/* The context of all rows; "gone" stands nowhere, "dim" is not known. */
static const struct str a_value[] = {STR_INIT("a")}, ab_values[] = {STR_INIT("a"), STR_INIT("b")},
                        star_value[] = {STR_INIT("*")}, big_value[] = {STR_INIT("Team-Blue")},
                        n_value[] = {STR_INIT("10.50")}, minus_value[] = {STR_INIT("-3")},
                        date_value[] = {STR_INIT("2026-03-01T12:00:00Z")},
                        epoch_value[] = {STR_INIT("1772366400")}, yes_value[] = {STR_INIT("true")},
                        ip_value[] = {STR_INIT("203.0.113.7")},
                        six_value[] = {STR_INIT("2001:db8::7")},
                        arn_value[] = {STR_INIT("arn:aws:sns:eu-west-1:111122223333:orders")},
                        bytes_value[] = {STR_INIT("QmluYXJ5VmFsdWVJbkJhc2U2NA==")};

#define KEY(name, list) {.key = STR_INIT(name), .values = list, .count = COUNT(list)}
static const struct aws_context context[] = {
    KEY("k:A", a_value),       KEY("k:AB", ab_values),     KEY("k:Star", star_value),
    KEY("k:Big", big_value),   KEY("k:N", n_value),        KEY("k:Minus", minus_value),
    KEY("k:Date", date_value), KEY("k:Epoch", epoch_value), KEY("k:Yes", yes_value),
    KEY("k:Ip", ip_value),     KEY("k:Six", six_value),    KEY("k:Arn", arn_value),
    KEY("k:Bytes", bytes_value),
    {.key = STR_INIT("k:Empty")},
    {.key = STR_INIT("k:Dim"), .unknown = true},
};

static const struct {
    const char *condition;
    char want;
    const char *source;
} conditions[] = {
    {"'StringEquals':{'k:A':'a'}", 'T', GUIDE_COND},
    {"'StringEquals':{'K:a':'a'}", 'T', GUIDE_COND ": key names ignore case"},
    {"'StringEquals':{'k:A':'A'}", 'F', GUIDE_COND ": values have case"},
    {"'StringEquals':{'k:A':['x','a']}", 'T', GUIDE_LOGIC ": values are alternatives"},
    {"'StringEquals':{'k:A':'*'}", 'F', "no wildcards in StringEquals"},
    {"'StringEquals':{'k:A':'a','k:Big':'x'}", 'F', GUIDE_LOGIC ": keys are joined"},
    {"'StringEquals':{'k:A':'a'},'Bool':{'k:Yes':'false'}", 'F', GUIDE_LOGIC ": so are operators"},
    {"'StringEquals':{'k:gone':'a'}", 'F', GUIDE_COND ": a missing key does not match"},
    {"'StringNotEquals':{'k:A':'x'}", 'T', GUIDE_COND},
    {"'StringNotEquals':{'k:A':['x','a']}", 'F', GUIDE_LOGIC ": negated values are NOR"},
    {"'StringNotEquals':{'k:gone':'a'}", 'T', GUIDE_COND ": negated, missing key: true"},
    {"'StringEqualsIgnoreCase':{'k:Big':'team-blue'}", 'T', GUIDE_COND},
    {"'StringNotEqualsIgnoreCase':{'k:Big':'TEAM-BLUE'}", 'F', GUIDE_COND},
    {"'StringLike':{'k:Big':'Team-*'}", 'T', GUIDE_COND},
    {"'StringLike':{'k:Big':'team-*'}", 'F', GUIDE_COND ": case counts"},
    {"'StringLike':{'k:A':'?'}", 'T', GUIDE_COND},
    {"'StringNotLike':{'k:Big':'Team-*'}", 'F', GUIDE_COND},
    {"'StringNotLike':{'k:gone':'*'}", 'T', GUIDE_COND},
    {"'StringLike':{'k:gone':'*'}", 'F', "a star takes any value, not none"},
    {"'StringLike':{'k:Star':'${*}'}", 'T', GUIDE_VARIABLE ": ${*} is a literal star"},
    {"'StringLike':{'k:A':'${*}'}", 'F', GUIDE_VARIABLE},
    {"'StringEquals':{'k:A':'${k:A}'}", 'T', GUIDE_VARIABLE},
    {"'StringEquals':{'k:A':'${k:gone}'}", 'F', GUIDE_VARIABLE ": no value, no match"},
    {"'StringLike':{'k:Big':'${k:Dim}-Blue'}", 'U', "the variable may be Team"},
    {"'StringLike':{'k:Big':'${k:Dim}-Red'}", 'F', "whatever the variable is"},
    {"'NumericEquals':{'k:N':'10.5'}", 'T', GUIDE_COND},
    {"'NumericEquals':{'k:N':10.5}", 'T', "a JSON number is taken as its text"},
    {"'NumericNotEquals':{'k:N':'010.500'}", 'F', "the same number"},
    {"'NumericLessThan':{'k:N':'9'}", 'F', "numbers, not texts: 10.5 > 9"},
    {"'NumericLessThan':{'k:N':'100'}", 'T', "as above"},
    {"'NumericLessThanEquals':{'k:N':'10.5'}", 'T', GUIDE_COND},
    {"'NumericGreaterThan':{'k:Minus':'-4'}", 'T', "-3 > -4"},
    {"'NumericGreaterThan':{'k:Minus':'2'}", 'F', "-3 < 2"},
    {"'NumericGreaterThanEquals':{'k:Minus':'-3.0'}", 'T', GUIDE_COND},
    {"'NumericEquals':{'k:A':'1'}", 'F', "what is no number matches nothing"},
    {"'NumericNotEquals':{'k:A':'1'}", 'F', "in neither sense"},
    {"'DateGreaterThan':{'k:Date':'2026-02-28T23:59:59Z'}", 'T', GUIDE_COND},
    {"'DateLessThan':{'k:Date':'2026-03-01T12:00:00+01:00'}", 'F', "that is 11:00 UTC"},
    {"'DateLessThan':{'k:Date':'2026-03-01T12:00:00-01:00'}", 'T', "that is 13:00 UTC"},
    {"'DateEquals':{'k:Epoch':'2026-03-01T12:00:00Z'}", 'T', GUIDE_COND ": epoch seconds"},
    {"'DateNotEquals':{'k:Date':'1772366400'}", 'F', GUIDE_COND ": epoch seconds"},
    {"'DateLessThanEquals':{'k:Date':'2026-03-01'}", 'F', "midnight was before noon"},
    {"'DateGreaterThanEquals':{'k:Date':'2026'}", 'T', "a year is its first second"},
    {"'Bool':{'k:Yes':'true'}", 'T', GUIDE_COND},
    {"'Bool':{'k:Yes':true}", 'T', "a JSON boolean is taken as its text"},
    {"'Bool':{'k:gone':'false'}", 'F', "missing is not false"},
    {"'BoolIfExists':{'k:gone':'false'}", 'T', GUIDE_COND ": IfExists"},
    {"'BoolIfExists':{'k:Yes':'false'}", 'F', GUIDE_COND ": IfExists"},
    {"'BinaryEquals':{'k:Bytes':'QmluYXJ5VmFsdWVJbkJhc2U2NA=='}", 'T', GUIDE_COND},
    {"'BinaryEquals':{'k:Bytes':'QmluYXJ5'}", 'F', GUIDE_COND},
    {"'IpAddress':{'k:Ip':'203.0.113.0/24'}", 'T', GUIDE_COND},
    {"'IpAddress':{'k:Ip':'203.0.113.0/30'}", 'F', ".7 is outside of .0-.3"},
    {"'IpAddress':{'k:Ip':'203.0.113.7'}", 'T', GUIDE_COND ": no prefix is /32"},
    {"'IpAddress':{'k:Ip':'0.0.0.0/0'}", 'T', "every IPv4 address"},
    {"'IpAddress':{'k:Six':'2001:db8::/32'}", 'T', GUIDE_COND ": IPv6"},
    {"'IpAddress':{'k:Six':'0.0.0.0/0'}", 'F', "another family"},
    {"'NotIpAddress':{'k:Ip':['10.0.0.0/8','203.0.113.0/24']}", 'F', GUIDE_LOGIC},
    {"'NotIpAddress':{'k:Ip':'10.0.0.0/8'}", 'T', GUIDE_COND},
    {"'NotIpAddress':{'k:gone':'10.0.0.0/8'}", 'T', GUIDE_COND ": missing key"},
    {"'ArnEquals':{'k:Arn':'arn:aws:sns:*:111122223333:orders'}", 'T',
     GUIDE_COND ": ArnEquals is ArnLike"},
    {"'ArnLike':{'k:Arn':'arn:aws:sns:*:*:ord*'}", 'T', GUIDE_COND},
    {"'ArnLike':{'k:Arn':'arn:aws:*:orders'}", 'F', GUIDE_COND ": each part on its own"},
    {"'ArnNotLike':{'k:Arn':'arn:aws:sns:*:*:orders'}", 'F', GUIDE_COND},
    {"'ArnNotEquals':{'k:Arn':'arn:aws:sns:*:*:other'}", 'T', GUIDE_COND},
    {"'Null':{'k:gone':'true'}", 'T', GUIDE_COND ": Null"},
    {"'Null':{'k:gone':'false'}", 'F', GUIDE_COND ": Null"},
    {"'Null':{'k:A':'false'}", 'T', GUIDE_COND ": Null"},
    {"'Null':{'k:Empty':'true'}", 'T', "present and empty counts as absent"},
    {"'Null':{'k:Dim':'true'}", 'U', "nobody knows"},
    {"'ForAllValues:StringEquals':{'k:AB':['a','b','c']}", 'T', GUIDE_SET},
    {"'ForAllValues:StringEquals':{'k:AB':['a']}", 'F', GUIDE_SET},
    {"'ForAllValues:StringEquals':{'k:gone':['a']}", 'T', GUIDE_SET ": true without the key"},
    {"'ForAllValues:StringEquals':{'k:Empty':['a']}", 'T', GUIDE_SET ": and without values"},
    {"'ForAnyValue:StringEquals':{'k:AB':['b','z']}", 'T', GUIDE_SET},
    {"'ForAnyValue:StringEquals':{'k:AB':['z']}", 'F', GUIDE_SET},
    {"'ForAnyValue:StringEquals':{'k:gone':['a']}", 'F', GUIDE_SET},
    {"'ForAnyValue:StringNotEquals':{'k:gone':['a']}", 'F', GUIDE_SET},
    {"'ForAnyValue:StringNotEquals':{'k:AB':['a']}", 'T', "b differs"},
    {"'ForAllValues:StringNotEquals':{'k:AB':['a']}", 'F', "a does not differ"},
    {"'ForAllValues:StringNotLike':{'k:AB':['x*','y*']}", 'T', "both differ from both"},
    {"'ForAnyValue:StringEqualsIfExists':{'k:gone':['a']}", 'T', GUIDE_COND ": IfExists"},
    {"'StringEqualsIfExists':{'k:A':'x'}", 'F', GUIDE_COND ": IfExists"},
    {"'StringEquals':{'k:AB':'b'}", 'T', "decision: several values, any"},
    {"'StringNotEquals':{'k:AB':'b'}", 'F', "decision: negated, all must differ"},
    {"'StringEquals':{'k:Dim':'a'}", 'U', "nobody knows"},
    {"'StringNotEquals':{'k:Dim':'a'}", 'U', "nobody knows"},
    {"'StringEquals':{'k:Dim':'a','k:A':'x'}", 'F', "the other key decides"},
    {"'StringEquals':{'k:A':[]}", 'F', "no alternative"},
    {"'stringequals':{'k:A':'a'}", 'T', "operator names ignore case"},
    {"", 'T', "no operator, no condition"},
};

static void test_conditions(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct aws_request r = {.principal = STR("arn:aws:iam::111122223333:role/r"),
                            .action = STR("s3:X"), .resource = STR("arn:aws:s3:::b"),
                            .context = context, .context_count = COUNT(context)};
    aws_request_ready(a, &r);
    for (size_t i = 0; i < COUNT(conditions); i++) {
        struct aws_policy p = {0};
        struct str json = ARENA_JOIN(a, STR("{\"Version\":\"2012-10-17\",\"Statement\":[{"),
                                     STR("\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","),
                                     STR("\"Condition\":{"), quoted(a, conditions[i].condition),
                                     STR("}}]}"));
        read_one(a, json, &p);
        if (p.statement_count != 1)
            fail_msg("left out: %s", conditions[i].condition);
        enum tri got = aws_statement_matches(&p.statements[0], &r, NULL);
        if (got != wanted(conditions[i].want))
            fail_msg("%s: %d, not %c (%s)", conditions[i].condition, (int)got, conditions[i].want,
                     conditions[i].source);
    }
    arena_free(a);
}

/* --- Variables in resources ------------------------------------------------------------------- */

static void test_variables(void **state)
{
    (void)state;
    static const struct {
        const char *version, *resource, *value;
        char want;
    } rows[] = {
        {"2012-10-17", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/ann/x", 'T'},
        {"2012-10-17", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", 'F'},
        {"2012-10-17", "arn:aws:s3:::b/${AWS:UserName}", "arn:aws:s3:::b/ann", 'T'},
        {"2008-10-17", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/ann/x", 'F'},
        {"2008-10-17", "arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/${aws:username}", 'T'},
        {"2012-10-17", "arn:aws:s3:::b/${k:gone}", "arn:aws:s3:::b/", 'F'},
        {"2012-10-17", "arn:aws:s3:::b/${k:gone, 'all'}", "arn:aws:s3:::b/all", 'T'},
        {"2012-10-17", "arn:aws:s3:::b/${aws:username, 'all'}", "arn:aws:s3:::b/ann", 'T'},
        {"2012-10-17", "arn:aws:s3:::b/${k:Star}", "arn:aws:s3:::b/x", 'F'},
        {"2012-10-17", "arn:aws:s3:::b/${k:Star}", "arn:aws:s3:::b/*", 'T'},
        {"2012-10-17", "arn:aws:s3:::b/${*}${$}", "arn:aws:s3:::b/*$", 'T'},
        {"2012-10-17", "arn:aws:s3:::b/${k:Dim}/x", "arn:aws:s3:::b/q/x", 'U'},
        {"2012-10-17", "arn:aws:s3:::b/${k:Dim}/x", "arn:aws:s3:::b/q/y", 'F'},
        {"2012-10-17", "arn:aws:s3:::b/${open", "arn:aws:s3:::b/${open", 'T'},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct aws_policy p = {0};
        struct aws_request r = {.principal = STR("arn:aws:iam::111122223333:user/path/ann"),
                                .action = STR("s3:X"), .resource = str_from(rows[i].value),
                                .context = context, .context_count = COUNT(context)};
        aws_request_ready(a, &r);
        read_one(a,
                 arena_printf(a, "{\"Version\":\"%s\",\"Statement\":{\"Effect\":\"Allow\","
                                 "\"Action\":\"*\",\"Resource\":[\"%s\"]}}",
                              rows[i].version, rows[i].resource),
                 &p);
        enum tri got = aws_statement_matches(&p.statements[0], &r, NULL);
        if (got != wanted(rows[i].want))
            fail_msg("%s on %s: %d, not %c", rows[i].resource, rows[i].value, (int)got,
                     rows[i].want);
    }
    arena_free(a);
}

/* --- Documents -------------------------------------------------------------------------------- */

static void test_documents(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        unsigned statements, problems;
    } rows[] = {
        {"{'Statement':[]}", 0, 0},
        {"{'Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}", 1, 0},
        {"{'Statement':[{'Effect':'Maybe','Action':'s3:*','Resource':'*'}]}", 0, 1},
        {"{'Statement':[{'effect':'Allow','Action':'s3:*','Resource':'*'}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*','Foo':1}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Resource':'*'}]}", 0, 1},
        {"{'Statement':[{'Action':'s3:*','Resource':'*'}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','NotAction':'s3:*'}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'*:Get*','Resource':'*'}]}", 1, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':{'Ref':'X'}}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Principal':'me'}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Principal':{'Who':'me'}}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*',"
         "'Condition':{'StringIs':{'a':'b'}}}]}", 0, 1},
        {"{'Statement':[{'Effect':'Allow','Action':'s3:*','Resource':'*',"
         "'Condition':{'NullIfExists':{'a':'true'}}}]}", 0, 1},
        {"{'Statement':[7,{'Effect':'Deny','NotAction':['s3:*','a:b'],'NotResource':['*']}]}", 1,
         1},
        {"'{\\'Statement\\':{\\'Effect\\':\\'Allow\\',\\'Action\\':\\'s3:*\\'}}'", 1, 0},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct aws_policy p = {0};
        read_one(a, quoted(a, rows[i].json), &p);
        if (p.statement_count != rows[i].statements || p.problem_count != rows[i].problems)
            fail_msg("%s: %u statements, %u problems", rows[i].json, (unsigned)p.statement_count,
                     (unsigned)p.problem_count);
    }
    struct aws_policy p = {0};
    assert_false(aws_policy_read(a, json_value_read(a, STR("[1]"), NULL), &p));
    assert_int_equal(p.problem_count, 1);
    assert_false(aws_policy_read(a, NULL, &p));
    arena_free(a);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void test_json(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"{\"a\":[1,-2.5e3,true,false,null,\"\\u00e9\\n\"]}", true},
        {" [ ] ", true}, {"{}", true}, {"\"\"", true}, {"", false}, {"[1,]", false},
        {"{\"a\":1,}", false}, {"{a:1}", false}, {"[01]", false}, {"[1] x", false},
        {"\"a\nb\"", false}, {"\"\\x\"", false}, {"\"\\u12g4\"", false}, {"[\"a\"", false},
        {"tru", false}, {"nullx", false}, {"[1 2]", false}, {"{\"a\"}", false},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(rows); i++)
        if ((json_value_read(a, str_from(rows[i].text), NULL) != NULL) != rows[i].good)
            fail_msg("%s", rows[i].text);
    char deep[400];
    memset(deep, '[', sizeof deep);
    assert_null(json_value_read(a, (struct str){deep, sizeof deep}, NULL));
    struct str text = STR("{\"k\": \"\\ud83d\\ude00\",\n \"k\": \"last\"}");
    const struct json_value *v = json_value_read(a, text, NULL);
    assert_true(str_is(v->first->text, "\xf0\x9f\x98\x80"));
    assert_true(str_is(json_value_text(json_value_get(v, "k")), "last"));
    struct json_lines lines = json_lines(a, text);
    uint32_t line, col;
    json_lines_place(&lines, json_value_get(v, "k")->at, &line, &col);
    assert_int_equal(line, 2);
    assert_int_equal(col, 7);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_actions),    cmocka_unit_test(test_resources),
        cmocka_unit_test(test_design),     cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_variables),  cmocka_unit_test(test_documents),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
