/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "attr.h"
#include "cvss_parts.h"

char cvss_metric(struct str vector, const char *name)
{
    char value = 0;
    for (struct str rest = vector, one; str_cut(&rest, '/', &one);) {
        size_t colon = str_chr(one, ':');
        if (colon != STR_NPOS && str_is(str_sub(one, 0, colon), name) && one.len == colon + 2)
            value = one.ptr[colon + 1];
    }
    return value;
}

struct weight {
    char letter;
    double value;
};

/* false: the metric is missing or has no such value. */
static bool weigh(struct str vector, const char *name, const struct weight *weights, size_t count,
                  double *out)
{
    char letter = cvss_metric(vector, name);
    for (size_t i = 0; i < count; i++) {
        if (letter && weights[i].letter == letter) {
            *out = weights[i].value;
            return true;
        }
    }
    return false;
}
#define WEIGH(vector, name, weights, out) weigh(vector, name, weights, COUNT(weights), out)

static const struct weight impact3[] = {{'H', 0.56}, {'L', 0.22}, {'N', 0}};

/* The least number with one decimal that is not less (3.1, appendix A). */
static int round_up(double score)
{
    long whole = lround(score * 100000);
    return (int)(whole % 10000 == 0 ? whole / 10000 : whole / 10000 + 1);
}

static bool score3(struct str v, int *tenths)
{
    static const struct weight av[] = {{'N', 0.85}, {'A', 0.62}, {'L', 0.55}, {'P', 0.2}};
    static const struct weight ac[] = {{'L', 0.77}, {'H', 0.44}}, ui[] = {{'N', 0.85}, {'R', 0.62}};
    static const struct weight pr[] = {{'N', 0.85}, {'L', 0.62}, {'H', 0.27}};
    static const struct weight pr_changed[] = {{'N', 0.85}, {'L', 0.68}, {'H', 0.5}};
    double a, c, p, u, conf, integ, avail;
    char scope = cvss_metric(v, "S");
    bool changed = scope == 'C';
    if ((!changed && scope != 'U') || !WEIGH(v, "AV", av, &a) || !WEIGH(v, "AC", ac, &c) ||
        !weigh(v, "PR", changed ? pr_changed : pr, COUNT(pr), &p) || !WEIGH(v, "UI", ui, &u) ||
        !WEIGH(v, "C", impact3, &conf) || !WEIGH(v, "I", impact3, &integ) ||
        !WEIGH(v, "A", impact3, &avail))
        return false;
    double base = 1 - (1 - conf) * (1 - integ) * (1 - avail);
    double impact = changed ? 7.52 * (base - 0.029) - 3.25 * pow(base - 0.02, 15) : 6.42 * base;
    double score = (changed ? 1.08 : 1) * (impact + 8.22 * a * c * p * u);
    *tenths = impact <= 0 ? 0 : round_up(score > 10 ? 10 : score);
    return true;
}

static bool score2(struct str v, int *tenths)
{
    static const struct weight av[] = {{'L', 0.395}, {'A', 0.646}, {'N', 1}};
    static const struct weight ac[] = {{'H', 0.35}, {'M', 0.61}, {'L', 0.71}};
    static const struct weight au[] = {{'M', 0.45}, {'S', 0.56}, {'N', 0.704}};
    static const struct weight part[] = {{'N', 0}, {'P', 0.275}, {'C', 0.66}};
    double a, c, u, conf, integ, avail;
    if (!WEIGH(v, "AV", av, &a) || !WEIGH(v, "AC", ac, &c) || !WEIGH(v, "Au", au, &u) ||
        !WEIGH(v, "C", part, &conf) || !WEIGH(v, "I", part, &integ) || !WEIGH(v, "A", part, &avail))
        return false;
    double impact = 10.41 * (1 - (1 - conf) * (1 - integ) * (1 - avail));
    double score = (0.6 * impact + 0.4 * 20 * a * c * u - 1.5) * (impact > 0 ? 1.176 : 0);
    *tenths = (int)lround(score * 10);
    return true;
}

/* "7.5", "10" */
static bool bare_number(struct str v, int *tenths)
{
    size_t dot = str_chr(v, '.');
    long whole, part = 0;
    if (!str_to_long(str_sub(v, 0, dot), &whole) || whole < 0 || whole > 10)
        return false;
    if (dot != STR_NPOS && (v.len != dot + 2 || !str_to_long(str_from_at(v, dot + 1), &part) || part < 0))
        return false;
    *tenths = (int)(whole * 10 + part);
    return *tenths <= 100;
}

bool cvss_score(struct str vector, int *tenths)
{
    vector = str_trim(vector);
    if (str_starts(vector, STR("CVSS:3.")))
        return score3(vector, tenths);
    if (str_starts(vector, STR("CVSS:4.0/")))
        return cvss4_score(vector, tenths);
    if (str_starts(vector, STR("CVSS:")))
        return false;
    return score2(vector, tenths) || bare_number(vector, tenths);
}
