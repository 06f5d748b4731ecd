/* SPDX-License-Identifier: MIT */
/* yaml_both.h - the two ways through a YAML stream, side by side. */
#ifndef FAASMAP_TEST_YAML_BOTH_H
#define FAASMAP_TEST_YAML_BOTH_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

struct yaml_both {
    bool agree;    /* all that yaml_usual.h gave is what libyaml gives, and if it came to the end,
                    * so did libyaml */
    bool ended;    /* yaml_usual.h came to the end */
    size_t given;  /* items that it gave */
    unsigned line, col; /* of the first item that differs */
};

struct yaml_both yaml_both(struct str utf8);

#endif
