# SPDX-License-Identifier: MIT
# table.awk - what all generators of tables share: awk -f model/base/table.awk -f X.awk X.tsv > X.c
# A row that is wrong is told with its place, and nothing more is printed: this END comes first.
BEGIN { FS = "\t" }
function fail(why) {
    printf "%s:%d: error: %s\n", FILENAME, FNR, why | "cat 1>&2"
    failed = 1
    exit 1
}
END { if (failed) exit 1 }
