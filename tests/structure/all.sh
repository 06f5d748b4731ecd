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

include_direction() {
    for folder in model/base model/graph model/iam model/analysis model/packages model/rules model/layout \
        model/export importers/read importers tui; do
        allowed=" $(roots_of "$folder") "
        [ "$allowed" != "  " ] || echo "$folder: no include roots in the Makefile"
        for f in $(sources | grep "^$folder/[^/]*$"); do
            sed -n 's/^ *# *include *"\([^"]*\)".*/\1/p' "$f" | while read -r h; do
                at=$(sources | grep "/$h$" | head -n 1)
                case $allowed in
                *" $(dirname "${at:-none/x}") "*) ;;
                *) echo "$f includes $h ($at), which $folder may not" ;;
                esac
            done
        done
    done
}

third_parties() {
    sources | while read -r f; do
        sed -n 's/^ *# *include *<\([^>]*\)>.*/\1/p' "$f" | while read -r h; do
            case $h in
            *curses.h) case $f in tui/term_curses.[ch] | tui/term_curses_keys.c) ;; *) false ;; esac ;;
            yaml.h | cjson/* | cJSON.h) [ "$(dirname "$f")" = importers/read ] ;;
            graphviz/cgraph.h) [ "$f" = model/export/dot.c ] ;;
            graphviz/gvc.h) [ "$f" = model/export/render.c ] ;;
            *) true ;;
            esac || echo "$f includes <$h>, which lives in another room"
        done
    done
}

relative_includes() { sources | xargs grep -n '# *include *"\.\./' /dev/null; }

foreign_internals() {
    sources | while read -r f; do
        sed -n 's/^ *# *include *"\([^"]*_internal\.h\)".*/\1/p' "$f" | while read -r h; do
            [ -f "$(dirname "$f")/$h" ] || echo "$f includes $h of another folder"
        done
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

golden_duty() {
    sources | xargs sed -n 's/^const struct importer importer_\([a-z_0-9]*\) =.*/\1/p' |
        while read -r x; do
            [ -n "$(git ls-files "tests/golden/importers/$x")" ] ||
                echo "importer $x has no cases in tests/golden/importers/$x"
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
    git ls-files -- '*.c' '*.h' '*.sh' '*.awk' '*.py' | grep -vE '^(tests/golden|samples)/' | while read -r f; do
        head -n 3 "$f" | grep -q 'SPDX-License-Identifier: MIT' || echo "$f has no SPDX line"
    done
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
check "every importer has golden cases" golden_duty
check "bytes leave through the sinks only" sinks
check "no banned functions" banned
check "nothing unfinished is marked" marks
check "every file names its licence" licence_line
check "generated texts are up to date" generated
long_files
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
