/* SPDX-License-Identifier: MIT */
/* read_source.h - from the text of a program to its tokens, with the place of each.
 * Place:     importers/read; knows base only. Scanners of one language (csharp_*.c) read tokens and
 *            never bytes.
 * Language:  C#. The token type is meant for every language of its look; each gets its own scan.
 * Tokens:    names, numbers, texts, characters, punctuation. Comments and white space are gone, so
 *            nothing in them can be taken for code; preprocessor lines are gone too.
 * Texts:     hold the decoded value: "a\"b", @"a""b" and """a"b""" are the same token. An
 *            interpolated text is FORMAT_BEGIN, TEXT and HOLE_BEGIN tokens... HOLE_END in turn,
 *            FORMAT_END; format and alignment of a hole are dropped.
 * Branches:  of #if ... #elif ... #else exactly one stays: the first whose condition is not known
 *            to be false. `true`, `false` and symbols of #define are known, DEBUG counts as undefined
 *            (a release build is what runs in the cloud), every other symbol may be either. So
 *            brackets stay balanced.
 * Pairs:     each opening token knows its closing one. A closing bracket that closes nothing is
 *            dropped; an opening one that nothing closes ends where the bracket around it ends.
 * Encoding:  UTF-8 with or without a mark, UTF-16 with a mark or recognised by its zero bytes.
 *            Other bytes pass through as they are. CR, LF and CRLF each end a line; columns count code
 *            points from 1.
 * Limits:    LIMIT_DOCUMENT_BYTES, LIMIT_DOCUMENT_NODES tokens, LIMIT_DEPTH nested interpolations.
 * Ownership: tokens borrow their text from the arena, into which the bytes are copied.
 * Cost:      linear; any bytes are accepted, an unfinished literal ends with its line or the file.
 */
#ifndef FAASMAP_READ_SOURCE_H
#define FAASMAP_READ_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "diag.h"
#include "str.h"

enum source_kind {
    SOURCE_END, /* the last token, once */
    SOURCE_NAME,
    SOURCE_NUMBER,
    SOURCE_TEXT,
    SOURCE_CHAR,
    SOURCE_PUNCT,
    SOURCE_FORMAT_BEGIN,
    SOURCE_FORMAT_END,
    SOURCE_HOLE_BEGIN,
    SOURCE_HOLE_END,
};

struct source_token {
    const char *ptr;
    uint32_t len;
    uint32_t line, col;
    uint32_t pair; /* of an opening token: index of the closing one; of all others: their own */
    uint8_t kind;  /* enum source_kind */
    bool escaped;  /* a name written with @: never a keyword */
};

struct source {
    struct source_token *items; /* items[count - 1] is SOURCE_END */
    size_t count, cap;
};

/* false: a limit was exceeded, one error was added, *out is empty. */
bool source_scan(struct str bytes, struct str file, struct arena *arena, struct diags *diags,
                 struct source *out);
void source_release(struct source *s); /* the list; texts stay in the arena */

static inline struct str source_text(const struct source_token *t)
{
    return (struct str){t->ptr, t->len};
}
/* True for this very punctuation mark or unescaped word. */
static inline bool source_is(const struct source_token *t, const char *word)
{
    size_t n = strlen(word);
    return (t->kind == SOURCE_PUNCT || (t->kind == SOURCE_NAME && !t->escaped)) && t->len == n &&
           memcmp(t->ptr, word, n) == 0;
}

#endif
