/* SPDX-License-Identifier: MIT */
/* amount.h - counts and money that may grow beyond all bounds: 128 bits that never wrap.
 * Place:     analysis; knows base only.
 * Units:     a count is kept in millionths, money in millionths of a picodollar's unit of its own
 *            table: AMOUNT_ONE is one of it. Whole weights keep whole amounts exact; shares are
 *            rounded up, so that a sum is never too small.
 * Overflow:  AMOUNT_MAX stands for "more than can be counted", and stays it.
 */
#ifndef FAASMAP_AMOUNT_H
#define FAASMAP_AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

__extension__ typedef unsigned __int128 amount;

#define AMOUNT_ONE ((amount)1000000)
#define AMOUNT_MAX (~(amount)0)

static inline amount amount_add(amount a, amount b)
{
    amount sum = a + b;
    return sum < a ? AMOUNT_MAX : sum;
}

static inline amount amount_times(amount a, amount b) /* b: a plain number, no millionths */
{
    amount product;
    if (a == AMOUNT_MAX || __builtin_mul_overflow(a, b, &product))
        return a && b ? AMOUNT_MAX : 0;
    return product;
}

/* a times a weight in millionths, rounded up. */
static inline amount amount_weigh(amount a, uint64_t millionths)
{
    const amount one = AMOUNT_ONE;
    if (millionths % AMOUNT_ONE == 0)
        return amount_times(a, millionths / one);
    if (a == AMOUNT_MAX)
        return AMOUNT_MAX;
    return amount_add(amount_times(a / one, millionths),
                      ((a % one) * millionths + one - 1) / one);
}

static inline amount amount_least(amount a, amount b)
{
    return a < b ? a : b;
}

/* The whole number that is not below it: "1,260"; from 10^15 on "about 10^20". */
void amount_text(struct buf *out, amount a);
void amount_digits(struct buf *out, amount whole); /* plain decimal digits of a whole number */
/* Picodollars: "$0.0000008", "$0.02", "$211.20": two digits at least, two that are not 0 below a cent. */
void amount_money(struct buf *out, amount pico, struct str currency);

#endif
