/* SPDX-License-Identifier: MIT */
/* scan_json.h - the strict JSON scanner: accepts or rejects a text, token by token, with places.
 * Place:     private to the readers; the only judge of what is JSON (cJSON sees accepted strings).
 * Grammar:   RFC 8259 to the letter: white space is 20 09 0A 0D, numbers have no leading zero,
 *            strings no raw control, UTF-8 is strict, one value and nothing behind it. Refused
 *            besides: lone or inverted surrogate escapes and what goes over a limit.
 *            \u0000 is accepted and flagged. A byte order mark is not known here.
 * Places:    a line ends with CR, LF or CRLF; a column counts code points from 1.
 * Cost:      one pass, no recursion, no allocation.
 */
#ifndef FAASMAP_SCAN_JSON_H
#define FAASMAP_SCAN_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limit_say.h"
#include "str.h"

enum json_kind {
    JSON_MAP,
    JSON_LIST,
    JSON_STRING,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL,
    JSON_CLOSE, /* of the innermost map or list */
    JSON_END,   /* the whole text was accepted */
    JSON_FAULT  /* it was rejected: see json_scan.fault */
};

struct json_place {
    uint32_t line, col; /* from 1 */
};

/* A value, where it begins and, in a map, where its key does. Values come in pre-order. */
struct json_token {
    enum json_kind kind;
    bool has_key;
    struct str raw;         /* as written; a string with its quotes; a map or list: its bracket */
    size_t decoded;         /* bytes of a string without quotes and with escapes resolved */
    struct str key_raw;     /* with its quotes */
    size_t key_decoded;
    struct json_place at, key_at;
};

struct json_fault {
    const char *text;        /* what was expected; NULL where a limit was hit */
    enum limit_id limit;     /* LIMIT_ID_NONE if none was */
    struct json_place at;
    struct json_place opened; /* of the map or list that is not closed; line 0: does not matter */
    bool is_break;            /* a line end or tab in a string: breaks_allowed would let it pass */
};

struct json_scan {
    const char *at, *end;
    const char *line_start;
    size_t wide; /* UTF-8 continuation bytes in this line so far */
    uint32_t line, depth, nodes;
    uint8_t state;
    bool has_nul;           /* a \u0000 was seen; nul_at is the first */
    struct json_place nul_at;
    bool breaks_allowed;    /* by the caller, after init: line ends and tabs may stand in strings */
    uint32_t breaks;        /* how many did; break_at is the first */
    struct json_place break_at;
    struct json_fault fault;
    bool is_map[LIMIT_DEPTH];
    struct json_place opened[LIMIT_DEPTH];
};

void json_scan_init(struct json_scan *s, struct str text); /* borrows text */
/* The next token. After JSON_END and JSON_FAULT it must not be asked again. */
enum json_kind json_scan_next(struct json_scan *s, struct json_token *t);
/* Runs to the end: true if the text is accepted. */
bool json_scan_all(struct json_scan *s);

#endif
