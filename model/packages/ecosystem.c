/* SPDX-License-Identifier: MIT */
#include "ecosystem.h"

#include "attr.h"

#define X(e, name, scheme) {name, scheme},
const struct ecosystem_row ecosystems[ECOSYSTEM_COUNT] = {ECOSYSTEMS(X)};
#undef X

bool ecosystem_find(struct str name, enum ecosystem *out)
{
    name = str_sub(name, 0, str_chr(name, ':'));
    for (size_t i = 0; i < COUNT(ecosystems); i++) {
        if (str_is(name, ecosystems[i].name)) {
            *out = (enum ecosystem)i;
            return true;
        }
    }
    return false;
}

/* Runs of '-', '_' and '.' are one '-'. */
static void add_pypi(struct buf *out, struct str name)
{
    bool open = false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool separator = c == '-' || c == '_' || c == '.';
        if (!separator)
            buf_putc(out, str_lower(c));
        else if (!open)
            buf_putc(out, '-');
        open = separator;
    }
}

void ecosystem_key(enum ecosystem e, struct str name, struct buf *out)
{
    buf_puts(out, ecosystems[e].name);
    buf_putc(out, ' ');
    name = str_trim(name);
    if (e == ECOSYSTEM_PYPI) {
        add_pypi(out, name);
        return;
    }
    for (size_t i = 0; i < name.len; i++)
        buf_putc(out, e == ECOSYSTEM_NUGET ? str_lower(name.ptr[i]) : name.ptr[i]);
}
