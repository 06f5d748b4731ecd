#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh - runs every unit binary and test script, prints what fails, and one closing line.
# B: the build folder. UNDER: a command to run each binary under. ONLY: a glob of names.
set -u
LC_ALL=C.UTF-8
TZ=UTC
export LC_ALL TZ
unset NO_COLOR COLORTERM CLICOLOR_FORCE FAASMAP_GOLDEN COLUMNS LINES 2>/dev/null || true
B=${B:-build}
FAASMAP=$PWD/$B/faasmap
export FAASMAP B
log=$(mktemp)
XDG_STATE_HOME=$(mktemp -d) # nothing is kept in the user's home
export XDG_STATE_HOME
trap 'rm -rf "$log" "$XDG_STATE_HOME"' EXIT
passed=0 failed=0 skipped=0

count() { sed -n "s/.*\[  *$1  *\] \([0-9][0-9]*\) test.*/\1/p" "$log" | awk '{n += $1} END {print n + 0}'; }

for t in "$B"/tests/test_* tests/unit/*.sh; do
    name=$(basename "$t")
    case $name in
    *.d | *.o | "*.sh") continue ;;
    ${ONLY:-*}) ;;
    *) continue ;;
    esac
    case $t in
    *.sh) sh "$t" >"$log" 2>&1 ;;
    *) ${UNDER:-} "$t" >"$log" 2>&1 ;;
    esac
    code=$?
    p=$(count PASSED) f=$(count FAILED) s=$(count SKIPPED)
    case $t in *.sh)
        p=$(grep -c '^ok ' "$log") f=$(grep -c '^not ok ' "$log") s=$(grep -c '^skip ' "$log") ;;
    esac
    [ "$code" = 0 ] || [ "$f" != 0 ] || f=1
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    if [ "$f" != 0 ]; then
        echo "FAIL $name (exit $code)"
        grep -v -E '^\[ (RUN|      OK) ' "$log" | tail -n 60
    elif [ "$s" != 0 ] || grep -q '^skip' "$log"; then
        printf 'ok   %-28s %4d passed\n' "$name" "$p"
        grep '^skip' "$log" | sed 's/^/     /'
    else
        printf 'ok   %-28s %4d passed\n' "$name" "$p"
    fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
