#!/bin/sh
# SPDX-License-Identifier: MIT
# embed.sh FILE... - writes a C table of files (path, bytes, size) sorted by path to stdout.
set -eu
LC_ALL=C
export LC_ALL
echo '/* Made by tui/embed.sh. */'
echo '#include "importer.h"'
n=0
for f in $(printf '%s\n' "$@" | sort); do
    printf 'static const char file_%d[] = {\n' "$n"
    od -An -v -td1 "$f" | sed -e 's/  */ /g' -e 's/^ //' -e 's/ *$//' -e '/^$/d' -e 's/ /,/g' -e 's/$/,/'
    echo '0};'
    n=$((n + 1))
done
echo 'const struct embedded_file embedded_files[] = {'
n=0
for f in $(printf '%s\n' "$@" | sort); do
    printf '    {"%s", file_%d, sizeof file_%d - 1},\n' "$f" "$n" "$n"
    n=$((n + 1))
done
echo '    {0}};'
