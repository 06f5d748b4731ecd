#!/bin/sh
# SPDX-License-Identifier: MIT
# docs.sh - refreshes what README.md and faasmap.1 take from the program. Needs a built $B/faasmap.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
B=${B:-build}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$B/faasmap" manual >faasmap.1

fence() { printf '```text\n'; cat; printf '```\n'; }
"$B/faasmap" map --width 170 --layout flow --direction lr --boxes full --frames off sample:waste-management | fence >"$tmp/map"
"$B/faasmap" --help | fence >"$tmp/help"
"$B/faasmap" keys -f markdown >"$tmp/keys"

awk -v dir="$tmp" '
    /^<!-- \/(map|help|keys) -->$/ {skip = 0}
    !skip {print}
    /^<!-- (map|help|keys) -->$/ {
        file = dir "/" $2
        while ((getline line < file) > 0) print line
        close(file)
        skip = 1
    }' README.md >"$tmp/README.md"
cat "$tmp/README.md" >README.md
