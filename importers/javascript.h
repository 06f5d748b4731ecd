/* SPDX-License-Identifier: MIT */
/* javascript.h - what the files of the JavaScript and TypeScript reader share: javascript_lex.c
 * (tokens), javascript_expr.c, javascript_function.c (functions, classes, types), javascript_stmt.c.
 */
#ifndef FAASMAP_JAVASCRIPT_H
#define FAASMAP_JAVASCRIPT_H

#include "handler_ast.h"

void javascript_tokens(struct arena *a, struct str source, uint32_t line, struct code_tokens *out);

struct code_node *javascript_expression(struct code_reader *r); /* without comma; never NULL */
struct code_node *javascript_operand(struct code_reader *r); /* without operators */
struct code_node *javascript_sequence(struct code_reader *r);   /* with commas */
struct code_node *javascript_block(struct code_reader *r, enum code_kind kind); /* at '{' */

/* At "(": parameters and body of a function or method; at "async", "x =>" or "(": an arrow. */
struct code_node *javascript_function(struct code_reader *r, struct str name);
bool javascript_is_arrow(const struct code_reader *r);
struct code_node *javascript_arrow(struct code_reader *r);
struct code_node *javascript_class(struct code_reader *r); /* at "class" */
struct code_node *javascript_enum(struct code_reader *r); /* at "enum": an object of what it names */

/* TypeScript: ": T" with all that belongs to T. arrow: "=>" behind it is not a part of it. */
void javascript_annotation(struct code_reader *r, bool arrow);
void javascript_type(struct code_reader *r, bool arrow);
/* "<T>" before "(": passed over, true; anything else stays, false. */
bool javascript_type_arguments(struct code_reader *r);

#endif
