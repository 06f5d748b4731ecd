/* SPDX-License-Identifier: MIT */
/* attr.h - compiler attributes and the few macros that every file may use. */
#ifndef FAASMAP_ATTR_H
#define FAASMAP_ATTR_H

#define ATTR_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define ATTR_NORETURN          __attribute__((noreturn))
#define ATTR_RETURNS_NONNULL   __attribute__((returns_nonnull))
#define ATTR_MUST_USE          __attribute__((warn_unused_result))
#define ATTR_UNUSED            __attribute__((unused))

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
