/* SPDX-License-Identifier: MIT */
/* order.h - many texts in the order of str_cmp().
 * Place:     base; for thousands of ids, names and ARNs, which begin alike. A few texts: qsort().
 * Algorithm: what all texts of a range share is passed over. Many are dealt out by their next byte, of
 *            few the next eight bytes are compared as one number (merge sort); what is still equal
 *            is a range of its own. Each byte is looked at a few times, not once per comparison:
 *            linear in the bytes of all texts, whatever they are.
 */
#ifndef FAASMAP_ORDER_H
#define FAASMAP_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "str.h"

/* order: indices of texts, each once; afterwards in the order of their texts. Equal ones stay as they
 * were, so that sorting by a second key first and by the first one then gives the order of pairs. */
void texts_sort(const struct str *texts, uint32_t *order, size_t count);

#endif
