/* SPDX-License-Identifier: MIT */
/* csharp_parse.h - from tokens to the trees of csharp_ast.h.
 * Place:     importers; csharp_type.c types, csharp_expr.c expressions, csharp_stmt.c statements,
 *            csharp_decl.c declarations.
 * Failure:   never; what cannot be parsed becomes CS_UNKNOWN or is stepped over, brackets whole.
 * Depth:     LIMIT_DEPTH levels of recursion; deeper parts are stepped over.
 */
#ifndef FAASMAP_CSHARP_PARSE_H
#define FAASMAP_CSHARP_PARSE_H

#include "csharp_ast.h"

struct cs_project {
    struct arena *arena;
    struct diags *diags;
    struct cs_unit **units;
    size_t unit_count, unit_cap;
    struct cs_class **classes;
    size_t class_count, class_cap;
    struct cs_member **members;
    size_t member_count, member_cap;
    struct map by_simple_name; /* 1 + id of the first class with that name */
    struct map by_full_name;
    struct map extensions; /* method name -> 1 + id of the first */
    struct map sdk_words;  /* names of SDK classes */
    struct cs_using *global_usings;
};

/* Where a parse stands. */
struct cs_parser {
    struct cs_project *p;
    struct cs_unit *u;
    uint32_t pos, end;
    uint32_t depth;
};

static inline const struct source_token *cs_tok(const struct cs_parser *c, uint32_t ahead)
{
    uint32_t i = c->pos + ahead;
    uint32_t last = (uint32_t)c->u->tokens.count - 1;
    return &c->u->tokens.items[i < c->end ? i : last]; /* past the range: SOURCE_END */
}
static inline bool cs_at(const struct cs_parser *c, const char *word)
{
    return source_is(cs_tok(c, 0), word);
}
static inline bool cs_done(const struct cs_parser *c)
{
    return c->pos >= c->end || cs_tok(c, 0)->kind == SOURCE_END;
}
bool cs_take(struct cs_parser *c, const char *word); /* steps over it if it is there */
void cs_skip_group(struct cs_parser *c);             /* over one token, a bracket with its inside */
/* From the opening bracket at pos: the range inside; pos moves behind the closing one. */
struct cs_range cs_inside(struct cs_parser *c);
/* Splits off a parser for a range of the same unit. */
static inline struct cs_parser cs_sub(const struct cs_parser *c, struct cs_range r)
{
    return (struct cs_parser){c->p, c->u, r.from, r.to, c->depth};
}
/* A parser for a range that was kept. */
static inline struct cs_parser cs_over(struct cs_project *p, struct cs_unit *u, struct cs_range r)
{
    return (struct cs_parser){p, u, r.from, r.to, 0};
}
bool cs_is_word(const struct source_token *t); /* a name that is no reserved word */

/* Types */
/* Position behind a type that begins `at` tokens ahead, counted likewise; 0 if there is none. */
uint32_t cs_type_end(const struct cs_parser *c, uint32_t at);
struct cs_type *cs_parse_type(struct cs_parser *c); /* NULL: there is none, nothing is taken */
/* Behind <...> that begins `at` ahead; 0 if it is not a list of types. */
uint32_t cs_generics_end(const struct cs_parser *c, uint32_t at);
struct cs_type *cs_parse_generics(struct cs_parser *c); /* where cs_generics_end() is not 0 */

/* Expressions */
struct cs_expr *cs_expr_new(struct cs_parser *c, enum cs_op op);
struct cs_expr *cs_parse_expr(struct cs_parser *c);
struct cs_expr *cs_parse_args(struct cs_parser *c); /* the rest of the range: a, b: c, out var d */
struct cs_expr *cs_parse_primary(struct cs_parser *c);
struct cs_expr *cs_parse_chain(struct cs_parser *c, struct cs_expr *e); /* .a(b)[c] behind e */
struct cs_expr *cs_parse_query(struct cs_parser *c);
/* The variables that a pattern declares, as CS_DECLARE of the subject; pos moves behind it. */
struct cs_expr *cs_parse_pattern(struct cs_parser *c, struct cs_expr *subject);
struct cs_expr *cs_parse_lambda(struct cs_parser *c); /* NULL if none begins here */
/* True if a lambda's parameters and => begin here. */
bool cs_at_lambda(const struct cs_parser *c);
struct cs_param *cs_parse_params(struct cs_parser *c); /* at '('; behind ')' afterwards */

/* Statements */
struct cs_stmt *cs_parse_statement(struct cs_parser *c);
struct cs_stmt *cs_parse_statements(struct cs_parser *c); /* the rest of the range, as a list */

/* Declarations */
void cs_parse_unit(struct cs_project *p, struct cs_unit *u);
struct cs_attribute *cs_parse_attributes(struct cs_parser *c); /* all [..] that stand here */
/* Fills code or value of a member once. */
void cs_parse_member(struct cs_project *p, struct cs_member *m);
struct cs_expr *cs_member_init(struct cs_project *p, struct cs_member *m); /* or NULL */
struct cs_member *cs_member_new(struct cs_project *p, struct cs_unit *u, struct cs_class *owner,
                                enum cs_member_kind kind, const struct source_token *name);

#endif
