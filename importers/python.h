/* SPDX-License-Identifier: MIT */
/* python.h - what the files of the Python reader share: python_lex.c (tokens), python_expr.c,
 * python_stmt.c.
 */
#ifndef FAASMAP_PYTHON_H
#define FAASMAP_PYTHON_H

#include "handler_ast.h"

/* nested: the inside of an f-string, which has no lines of its own. */
void python_tokens(struct arena *a, struct str source, uint32_t line, bool nested,
                   struct code_tokens *out);
/* One expression; never NULL. A list without brackets is a CODE_LIST. */
struct code_node *python_expression(struct code_reader *r);
struct code_node *python_list(struct code_reader *r); /* a, b, *c as targets or values */
struct code_node *python_parameters(struct code_reader *r, const char *end);

#endif
