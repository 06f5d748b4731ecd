/* SPDX-License-Identifier: MIT */
/* Decisions of AWS over several policies. Each row names where its expected answer comes from: a page
 * of the IAM user guide, or the reasoning. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "aws_case.h"

#define GUIDE_LOGIC    "IAM guide, Policy evaluation for requests within a single account"
#define GUIDE_CROSS    "IAM guide, Cross-account policy evaluation logic"
#define GUIDE_BOUNDARY "IAM guide, Permissions boundaries for IAM entities"
#define GUIDE_RESOURCE "IAM guide, Identity-based and resource-based policies"
#define GUIDE_PRINCIPAL "IAM guide, Principal element"
#define GUIDE_NOT      "IAM guide, NotPrincipal element"
#define GUIDE_SCP      "Organizations guide, SCP evaluation"
#define GUIDE_RCP      "Organizations guide, RCP evaluation"
#define GUIDE_KMS      "KMS guide, Key policies"
#define GUIDE_TRUST    "IAM guide, Role trust policies"

/* Statements, with ' for ". */
#define ALLOW(action, resource) "{'Effect':'Allow','Action':'" action "','Resource':'" resource "'}"
#define DENY(action, resource)  "{'Effect':'Deny','Action':'" action "','Resource':'" resource "'}"
#define GIVE(principal, action) \
    "{'Effect':'Allow','Principal':" principal ",'Action':'" action "','Resource':'*'}"
#define REFUSE(principal, action) \
    "{'Effect':'Deny','Principal':" principal ",'Action':'" action "','Resource':'*'}"
#define WHEN(statement_head, condition) statement_head ",'Condition':{" condition "}}"
#define ALLOW_ALL "{'Effect':'Allow','Action':'*','Resource':'*'"

#define ROLE    "arn:aws:iam::111122223333:role/svc/app"
#define USER    "arn:aws:iam::111122223333:user/ann"
#define SESSION "arn:aws:sts::111122223333:assumed-role/app/s1"
#define ROOT    "arn:aws:iam::111122223333:root"
#define OTHER   "arn:aws:iam::999988887777:role/guest"
#define AWS_(text) "{'AWS':'" text "'}"
#define ALL ALLOW("*", "*")

#define EX_REGION "IAM guide, Example: denies access based on the requested Region"
#define EX_IP     "IAM guide, Example: denies access based on the source IP"
#define EX_MFA    "IAM guide, Example: MFA-authenticated users manage their own credentials"
#define EX_HOME   "IAM guide, Example: users access their own folder of a bucket"
#define EX_DATE   "IAM guide, Example: allows access within specific dates"
#define EX_DEPUTY "IAM guide, The confused deputy problem"
#define REGIONS                                                                                    \
    "{'Effect':'Deny','NotAction':['cloudfront:*','iam:*','route53:*','support:*'],'Resource':'*'," \
    "'Condition':{'StringNotEquals':{'aws:RequestedRegion':['eu-central-1','eu-west-1',"           \
    "'eu-west-2','eu-west-3']}}}"
#define ADDRESSES                                                                                  \
    "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'NotIpAddress':{'aws:SourceIp':"    \
    "['192.0.2.0/24','203.0.113.0/24']},'Bool':{'aws:ViaAWSService':'false'}}}"
#define NO_MFA                                                                                     \
    "{'Effect':'Deny','NotAction':['iam:CreateVirtualMFADevice','iam:EnableMFADevice',"            \
    "'iam:GetUser','sts:GetSessionToken'],'Resource':'*',"                                         \
    "'Condition':{'BoolIfExists':{'aws:MultiFactorAuthPresent':'false'}}}"
#define PERIOD                                                                                     \
    WHEN(ALLOW_ALL, "'DateGreaterThan':{'aws:CurrentTime':'2020-04-01T00:00:00Z'},"                \
                    "'DateLessThan':{'aws:CurrentTime':'2020-06-30T23:59:59Z'}")
#define DEPUTY                                                                                     \
    WHEN("{'Effect':'Allow','Principal':{'Service':'sns.amazonaws.com'},'Action':'s3:*',"          \
         "'Resource':'*'", "'StringEquals':{'aws:SourceAccount':'111122223333'}")

struct row {
    const char *source;
    /* given; NULL: principal ROLE, action s3:GetObject, resource an object in the own account */
    const char *principal, *action, *resource, *owner, *context;
    /* statements, or NULL for no policy of that kind */
    const char *identity, *by_resource, *boundary, *session, *scp, *rcp;
    const char *want;  /* "allowed", "denied", "depends" */
    const char *reason; /* NULL: not looked at */
};

static const struct row rows[] = {
    /* one account, identity policies only */
    {.source = GUIDE_LOGIC ": denied by default", .want = "denied", .reason = "implicit-deny"},
    {.source = GUIDE_LOGIC, .identity = ALL, .want = "allowed", .reason = "explicit-allow"},
    {.source = GUIDE_LOGIC, .identity = ALLOW("s3:GetObject", "arn:aws:s3:::b/*"),
     .want = "allowed"},
    {.source = GUIDE_LOGIC, .identity = ALLOW("s3:GetObject", "arn:aws:s3:::c/*"),
     .want = "denied", .reason = "implicit-deny"},
    {.source = GUIDE_LOGIC ": deny wins", .identity = ALL "," DENY("s3:*", "*"), .want = "denied",
     .reason = "explicit-deny"},
    {.source = GUIDE_LOGIC ": order does not matter", .identity = DENY("s3:*", "*") "," ALL,
     .want = "denied", .reason = "explicit-deny"},
    {.source = GUIDE_LOGIC ": a deny of something else", .identity = ALL "," DENY("s3:Put*", "*"),
     .want = "allowed"},
    {.source = "NotAction with Deny spares what it lists",
     .identity = ALL ",{'Effect':'Deny','NotAction':['s3:GetObject'],'Resource':'*'}",
     .want = "allowed"},
    {.source = "NotAction with Allow gives everything else",
     .identity = "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}", .want = "allowed"},
    {.source = "NotAction with Allow does not give what it lists",
     .identity = "{'Effect':'Allow','NotAction':'s3:*','Resource':'*'}", .want = "denied"},
    {.source = "NotResource with Deny", .want = "denied", .reason = "explicit-deny",
     .identity = ALL ",{'Effect':'Deny','Action':'*','NotResource':'arn:aws:s3:::c/*'}"},
    {.source = "a variable without a value: the statement does not match, NotResource included",
     .context = "{}", .want = "allowed",
     .identity = ALL ",{'Effect':'Deny','Action':'*','NotResource':'arn:aws:s3:::b/${aws:username}'}"},
    {.source = "an identity statement with a principal is invalid", .identity = GIVE("'*'", "*"),
     .want = "denied"},
    {.source = "the root user has everything", .principal = ROOT, .want = "allowed"},
    {.source = "an account number is its root", .principal = "111122223333", .want = "allowed"},

    /* conditions and what is not known */
    {.source = "Bool on a key that is there", .context = "{'aws:MultiFactorAuthPresent':'true'}",
     .identity = WHEN(ALLOW_ALL, "'Bool':{'aws:MultiFactorAuthPresent':'true'}"),
     .want = "allowed"},
    {.source = "the same without the key", .context = "{}",
     .identity = WHEN(ALLOW_ALL, "'Bool':{'aws:MultiFactorAuthPresent':'true'}"),
     .want = "denied"},
    {.source = "the same, not known", .context = "{'aws:MultiFactorAuthPresent':null}",
     .identity = WHEN(ALLOW_ALL, "'Bool':{'aws:MultiFactorAuthPresent':'true'}"),
     .want = "depends", .reason = "unknown-value"},
    {.source = "no context at all: no key is known",
     .identity = WHEN(ALLOW_ALL, "'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}"),
     .want = "depends"},
    {.source = "another statement allows it anyway",
     .identity = WHEN(ALLOW_ALL, "'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}") "," ALL,
     .want = "allowed"},
    {.source = "a deny that may hold",
     .identity = ALL "," WHEN("{'Effect':'Deny','Action':'*','Resource':'*'",
                              "'Bool':{'aws:SecureTransport':'false'}"),
     .want = "depends"},
    {.source = "a deny that may hold where nothing is allowed stays a denial",
     .identity = WHEN("{'Effect':'Deny','Action':'*','Resource':'*'",
                      "'Bool':{'aws:SecureTransport':'false'}"),
     .want = "denied", .reason = "implicit-deny"},
    {.source = "a sure deny beats an allowance that may hold",
     .identity = WHEN(ALLOW_ALL, "'Bool':{'aws:x':'true'}") "," DENY("*", "*"), .want = "denied",
     .reason = "explicit-deny"},
    {.source = "the principal's own keys are known", .context = "{}",
     .identity = WHEN(ALLOW_ALL, "'StringEquals':{'aws:PrincipalAccount':'111122223333'}"),
     .want = "allowed"},
    {.source = "of a session it is the ARN of its role", .principal = SESSION, .context = "{}",
     .identity = WHEN(ALLOW_ALL,
                      "'ArnEquals':{'aws:PrincipalArn':'arn:aws:iam::*:role/app'}"),
     .want = "allowed"},
    {.source = "the context's word counts more", .context = "{'aws:PrincipalAccount':'1'}",
     .identity = WHEN(ALLOW_ALL, "'StringEquals':{'aws:PrincipalAccount':'111122223333'}"),
     .want = "denied"},

    /* policies that the guides print as examples */
    {.source = EX_REGION ": another region", .reason = "explicit-deny",
     .context = "{'aws:RequestedRegion':'us-east-1'}", .identity = ALL "," REGIONS,
     .want = "denied"},
    {.source = EX_REGION ": one of the list", .context = "{'aws:RequestedRegion':'eu-west-3'}",
     .identity = ALL "," REGIONS, .want = "allowed"},
    {.source = EX_REGION ": global services are spared", .action = "iam:GetUser",
     .resource = "arn:aws:iam::111122223333:user/ann",
     .context = "{'aws:RequestedRegion':'us-east-1'}", .identity = ALL "," REGIONS,
     .want = "allowed"},
    {.source = EX_IP ": from elsewhere", .reason = "explicit-deny", .want = "denied",
     .context = "{'aws:SourceIp':'198.51.100.7','aws:ViaAWSService':'false'}",
     .identity = ALL "," ADDRESSES},
    {.source = EX_IP ": from the office", .want = "allowed",
     .context = "{'aws:SourceIp':'203.0.113.9','aws:ViaAWSService':'false'}",
     .identity = ALL "," ADDRESSES},
    {.source = EX_IP ": a service that calls for the user", .want = "allowed",
     .context = "{'aws:SourceIp':'198.51.100.7','aws:ViaAWSService':'true'}",
     .identity = ALL "," ADDRESSES},
    {.source = EX_MFA ": long-term keys have no such key", .context = "{}", .want = "denied",
     .identity = ALL "," NO_MFA, .reason = "explicit-deny"},
    {.source = EX_MFA ": with a second factor", .want = "allowed",
     .context = "{'aws:MultiFactorAuthPresent':'true'}", .identity = ALL "," NO_MFA},
    {.source = EX_MFA ": what is needed to get one is spared", .want = "allowed",
     .action = "iam:EnableMFADevice", .resource = "arn:aws:iam::111122223333:user/ann",
     .context = "{}", .identity = ALL "," NO_MFA},
    {.source = EX_HOME ": the own folder", .principal = USER, .context = "{}",
     .resource = "arn:aws:s3:::b/home/ann/x", .owner = "111122223333",
     .identity = ALLOW("s3:*", "arn:aws:s3:::b/home/${aws:username}/*"), .want = "allowed"},
    {.source = EX_HOME ": another one's", .principal = USER, .context = "{}",
     .resource = "arn:aws:s3:::b/home/bob/x", .owner = "111122223333",
     .identity = ALLOW("s3:*", "arn:aws:s3:::b/home/${aws:username}/*"), .want = "denied"},
    {.source = EX_DATE ": within", .context = "{'aws:CurrentTime':'2020-06-01T12:00:00Z'}",
     .identity = PERIOD, .want = "allowed"},
    {.source = EX_DATE ": after", .context = "{'aws:CurrentTime':'2020-07-01T12:00:00Z'}",
     .identity = PERIOD, .want = "denied"},
    {.source = EX_DEPUTY ": for the own account", .principal = "sns.amazonaws.com",
     .context = "{'aws:SourceAccount':'111122223333'}", .by_resource = DEPUTY, .want = "allowed"},
    {.source = EX_DEPUTY ": for another one", .principal = "sns.amazonaws.com",
     .context = "{'aws:SourceAccount':'999988887777'}", .by_resource = DEPUTY, .want = "denied"},
    {.source = "IAM guide, Multivalued keys: ForAllValues holds without the key", .context = "{}",
     .identity = WHEN(ALLOW_ALL, "'ForAllValues:StringEquals':{'aws:TagKeys':['a']}"),
     .want = "allowed"},
    {.source = "IAM guide, Multivalued keys: one tag too many", .want = "denied",
     .context = "{'aws:TagKeys':['a','b']}",
     .identity = WHEN(ALLOW_ALL, "'ForAllValues:StringEquals':{'aws:TagKeys':['a']}")},
    {.source = "IAM guide, Multivalued keys: ForAnyValue fails without the key", .context = "{}",
     .identity = WHEN(ALLOW_ALL, "'ForAnyValue:StringEquals':{'aws:TagKeys':['a']}"),
     .want = "denied"},
    {.source = "IAM guide, Condition operators: IfExists", .context = "{}",
     .identity = WHEN(ALLOW_ALL, "'StringEqualsIfExists':{'ec2:InstanceType':'t3.nano'}"),
     .want = "allowed"},
    {.source = "IAM guide, Condition operators: a negated one holds without the key",
     .context = "{}", .identity = WHEN(ALLOW_ALL, "'StringNotEquals':{'aws:ResourceTag/x':'y'}"),
     .want = "allowed"},
    {.source = "IAM guide, Condition operators: Null, temporary credentials", .context = "{}",
     .identity = WHEN(ALLOW_ALL, "'Null':{'aws:TokenIssueTime':'false'}"), .want = "denied"},

    /* what only the deployment knows */
    {.source = "a resource that a parameter gives", .identity = ALLOW("s3:*", "${BucketArn}"),
     .context = "{}", .want = "depends", .reason = "unknown-value"},
    {.source = "a principal that a parameter gives", .context = "{}",
     .by_resource = GIVE(AWS_("${Caller}"), "s3:*"), .want = "depends"},
    {.source = "whoever it is, it is nobody anonymous", .principal = "*", .context = "{}",
     .by_resource = GIVE(AWS_("${Caller}"), "s3:*"), .want = "denied"},

    /* one account, resource policy */
    {.source = GUIDE_RESOURCE ": either is enough", .by_resource = GIVE(AWS_(ROLE), "s3:*"),
     .want = "allowed"},
    {.source = GUIDE_RESOURCE ": the user by ARN", .principal = USER,
     .by_resource = GIVE(AWS_(USER), "s3:*"), .want = "allowed"},
    {.source = GUIDE_PRINCIPAL ": another user", .principal = USER,
     .by_resource = GIVE(AWS_("arn:aws:iam::111122223333:user/bob"), "s3:*"), .want = "denied"},
    {.source = GUIDE_PRINCIPAL ": the account delegates, nobody else allows",
     .by_resource = GIVE(AWS_(ROOT), "s3:*"), .want = "denied"},
    {.source = GUIDE_PRINCIPAL ": the account delegates, the identity policy allows",
     .by_resource = GIVE(AWS_("111122223333"), "s3:*"), .identity = ALL, .want = "allowed"},
    {.source = GUIDE_PRINCIPAL ": everybody", .by_resource = GIVE("'*'", "s3:*"),
     .want = "allowed"},
    {.source = GUIDE_PRINCIPAL ": everybody, long form", .by_resource = GIVE("{'AWS':'*'}", "s3:*"),
     .want = "allowed"},
    {.source = GUIDE_PRINCIPAL ": no partial wildcards",
     .by_resource = GIVE(AWS_("arn:aws:iam::111122223333:role/*"), "s3:*"), .want = "denied"},
    {.source = GUIDE_PRINCIPAL ": a list of principals",
     .by_resource = GIVE("{'AWS':['" USER "','" ROLE "']}", "s3:*"), .want = "allowed"},
    {.source = GUIDE_LOGIC ": deny of the resource policy wins", .identity = ALL,
     .by_resource = REFUSE("'*'", "s3:*"), .want = "denied", .reason = "explicit-deny"},
    {.source = "a deny of the account meets everybody in it", .identity = ALL,
     .by_resource = REFUSE(AWS_(ROOT), "s3:*"), .want = "denied", .reason = "explicit-deny"},
    {.source = "a deny of somebody else", .identity = ALL,
     .by_resource = REFUSE(AWS_(USER), "s3:*"), .want = "allowed"},
    {.source = "a resource statement without a principal is invalid",
     .by_resource = ALLOW("s3:*", "*"), .want = "denied"},
    {.source = GUIDE_NOT ": deny everybody but the user and its account", .principal = USER,
     .identity = ALL, .want = "allowed",
     .by_resource = "{'Effect':'Deny','NotPrincipal':{'AWS':['" USER "','" ROOT "']},"
                    "'Action':'*','Resource':'*'}"},
    {.source = GUIDE_NOT ": another user of the account is met",
     .principal = "arn:aws:iam::111122223333:user/bob", .identity = ALL, .want = "denied",
     .reason = "explicit-deny",
     .by_resource = "{'Effect':'Deny','NotPrincipal':{'AWS':['" USER "','" ROOT "']},"
                    "'Action':'*','Resource':'*'}"},
    {.source = GUIDE_NOT ": Allow gives everybody else, anonymous included", .principal = "*",
     .want = "allowed",
     .by_resource = "{'Effect':'Allow','NotPrincipal':{'AWS':'" USER "'},'Action':'*',"
                    "'Resource':'*'}"},

    /* sessions */
    {.source = GUIDE_PRINCIPAL ": a session is met by its role's ARN", .principal = SESSION,
     .by_resource = GIVE(AWS_("arn:aws:iam::111122223333:role/app"), "s3:*"), .want = "allowed"},
    {.source = GUIDE_PRINCIPAL ": with its path", .principal = SESSION,
     .by_resource = GIVE(AWS_(ROLE), "s3:*"), .want = "allowed"},
    {.source = GUIDE_PRINCIPAL ": by its own ARN", .principal = SESSION,
     .by_resource = GIVE(AWS_(SESSION), "s3:*"), .want = "allowed"},
    {.source = GUIDE_PRINCIPAL ": another session is not", .principal = SESSION,
     .by_resource = GIVE(AWS_("arn:aws:sts::111122223333:assumed-role/app/s2"), "s3:*"),
     .want = "denied"},
    {.source = "IAM guide, Session policies: the intersection", .principal = SESSION,
     .identity = ALL, .session = ALLOW("sqs:*", "*"), .want = "denied", .reason = "implicit-deny"},
    {.source = "IAM guide, Session policies: both allow", .principal = SESSION, .identity = ALL,
     .session = ALLOW("s3:*", "*"), .want = "allowed"},
    {.source = "IAM guide, Session policies: a role's grant is limited", .principal = SESSION,
     .by_resource = GIVE(AWS_(ROLE), "s3:*"), .session = ALLOW("sqs:*", "*"), .want = "denied"},
    {.source = "IAM guide, Session policies: a session's own grant is added", .principal = SESSION,
     .by_resource = GIVE(AWS_(SESSION), "s3:*"), .session = ALLOW("sqs:*", "*"),
     .want = "allowed"},

    /* boundary */
    {.source = GUIDE_BOUNDARY ": the intersection", .identity = ALL,
     .boundary = ALLOW("sqs:*", "*"), .want = "denied", .reason = "implicit-deny"},
    {.source = GUIDE_BOUNDARY ": both allow", .identity = ALL, .boundary = ALLOW("s3:*", "*"),
     .want = "allowed"},
    {.source = GUIDE_BOUNDARY ": it gives nothing", .boundary = ALL, .want = "denied"},
    {.source = GUIDE_BOUNDARY ": its deny counts", .identity = ALL,
     .boundary = ALL "," DENY("s3:*", "*"), .want = "denied", .reason = "explicit-deny"},
    {.source = GUIDE_BOUNDARY ": a resource policy that names the user is not limited",
     .principal = USER, .by_resource = GIVE(AWS_(USER), "s3:*"), .boundary = ALLOW("sqs:*", "*"),
     .want = "allowed"},
    {.source = GUIDE_BOUNDARY ": one that names the role is",
     .by_resource = GIVE(AWS_(ROLE), "s3:*"), .boundary = ALLOW("sqs:*", "*"), .want = "denied"},
    {.source = GUIDE_BOUNDARY ": nor does its explicit deny spare a resource policy",
     .principal = USER, .by_resource = GIVE(AWS_(USER), "s3:*"), .boundary = DENY("*", "*"),
     .want = "denied", .reason = "explicit-deny"},
    {.source = "a boundary that may allow", .identity = ALL,
     .boundary = WHEN(ALLOW_ALL, "'StringEquals':{'aws:RequestedRegion':'eu-west-1'}"),
     .want = "depends"},

    /* service and resource control policies */
    {.source = GUIDE_SCP ": an allowance is needed", .identity = ALL, .scp = ALLOW("sqs:*", "*"),
     .want = "denied", .reason = "implicit-deny"},
    {.source = GUIDE_SCP ": one of the level is enough", .identity = ALL,
     .scp = ALLOW("sqs:*", "*") "]},{'Statement':[" ALL, .want = "allowed"},
    {.source = GUIDE_SCP ": deny wins", .identity = ALL, .scp = ALL "," DENY("s3:*", "*"),
     .want = "denied", .reason = "explicit-deny"},
    {.source = GUIDE_SCP ": it gives nothing", .scp = ALL, .want = "denied"},
    {.source = GUIDE_SCP ": the root user is met as well", .principal = ROOT,
     .scp = ALL "," DENY("s3:*", "*"), .want = "denied"},
    {.source = GUIDE_SCP ": a resource policy does not help", .principal = USER,
     .by_resource = GIVE(AWS_(USER), "s3:*"), .scp = ALLOW("sqs:*", "*"), .want = "denied"},
    {.source = GUIDE_SCP ": service principals are not met", .principal = "sns.amazonaws.com",
     .by_resource = GIVE("{'Service':'sns.amazonaws.com'}", "*"), .scp = DENY("*", "*"),
     .want = "allowed"},
    {.source = GUIDE_RCP ": its deny counts", .identity = ALL,
     .rcp = GIVE("'*'", "*") "," REFUSE("'*'", "s3:*"), .want = "denied",
     .reason = "explicit-deny"},
    {.source = GUIDE_RCP ": full access", .identity = ALL, .rcp = GIVE("'*'", "*"),
     .want = "allowed"},
    {.source = GUIDE_RCP ": an allowance is needed", .identity = ALL,
     .rcp = GIVE("'*'", "sqs:*"), .want = "denied"},
    {.source = GUIDE_RCP ": service principals are not met", .principal = "sns.amazonaws.com",
     .by_resource = GIVE("{'Service':'sns.amazonaws.com'}", "*"),
     .rcp = GIVE("'*'", "*") "," REFUSE("'*'", "*"), .want = "allowed"},

    /* across accounts */
    {.source = GUIDE_CROSS ": both sides", .owner = "999988887777", .identity = ALL,
     .by_resource = GIVE(AWS_(ROLE), "s3:*"), .want = "allowed"},
    {.source = GUIDE_CROSS ": the identity alone", .owner = "999988887777", .identity = ALL,
     .want = "denied", .reason = "implicit-deny"},
    {.source = GUIDE_CROSS ": the resource alone", .owner = "999988887777",
     .by_resource = GIVE(AWS_(ROLE), "s3:*"), .want = "denied"},
    {.source = GUIDE_CROSS ": the account is named", .owner = "999988887777", .identity = ALL,
     .by_resource = GIVE(AWS_(ROOT), "s3:*"), .want = "allowed"},
    {.source = GUIDE_CROSS ": everybody is named, the identity still has to allow",
     .owner = "999988887777", .by_resource = GIVE("'*'", "s3:*"), .want = "denied"},
    {.source = GUIDE_CROSS ": everybody is named", .owner = "999988887777", .identity = ALL,
     .by_resource = GIVE("'*'", "s3:*"), .want = "allowed"},
    {.source = GUIDE_CROSS ": the own root still needs the other side", .principal = ROOT,
     .owner = "999988887777", .want = "denied"},
    {.source = GUIDE_CROSS ": the boundary limits", .owner = "999988887777", .identity = ALL,
     .by_resource = GIVE(AWS_(ROLE), "s3:*"), .boundary = ALLOW("sqs:*", "*"), .want = "denied"},
    {.source = GUIDE_CROSS ": the account stands in the ARN", .action = "sqs:SendMessage",
     .resource = "arn:aws:sqs:eu-west-1:999988887777:q", .identity = ALL, .want = "denied"},
    {.source = "an ARN without an account is the principal's", .identity = ALL,
     .resource = "arn:aws:s3:::b/k", .want = "allowed"},
    {.source = "the very same queue, own account", .action = "sqs:SendMessage",
     .resource = "arn:aws:sqs:eu-west-1:111122223333:q", .identity = ALL, .want = "allowed"},

    /* who has no identity policies */
    {.source = "anonymous needs everybody", .principal = "*", .by_resource = GIVE("'*'", "s3:*"),
     .want = "allowed"},
    {.source = "anonymous is in no account", .principal = "anonymous",
     .by_resource = GIVE(AWS_(ROOT), "s3:*"), .want = "denied"},
    {.source = "anonymous has no identity policies", .principal = "*", .identity = ALL,
     .want = "denied"},
    {.source = "anonymous and a deny", .principal = "*",
     .by_resource = GIVE("'*'", "s3:*") "," REFUSE("'*'", "s3:Get*"), .want = "denied"},
    {.source = GUIDE_PRINCIPAL ": a service", .principal = "events.amazonaws.com",
     .action = "lambda:InvokeFunction",
     .by_resource = GIVE("{'Service':'events.amazonaws.com'}", "lambda:InvokeFunction"),
     .want = "allowed"},
    {.source = GUIDE_PRINCIPAL ": another service", .principal = "s3.amazonaws.com",
     .by_resource = GIVE("{'Service':'events.amazonaws.com'}", "*"), .want = "denied"},
    {.source = "Lambda guide: the source's ARN is asked for", .principal = "sns.amazonaws.com",
     .context = "{'aws:SourceArn':'arn:aws:sns:r:1:t'}",
     .by_resource = WHEN("{'Effect':'Allow','Principal':{'Service':'sns.amazonaws.com'},"
                         "'Action':'*','Resource':'*'",
                         "'ArnLike':{'aws:SourceArn':'arn:aws:sns:*:*:t'}"),
     .want = "allowed"},
    {.source = "the same for another topic", .principal = "sns.amazonaws.com",
     .context = "{'aws:SourceArn':'arn:aws:sns:r:1:u'}",
     .by_resource = WHEN("{'Effect':'Allow','Principal':{'Service':'sns.amazonaws.com'},"
                         "'Action':'*','Resource':'*'",
                         "'ArnLike':{'aws:SourceArn':'arn:aws:sns:*:*:t'}"),
     .want = "denied"},

    /* roles and keys */
    {.source = GUIDE_TRUST ": the role is named", .action = "sts:AssumeRole",
     .resource = "arn:aws:iam::111122223333:role/b", .want = "allowed",
     .by_resource = "{'Effect':'Allow','Principal':" AWS_(ROLE) ",'Action':'sts:AssumeRole'}"},
    {.source = GUIDE_TRUST ": the account is named, nobody else allows", .action = "sts:AssumeRole",
     .resource = "arn:aws:iam::111122223333:role/b", .want = "denied",
     .by_resource = "{'Effect':'Allow','Principal':" AWS_(ROOT) ",'Action':'sts:AssumeRole'}"},
    {.source = GUIDE_TRUST ": the account is named, the identity policy allows",
     .action = "sts:AssumeRole", .resource = "arn:aws:iam::111122223333:role/b", .identity = ALL,
     .by_resource = "{'Effect':'Allow','Principal':" AWS_(ROOT) ",'Action':'sts:AssumeRole'}",
     .want = "allowed"},
    {.source = GUIDE_TRUST ": an identity policy alone is not enough", .action = "sts:AssumeRole",
     .resource = "arn:aws:iam::111122223333:role/b", .identity = ALL, .want = "denied"},
    {.source = GUIDE_TRUST ": a service", .action = "sts:AssumeRole",
     .principal = "lambda.amazonaws.com", .resource = "arn:aws:iam::111122223333:role/b",
     .by_resource = "{'Effect':'Allow','Principal':{'Service':'lambda.amazonaws.com'},"
                    "'Action':'sts:AssumeRole'}",
     .want = "allowed"},
    {.source = GUIDE_TRUST ": from another account, both", .action = "sts:AssumeRole",
     .principal = OTHER, .resource = "arn:aws:iam::111122223333:role/b", .want = "denied",
     .by_resource = "{'Effect':'Allow','Principal':" AWS_(OTHER) ",'Action':'sts:AssumeRole'}"},
    {.source = GUIDE_TRUST ": from another account, both", .action = "sts:AssumeRole",
     .principal = OTHER, .resource = "arn:aws:iam::111122223333:role/b", .identity = ALL,
     .by_resource = "{'Effect':'Allow','Principal':" AWS_(OTHER) ",'Action':'sts:AssumeRole'}",
     .want = "allowed"},
    {.source = GUIDE_TRUST ": the external id is not known", .action = "sts:AssumeRole",
     .resource = "arn:aws:iam::111122223333:role/b", .want = "depends",
     .by_resource = WHEN("{'Effect':'Allow','Principal':" AWS_(ROLE) ",'Action':'sts:AssumeRole'",
                         "'StringEquals':{'sts:ExternalId':'x'}")},
    {.source = GUIDE_TRUST ": web identity needs the trust policy only",
     .action = "sts:AssumeRoleWithWebIdentity", .principal = "cognito-identity.amazonaws.com",
     .resource = "arn:aws:iam::111122223333:role/b", .context = "{'cognito-identity:aud':'pool'}",
     .by_resource =
         WHEN("{'Effect':'Allow','Principal':{'Federated':'cognito-identity.amazonaws.com'},"
              "'Action':'sts:AssumeRoleWithWebIdentity'",
              "'StringEquals':{'cognito-identity:aud':'pool'}"),
     .want = "allowed"},
    {.source = GUIDE_KMS ": without the key policy IAM allowances are void",
     .action = "kms:Decrypt", .resource = "arn:aws:kms:r:111122223333:key/k", .identity = ALL,
     .by_resource = GIVE(AWS_(USER), "kms:*"), .want = "denied"},
    {.source = GUIDE_KMS ": the key policy delegates to the account", .action = "kms:Decrypt",
     .resource = "arn:aws:kms:r:111122223333:key/k", .identity = ALL,
     .by_resource = GIVE(AWS_(ROOT), "kms:*"), .want = "allowed"},
    {.source = GUIDE_KMS ": the account is named, nobody else allows", .action = "kms:Decrypt",
     .resource = "arn:aws:kms:r:111122223333:key/k", .by_resource = GIVE(AWS_(ROOT), "kms:*"),
     .want = "denied"},
    {.source = GUIDE_KMS ": the key policy alone", .action = "kms:Decrypt",
     .resource = "arn:aws:kms:r:111122223333:key/k", .by_resource = GIVE(AWS_(ROLE), "kms:*"),
     .want = "allowed"},
};

static void add_policy(struct buf *b, const char *member, const char *statements, bool list)
{
    if (!statements)
        return;
    buf_printf(b, ",'%s':%s{'Version':'2012-10-17','Statement':[%s]}%s", member, list ? "[" : "",
               statements, list ? "]" : "");
}

static struct str case_of(struct arena *a, const struct row *r)
{
    struct buf b = {0};
    buf_printf(&b, "{'request':{'principal':'%s','action':'%s','resource':'%s'",
               r->principal ? r->principal : ROLE, r->action ? r->action : "s3:GetObject",
               r->resource ? r->resource : "arn:aws:s3:::b/k");
    if (r->owner || !r->resource)
        buf_printf(&b, ",'resourceAccount':'%s'", r->owner ? r->owner : "111122223333");
    if (r->context)
        buf_printf(&b, ",'context':%s", r->context);
    buf_puts(&b, "}");
    add_policy(&b, "identityPolicies", r->identity, true);
    add_policy(&b, "resourcePolicy", r->by_resource, false);
    add_policy(&b, "permissionBoundaries", r->boundary, true);
    add_policy(&b, "sessionPolicies", r->session, true);
    add_policy(&b, "serviceControlPolicies", r->scp, true);
    add_policy(&b, "resourceControlPolicies", r->rcp, true);
    buf_puts(&b, "}");
    for (size_t i = 0; i < b.len; i++)
        if (b.ptr[i] == '\'')
            b.ptr[i] = '"';
    struct str json = arena_str(a, buf_str(&b));
    buf_release(&b);
    return json;
}

static void decide(struct arena *a, struct str json, struct aws_decision *d)
{
    struct aws_case_file f = {.arena = a, .name = STR("t"), .lines = json_lines(a, json)};
    struct aws_case_read *c = arena_alloc(a, sizeof *c);
    const struct json_value *v = json_value_read(a, json, NULL);
    if (!v || !aws_case_read(&f, v, c))
        fail_msg("%s: %.*s", v ? c->why : "no JSON", (int)json.len, json.ptr);
    aws_decide(&c->c, d);
}

static void test_rows(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct aws_decision d;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *r = &rows[i];
        decide(a, case_of(a, r), &d);
        if (!str_is(str_from(aws_answer_names[d.answer]), r->want) ||
            (r->reason && !str_is(str_from(aws_reason_names[d.reason]), r->reason)))
            fail_msg("row %zu: %s (%s), not %s: %s", i, aws_answer_names[d.answer],
                     aws_reason_names[d.reason], r->want, r->source);
    }
    arena_free(a);
}

/* The statements that are named are those that decided, and no others. */
static void test_statements(void **state)
{
    (void)state;
    static const struct {
        struct row row;
        const char *want; /* layer:index of each, and the layer of an implicit denial */
    } shown[] = {
        {{.identity = ALLOW("sqs:*", "*") "," ALL}, "identity:1"},
        {{.identity = ALL "," DENY("s3:*", "*")}, "identity:1"},
        {{.identity = ALL, .by_resource = GIVE("'*'", "*"), .boundary = ALL},
         "identity:0 resource:0 boundary:0"},
        {{.identity = ALL, .boundary = ALLOW("sqs:*", "*")}, "lacks boundary"},
        {{.identity = ALL, .scp = ALLOW("sqs:*", "*")}, "lacks scp"},
        {{.identity = ALL, .owner = "999988887777"}, "lacks resource"},
        {{.boundary = ALL}, "lacks identity"},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(shown); i++) {
        struct buf got = {0};
        struct aws_decision d;
        decide(a, case_of(a, &shown[i].row), &d);
        for (size_t k = 0; k < d.hit_count; k++)
            buf_printf(&got, "%s%s:%u", k ? " " : "", aws_layer_names[d.hits[k].layer],
                       (unsigned)d.hits[k].statement->index);
        if (d.reason == AWS_IMPLICIT_DENY)
            buf_printf(&got, "lacks %s", aws_layer_names[d.layer]);
        assert_string_equal(got.ptr ? got.ptr : "", shown[i].want);
        buf_release(&got);
    }
    arena_free(a);
}

/* Levels: each must allow; one level: any is enough. */
static void test_levels(void **state)
{
    (void)state;
    static const struct {
        const char *scp, *want;
    } levels[] = {
        {"[F, S]", "allowed"},
        {"[[F], [S]]", "denied"},
        {"[[F], [F, S]]", "allowed"},
        {"[{'policies': [F]}, {'policies': [S]}]", "denied"},
        {"[{'name': 'p', 'policy': F}]", "allowed"},
        {"F", "allowed"},
        {"[]", "allowed"},
        {"null", "allowed"},
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(levels); i++) {
        struct buf b = {0};
        struct aws_decision d;
        buf_puts(&b, "{'request':{'principal':'" USER "','action':'s3:GetObject','resource':'"
                     "arn:aws:s3:::b/k','context':{}},'identityPolicies':{'Statement':" ALL
                     "},'serviceControlPolicies':");
        for (const char *p = levels[i].scp; *p; p++)
            if (*p == 'F')
                buf_puts(&b, "{'Statement':" ALL "}");
            else if (*p == 'S')
                buf_puts(&b, "{'Statement':" ALLOW("sqs:*", "*") "}");
            else
                buf_putc(&b, *p);
        buf_putc(&b, '}');
        for (size_t k = 0; k < b.len; k++)
            b.ptr[k] = b.ptr[k] == '\'' ? '"' : b.ptr[k];
        decide(a, arena_str(a, buf_str(&b)), &d);
        buf_release(&b);
        if (!str_is(str_from(aws_answer_names[d.answer]), levels[i].want))
            fail_msg("%s: %s", levels[i].scp, aws_answer_names[d.answer]);
    }
    arena_free(a);
}

/* More statements than are listed: the denial still is. */
static void test_many_statements(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct buf many = {0};
    struct aws_decision d;
    for (int i = 0; i < 3 * AWS_HITS_MAX; i++)
        buf_puts(&many, ALL ",");
    buf_puts(&many, DENY("s3:*", "*"));
    struct row row = {.identity = many.ptr};
    decide(a, case_of(a, &row), &d);
    assert_int_equal(d.reason, AWS_EXPLICIT_DENY);
    assert_int_equal(d.hit_count, 1);
    assert_int_equal(d.hits[0].statement->index, 3 * AWS_HITS_MAX);
    buf_release(&many);
    arena_free(a);
}

static void test_wrong_cases(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "[]", "{}", "{\"request\":{\"principal\":\"*\"}}",
        "{\"request\":{\"principal\":\"*\",\"action\":\"a:b\",\"context\":[]}}",
        "{\"request\":{\"principal\":\"*\",\"action\":\"a:b\",\"context\":{\"k\":{}}}}",
        "{\"request\":{\"principal\":\"*\",\"action\":\"a:b\"},\"identityPolicies\":[7]}",
        "{\"request\":{\"principal\":\"*\",\"action\":\"a:b\"},\"resourcePolicy\":\"x\"}",
    };
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct str json = str_from(wrong[i]);
        struct aws_case_file f = {.arena = a, .name = STR("t"), .lines = json_lines(a, json)};
        struct aws_case_read c;
        if (aws_case_read(&f, json_value_read(a, json, NULL), &c) || !c.why)
            fail_msg("%s was taken", wrong[i]);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_many_statements),
        cmocka_unit_test(test_wrong_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
