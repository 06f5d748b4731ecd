/* SPDX-License-Identifier: MIT */
/* small_limits.h - limits that a line of text can reach. The Makefile compiles the readers a second
 * time with this before everything else, for tests/unit/test_read_limits.c.
 */
#ifndef FAASMAP_SMALL_LIMITS_H
#define FAASMAP_SMALL_LIMITS_H

#define LIMIT_DOCUMENT_BYTES 2000u
#define LIMIT_DEPTH 4u
#define LIMIT_DOCUMENT_NODES 20u
#define LIMIT_STRING_BYTES 10u
#define LIMIT_ALIAS_NODES 6u
#define LIMIT_ALIAS_FACTOR 1u
#define LIMIT_DOCUMENTS 3u
#define LIMIT_DIRECTIVES 2u

#endif
