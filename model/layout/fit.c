/* SPDX-License-Identifier: MIT */
/* fit.c - which way of drawing suits a window.
 * Order of candidates: full boxes before compact ones, wide tracks before narrow ones, frames
 * before none. Downward, names in one line make the picture less high: full boxes may fit then where
 * they would not otherwise. Graphs of more than SMALL nodes lose their frames if those more than
 * double the crossings (a FEW more do not count). Above LARGE nodes nothing fits a screen, so only
 * compact boxes are tried. */
#include "layered.h"
#include "text.h"

enum { SMALL = 40, FEW = 6, LARGE = 150, NARROW_COLS = 120, CANDIDATES = 9 };

static const struct layout_options wide_first[CANDIDATES] = {
    {.direction = LAYOUT_LR, .boxes = LAYOUT_FULL, .pitch = 2},
    {.direction = LAYOUT_LR, .boxes = LAYOUT_FULL, .pitch = 1},
    {.direction = LAYOUT_TB, .boxes = LAYOUT_FULL, .pitch = 2},
    {.direction = LAYOUT_TB, .boxes = LAYOUT_FULL, .pitch = 1},
    {.direction = LAYOUT_TB, .boxes = LAYOUT_FULL, .pitch = 1, .label_cells = LAYOUT_WHOLE_CELLS},
    {.direction = LAYOUT_LR, .boxes = LAYOUT_COMPACT, .pitch = 2},
    {.direction = LAYOUT_LR, .boxes = LAYOUT_COMPACT, .pitch = 1},
    {.direction = LAYOUT_TB, .boxes = LAYOUT_COMPACT, .pitch = 2},
    {.direction = LAYOUT_TB, .boxes = LAYOUT_COMPACT, .pitch = 1},
};
static const struct layout_options narrow_first[CANDIDATES] = {
    {.direction = LAYOUT_TB, .boxes = LAYOUT_FULL, .pitch = 2},
    {.direction = LAYOUT_TB, .boxes = LAYOUT_FULL, .pitch = 1},
    {.direction = LAYOUT_TB, .boxes = LAYOUT_FULL, .pitch = 1, .label_cells = LAYOUT_WHOLE_CELLS},
    {.direction = LAYOUT_TB, .boxes = LAYOUT_COMPACT, .pitch = 2},
    {.direction = LAYOUT_TB, .boxes = LAYOUT_COMPACT, .pitch = 1},
    {.direction = LAYOUT_LR, .boxes = LAYOUT_FULL, .pitch = 2},
    {.direction = LAYOUT_LR, .boxes = LAYOUT_FULL, .pitch = 1},
    {.direction = LAYOUT_LR, .boxes = LAYOUT_COMPACT, .pitch = 2},
    {.direction = LAYOUT_LR, .boxes = LAYOUT_COMPACT, .pitch = 1},
};

struct fitting {
    const struct layout_input *in;
    int rows, cols;
    struct layout_options base; /* pinned fields, ascii, label_cells */
    unsigned pinned;
    bool fits, one_axis, tried, stopped;
    double hidden;              /* share of the best candidate that lies outside */
    struct layout_options chosen;
    struct layout_result result;
};

static bool allowed(const struct fitting *f, const struct layout_options *o)
{
    if ((f->pinned & LAYOUT_PIN_DIRECTION) && o->direction != f->base.direction)
        return false;
    if ((f->pinned & LAYOUT_PIN_BOXES) &&
        (o->boxes == LAYOUT_COMPACT) != (f->base.boxes == LAYOUT_COMPACT))
        return false;
    if (o->label_cells > 0 && (f->base.label_cells > 0 || f->in->node_count > LARGE))
        return false;
    if ((f->pinned & LAYOUT_PIN_PITCH) && o->pitch != f->base.pitch)
        return false;
    if (f->in->node_count > LARGE && !(f->pinned & LAYOUT_PIN_BOXES) && o->boxes == LAYOUT_FULL)
        return false;
    return f->in->node_count <= LARGE || (f->pinned & LAYOUT_PIN_PITCH) || o->pitch == 1;
}

static void take(struct fitting *f, const struct layout_options *o, struct layout_result *r)
{
    if (f->tried)
        layout_result_release(&f->result);
    f->tried = true;
    f->chosen = *o;
    f->result = *r;
}

static void try_one(struct fitting *f, struct layout_options o, bool frames)
{
    struct layout_result r;
    bool whole = o.label_cells > 0;

    if (f->fits || f->stopped || !allowed(f, &o))
        return;
    if ((f->pinned & LAYOUT_PIN_BOXES) && o.boxes == LAYOUT_FULL)
        o.boxes = f->base.boxes; /* detailed ones take the place of full ones */
    o.frames = frames;
    o.ascii = f->base.ascii;
    o.label_cells = max_int(o.label_cells, f->base.label_cells);
    layout_run(f->in, &o, &r);
    f->stopped = r.stopped;
    if (f->stopped && f->tried) {
        layout_result_release(&r);
        return;
    }
    bool rows_fit = r.canvas.rows <= f->rows, cols_fit = r.canvas.cols <= f->cols;
    bool fits = rows_fit && cols_fit, one = rows_fit || cols_fit;
    double hidden = 1;
    if (r.canvas.rows > 0 && r.canvas.cols > 0)
        hidden -= (rows_fit ? 1 : (double)f->rows / r.canvas.rows) *
                  (cols_fit ? 1 : (double)f->cols / r.canvas.cols);
    bool better = !f->tried || (one && !f->one_axis) ||
                  (one == f->one_axis && hidden < f->hidden);
    if (fits || (better && !whole)) { /* the same with wrapped names was tried just before */
        take(f, &o, &r);
        f->fits = fits;
        f->one_axis = one;
        f->hidden = hidden;
    } else {
        layout_result_release(&r);
    }
}

static int longest_name(const struct layout_input *in)
{
    size_t most = 0;

    for (int i = 0; i < in->node_count; i++) {
        size_t cells = text_width(in->nodes[i].name);
        most = cells > most ? cells : most;
    }
    return min_int((int)most, LAYOUT_WHOLE_CELLS);
}

/* The compact picture with its names whole, if no more of it is outside then. */
static void try_whole_names(struct fitting *f)
{
    struct layout_options o = f->chosen;
    struct layout_result r;

    if (f->stopped || o.boxes != LAYOUT_COMPACT || o.label_cells > 0 ||
        f->in->node_count > LARGE)
        return;
    o.label_cells = longest_name(f->in);
    if (o.label_cells <= LAYOUT_COMPACT_CELLS)
        return;
    layout_run(f->in, &o, &r);
    if (!r.stopped && r.canvas.rows <= max_int(f->rows, f->result.canvas.rows) &&
        r.canvas.cols <= max_int(f->cols, f->result.canvas.cols))
        take(f, &o, &r);
    else
        layout_result_release(&r);
}

static int crossings(const struct fitting *f, bool frames)
{
    struct layout_options o = narrow_first[CANDIDATES - 1];
    struct layout_result r;

    o.frames = frames;
    layout_run(f->in, &o, &r);
    int count = r.metrics.crossings;
    layout_result_release(&r);
    return count;
}

static bool frames_must(const struct fitting *f)
{
    if (f->pinned & LAYOUT_PIN_FRAMES)
        return f->base.frames;
    return f->in->framed && f->in->cluster_count > 0;
}

static bool frames_pay(const struct fitting *f)
{
    if (f->pinned & LAYOUT_PIN_FRAMES || f->in->cluster_count == 0)
        return false;
    return f->in->node_count <= SMALL || crossings(f, true) <= 2 * crossings(f, false) + FEW;
}

void layout_fit(const struct layout_input *in, int rows, int cols, bool ascii,
                const struct layout_options *fixed, struct layout_options *chosen,
                struct layout_result *out)
{
    struct fitting f = {.in = in, .rows = rows, .cols = cols};
    const struct layout_options *list = cols <= NARROW_COLS ? narrow_first : wide_first;

    if (fixed) {
        f.base = *fixed;
        f.pinned = fixed->pinned;
    }
    f.base.ascii = ascii;
    bool must = frames_must(&f), may = must || frames_pay(&f);
    for (int i = 0; i < CANDIDATES && may; i++)
        try_one(&f, list[i], true);
    for (int i = 0; i < CANDIDATES && !must; i++)
        try_one(&f, list[i], false);
    try_whole_names(&f);
    f.chosen.pinned = f.pinned;
    f.result.stopped = f.stopped;
    *chosen = f.chosen;
    *out = f.result;
}

/* How many candidates there are, with frames or without. */
static int allowed_count(const struct layout_input *in, const struct layout_options *fixed)
{
    struct fitting f = {.in = in};
    int count = 0;

    if (fixed) {
        f.base = *fixed;
        f.pinned = fixed->pinned;
    }
    for (int i = 0; i < CANDIDATES; i++)
        count += allowed(&f, &wide_first[i]);
    return count;
}

/* Lines that are long and cross each other are what takes time: more of them the more edges a node has.
 * Frames without seats try how their parts go together. */
long layout_fit_cost(const struct layout_input *in, const struct layout_options *fixed)
{
    enum { BARE = 20, FRAMED = 3 }; /* microseconds per node and edge; times that of bare ones */
    static const double crowd = 0.04, most = 1e9;
    unsigned pinned = fixed ? fixed->pinned : 0;
    double size = (double)in->node_count + in->edge_count;
    double density = in->node_count ? (double)in->edge_count / in->node_count : 0;
    double cost = size * (BARE + crowd * size * density * density * density) *
                  allowed_count(in, fixed);
    bool bare_only = in->cluster_count == 0 || ((pinned & LAYOUT_PIN_FRAMES) && !fixed->frames);

    if (!bare_only)
        cost *= in->seats ? 2 : FRAMED + 1;
    return (long)(cost < most ? cost : most);
}
