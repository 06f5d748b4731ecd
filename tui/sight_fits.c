/* SPDX-License-Identifier: MIT */
/* sight_fits.c - which nodes pass the filter of a view; filters while they are typed. */
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "filter.h"
#include "linear.h"
#include "mem.h"
#include "overview.h"
#include "session.h"
#include "sight_prompt.h"

/* All that an answer of a filter may depend on besides the graph. What is shown changes for many other
 * reasons; filters are asked again for these only. */
struct basis {
    const struct findings *findings;
    unsigned reached, worked, read, layers, hidden, boxes;
};

struct view_set {
    struct buf text;   /* of the filter that fits was made for */
    unsigned made_for; /* x->shown */
    struct basis basis;
    bool made;
    uint8_t *fits;     /* per node id */
    size_t count;
    uint32_t version;  /* another one for each filling */
    bool open;         /* a word of it is still looked for: what passed before passes */
    unsigned words;    /* how many had been found then */
};

struct sight_sets {
    struct explorer *owner;
    struct view_set views[VIEW_COUNT];
    struct view_set before[VIEW_COUNT]; /* the filter that was there before: undo brings it back */
    uint32_t versions;
    unsigned followed;    /* x->worked, as sight_follow_work() last saw it */
    struct filter_memo *memo;
    struct basis memo_for;
    uint8_t *spare;
    struct sight_check check;
    uint8_t *checked;     /* what the text that is typed fits */
    struct buf checked_text;
    struct basis checked_for;
    bool is_checked; /* the check is of that text */
    unsigned checked_words;
    struct buf word;      /* what is looked for beside */
    unsigned word_asked, words; /* stamps: of the question; raised by every answer */
    bool filling;           /* in the midst of it */
    bool awaits_boxes;      /* somebody asked for boxes that are not there yet */
    node_id *containers;  /* NULL: not asked for yet */
    struct sight_asked asked;
};

struct sight_sets *sight_sets_new(struct explorer *x)
{
    struct sight_sets *s = mem_zalloc(1, sizeof *s);

    s->owner = x;
    s->memo = filter_memo_new();
    return s;
}

static void set_release(struct view_set *s)
{
    buf_release(&s->text);
    mem_free(s->fits);
}

void sight_sets_free(struct sight_sets *s)
{
    for (size_t v = 0; s && v < VIEW_COUNT; v++) {
        set_release(&s->views[v]);
        set_release(&s->before[v]);
    }
    if (s) {
        filter_memo_free(s->memo);
        buf_release(&s->check.error);
        buf_release(&s->checked_text);
        buf_release(&s->word);
        mem_free(s->checked);
        mem_free(s->spare);
        mem_free(s->containers);
    }
    mem_free(s);
}

/* --- What passes -------------------------------------------------------------------------------- */

static struct basis basis_of(const struct explorer *x)
{
    return (struct basis){.findings = x->findings, .reached = x->reach.raised, .worked = x->worked,
                          .read = x->live.taken, .layers = x->map.layers,
                          .hidden = x->hidden_changed, .boxes = overview_taken(x)};
}

static bool same_basis(const struct basis *a, const struct basis *b)
{
    return a->findings == b->findings && a->reached == b->reached && a->worked == b->worked &&
           a->read == b->read && a->layers == b->layers && a->hidden == b->hidden &&
           a->boxes == b->boxes;
}

/* Nobody is at the keys of a script; in a smaller system no word takes long. */
static bool is_hurry(const struct explorer *x)
{
    enum { LARGE = 10000 };

    return (x->options.beside || graph_node_count(x->graph) > LARGE) && !x->options.patient &&
           !x->options.linear && !x->macros.playing;
}

/* A word of a filter that is looked for beside. */
static void seek_word(struct sight_sets *s, struct str word)
{
    if (!str_eq(buf_str(&s->word), word)) {
        buf_reset(&s->word);
        buf_add(&s->word, word);
        s->word_asked++;
    }
    inquiry_ask(s->owner, INQUIRY_WORD, s->word_asked);
}

/* Asks about all nodes; false: the text is no filter. open: a word takes longer and comes later. */
static bool fill(const struct explorer *x, struct str text, uint8_t *fits, size_t *count,
                 struct buf *error, size_t *at, bool *open)
{
    struct sight_sets *s = x->sight_sets;
    struct filter_more more = sight_more(s->owner);
    struct filter *f;

    const struct basis now = basis_of(x);
    if (!same_basis(&s->memo_for, &now))
        filter_memo_forget(s->memo, s->memo_for.reached != now.reached);
    s->memo_for = now;
    f = filter_compile_memo(x->graph, x->exposure, &more, s->memo, text, error, at);
    filter_memo_hurry(s->memo, is_hurry(x));
    s->owner->sight_missing = (struct sight_missing){0};
    s->filling = true;
    if (f)
        *count = filter_fill(f, fits);
    s->filling = false;
    s->awaits_boxes = s->awaits_boxes || x->sight_missing.boxes;
    if (x->sight_missing.boxes || x->sight_missing.rules) /* what is kept of it is no answer */
        filter_memo_forget(s->memo, false);
    *open = f && (filter_memo_open(s->memo).len || x->sight_missing.boxes);
    if (*open && filter_memo_open(s->memo).len)
        seek_word(s, filter_memo_open(s->memo));
    filter_free(f);
    return f != NULL;
}

bool sight_takes_filter(enum view_id view)
{
    return view == VIEW_MAP || view == VIEW_INVENTORY || view == VIEW_FINDINGS ||
           view == VIEW_TREE || view == VIEW_TABLE || view == VIEW_TIME || view == VIEW_PATHS ||
           view == VIEW_MATRIX;
}

enum view_id sight_view(const struct explorer *x)
{
    if (sight_takes_filter(x->focus))
        return x->focus;
    return sight_takes_filter(x->main) ? x->main : VIEW_MAP;
}

struct str sight_filter(const struct explorer *x, enum view_id view)
{
    return buf_str(&x->sight.filter[view]);
}

/* Whether it still is what the filter says; that is asked for once per change of what is shown. */
static bool is_of(const struct explorer *x, struct view_set *s, struct str text)
{
    if (!s->made || !str_eq(buf_str(&s->text), text) ||
        (s->open && s->words != x->sight_sets->words))
        return false;
    if (s->made_for != x->shown || s->basis.worked != x->worked) {
        const struct basis now = basis_of(x);
        if (!same_basis(&s->basis, &now))
            return false;
        s->made_for = x->shown;
    }
    return true;
}

static void set_turn(struct view_set *a, struct view_set *b)
{
    struct view_set was = *a;

    *a = *b;
    *b = was;
}

/* words: as it was before it was asked, for an answer may have come at once. */
static void set_made(const struct explorer *x, struct view_set *s, struct str text, unsigned words)
{
    buf_reset(&s->text);
    buf_add(&s->text, text);
    s->made = true;
    s->made_for = x->shown;
    s->basis = basis_of(x);
    s->words = words;
    s->version = ++x->sight_sets->versions;
}

static void pass_all(struct view_set *s, size_t nodes)
{
    if (!s->fits)
        s->fits = mem_alloc(nodes + 1);
    memset(s->fits, 1, nodes + 1);
    s->fits[0] = 0;
    s->count = nodes;
}

/* What fits the filter of a view, kept until the filter changes or what it asks for. A filter that the
 * graph has outgrown lets everything pass. */
static const struct view_set *set_of(const struct explorer *x, enum view_id view)
{
    struct sight_sets *sets = x->sight_sets;
    struct view_set *s = &sets->views[view], *before = &sets->before[view];
    struct str text = sight_filter(x, view);
    size_t nodes = graph_node_count(x->graph), count = 0;
    const unsigned words = sets->words;
    struct buf error = {0};

    if (is_of(x, s, text))
        return s;
    if (!str_eq(buf_str(&s->text), text))
        set_turn(s, before);
    if (is_of(x, s, text))
        return s;
    if (!s->fits)
        pass_all(s, nodes);
    if (!sets->spare)
        sets->spare = mem_zalloc(nodes + 1, 1);
    if (!fill(x, text, sets->spare, &count, &error, NULL, &s->open)) {
        pass_all(s, nodes);
    } else if (!s->open) {
        uint8_t *was = s->fits;
        s->fits = sets->spare;
        s->count = count;
        sets->spare = was;
    } else if (!str_eq(buf_str(&s->text), text) && before->fits) {
        memcpy(s->fits, before->fits, nodes + 1);
        s->count = before->count;
    }
    buf_release(&error);
    set_made(x, s, text, words);
    return s;
}

/* What was just checked is the filter of the view now. */
static void set_take_checked(const struct explorer *x, enum view_id view)
{
    struct sight_sets *sets = x->sight_sets;
    struct view_set *s = &sets->views[view];
    uint8_t *fits = sets->checked;

    set_turn(s, &sets->before[view]);
    sets->checked = s->fits;
    s->fits = fits;
    s->count = sets->check.count;
    s->open = false;
    set_made(x, s, sight_filter(x, view), sets->words);
    sets->check.fits = NULL;
    sets->is_checked = false;
}

const uint8_t *sight_fits(const struct explorer *x, enum view_id view)
{
    return str_empty(sight_filter(x, view)) ? NULL : set_of(x, view)->fits;
}

bool sight_shows(const struct explorer *x, enum view_id view, node_id n)
{
    if (work_hidden(x, n))
        return false;
    if (str_empty(sight_filter(x, view)))
        return true;
    return set_of(x, view)->fits[n] ||
           (view == VIEW_MAP && node_set_has(&x->sight.revealed, n));
}

/* A name that has the word in it may cost a drawing. */
static bool asks_for_work(struct str text)
{
    return str_ifind(text, STR("mark")) != STR_NPOS || str_ifind(text, STR("note")) != STR_NPOS ||
           str_ifind(text, STR("tag")) != STR_NPOS;
}

void sight_follow_work(struct explorer *x)
{
    struct sight_sets *s = x->sight_sets;
    bool asked = false;

    for (size_t v = 0; s->followed != x->worked && v < VIEW_COUNT; v++)
        asked = asked || asks_for_work(sight_filter(x, (enum view_id)v));
    x->shown += asked;
    s->followed = x->worked;
}

uint64_t sight_stamp(const struct explorer *x, enum view_id view)
{
    uint32_t version = str_empty(sight_filter(x, view)) ? 0 : set_of(x, view)->version;

    return (uint64_t)x->hidden_changed << 32 | version;
}

struct sight_counts sight_counts(const struct explorer *x, enum view_id view)
{
    struct sight_counts c = {.all = graph_node_count(x->graph)};
    const uint8_t *fits = sight_fits(x, view);

    c.shown = fits ? set_of(x, view)->count : c.all;
    for (node_id n = work_next(x->work.hidden, 0); n; n = work_next(x->work.hidden, n))
        c.shown -= !fits || fits[n];
    return c;
}

const node_id *sight_containers(const struct explorer *x)
{
    struct sight_sets *s = x->sight_sets;

    if (!s->containers)
        s->containers = visible_containers(x->graph);
    return s->containers;
}

struct sight_asked *sight_asked(const struct explorer *x)
{
    return &x->sight_sets->asked;
}

/* --- While it is typed --------------------------------------------------------------------------- */

/* The line, its end and its colour ask about the same text. */
static bool is_checked(const struct sight_sets *s, struct str text, const struct basis *now)
{
    return s->is_checked && str_eq(buf_str(&s->checked_text), text) &&
           same_basis(&s->checked_for, now) && s->checked_words == s->words;
}

const struct sight_check *sight_check(const struct explorer *x, struct str text)
{
    struct sight_sets *s = x->sight_sets;
    struct sight_check *c = &s->check;
    const struct basis now = basis_of(x);
    const unsigned words = s->words;
    bool open = false;

    if (is_checked(s, text, &now))
        return c;
    if (!s->checked)
        s->checked = mem_zalloc(graph_node_count(x->graph) + 1, 1);
    buf_reset(&c->error);
    c->at = 0;
    c->count = 0;
    if (!fill(x, text, s->checked, &c->count, &c->error, &c->at, &open))
        c->verdict = SIGHT_ERROR;
    else
        c->verdict = open || x->sight_missing.rules ? SIGHT_LATER : c->count ? SIGHT_OK : SIGHT_NONE;
    c->missing = x->sight_missing;
    c->fits = c->verdict == SIGHT_OK || c->verdict == SIGHT_NONE ? s->checked : NULL;
    buf_reset(&s->checked_text);
    buf_add(&s->checked_text, text);
    s->checked_for = now;
    s->checked_words = words;
    s->is_checked = true;
    return c;
}

/* --- Words that take long ------------------------------------------------------------------------- */

struct word_job {
    const struct graph *graph;
    struct buf word;
    uint8_t *fits;
};

static void fill_job(struct explorer *x, void *job)
{
    struct word_job *j = job;

    j->graph = x->graph;
    buf_add(&j->word, buf_str(&x->sight_sets->word));
}

static void work(void *job)
{
    struct word_job *j = job;
    struct buf error = {0};
    struct filter *f = filter_compile(j->graph, NULL, NULL, buf_str(&j->word), &error, NULL);

    j->fits = mem_zalloc(graph_node_count(j->graph) + 1, 1);
    if (f)
        filter_fill(f, j->fits);
    filter_free(f);
    buf_release(&error);
}

static void found(struct explorer *x)
{
    x->sight_sets->words++;
    x->shown++;
    if (x->sight_sets->filling) /* who asked goes on with it */
        return;
    if (x->prompt.kind == PROMPT_FILTER)
        filter_prompt_live(x);
    session_search_found(x);
    later_there(x, LATER_FITS);
}

void sight_rules_found(struct explorer *x)
{
    found(x);
}

void sight_boxes_found(struct explorer *x)
{
    if (x->sight_sets->awaits_boxes)
        found(x);
    x->sight_sets->awaits_boxes = false;
}

static bool seeks(const struct explorer *x)
{
    return inquiry_busy(x, INQUIRY_WORD) ||
           (x->sight_sets->awaits_boxes && inquiry_busy(x, INQUIRY_BOXES));
}

bool sight_words_wait(struct explorer *x)
{
    const bool any = seeks(x);

    inquiry_wait(x, INQUIRY_WORD);
    if (x->sight_sets->awaits_boxes)
        inquiry_wait(x, INQUIRY_BOXES);
    return any;
}

bool sight_words_or_later(struct explorer *x)
{
    const bool later = is_hurry(x) && seeks(x) && later_can(x, LATER_FITS);

    if (later)
        later_run(x, LATER_FITS, inquiry_word.doing);
    else
        sight_words_wait(x);
    return !later;
}

static void take(struct explorer *x, void *job)
{
    struct word_job *j = job;
    struct sight_sets *s = x->sight_sets;

    filter_memo_answer(s->memo, buf_str(&j->word), j->fits, graph_node_count(x->graph));
    found(x);
}

static void drop(void *job)
{
    struct word_job *j = job;

    buf_release(&j->word);
    mem_free(j->fits);
}

const struct inquiry_kind inquiry_word = {
    .doing = "looking for what fits...",
    .job_size = sizeof(struct word_job),
    .stays = true, /* what a filter shows would be wrong for good */
    .fill = fill_job,
    .work = work,
    .take = take,
    .drop = drop,
};

bool sight_filter_set(struct explorer *x, enum view_id view, struct str text)
{
    struct buf copy = {0};
    const struct sight_check *c;

    buf_add(&copy, str_trim(text)); /* text may be the filter itself */
    c = sight_check(x, buf_str(&copy));
    if (c->verdict == SIGHT_ERROR) {
        session_complain(x, "%s (at %zu)", c->error.ptr, c->at + 1);
        buf_release(&copy);
        return false;
    }
    if (str_eq(buf_str(&copy), sight_filter(x, view))) {
        buf_release(&copy);
        return true;
    }
    undo_note(x);
    buf_release(&x->sight.filter[view]);
    x->sight.filter[view] = copy;
    if (view == VIEW_MAP)
        x->sight.revealed.count = 0; /* it was revealed in spite of another filter */
    x->shown++;
    if (c->fits && x->sight.filter[view].len)
        set_take_checked(x, view);
    return true;
}

void sight_filter_say(struct explorer *x, enum view_id view)
{
    struct sight_counts c = sight_counts(x, view);

    if (str_empty(sight_filter(x, view)))
        session_say(x, "%s: no filter", view_titles[view]);
    else if (inquiry_busy(x, INQUIRY_WORD))
        session_say(x, "%s: looking for what fits..., %s clears", view_titles[view],
                    linear_or(x, "&&", "filter alone"));
    else if (inquiry_busy(x, INQUIRY_FINDINGS))
        session_say(x, "%s: asking the rules..., %s clears", view_titles[view],
                    linear_or(x, "&&", "filter alone"));
    else
        session_say(x, "%s: %zu of %zu pass, %s clears", view_titles[view], c.shown, c.all,
                    linear_or(x, "&&", "filter alone"));
}
