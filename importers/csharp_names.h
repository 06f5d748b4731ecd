/* SPDX-License-Identifier: MIT */
/* csharp_names.h - what a name means: classes by the rules of namespaces and usings, members by the
 * rules of inheritance.
 * Place:     importers; between the parser and the interpreter. Nothing is evaluated here.
 * Choice:    where several projects below one folder declare the same name, the class in the
 *            nearest folder wins.
 */
#ifndef FAASMAP_CSHARP_NAMES_H
#define FAASMAP_CSHARP_NAMES_H

#include "csharp_parse.h"
#include "csharp_sdk.h"

/* Once, after all units were parsed: resolves base classes and collects extension methods. */
void cs_names_link(struct cs_project *p);

/* The class that a name or dotted path means in that class of that file; NULL: none of ours. */
struct cs_class *cs_class_resolve(struct cs_project *p, const struct cs_unit *u,
                                  const struct cs_class *in, struct str path);
static inline struct cs_class *cs_type_class(struct cs_project *p, const struct cs_unit *u,
                                             const struct cs_class *in, const struct cs_type *t)
{
    return t && !t->array ? cs_class_resolve(p, u, in, t->path) : NULL;
}
/* The first member of that name in the class or what it inherits; of methods the first of a group
 * (see same_name). */
struct cs_member *cs_member_find(struct cs_project *p, const struct cs_class *k, struct str name);
struct cs_class *cs_base_class(const struct cs_class *k); /* of the project, or NULL */
/* True if k is base or has it among what it inherits. */
bool cs_class_is(const struct cs_class *k, const struct cs_class *base);
/* Fills found with the classes that can be made in the place of k (k itself if it is concrete). */
size_t cs_implementers(const struct cs_class *k, struct cs_class **found, size_t max);
/* True if an argument list of that length fits. */
bool cs_params_fit(const struct cs_member *m, uint32_t count, bool as_extension);
/* Extension methods of that name: the first; next ones by extension_next. */
struct cs_member *cs_extension_first(const struct cs_project *p, struct str name);

/* For a script: a member of another script of the project, the nearest one (#load). */
struct cs_member *cs_script_member(struct cs_project *p, const struct cs_unit *u, struct str name);

/* The SDK class that a type path means in that file, or NULL. */
const struct cs_sdk_class *cs_sdk_resolve(struct cs_project *p, const struct cs_unit *u,
                                          struct str path);
/* True for the name of a class that the tables know, whatever is imported. */
bool cs_sdk_word(struct cs_project *p, struct str name);
/* What an alias of the file stands for, or the path itself. */
struct str cs_unalias(struct cs_project *p, const struct cs_unit *u, struct str path);
/* A member of a class that `using static` makes visible in the file, or NULL. */
struct cs_member *cs_using_static_member(struct cs_project *p, const struct cs_unit *u,
                                         struct str name);

static inline struct str cs_last_part(struct str path)
{
    size_t dot = str_rchr(path, '.');
    return dot == STR_NPOS ? path : str_from_at(path, dot + 1);
}

#endif
