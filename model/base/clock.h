/* SPDX-License-Identifier: MIT */
/* clock.h - how much time has passed: for waits and limits, never for what is written. */
#ifndef FAASMAP_CLOCK_H
#define FAASMAP_CLOCK_H

long clock_ms(void); /* since some moment; it never goes back */

#endif
