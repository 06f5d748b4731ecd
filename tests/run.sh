#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh - runs every unit binary and test script, prints what fails, and one closing line.
# B: the build folder. UNDER: a command to run each binary under. ONLY: a glob of names.
# JOBS: how many at a time (default: one per processor); the lines come as the tests end.
set -u
LC_ALL=C.UTF-8
TZ=UTC
export LC_ALL TZ
unset NO_COLOR COLORTERM CLICOLOR_FORCE FAASMAP_GOLDEN COLUMNS LINES 2>/dev/null || true
B=${B:-build}
FAASMAP=$PWD/$B/faasmap
work=$(mktemp -d)
TALLY=$work/tally
export FAASMAP B TALLY
trap 'rm -rf "$work"' EXIT
: >"$TALLY"

# Those that take longest begin first, so that none of them runs alone in the end.
for t in "$B"/tests/test_* tests/unit/*.sh; do
    name=$(basename "$t")
    case $name in
    *.d | *.o | "*.sh") continue ;;
    ${ONLY:-*}) ;;
    *) continue ;;
    esac
    case $name in
    test_monkey | test_pty* | test_read_hostile | test_actions | test_command_ways | test_sessions | cli.sh) echo "1 $t" ;;
    *) echo "2 $t" ;;
    esac
done | sort -s -k1,1 | cut -d' ' -f2- | xargs -P "${JOBS:-$(getconf _NPROCESSORS_ONLN)}" -I '{}' sh tests/run_one.sh '{}'

awk '{p += $1; f += $2; s += $3}
    END {printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (f || !p)}' "$TALLY"
