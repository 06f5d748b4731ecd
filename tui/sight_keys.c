/* SPDX-License-Identifier: MIT */
/* sight_keys.c - the keys of filters that the graph does not know: findings, what the user said, what the last
 * reading changed, boxes of the overview. */
#include "filter.h"
#include "live.h"
#include "overview.h"
#include "session.h"

/* As far as the rules have answered; they are asked now. */
static struct judged_list judged_of(struct explorer *x, node_id n)
{
    if (!x->judged && x->options.patient)
        session_findings(x);
    else if (!x->judged)
        session_findings_asked(x);
    return judged_about(x->judged, n);
}

const struct finding *sight_finding(struct explorer *x, node_id n, size_t i)
{
    struct judged_list list = judged_of(x, n);

    return i < list.count ? findings_at(x->findings, list.ones[i].finding) : NULL;
}

static bool finding_values(struct explorer *x, node_id n, bool severity,
                           bool (*test)(void *arg, struct str value), void *arg)
{
    struct judged_list list = judged_of(x, n);

    for (size_t i = 0; i < list.count; i++) {
        const struct judged_one *one = &list.ones[i];
        if (test(arg, str_from(severity ? severity_names[one->severity] : rules[one->rule].id)))
            return true;
    }
    return false;
}

static bool more_values(void *self, node_id n, struct str key,
                        bool (*test)(void *arg, struct str value), void *arg, bool *yes)
{
    static const char *const names[] = {"sev",     "rule", "tag",  "note",
                                        "mark", "changed", "box", "entry"};
    struct explorer *x = self;
    char first = str_empty(key) ? 0 : str_lower(key.ptr[0]);
    size_t i = 0;

    while (i < COUNT(names) && names[i][0] != first) /* one name for a letter: asked for every node */
        i++;
    if (i == COUNT(names) || !str_iis(key, names[i]))
        return false;
    switch (first) {
    case 's':
    case 'r':
        *yes = finding_values(x, n, first == 's', test, arg);
        x->sight_missing.rules = !x->judged;
        break;
    case 't':
        *yes = work_tag_fits(x, n, test, arg);
        break;
    case 'n':
        *yes = !str_empty(work_note(x, n)) && test(arg, work_note(x, n));
        break;
    case 'm':
        *yes = test(arg, work_marked(x, n) ? STR("yes") : STR("no"));
        break;
    case 'c':
        *yes = test(arg, live_found(x, n) ? STR("yes") : STR("no")) ||
               test(arg, str_from(live_words[live_found(x, n)]));
        break;
    case 'b':
        *yes = test(arg, overview_box_of(x, n));
        x->sight_missing.boxes = !overview_built(x);
        break;
    default:
        *yes = overview_is_entry(x->graph, n, test, arg);
    }
    return true;
}

static const char *const *more_order(void *self, struct str key, size_t *count)
{
    (void)self;
    *count = SEVERITY_COUNT;
    return str_iis(key, "sev") ? severity_names : NULL;
}

struct filter_more sight_more(struct explorer *x)
{
    return (struct filter_more){x, more_values, more_order};
}
