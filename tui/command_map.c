/* SPDX-License-Identifier: MIT */
/* command_map.c - `faasmap map`, and the map options that the explorer starts with. */
#include <langinfo.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "commands.h"
#include "output.h"

enum { WIDTH_DEFAULT = 100, WIDTH_MAX = 10000, HOPS_DEFAULT = 2, HOPS_MAX = 1000 };

/* One word of a list of choices; "a|b|c" as --help shows it. */
static bool choose(const struct cli *cli, enum cli_option o, const char *const *words, int count,
                   int *out)
{
    for (int i = 0; i < count; i++) {
        if (str_is(cli_text(cli, o), words[i])) {
            *out = i;
            return true;
        }
    }
    struct buf list = {0};
    for (int i = 0; i < count; i++)
        buf_printf(&list, "%s%s", i ? (i + 1 < count ? ", " : " or ") : "", words[i]);
    output_error("'%s' is not %s", cli->value[o], list.ptr);
    buf_release(&list);
    return false;
}

static bool number(const struct cli *cli, enum cli_option o, long low, long high, int *out)
{
    long value;
    if (!str_to_long(cli_text(cli, o), &value) || value < low || value > high) {
        output_error("'%s' is not a number from %ld to %ld", cli->value[o], low, high);
        return false;
    }
    *out = (int)value;
    return true;
}

static bool layers(const struct cli *cli, unsigned *out)
{
    *out = 0;
    for (struct str rest = cli_text(cli, OPT_LAYERS), name; str_cut(&rest, ',', &name);) {
        enum layer layer;
        if (!layer_find(str_trim(name), &layer)) {
            output_error("there is no layer '%.*s': flow, identity and infrastructure are",
                         (int)name.len, name.ptr);
            return false;
        }
        *out |= VISIBLE_LAYER(layer);
    }
    return true;
}

static bool layout_options(const struct cli *cli, struct layout_options *out)
{
    static const char *const directions[] = {[LAYOUT_LR] = "lr", [LAYOUT_TB] = "tb"};
    static const char *const boxes[] = {[LAYOUT_FULL] = "full", [LAYOUT_COMPACT] = "compact",
                                        [LAYOUT_DETAILED] = "detailed"};
    static const char *const switches[] = {"off", "on"};
    int choice;
    if (cli_has(cli, OPT_DIRECTION)) {
        if (!choose(cli, OPT_DIRECTION, directions, COUNT(directions), &choice))
            return false;
        out->direction = (enum layout_direction)choice;
        out->pinned |= LAYOUT_PIN_DIRECTION;
    }
    if (cli_has(cli, OPT_BOXES)) {
        if (!choose(cli, OPT_BOXES, boxes, COUNT(boxes), &choice))
            return false;
        out->boxes = (enum layout_boxes)choice;
        out->pinned |= LAYOUT_PIN_BOXES;
    }
    if (cli_has(cli, OPT_FRAMES)) {
        if (!choose(cli, OPT_FRAMES, switches, COUNT(switches), &choice))
            return false;
        out->frames = choice;
        out->pinned |= LAYOUT_PIN_FRAMES;
    }
    out->ascii = cli_has(cli, OPT_ASCII) || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    return true;
}

bool commands_map_options(const struct cli *cli, const struct graph *g,
                          struct map_text_options *out)
{
    int choice;
    *out = (struct map_text_options){.visible.hops = HOPS_DEFAULT};
    if (!layout_options(cli, &out->layout) ||
        (cli_has(cli, OPT_LAYERS) && !layers(cli, &out->visible.layers)) ||
        (cli_has(cli, OPT_HOPS) && !number(cli, OPT_HOPS, 0, HOPS_MAX, &out->visible.hops)) ||
        (cli_has(cli, OPT_WIDTH) && !number(cli, OPT_WIDTH, 1, WIDTH_MAX, &out->width)))
        return false;
    if (cli_has(cli, OPT_LAYOUT)) {
        if (!choose(cli, OPT_LAYOUT, visible_arrangement_names, VISIBLE_ARRANGEMENT_COUNT, &choice))
            return false;
        out->visible.arrangement = (enum visible_arrangement)choice;
    }
    out->visible.more = out->layout.boxes == LAYOUT_DETAILED;
    out->visible.no_details = !cli_has(cli, OPT_DETAILS);
    if (cli_has(cli, OPT_FOCUS)) {
        out->visible.focus = commands_node(g, cli_text(cli, OPT_FOCUS));
        return out->visible.focus != 0;
    }
    return true;
}

/* The terminal's width, else COLUMNS, else the default. */
static int default_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    long columns;
    if (str_to_long(str_from(getenv("COLUMNS")), &columns) && columns > 0 && columns <= WIDTH_MAX)
        return (int)columns;
    return WIDTH_DEFAULT;
}

int command_map(const struct cli *cli)
{
    struct graph *g = commands_open(cli);
    if (!g)
        return EXIT_USAGE;
    struct map_text_options options;
    struct buf out = {0};
    int code = EXIT_USAGE;
    if (commands_map_options(cli, g, &options)) {
        if (!options.width)
            options.width = default_width();
        map_text(g, &options, &out);
        code = commands_finish(cli, g, &out);
    }
    graph_free(g);
    return code;
}
