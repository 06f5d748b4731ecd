#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes text_tables.c from Python's own copy of the Unicode character database.

    python3 model/base/text_tables.py > model/base/text_tables.c

The result is committed, so that a build does not depend on the Python that is installed.
"""
import unicodedata

END = 0x110000

# Default_Ignorable_Code_Point outside Cf and the variation selectors (DerivedCoreProperties.txt);
# unicodedata does not carry that property.
IGNORABLE = [(0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
             (0x2065, 0x2065), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0),
             (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF)]
# Format controls of Unicode 15.0 that an older database does not know.
LATER_FORMATS = [(0x13430, 0x1343F)]
# Vowels and final consonants of Hangul join the consonant before them.
JAMO = [(0x1161, 0x11FF), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB)]


def within(code, ranges):
    return any(low <= code <= high for low, high in ranges)


def hidden(code):
    return (unicodedata.category(chr(code)) in ("Cf", "Cs", "Co", "Zl", "Zp")
            or within(code, IGNORABLE) or within(code, LATER_FORMATS)
            or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE)


def mark(code):
    return (unicodedata.category(chr(code)) in ("Mn", "Me") or within(code, JAMO)) \
        and not hidden(code)


def wide(code):
    return unicodedata.east_asian_width(chr(code)) in "WF" and not hidden(code) and not mark(code)


def ambiguous(code):
    return code >= 0x80 and unicodedata.east_asian_width(chr(code)) == "A" \
        and not hidden(code) and not mark(code)


def table(name, comment, test):
    ranges, start = [], None
    for code in range(END + 1):
        if code < END and test(code):
            start = code if start is None else start
        elif start is not None:
            ranges.append((start, code - 1))
            start = None
    print(f"/* {comment} */")
    print(f"const struct text_range {name}[] = {{")
    line = "   "
    for low, high in ranges:
        item = f" {{0x{low:x}, 0x{high:x}}},"
        if len(line) + len(item) > 100:
            print(line)
            line = "   "
        line += item
    print(line)
    print("};")
    print(f"const size_t {name}_count = sizeof {name} / sizeof {name}[0];\n")


print("/* SPDX-License-Identifier: MIT */")
print(f"/* Written by text_tables.py from Unicode {unicodedata.unidata_version}. */")
print('#include "text_tables.h"\n')
table("text_hidden", "Format, surrogate, private use, line separators, ignorable, noncharacters.",
      hidden)
table("text_marks", "Marks that join the character before them.", mark)
table("text_wide", "East Asian Wide and Fullwidth.", wide)
table("text_ambiguous", "East Asian Ambiguous: two cells on some terminals.", ambiguous)
