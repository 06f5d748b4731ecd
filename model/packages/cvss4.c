/* SPDX-License-Identifier: MIT */
/* cvss4.c - the score of a vector of CVSS 4.0.
 * A vector belongs to a macro vector, a level in each of six groups of metrics (EQ1 to EQ6), whose most
 * severe vectors have the score of the table. From there it goes down: in each group by the share of
 * the steps to the next macro vector that the vector is away from the most severe one, and by the mean
 * of these. All most severe vectors of a level have the same sum of steps, so the sum is enough.
 * Whole numbers: the depths of all groups divide DEPTHS, so nothing is rounded before the end. */
#include "attr.h"
#include "cvss_parts.h"

enum metric4 { AV, PR, UI, AC, AT, VC, VI, VA, CR, IR, AR, SC, SI, SA, E, METRICS };
enum { DEPTHS = 840 };

/* Values from the most severe one; those before `first` are values of the modified metric only. */
static const struct {
    const char *name, *modified, *values;
    int first;
} metrics[METRICS] = {
    [AV] = {"AV", "MAV", "NALP", 0}, [PR] = {"PR", "MPR", "NLH", 0}, [UI] = {"UI", "MUI", "NPA", 0},
    [AC] = {"AC", "MAC", "LH", 0},   [AT] = {"AT", "MAT", "NP", 0},  [VC] = {"VC", "MVC", "HLN", 0},
    [VI] = {"VI", "MVI", "HLN", 0},  [VA] = {"VA", "MVA", "HLN", 0}, [CR] = {"CR", NULL, "HML", 0},
    [IR] = {"IR", NULL, "HML", 0},   [AR] = {"AR", NULL, "HML", 0},  [SC] = {"SC", "MSC", "HLN", 0},
    [SI] = {"SI", "MSI", "SHLN", 1}, [SA] = {"SA", "MSA", "SHLN", 1}, [E] = {"E", NULL, "APU", 0},
};

/* The level of a letter; -1: it is none of these. */
static int level_of(enum metric4 m, char letter)
{
    const char *at = letter ? strchr(metrics[m].values, letter) : NULL;
    return at ? (int)(at - metrics[m].values) : -1;
}

/* What is not defined of threat and environment counts as the worst. */
static bool read_metrics(struct str vector, int *level)
{
    for (enum metric4 m = 0; m < METRICS; m++) {
        bool base = metrics[m].modified != NULL;
        int own = level_of(m, cvss_metric(vector, metrics[m].name));
        int modified = base ? level_of(m, cvss_metric(vector, metrics[m].modified)) : -1;
        if (base && own < metrics[m].first)
            return false;
        level[m] = modified >= 0 ? modified : own >= 0 ? own : 0;
    }
    level[SC]++; /* a level "safety" is above those of SI and SA, and of SC as it is counted */
    return true;
}

/* Steps below the most severe vectors of the level that was found, of as many to the next. */
struct group {
    int level, levels, steps, depth;
};

static struct group group_of(int level, int levels, int sum, const int *most, const int *depths)
{
    return (struct group){level, levels, sum - most[level], depths[level]};
}

static struct group exploitability(const int *l)
{
    static const int most[] = {0, 1, 3}, depths[] = {1, 4, 5};
    int sum = l[AV] + l[PR] + l[UI];
    bool physical = l[AV] == 3, none = l[AV] && l[PR] && l[UI];
    return group_of(sum == 0 ? 0 : physical || none ? 2 : 1, 3, sum, most, depths);
}

static struct group complexity(const int *l)
{
    static const int most[] = {0, 1}, depths[] = {1, 2};
    int sum = l[AC] + l[AT];
    return group_of(sum > 0, 2, sum, most, depths);
}

/* EQ3 with EQ6. */
static struct group vulnerable_system(const int *l)
{
    static const int most[CVSS4_EQ36] = {0, 3, 1, 3, 3}, depths[CVSS4_EQ36] = {7, 6, 8, 8, 10};
    int sum = l[VC] + l[VI] + l[VA] + l[CR] + l[IR] + l[AR];
    int eq3 = !l[VC] && !l[VI] ? 0 : !l[VC] || !l[VI] || !l[VA] ? 1 : 2;
    bool wanted = (!l[CR] && !l[VC]) || (!l[IR] && !l[VI]) || (!l[AR] && !l[VA]);
    return group_of(eq3 == 2 ? 4 : eq3 * 2 + !wanted, CVSS4_EQ36, sum, most, depths);
}

static struct group later_systems(const int *l)
{
    static const int most[] = {1, 3, 6}, depths[] = {6, 5, 4};
    bool safety = !l[SI] || !l[SA], high = l[SC] == 1 || l[SI] == 1 || l[SA] == 1;
    return group_of(safety ? 0 : high ? 1 : 2, 3, l[SC] + l[SI] + l[SA], most, depths);
}

enum { EQ1, EQ2, EQ36, EQ4, EQ5, GROUPS };

static int score_at(const int *eq)
{
    return cvss4_scores[eq[EQ1]][eq[EQ2]][eq[EQ36]][eq[EQ4]][eq[EQ5]];
}

/* The score of the next lower macro vector in one group; the group is not at its last level. */
static int score_below(const int *eq, int group)
{
    int next[GROUPS], other;
    memcpy(next, eq, sizeof next);
    next[group]++;
    if (group != EQ36 || eq[EQ36] == 2 || eq[EQ36] == 3)
        return score_at(next); /* 10 -> 11, 11 -> 21 */
    if (eq[EQ36] == 1) { /* 01 -> 11 */
        next[EQ36] = 3;
        return score_at(next);
    }
    other = score_at(next); /* 00 -> 01 or 10: the higher one */
    next[EQ36] = 2;
    return score_at(next) > other ? score_at(next) : other;
}

bool cvss4_score(struct str vector, int *tenths)
{
    int l[METRICS], eq[GROUPS], away = 0, lower = 0;
    if (!read_metrics(vector, l))
        return false;
    const struct group groups[GROUPS] = {
        [EQ1] = exploitability(l), [EQ2] = complexity(l), [EQ36] = vulnerable_system(l),
        [EQ4] = later_systems(l),  [EQ5] = {l[E], 3, 0, 1},
    };
    *tenths = 0;
    if (l[VC] == 2 && l[VI] == 2 && l[VA] == 2 && l[SC] == 3 && l[SI] == 3 && l[SA] == 3)
        return true; /* no impact at all */
    for (int g = 0; g < GROUPS; g++)
        eq[g] = groups[g].level;
    int top = score_at(eq);
    for (int g = 0; g < GROUPS; g++) {
        if (groups[g].level + 1 == groups[g].levels)
            continue;
        lower++;
        away += (top - score_below(eq, g)) * groups[g].steps * (DEPTHS / groups[g].depth);
    }
    /* top - away / DEPTHS / lower, to the nearest, halves up */
    int whole = DEPTHS * (lower ? lower : 1);
    *tenths = (2 * (top * whole - away) + whole) / (2 * whole);
    return true;
}
