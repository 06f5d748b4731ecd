#!/bin/sh
# SPDX-License-Identifier: MIT
# run.sh - runs every bench; B: the build folder. Fails if one of them is over its gate.
set -u
LC_ALL=C
export LC_ALL
failed=0
for t in tests/bench/bench_*.c; do
    name=$(basename "$t" .c)
    case $name in ${ONLY:-*}) ;; *) continue ;; esac
    echo "== $name"
    "$B/bench/$name" || failed=$((failed + 1))
done
[ "$failed" = 0 ]
