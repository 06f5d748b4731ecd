#!/bin/sh
# SPDX-License-Identifier: MIT
# all.sh - what the tree must keep: direction of includes, forgotten rows, sinks, generated texts.
# Needs a built $B/faasmap. Prints what is wrong and ends with one closing line.
set -u
LC_ALL=C
export LC_ALL
B=${B:-build}
CC=${CC:-cc}
passed=0 failed=0

check() { # NAME FUNCTION [ARGUMENT...]: fails if the function prints anything
    name=$1
    shift
    complaints=$("$@" 2>&1)
    if [ -z "$complaints" ]; then
        passed=$((passed + 1))
        printf 'ok   %s\n' "$name"
    else
        failed=$((failed + 1))
        printf 'FAIL %s\n' "$name"
        printf '%s\n' "$complaints" | sed 's/^/     /'
    fi
}

sources() { git ls-files -- '*.c' '*.h' 2>/dev/null | grep -v '^tests/'; }

# May FOLDER include a header that lies in OTHER? The table of the Makefile, asked through make.
roots_of() { make -s --no-print-directory print-roots FOLDER="$1" 2>/dev/null; }

# FILE HEADER for every include of the marks given, in quotes or in <>.
includes() { # OPENING CLOSING
    sources | xargs awk -v from="$1" -v to="$2" '/^ *# *include/ {
        at = index($0, from)
        rest = substr($0, at + 1)
        if (at && index(rest, to)) print FILENAME, substr(rest, 1, index(rest, to) - 1)
    }'
}

include_direction() {
    for folder in $(sources | xargs -n 1 dirname | sort -u); do
        allowed=$(roots_of "$folder")
        [ "$allowed" ] || echo "$folder: no include roots in the Makefile"
        echo "roots $folder $allowed"
    done > "$B/include-roots"
    grep -v '^roots ' "$B/include-roots"
    { sources; includes '"' '"'; } | awk -v roots="$B/include-roots" '
        BEGIN { while ((getline line < roots) > 0) {
            n = split(line, word, " ")
            for (i = 3; i <= n; i++) may[word[2], word[i]] = 1
        } }
        function folder_of(path) { sub("/[^/]*$", "", path); return path }
        NF == 1 { name = $1; sub(".*/", "", name); if (!(name in at)) at[name] = $1; next }
        !((folder_of($1), folder_of(at[$2])) in may) {
            print $1 " includes " $2 " (" at[$2] "), which " folder_of($1) " may not"
        }'
}

third_parties() {
    includes '<' '>' | while read -r f h; do
        case $h in
        *curses.h) case $f in tui/term_curses.[ch] | tui/term_curses_keys.c) ;; *) false ;; esac ;;
        yaml.h | cjson/* | cJSON.h) case $f in importers/read/*) ;; *) false ;; esac ;;
        graphviz/cgraph.h) [ "$f" = model/export/dot.c ] ;;
        graphviz/gvc.h) [ "$f" = model/export/render.c ] ;;
        *) true ;;
        esac || echo "$f includes <$h>, which lives in another room"
    done
}

relative_includes() { sources | xargs grep -n '# *include *"\.\./' /dev/null; }

foreign_internals() {
    includes '"' '"' | while read -r f h; do
        case $h in *_internal.h) [ -f "${f%/*}/$h" ] || echo "$f includes $h of another folder" ;; esac
    done
}

unique_headers() { sources | grep '\.h$' | sed 's|.*/||' | sort | uniq -d; }

headers_alone() {
    roots=$(sources | grep '\.h$' | xargs -n1 dirname | sort -u | sed 's/^/-iquote /')
    # shellcheck disable=SC2016
    sources | grep '\.h$' | CC=$CC roots=$roots xargs -P "$(getconf _NPROCESSORS_ONLN)" -I '{}' sh -c '
        printf "#include \"%s\"\n" "$(basename "$1")" |
            $CC -std=c11 -D_GNU_SOURCE -fsyntax-only -Wall -Werror $roots -x c - 2>&1 | head -n 3
    ' sh '{}'
}

# rows TYPE PREFIX HEADER: every `const struct TYPE PREFIX_x =` has a row X(x) in HEADER.
rows() {
    sources | xargs sed -n "s/^const struct $1 $2_\([a-z_0-9]*\) =.*/\1/p" | while read -r x; do
        grep -Eiq "X\($x[,)]" "$3" || echo "$2_$x has no row X($x) in $3"
    done
}

importer_duty() {
    sources | xargs sed -n 's/^const struct importer importer_\([a-z_0-9]*\) =.*/\1/p' |
        while read -r x; do
            [ -n "$(git ls-files "tests/golden/importers/$x")" ] ||
                echo "importer $x has no cases in tests/golden/importers/$x"
            [ -f "tests/fuzz/fuzz_$x.c" ] || echo "importer $x has no fuzz target"
        done
}

# Bytes leave the program through few files only; everything else fills buffers.
sinks() {
    sources | grep '\.c$' | grep -v -E '^(tui/output|tui/supervisor|model/base/mem|tui/term_curses)\.c$' |
        xargs grep -nE '(^|[^a-z_])(printf|vprintf|puts|putchar|fputs|fputc|fwrite|perror)\(|fprintf\((stdout|stderr)' /dev/null
    sources | grep '\.c$' | grep -v '^model/export/dot.c$' | xargs grep -nE '(^|[^a-z_])(agset|agsafeset|agxset)\(' /dev/null
    sources | grep '\.c$' | grep -v '^tui/term_curses.c$' | xargs grep -nE '(^|[^a-z_])m?v?w?add_?w?ch?n?w?str\(' /dev/null
}

banned() {
    sources | xargs grep -nE '(^|[^a-z_])(strcpy|strcat|sprintf|vsprintf|strtok|gets|alloca|atoi|atol|atof|system|popen|tmpnam|mktemp)\(' /dev/null
}

marks() { git ls-files -- '*.c' '*.h' '*.sh' '*.awk' | grep -v '^tests/structure/' | xargs grep -nE 'TODO|FIXME|NEEDSWORK|HACK|not implemented' /dev/null; }

licence_line() {
    git ls-files -- '*.c' '*.h' '*.sh' '*.awk' '*.py' | grep -vE '^(tests/golden|samples)/' |
        xargs awk 'function ended() { if (file && !found) print file " has no SPDX line" }
            FNR == 1 { ended(); file = FILENAME; found = 0 }
            FNR <= 3 && /SPDX-License-Identifier: MIT/ { found = 1 }
            END { ended() }'
}

# Texts that the program makes itself must equal what stands in the tree.
generated() {
    cp README.md "$B/readme.before"
    cp faasmap.1 "$B/manual.before"
    B=$B sh tests/structure/docs.sh || echo "tests/structure/docs.sh fails"
    cmp -s README.md "$B/readme.before" || echo "README.md: its generated parts were old (make docs)"
    cmp -s faasmap.1 "$B/manual.before" || echo "faasmap.1 was old (make docs)"
    cp "$B/readme.before" README.md && cp "$B/manual.before" faasmap.1
}

long_files() {
    git ls-files -- '*.c' '*.h' | xargs wc -l | awk '$2 != "total" && $1 > 600 {print "     note: " $2 " has " $1 " lines"}'
}

check "includes follow the direction of the folders" include_direction
check "third-party headers stay in their rooms" third_parties
check "no relative includes" relative_includes
check "internal headers stay in their folder" foreign_internals
check "header names are unique" unique_headers
check "headers compile alone" headers_alone
check "every importer has its row" rows importer importer importers/importer.h
check "every exporter has its row" rows exporter exporter model/export/exporter.h
check "every view has its row" rows view_kind view tui/action.h
check "every importer has golden cases and a fuzz target" importer_duty
check "bytes leave through the sinks only" sinks
check "no banned functions" banned
check "nothing unfinished is marked" marks
check "every file names its licence" licence_line
check "generated texts are up to date" generated
long_files
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
