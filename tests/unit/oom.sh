#!/bin/sh
# SPDX-License-Identifier: MIT
# Every scenario of tests/oom/ under failing memory; prints ok, not ok or skip lines.
code=0
if ! ls "$B"/oom/oom_* >/dev/null 2>&1; then
    echo "skip failing memory: not built with sanitizers, which bring an allocator of their own"
    exit 0
fi
for t in "$B"/oom/oom_*; do
    case $t in *.d) continue ;; esac
    "$t" || code=1
done
exit $code
