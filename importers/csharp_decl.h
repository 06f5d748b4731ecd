/* SPDX-License-Identifier: MIT */
/* csharp_decl.h - what the two files that parse declarations share.
 * Place:     importers; csharp_decl.c (files, namespaces, types) and csharp_member.c only.
 */
#ifndef FAASMAP_CSHARP_DECL_H
#define FAASMAP_CSHARP_DECL_H

#include "csharp_parse.h"

struct cs_modifiers {
    bool is_static, is_const, is_abstract;
};

struct cs_modifiers cs_take_modifiers(struct cs_parser *c);
void cs_member_add(struct cs_project *p, struct cs_member *m); /* to its owner */
void cs_to_semicolon(struct cs_parser *c);                     /* behind the next one */
/* At the type of a member of a class. False: nothing was recognised; part of it may be taken. */
bool cs_parse_declared(struct cs_parser *c, struct cs_class *owner, struct cs_modifiers mod,
                       struct cs_attribute *attributes);

#endif
