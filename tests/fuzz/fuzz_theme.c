/* SPDX-License-Identifier: MIT */
/* Fuzz target: the text of a theme. Besides memory errors it ends on: a theme that came with an
 * error, no theme and no error, a colour that its depth does not have. */
#include <stdint.h>
#include <stdlib.h>

#include "action.h"
#include "theme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct theme *t)
{
    static const int32_t most[] = {[DEPTH_MONO] = COLOUR_DEFAULT, [DEPTH_16] = 15,
                                   [DEPTH_256] = 255, [DEPTH_TRUE] = 0xffffff};
    struct style styles[ROLE_COUNT];
    struct colour fg, bg;
    uint32_t background;
    for (int depth = DEPTH_MONO; depth <= DEPTH_TRUE; depth++) {
        for (size_t v = 0; v < VIEW_COUNT; v++) {
            theme_resolve(t, str_from(view_names[v]), (enum depth)depth, styles);
            for (size_t r = 0; r < ROLE_COUNT; r++)
                if (styles[r].fg < COLOUR_DEFAULT || styles[r].fg > most[depth] ||
                    styles[r].bg < COLOUR_DEFAULT || styles[r].bg > most[depth])
                    abort();
        }
    }
    for (int r = 0; r < ROLE_COUNT; r++)
        theme_colours(t, (enum role)r, &fg, &bg);
    for (int g = 0; g < GLYPH_COUNT; g++)
        if (!theme_glyph(t, (enum glyph)g, false) || theme_glyph(t, (enum glyph)g, true) - 32 > 94)
            abort();
    if (theme_background(t, &background) && background > 0xffffff)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct diags *d = diags_new();
    struct theme *t;
    if (str_find(text, STR("inherits")) != STR_NPOS && str_chr(text, '/') != STR_NPOS) {
        diags_free(d); /* it could name any file of this machine */
        return 0;
    }
    t = theme_read(text, STR("fuzz.yaml"), NULL, d);
    if (!t == !diags_errors(d))
        abort();
    if (t)
        check(t);
    theme_free(t);
    diags_free(d);
    return 0;
}
