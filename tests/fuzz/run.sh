#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh - runs every fuzz target for its part of FUZZ_SECONDS (default 60 in all).
# B: the build folder. ONLY: a glob of target names. What is found stays in $B/findings/.
# REPLAY: only the seeds, once each, by the programs of $B/replay/, which any compiler builds.
# Seeds of target fuzz_X: all files of tests/fuzz/seeds/X/, tests/golden/X/ and
# tests/golden/importers/X/, and whatever ends in .X below tests/golden/ and samples/. The corpus grows in $B/corpus/X/ from run to run.
set -u
LC_ALL=C
export LC_ALL
B=${B:-build-fuzz}
targets=
count=0
for t in tests/fuzz/fuzz_*.c; do
    name=$(basename "$t" .c)
    case $name in ${ONLY:-*}) ;; *) continue ;; esac
    targets="$targets $name"
    count=$((count + 1))
done
[ "$count" != 0 ] || { echo "no fuzz target"; exit 1; }
seconds=$((${FUZZ_SECONDS:-60} / count))
[ "$seconds" -ge 1 ] || seconds=1
mkdir -p "$B/findings"
failed=0
for name in $targets; do
    kind=${name#fuzz_}
    corpus=$B/corpus/$kind
    seeds=$B/seeds/$kind
    rm -rf "$seeds"
    mkdir -p "$corpus" "$seeds"
    n=0
    for f in $(find tests/fuzz/seeds/"$kind" tests/golden/"$kind" \
        tests/golden/importers/"$kind" -type f 2>/dev/null;
        find tests/golden samples -type f -name "*.$kind" 2>/dev/null); do
        n=$((n + 1))
        cp "$f" "$seeds/$n"
    done
    log=$B/findings/$name.log
    if [ -n "${REPLAY:-}" ]; then
        find "$seeds" -type f -exec "$B/replay/$name" {} + >"$log" 2>&1
    else
        dict=
        [ ! -f "tests/fuzz/$name.dict" ] || dict=-dict=tests/fuzz/$name.dict
        ASAN_OPTIONS=allocator_may_return_null=1 "$B/fuzz/$name" -max_len=65536 -timeout=5 \
            -rss_limit_mb=512 -max_total_time="$seconds" -print_final_stats=1 -verbosity=1 $dict \
            -artifact_prefix="$B/findings/$kind-" "$corpus" "$seeds" >"$log" 2>&1
    fi && printf 'ok   %-20s %s seeds%s\n' "$name" "$n" \
        "$(sed -n 's/^stat::number_of_executed_units: */, runs: /p' "$log")" || {
        failed=$((failed + 1))
        echo "FAIL $name"
        tail -n 40 "$log"
    }
done
echo "$((count - failed)) passed, $failed failed"
[ "$failed" = 0 ]
