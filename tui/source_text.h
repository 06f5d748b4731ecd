/* SPDX-License-Identifier: MIT */
/* source_text.h - the text of one input file, fit to be shown.
 * Place:     below view_source.c; the only part of the explorer that opens input files.
 * Opened:    regular files below the folder that was read, through no link; the files of a built-in
 *            sample from the program itself. At most SOURCE_BYTES of a file.
 * Shown:     UTF-8 with the secrets masked (secret_mask.h); the bytes of the file are overwritten
 *            as soon as they are masked.
 * Failure:   there is no text and `why` says so in a sentence.
 * Ownership: source_text_release() frees everything; {0} is an empty one.
 */
#ifndef FAASMAP_SOURCE_TEXT_H
#define FAASMAP_SOURCE_TEXT_H

#include <time.h>

#include "explorer.h"

enum { SOURCE_BYTES = 4 * 1024 * 1024 };

struct source_text {
    struct buf file;           /* its name, as origins have it */
    struct buf text, why;      /* why: not empty if there is no text */
    size_t *lines;             /* where each begins */
    size_t line_count, line_cap;
    size_t masks;              /* values that are masked */
    bool part;                 /* the end of the file is not here */
    bool changed;              /* written to since the system was read */
    struct timespec written;   /* when the file was last; 0: not known */
    long long size;
};

/* Loads the file unless it is what is loaded already and did not change. */
void source_text_load(struct source_text *s, const struct explorer_options *options,
                      const struct graph *g, struct str file);
void source_text_release(struct source_text *s);

struct str source_text_line(const struct source_text *s, size_t line); /* from 1; without its end */
/* The last line of what begins in this one: by indentation (YAML, Python), else by brackets. */
size_t source_text_extent(const struct source_text *s, size_t line);

#endif
