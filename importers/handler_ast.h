/* SPDX-License-Identifier: MIT */
/* handler_ast.h - what a source file of a function says, in one form for Python and JavaScript.
 * Place:     private to the scan of handler code (handler.h): python_*.c and javascript_*.c make it,
 *            handler_eval.c walks it. Knows base only.
 * Light:     the tree keeps what carries names, texts, calls and input; types, decorators of no
 *            meaning here and arithmetic are passed over. What cannot be read is skipped up to the
 *            end of its statement or bracket: a reader never fails.
 * Cost:      linear in the bytes; brackets are paired once. Depth at most CODE_DEPTH, deeper parts
 *            are empty values.
 * Ownership: everything lives in the arena that the reader was given; texts without escapes borrow
 *            from the source.
 */
#ifndef FAASMAP_HANDLER_AST_H
#define FAASMAP_HANDLER_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "str.h"

enum { CODE_DEPTH = 300 };

enum code_kind {
    CODE_VALUE,    /* a number, truth value, regular expression: nothing that is followed */
    CODE_NAME,     /* text: the name */
    CODE_TEXT,     /* text: what the literal means */
    CODE_JOIN,     /* a text made of its children: f-string, template literal */
    CODE_MEMBER,   /* child: the object; text: name of the member */
    CODE_INDEX,    /* children: object, key */
    CODE_CALL,     /* children: what is called, arguments; one with a key is given by name */
    CODE_NEW,      /* the same */
    CODE_MAP,      /* children: values with their keys; without key: computed, or CODE_SPREAD */
    CODE_LIST,
    CODE_ADD,      /* child + child; flag: Python's format % values */
    CODE_EITHER,   /* one of its children: a or b; flag: c ? a : b, a and b */
    CODE_MIX,      /* other operators and conditions: children are looked at, the value is not;
                      flag: decides what a list is made of */
    CODE_LAST,     /* the value of its last child */
    CODE_SPREAD,   /* ...x, *x, **x */
    CODE_EACH,     /* children: target, what is gone through, element: comprehensions */
    CODE_FUNCTION, /* text: name; children: CODE_LIST of parameters (targets), body */
    CODE_ASSIGN,   /* children: target, value; flag: adds to it (+=) */
    CODE_BLOCK,    /* statements */
    CODE_MAYBE,    /* statements that need not run; text: "if", "elif", "else" of a condition */
    CODE_LOOP,     /* children: target, what is gone through, body */
    CODE_RETURN,   /* child, or none */
    CODE_CLASS,    /* text: name; children: CODE_LIST of bases, members as CODE_ASSIGN */
    CODE_MODULE,   /* text: name of the module as it is written, "./lib", "..x", "boto3" */
    CODE_KIND_COUNT
};

struct code_node {
    uint8_t kind; /* enum code_kind */
    bool flag;
    uint32_t line, col;
    bool puts;          /* of the evaluation: this function puts events on a bus */
    uint32_t run, runs; /* of the evaluation: how often the last run went through this function */
    struct str text, key;
    struct code_node *first, *last, *next;
};

/* Root: a CODE_BLOCK. source must outlive the arena. line: of the first line, 1 for a file. */
struct code_node *python_read(struct arena *a, struct str source, uint32_t line);
struct code_node *javascript_read(struct arena *a, struct str source, uint32_t line);

/* --- For the two readers ---------------------------------------------------------------------- */
enum code_token_kind {
    TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_JOIN, TOKEN_REGEX, TOKEN_OP,
    TOKEN_NEWLINE, TOKEN_INDENT, TOKEN_DEDENT,
};
struct code_token {
    uint8_t kind;
    bool fresh;       /* first of its line */
    uint32_t line, col;
    uint32_t match;   /* of a bracket: index of its partner, of others 0 */
    struct str text;  /* spelling; of TOKEN_TEXT the value, of TOKEN_JOIN the inside as written */
};
struct code_tokens {
    struct code_token *items; /* ends with several TOKEN_END; for code_tokens_release() */
    size_t count, cap;
    uint32_t *open;           /* stack of brackets that wait */
    size_t open_count, open_cap;
};
struct code_token *code_token_add(struct code_tokens *t, enum code_token_kind kind, struct str text,
                                  uint32_t line, uint32_t col);
/* Adds an operator, pairing brackets. A closing one without partner is left out. */
void code_token_op(struct code_tokens *t, struct str text, uint32_t line, uint32_t col);
void code_tokens_end(struct code_tokens *t, uint32_t line); /* what is open is closed here */
void code_tokens_release(struct code_tokens *t);

struct code_reader {
    struct arena *arena;
    const struct code_token *tokens, *now;
    unsigned depth;
};
struct code_node *code_make(struct code_reader *r, enum code_kind kind,
                            const struct code_token *at);
struct code_node *code_with(struct code_reader *r, enum code_kind kind,
                            const struct code_token *at, struct code_node *x, struct code_node *y);
void code_add(struct code_node *parent, struct code_node *child); /* NULL child is allowed */
bool code_is(const struct code_reader *r, const char *text);      /* a name or operator */
bool code_is_any(const struct code_reader *r, const char *const *texts); /* NULL at the end */
bool code_take(struct code_reader *r, const char *text);
bool code_ahead(const struct code_reader *r, size_t i, const char *text);
/* The token at hand, passed over unless it is the end. */
static inline const struct code_token *code_next(struct code_reader *r)
{
    const struct code_token *t = r->now;
    if (t->kind != TOKEN_END)
        r->now++;
    return t;
}
void code_skip(struct code_reader *r); /* one token, with its partner and what is between */
bool code_enter(struct code_reader *r); /* false: too deep, nothing was entered */

bool code_is_letter(char c); /* of a name; bytes above 0x7f are */
/* What a literal means; borrows if it has no backslash. */
struct str code_unescape(struct arena *a, struct str inside);

#endif
