/* SPDX-License-Identifier: MIT */
/* survey.h - what could be opened in a folder: a short look around, not an import.
 * Place:     importers; the explorer's chooser shows it.
 * Bounds:    so many files, documents and bytes (survey.c), those near the top first; is_cut says that
 *            there was more. Nothing is reported: what cannot be read is not listed.
 * Rows:      the folder itself, every folder below that has a system in it, and single files where
 *            several of one folder could be opened alone. Sorted by path, the folder itself first.
 * Ownership: texts are the survey's until survey_release().
 */
#ifndef FAASMAP_SURVEY_H
#define FAASMAP_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "str.h"

struct survey_row {
    struct str path; /* below the folder: "orders/", "orders/template.yaml"; ".": the folder itself */
    struct str what; /* "SAM template, 12 functions", "3 SAM templates", "3 systems of 2 kinds" */
    struct str kinds; /* of several: "2 SAM templates, 1 ARM template"; else empty */
};

struct survey {
    struct arena *arena;
    struct survey_row *rows;
    size_t count;
    bool is_cut;
};

void survey_folder(const char *folder, struct survey *out);
void survey_release(struct survey *s);

/* The systems that come with the program. */
bool survey_sample(size_t i, struct str *name, struct str *title); /* false: no more */

#endif
