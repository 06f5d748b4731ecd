/* SPDX-License-Identifier: MIT */
/* argument.h - what a word of a command is, for completion, pickers and help. */
#ifndef FAASMAP_ARGUMENT_H
#define FAASMAP_ARGUMENT_H

enum argument {
    ARGUMENT_NONE,
    ARGUMENT_NODE,       /* id, name, or a part of either; may have spaces: the rest of the line */
    ARGUMENT_VIEW,
    ARGUMENT_FILE,       /* the rest of the line */
    ARGUMENT_SYSTEM,     /* a folder, a file or a sample; the rest of the line */
    ARGUMENT_FORMAT,     /* of an export */
    ARGUMENT_SETTING,    /* NAME=VALUE */
    ARGUMENT_THEME,
    ARGUMENT_LAYER,      /* one or more, with commas, + or - before each */
    ARGUMENT_EXPRESSION, /* of the filter; the rest of the line */
    ARGUMENT_MACRO,      /* what can be done with macros now */
    ARGUMENT_RULE,
    ARGUMENT_WORD,       /* one of words */
    ARGUMENT_WORD_NODE,  /* one of words, some of which want a node: those with a space after */
    ARGUMENT_TEXT,       /* anything; the rest of the line */
};

#endif
