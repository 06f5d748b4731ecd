#!/bin/sh
# SPDX-License-Identifier: MIT
# cli.sh - the command line from outside: exit codes, streams, files, locales. Prints a line a test.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

check() { # NAME COMMAND...: the command must succeed
    name=$1
    shift
    if "$@"; then
        echo "ok $name"
    else
        echo "not ok $name"
        failed=1
    fi
}

# code WANTED ARGS...: the exit code of faasmap; its streams are left in out and err.
code() {
    wanted=$1
    shift
    "$FAASMAP" "$@" >"$dir/out" 2>"$dir/err" </dev/null
    got=$?
    [ "$got" = "$wanted" ] || { echo "  exit $got instead of $wanted: $*"; cat "$dir/err"; return 1; }
}
err_has() { grep -qF -e "$1" "$dir/err" || { echo "  stderr lacks '$1':"; cat "$dir/err"; return 1; }; }
out_has() { grep -qF -e "$1" "$dir/out" || { echo "  stdout lacks '$1':"; head -n 20 "$dir/out"; return 1; }; }
quiet_err() { [ ! -s "$dir/err" ] || { echo "  stderr is not empty:"; cat "$dir/err"; return 1; }; }

cat >"$dir/t.yaml" <<'END'
faasmap: 1
zones: []
nodes:
  - {id: r, kind: route, name: GET /orders}
  - {id: f, kind: function, name: Orders}
  - {id: t, kind: table, name: Customers}
edges:
  - {kind: exposes, from: internet, to: r, auth: none}
  - {kind: invokes, from: r, to: f}
  - {kind: writes, from: f, to: t}
END

help_of_all() {
    for c in "" map paths blast cut can stats export importers formats samples themes keys manual completion help explore; do
        # shellcheck disable=SC2086
        code 0 $c --help && quiet_err && out_has usage || return 1
    done
}
check "every command has a help" help_of_all

keys_file() { # TEXT, then the exit code and what the command says of it
    mkdir -p "$dir/config/faasmap" && printf '%b' "$1" >"$dir/config/faasmap/keys.conf" || return 1
    shift
    XDG_CONFIG_HOME=$dir/config code "$@"
}
own_keys() {
    keys_file 'bind any x quit\nbind any y nothing\nbind map xx down\n' 3 keys check &&
        err_has "/keys.conf:2:12: error: unknown action 'nothing'" &&
        out_has "keys.conf:3: map xx down hides any x quit" &&
        XDG_CONFIG_HOME=$dir/config code 0 -c screen "$dir/t.yaml" &&
        err_has "/keys.conf:2:12: error: unknown action 'nothing'" &&
        keys_file 'bind any x quit\n' 0 keys check && quiet_err &&
        code 2 keys chekc && err_has "nothing but \`check\`"
}
check "wrong lines of the user's keys are told, the others count" own_keys

wrong_usage() {
    code 2 --nonsense && err_has "unknown option --nonsense" &&
        code 2 chekc "$dir/t.yaml" && err_has "did you mean \`faasmap check\`?" &&
        code 3 nothing-like-it && err_has "cannot open" &&
        code 2 help nothing && err_has "no command is called 'nothing'" &&
        code 0 help && quiet_err && out_has "usage: faasmap [OPTIONS]" &&
        code 0 help flood && out_has "usage: faasmap flood" &&
        code 2 stats --formt json && err_has "did you mean --format?" &&
        code 2 map --width && err_has "--width needs N" &&
        code 2 map --width x "$dir/t.yaml" && err_has "'x' is not a number" &&
        code 2 map --layers flow,sky "$dir/t.yaml" && err_has "no layer 'sky'" &&
        code 2 map --direction up "$dir/t.yaml" && err_has "'up' is not lr or tb" &&
        code 2 map --ascii=yes && err_has "takes no value" &&
        code 2 stats -f yaml "$dir/t.yaml" && err_has "text or json" &&
        code 2 export "$dir/t.yaml" && err_has "which format?" &&
        code 2 export -f jsn "$dir/t.yaml" && err_has "did you mean json" &&
        code 2 paths -f sarif "$dir/t.yaml" && err_has "does not answer as 'sarif'" &&
        code 2 paths --labels --from user "$dir/t.yaml" && err_has "not with --from" &&
        code 2 paths --labels -f navigator "$dir/t.yaml" && err_has "text or json" &&
        code 0 paths --labels --verify "$dir/t.yaml" && out_has "no data was found to flow" &&
        code 2 paths --mode loose "$dir/t.yaml" && err_has "strict, evidence or flow" &&
        code 2 paths --to Nothing "$dir/t.yaml" && err_has "no node is called 'Nothing'" &&
        code 2 paths --to r "$dir/t.yaml" --from nobody && err_has "nobody" &&
        code 2 paths --to kind:sky "$dir/t.yaml" && err_has "no kind 'sky'" &&
        code 2 paths -k 21 "$dir/t.yaml" && err_has "1 to 20" &&
        code 2 paths -k 2 --exact "$dir/t.yaml" && err_has "best way only" &&
        code 2 paths --with luck "$dir/t.yaml" && err_has "response only" &&
        code 2 paths --auth maybe "$dir/t.yaml" && err_has "worst or best" &&
        code 2 cut --budget 0 "$dir/t.yaml" && err_has "1 to 1000000" &&
        code 2 cut --release "(" "$dir/t.yaml" && err_has "release" &&
        code 2 cut --to Nothing "$dir/t.yaml" && err_has "fits no node that can fall" &&
        code 3 cut --costs "$dir/t.yaml" "$dir/t.yaml" && err_has "no change is called" &&
        code 3 cut --costs "$dir/none" "$dir/t.yaml" && err_has "none" &&
        code 3 flood --prices "$dir/none" "$dir/t.yaml" && err_has "none" &&
        code 3 check --baseline "$dir/none" "$dir/t.yaml" && err_has "none" &&
        code 3 check --before "$dir/none" "$dir/t.yaml" && err_has "none" &&
        code 3 check --advisories "$dir/none" "$dir/t.yaml" && err_has "none" &&
        code 2 blast && err_has "needs a node" &&
        code 2 blast Nothing "$dir/t.yaml" && err_has "no node is called 'Nothing'" &&
        code 2 importers extra && err_has "takes no arguments" &&
        code 2 stats --param x "$dir/t.yaml" && err_has "NAME=VALUE" &&
        code 2 stats --importer nobody "$dir/t.yaml" && err_has "no importer is called 'nobody'"
}
check "wrong usage is told and ends with 2" wrong_usage

unreadable() {
    code 3 stats "$dir/missing" && err_has "missing: error: cannot open" &&
        printf '{"a": }' >"$dir/broken.json" &&
        code 3 stats "$dir/broken.json" && err_has "broken.json:1:7: error:" &&
        mkdir -p "$dir/mixed" && cp "$dir/t.yaml" "$dir/mixed" && cp "$dir/broken.json" "$dir/mixed" &&
        code 0 map "$dir/mixed" && out_has Orders && quiet_err &&
        printf '{"AWSTemplateFormatVersion": }' >"$dir/mixed/broken.json" &&
        code 3 map "$dir/mixed" && out_has Orders && err_has "broken.json:1:30" &&
        code 3 stats sample:none && err_has "no sample"
}
check "input that cannot be read ends with 3, the rest is shown" unreadable

team_file() {
    mkdir -p "$dir/team" && cp "$dir/t.yaml" "$dir/team" &&
        printf 'jewels:\n  - sens>=\n  - nothing\ncosts:\n  split-role: 1001\n' >"$dir/team/faasmap.yaml" &&
        for c in check cut "blast anonymous" excess; do
            # shellcheck disable=SC2086 # words
            code 3 $c "$dir/team" && err_has "faasmap.yaml:2:5: error: the jewel 'sens>='" &&
                err_has "faasmap.yaml:3:5: warning: the jewel 'nothing' cannot be found" &&
                err_has "faasmap.yaml:5:15: error: a cost is a number from 1 to 1000" || return 1
        done
}
check "what is wrong with jewels and costs is told where it stands" team_file

can() {
    cat >"$dir/case.json" <<'END'
[{"request": {"principal": "arn:aws:iam::111122223333:role/app", "action": "s3:GetObject",
  "resource": "arn:aws:s3:::b/k", "resourceAccount": "111122223333", "context": {}},
  "identityPolicies": [{"name": "own", "policy": {"Version": "2012-10-17", "Statement": [
    {"Sid": "Some", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}]}}]},
 {"request": {"principal": "*", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"},
  "resourcePolicy": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*",
    "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}}}]
END
    code 0 can --policies "$dir/case.json" && quiet_err && out_has '"decision": "allowed"' &&
        out_has '"sid": "Some"' && out_has 'case.json:4:5"' && out_has '"decision": "depends"' &&
        out_has '"unknown": ["aws:SourceIp"]' &&
        code 0 can -f text --policies "$dir/case.json" && out_has "own statement 0 Some" &&
        out_has "not known: aws:SourceIp" &&
        printf '[{}]' >"$dir/none.json" &&
        code 3 can --policies "$dir/none.json" && out_has "a case needs a request" &&
        printf '[{},]' >"$dir/none.json" &&
        code 3 can --policies "$dir/none.json" && err_has "none.json:1:5: error" &&
        code 3 can --policies "$dir/nowhere.json" && code 2 can -f yaml --policies x
}
can_system() {
    mkdir -p "$dir/aws" && cat >"$dir/aws/t.yaml" <<'END'
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Orders: {Type: AWS::DynamoDB::Table}
  Media: {Type: AWS::S3::Bucket}
  Found: {Type: AWS::OpenSearchService::Domain, Properties: {DomainName: books}}
  Api: {Type: AWS::ApiGateway::RestApi}
  Kept: {Type: AWS::ApiGateway::RestApi, Properties: {Policy: {Statement: [{Effect: Deny, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*/PUT/'}]}}}
  Get: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Kept, ResourceId: !GetAtt Kept.RootResourceId, HttpMethod: GET, AuthorizationType: AWS_IAM, Integration: {Type: MOCK}}}
  Put: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Kept, ResourceId: !GetAtt Kept.RootResourceId, HttpMethod: PUT, AuthorizationType: AWS_IAM, Integration: {Type: MOCK}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: dynamodb:Get*, Resource: !GetAtt Orders.Arn}
              - {Effect: Allow, Action: s3:GetObject, Resource: !Sub "${Media.Arn}/*"}
              - {Effect: Allow, Action: es:ESHttpGet, Resource: "arn:aws:es:*:*:domain/books/*"}
              - {Effect: Allow, Action: es:ESHttpPut, Resource: !GetAtt Found.Arn}
              - {Effect: Allow, Action: execute-api:Invoke, Resource: !Sub "arn:aws:execute-api:*:*:${Api}/*"}
              - {Effect: Allow, Action: execute-api:Invoke, Resource: !Sub "arn:aws:execute-api:*:*:${Kept}/*"}
              - {Effect: Allow, Action: execute-api:InvalidateCache, Resource: !Sub "arn:aws:execute-api:*:*:${Api}"}
              - {Effect: Allow, Action: "apigateway:GET", Resource: "arn:aws:apigateway:*::/restapis/*"}
              - {Effect: Allow, Action: "dynamodb:Query", Resource: !Sub "${Orders.Arn}/index/*"}
              - {Effect: Allow, Action: "dynamodb:Scan", Resource: !Sub "${Orders.Arn}*"}
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Role.Arn, Runtime: python3.12, Handler: a.b, Code: {ZipFile: x}}
END
    code 0 can Role dynamodb:GetItem Orders "$dir/aws" && out_has "allowed" &&
        out_has "statement 0, t.yaml:19:17" &&
        code 0 can Fn dynamodb:PutItem Orders "$dir/aws" && out_has "denied" &&
        out_has "no statement of the identity policies" &&
        code 0 can Fn s3:GetObject Media "$dir/aws" && out_has "allowed" &&
        code 0 can -f json lambda.amazonaws.com sts:AssumeRole 'arn:aws:iam::*:role/*' "$dir/aws" &&
        out_has '"decision": "allowed"' && out_has '"where": "t.yaml:14:21"' &&
        code 0 can Role es:ESHttpGet books "$dir/aws" && out_has "allowed" &&
        code 0 can Role es:ESHttpGet Found "$dir/aws" && out_has "allowed" &&
        code 0 can Role es:ESHttpPut Found "$dir/aws" && out_has "denied" &&
        code 0 can -f json Role execute-api:Invoke Api "$dir/aws" && out_has '"decision": "allowed"' &&
        out_has 'Api*/*"' && code 0 can Role execute-api:InvalidateCache Api "$dir/aws" && out_has "denied" &&
        code 0 can Role execute-api:Invoke "GET /" "$dir/aws" && out_has "allowed  explicit-allow" &&
        out_has "t.yaml:route:Get" &&
        code 0 can Role execute-api:Invoke "PUT /" "$dir/aws" && out_has "denied   explicit-deny" &&
        code 0 can Role apigateway:GET Api "$dir/aws" && out_has "allowed" &&
        code 0 can Role dynamodb:Query Orders "$dir/aws" &&
        out_has "denied   implicit-deny  aws:t.yaml:identity:Role dynamodb:Query aws:t.yaml:table:Orders" &&
        out_has "allowed  explicit-allow aws:t.yaml:identity:Role dynamodb:Query aws:t.yaml:table:Orders/index/*" &&
        code 0 can -f json Role dynamodb:Query Orders "$dir/aws" && out_has 'Orders/index/*"' &&
        code 0 can Role dynamodb:Scan Orders "$dir/aws" && out_has "allowed" &&
        ! grep -q "index" "$dir/out" &&
        code 2 can Nobody s3:GetObject Media "$dir/aws" && err_has "no identity is called" &&
        code 2 can Role s3:GetObject Nothing "$dir/aws" && err_has "no resource" &&
        code 2 can Role Media "$dir/aws" && err_has "PRINCIPAL ACTION RESOURCE"
}
can_conditions() {
    mkdir -p "$dir/cond" && cat >"$dir/cond/t.yaml" <<'END'
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Stage: {Type: String}
Conditions:
  Live: !Equals [!Ref Stage, live]
Resources:
  Orders: {Type: AWS::DynamoDB::Table}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [dynamodb:GetItem, !If [Live, dynamodb:PutItem, !Ref "AWS::NoValue"]]
                Resource: !GetAtt Orders.Arn
              - !If [Live, {Effect: Allow, Action: dynamodb:Scan, Resource: "*"}, !Ref "AWS::NoValue"]
              - !If [Live, !Ref "AWS::NoValue", {Effect: Allow, Action: dynamodb:Scan, Resource: "*"}]
END
    code 0 can Role dynamodb:PutItem Orders "$dir/cond" && out_has "depends" &&
        out_has "conditions of the template: Live" &&
        code 0 can Role dynamodb:GetItem Orders "$dir/cond" && out_has "allowed" &&
        code 0 can Role dynamodb:Scan Orders "$dir/cond" && out_has "allowed" &&
        code 0 can --param Stage=live Role dynamodb:PutItem Orders "$dir/cond" &&
        out_has "allowed" &&
        code 0 can --param Stage=test -f json Role dynamodb:PutItem Orders "$dir/cond" &&
        out_has '"reason": "implicit-deny"'
}
check "can decides by the policies of a system" can_system
check "can names the conditions of a template that it depends on" can_conditions
check "can decides the cases of a file" can

output() {
    code 0 export -f json -o "$dir/o.json" "$dir/t.yaml" && [ -s "$dir/o.json" ] &&
        code 4 export -f json -o "$dir/o.json" "$dir/t.yaml" && err_has "--force" &&
        echo old >"$dir/o.json" && chmod 600 "$dir/o.json" &&
        code 0 export --force -o "$dir/o.json" "$dir/t.yaml" && grep -q Orders "$dir/o.json" &&
        [ "$(stat -c %a "$dir/o.json")" = 600 ] &&
        code 4 export -f json -o "$dir/no/where.json" "$dir/t.yaml" && err_has "cannot write" &&
        echo keep >"$dir/target" && ln -s target "$dir/link" &&
        code 4 export -f json --force -o "$dir/link" "$dir/t.yaml" && grep -q keep "$dir/target" &&
        [ -z "$(find "$dir" -name '*.??????' -newer "$dir/link")" ]
}
check "files are written whole, and only where they may be" output

# A limit on the size of files is an error like a full disk, not the end by a signal.
no_growth() {
    (
        ulimit -f 0 # of stderr too, where it is no pipe
        "$FAASMAP" export -f json -o "$dir/grown.json" "$dir/t.yaml" 2>&1 || echo "code $?"
    ) </dev/null | cat >"$dir/err"
    err_has "cannot write" && err_has "code 4" && [ ! -e "$dir/grown.json" ]
}
check "a file that may not grow is reported" no_growth

# Whatever has something to say: to a full device, and to a closed stdout.
no_room() {
    for c in "stats $dir/t.yaml" "map $dir/t.yaml" "paths $dir/t.yaml" "export -f json $dir/t.yaml" \
        "export -f json -o /dev/full $dir/t.yaml" "-c screen $dir/t.yaml" "$dir/t.yaml" \
        --help "stats --help" --version importers formats samples themes keys manual completion; do
        # shellcheck disable=SC2086
        "$FAASMAP" $c >/dev/full 2>"$dir/err" </dev/null
        [ $? = 4 ] && err_has "cannot write " || { echo "  full: $c"; return 1; }
        case $c in *-o*) continue ;; esac
        # shellcheck disable=SC2086
        "$FAASMAP" $c >&- 2>"$dir/err" </dev/null
        [ $? = 4 ] && err_has "cannot write to stdout" || { echo "  closed: $c"; return 1; }
    done
}
check "a full device and a closed stdout end with 4 and a message" no_room

# Nobody reads any more: quiet, but the exit code tells.
pipe() {
    /usr/bin/env python3 -c 'import os, subprocess, sys
r, w = os.pipe()
os.close(r)
sys.exit(subprocess.call(sys.argv[1:], stdout=w))' "$FAASMAP" export -f json "$dir/t.yaml" 2>"$dir/err"
    [ $? = 4 ] && quiet_err
}
check "a closed pipe is no accident" pipe

stdin() { "$FAASMAP" stats - <"$dir/t.yaml" >"$dir/out" 2>"$dir/err" && quiet_err && out_has "1 function"; }
check "- is standard input" stdin

closed() {
    "$FAASMAP" export -f json -o "$dir/closed.json" "$dir/t.yaml" <&- >&- 2>&- &&
        /usr/bin/env python3 -c 'import json,sys; json.load(open(sys.argv[1]))' "$dir/closed.json"
}
check "closed descriptors do no harm" closed

chooser() { # what lies here is found by its kind; the choice opens it
    mkdir -p "$dir/here/shop" && printf 'faasmap: 1\nname: shop\nnodes:\n  - {id: till, kind: queue}\n' \
        >"$dir/here/shop/system.yaml" &&
        (cd "$dir/here" && "$FAASMAP" -c open -c screen -c 'keys topo<Enter>' -c screen "$dir/t.yaml" \
            >"$dir/out" 2>"$dir/err") && quiet_err && out_has "faasmap topology, 1 node" &&
        out_has "sample:death-by-lambda" && out_has "shop > till"
}
check "open alone is a chooser" chooser

no_terminal() { code 0 "$dir/t.yaml" && quiet_err && out_has "Orders"; }
check "without a terminal the map is printed" no_terminal

floods() {
    loop=tests/golden/rules/FW-050/hit-bucket.yaml
    price() { printf 'aws-lambda-request\t%s\t1000000\trequest\tUSD\there\t2026-11\tus\n' "$1"; }
    code 1 check --verify sample:death-by-lambda && out_has "FW-002" && quiet_err &&
        code 0 flood --verify "$loop" && out_has "stopped by the provider" &&
        code 0 flood --verify sample:waste-management && out_has "can make 1 invocation and 3 messages" &&
        out_has "loops none" && code 0 flood -f json --entry kind:route sample:waste-management &&
        out_has '"answer": "flood"' && code 2 flood --rate 0 "$loop" && err_has "whole number" &&
        code 2 flood --entry '(' "$loop" && code 2 flood -f dot "$loop" &&
        price 0.9 >"$dir/own.tsv" && code 0 flood --prices "$dir/own.tsv" sample:waste-management-aws &&
        out_has "2024-07 to 2026-11, here" && price 0,9 >"$dir/own.tsv" &&
        code 3 flood --prices "$dir/own.tsv" "$loop" && err_has "own.tsv:1:20"
}
check "flood: figures, loops, prices of one's own" floods

# Every finding with its fingerprint, ways as code flows, what is suppressed and what is known marked as
# such; and all of it fits the public schema.
sarif_fits() {
    schema=${FAASMAP_SCHEMAS:-../shared/schemas}/sarif-2.1.0.schema.json
    prints() { grep -o "\"$1\": \"[0-9a-f]\{16\}\"" "$2" | cut -d '"' -f 4 | sort; }
    for s in death-by-lambda waste-management waste-management-aws; do
        w=$dir/sarif/$s
        mkdir -p "$dir/sarif" && cp -r "samples/$s" "$w" &&
            printf '\nsuppressions:\n  - {rule: FW-086, reason: "it is \302\253ours\302\273"}\n' >>"$w/faasmap.yaml" &&
            code 0 check -q --fail-on never -f json --rules 'FW-00*' "$w" && cp "$dir/out" "$w.known" &&
            code 0 check -q --fail-on never -f json --suppressed "$w" && cp "$dir/out" "$w.json" &&
            code 0 check -q --fail-on never -f sarif --suppressed --baseline "$w.known" "$w" &&
            cp "$dir/out" "$w.sarif" && out_has '"codeFlows"' && out_has '"threadFlows"' &&
            out_has '"justification": "it is «ours»"' || return 1
        prints fingerprint "$w.json" >"$w.all"
        prints faasmap1 "$w.sarif" | cmp -s - "$w.all" && [ -s "$w.all" ] &&
            [ "$(grep -c '"ruleId"' "$w.sarif")" = "$(wc -l <"$w.all")" ] &&
            [ "$(grep -c '"baselineState": "unchanged"' "$w.sarif")" = "$(prints fingerprint "$w.known" | wc -l)" ] &&
            [ "$(grep -c '"codeFlows"' "$w.sarif")" = "$(grep -c '"path": \[$' "$w.json")" ] &&
            [ "$(grep -c '"justification"' "$w.sarif")" = "$(grep -c '"rule": "FW-086"' "$w.json")" ] ||
            { echo "  $s: findings, ways or marks differ between JSON and SARIF"; return 1; }
        [ -f "$schema" ] || { echo "skip: no schema of SARIF"; continue; }
        python3 tests/schema_check.py --schema "$schema" "$w.sarif"
        case $? in 0) ;; 77) echo "skip: no jsonschema of python3" ;; *) return 1 ;; esac
    done
}
check "sarif: what the public schema wants, with fingerprints and ways" sarif_fits

no_escapes() {
    code 0 map "$dir/t.yaml" && ! grep -q "$(printf '\033')" "$dir/out" &&
        code 0 map --ascii "$dir/t.yaml" && ! LC_ALL=C grep -q '[^ -~]' "$dir/out" &&
        LC_ALL=C code 0 map "$dir/t.yaml" && ! LC_ALL=C grep -q '[^ -~]' "$dir/out"
}
check "no escape sequences; ASCII where it must be" no_escapes

named_like_command() {
    mkdir -p "$dir/w/stats" && cp "$dir/t.yaml" "$dir/w/stats" &&
        (cd "$dir/w" && code 0 map ./stats && out_has Orders && code 0 ./stats && out_has Orders) &&
        (cd "$dir/w/stats" && cp t.yaml ./--help && code 0 stats -- --help && out_has "1 function")
}
check "folders and files may be called like commands and options" named_like_command

same_bytes() {
    code 0 export -f json sample:waste-management
    cp "$dir/out" "$dir/first"
    for l in C C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8; do
        LC_ALL=$l TZ=Asia/Tokyo "$FAASMAP" export -f json sample:waste-management >"$dir/again" 2>/dev/null
        cmp -s "$dir/first" "$dir/again" || { echo "  differs in $l"; return 1; }
    done
    for f in dot text svg md; do
        "$FAASMAP" export -f $f sample:waste-management >"$dir/first.$f" 2>/dev/null
        "$FAASMAP" export -f $f sample:waste-management 2>/dev/null | cmp -s - "$dir/first.$f" || return 1
        LC_ALL=C COLUMNS=60 LINES=20 TERM=dumb NO_COLOR=1 "$FAASMAP" export -f $f sample:waste-management 2>/dev/null |
            cmp -s - "$dir/first.$f" || { echo "  $f depends on the terminal"; return 1; }
    done
}
check "the same input gives the same bytes" same_bytes

# what the explorer can write, without it
views_export() {
    code 0 formats && out_has "svg  " && out_has "md  " &&
        code 0 export -f svg "$dir/t.yaml" && out_has "<svg " && out_has "Orders" && out_has 'fill="#1c1f26"' &&
        code 0 export -f svg --theme light "$dir/t.yaml" && out_has 'fill="#fafafa"' &&
        code 0 export -o "$dir/t.md" "$dir/t.yaml" && grep -q '^## Map' "$dir/t.md" &&
        code 4 export -o "$dir/t.md" "$dir/t.yaml" && err_has "--force" &&
        code 2 export -f mdd "$dir/t.yaml" && err_has "did you mean md" &&
        code 2 export -f svg --theme nosuch "$dir/t.yaml"
}
check "pictures and reports from the command line" views_export

round_trip() {
    code 0 export -f json sample:waste-management && cp "$dir/out" "$dir/a.json" &&
        code 0 export -f json "$dir/a.json" && sed '3d' "$dir/a.json" >"$dir/a" && sed '3d' "$dir/out" >"$dir/b" &&
        grep -v '"importer"' "$dir/a" >"$dir/a2" && grep -v '"importer"' "$dir/b" >"$dir/b2" && cmp "$dir/a2" "$dir/b2"
}
check "an export reads back as the same graph" round_trip

sample_anywhere() { (cd / && code 0 stats && quiet_err && out_has "6 function"); }
check "the built-in sample opens from any directory" sample_anywhere

explorer_options() {
    code 0 --layers identity --direction lr --frames off -c screen sample:waste-management &&
        out_has "identities   " &&
        code 2 --direction up -c screen "$dir/t.yaml" && err_has "'up' is not lr or tb" &&
        code 0 --focus Customers -c screen "$dir/t.yaml" && out_has "> Customers" &&
        code 2 --focus Nobody -c screen "$dir/t.yaml" && err_has "no node is called 'Nobody'"
}
check "the explorer begins with the map that was asked for" explorer_options

open_shop() { # an authorizer attached to nothing, and what is behind the door that it leaves open
    shop=tests/golden/importers/sam/open_shop
    code 0 paths --to kind:table "$shop" &&
        err_has "template.yaml:34:3: warning: this authorizer is attached to no route" &&
        err_has "template.yaml:98:15: warning: this authorizer is attached to no route" &&
        out_has "internet can send requests to POST /admin (no authentication)" &&
        out_has "=> shop-customers can be carried out of the system" &&
        code 0 can shop-admin dynamodb:DeleteTable shop-orders "$shop" && out_has "allowed" &&
        code 0 can shop-admin lambda:UpdateFunctionCode shop-payment "$shop" && out_has "allowed" &&
        code 0 can shop-admin s3:GetObject 'arn:aws:s3:::any/thing' "$shop" && out_has "denied" &&
        code 0 stats "$shop" && out_has "without authentication"
}
check "an authorizer that is attached to nothing is told" open_shop

# each says which answer it is; the layer of the Navigator has a format of its own
json_answers() {
    for c in "excess -f json" "cut -f json" "flood -f json" "check -f json" "stats -f json" "stats --surface -f json" "paths -f navigator" "paths --labels -f json" "paths -f json" "paths -f json --exact" "paths -f json -k 5 --to kind:table" "paths -f json --from self-registered --mode flow --to kind:queue"; do
        # shellcheck disable=SC2086
        "$FAASMAP" $c sample:waste-management 2>/dev/null | /usr/bin/env python3 -c 'import json,sys
a, c = json.load(sys.stdin), sys.argv[1]
want = "labels" if "--labels" in c else c.split()[0]
sys.exit("navigator" not in c and (a["faasmap"], a["answer"]) != (1, want))' "$c" || return 1
    done
}
check "JSON answers are JSON" json_answers

verified() {
    for s in anonymous self-registered user device insider; do
        for m in strict evidence flow; do
            code 0 paths --verify --from $s --mode $m sample:waste-management || return 1
            code 0 paths --verify --exact --from $s --mode $m sample:waste-management-aws || return 1
        done
    done
}
check "answers hold under the independent checker" verified

blast() {
    code 0 blast --verify TelemetryProcessing sample:waste-management &&
        out_has "from  TelemetryProcessing - a function, app or workflow is taken over" &&
        out_has "secret StorageAccount is known then; it is also used by" &&
        code 0 blast --verify -f json StorageAccount sample:waste-management &&
        out_has '"answer": "blast"' &&
        code 0 blast --verify --exact --mode flow anonymous sample:death-by-lambda
}
check "what falls if one thing falls is told" blast

checked() {
    code 0 check --rules FW-001 "$dir/t.yaml" && out_has "FW-001 Unauthenticated route" &&
        code 1 check "$dir/t.yaml" && out_has "FW-002 Unauthenticated route reaches" &&
        code 1 check --fail-on medium "$dir/t.yaml" &&
        code 0 check --fail-on medium --ignore "FW-001,FW-002" --rules "FW-00*" "$dir/t.yaml" &&
        code 2 check --rules FW-7 "$dir/t.yaml" && err_has "no rule is called 'FW-7'" &&
        code 2 check --fail-on big "$dir/t.yaml" && code 2 check -f xml "$dir/t.yaml" &&
        code 2 check --today 2026-13-01 "$dir/t.yaml" &&
        code 1 check -f json -o "$dir/base.json" --force "$dir/t.yaml" &&
        code 0 check --fail-on info --baseline "$dir/base.json" "$dir/t.yaml" &&
        code 3 check --baseline "$dir/t.yaml" "$dir/t.yaml"
}
check "findings set the exit code; a baseline is known" checked

[ $failed = 0 ]
