#!/bin/sh
# SPDX-License-Identifier: MIT
# run_one.sh TEST - runs one unit binary or test script for run.sh, which sets the environment;
# prints a line, or what fails, and adds "passed failed skipped" to the file TALLY.
set -u
t=$1
name=$(basename "$t")
log=$(mktemp) said=$(mktemp)
XDG_STATE_HOME=$(mktemp -d) # nothing is kept in the user's home
export XDG_STATE_HOME
trap 'rm -rf "$log" "$said" "$XDG_STATE_HOME"' EXIT

count() { sed -n "s/.*\[  *$1  *\] \([0-9][0-9]*\) test.*/\1/p" "$log" | awk '{n += $1} END {print n + 0}'; }

case $t in
*.sh)
    sh "$t" >"$log" 2>&1
    code=$?
    p=$(grep -c '^ok ' "$log") f=$(grep -c '^not ok ' "$log") s=$(grep -c '^skip ' "$log")
    ;;
*)
    ${UNDER:-} "$t" >"$log" 2>&1
    code=$?
    p=$(count PASSED) f=$(count FAILED) s=$(count SKIPPED)
    ;;
esac
[ "$code" = 0 ] || [ "$f" != 0 ] || f=1
{
    if [ "$f" != 0 ]; then
        echo "FAIL $name (exit $code)"
        grep -v -E '^\[ (RUN|      OK) ' "$log" | tail -n 60
    else
        printf 'ok   %-28s %4d passed\n' "$name" "$p"
        grep '^skip' "$log" | sed 's/^/     /'
    fi
} >"$said"
cat "$said"
echo "$p $f $s" >>"$TALLY"
