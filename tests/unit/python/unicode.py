#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes unicode.txt: what Python knows about every code point that its version of Unicode assigns.

Run with CPython 3.11 (Unicode 14). Lines, with code points in hexadecimal:
    assigned FIRST LAST        ranges of assigned code points; nothing is claimed about the others
    word FIRST LAST            re.match (r"\\w", c)
    cased FIRST LAST           c before a capital sigma makes it final: "cΣ".lower ()
    ignorable FIRST LAST       c between a letter and a capital sigma is passed over
    lower FIRST LAST TO...     c.lower (): TO for FIRST, and the same distance for the others (one code point only where TO is longer)
    accents FIRST LAST TO...   scikit-learn's strip_accents_unicode (c), likewise; no TO: dropped; without the 11,172 Hangul syllables, which follow a rule
"""
import re
import sys
import unicodedata

FINAL = "\u03c2"
points = [c for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cn", "Cs")]


def strip_accents_unicode(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def ranges(name, members, out):
    first = last = None
    for c in members + [None]:
        if first is not None and c != last + 1:
            out.write(f"{name} {first:X} {last:X}\n")
            first = c
        first = c if first is None else first
        last = c


def mapping(name, function, out):
    run = None  # first, last, distance
    for c in points + [None]:
        to = [ord(x) for x in function(chr(c))] if c is not None else []
        changed = c is not None and to != [c]
        if run and not (changed and len(to) == 1 and c == run[1] + 1 and to[0] - c == run[2]):
            out.write(f"{name} {run[0]:X} {run[1]:X} {run[0] + run[2]:X}\n")
            run = None
        if changed and len(to) == 1:
            run = (run[0], c, run[2]) if run else (c, c, to[0] - c)
        elif changed:
            out.write(f"{name} {c:X} {c:X}{''.join(f' {x:X}' for x in to)}\n")


def main(path):
    with open(path, "w", encoding="ascii") as out:
        ranges("assigned", points, out)
        ranges("word", [c for c in points if re.match(r"\w", chr(c))], out)
        cased = {c for c in points if (chr(c) + "\u03a3").lower().endswith(FINAL)}
        # "a" before it makes the sigma final if it is passed over; a cased one does so by itself
        passed = [c for c in points if ("a" + chr(c) + "\u03a3").lower().endswith(FINAL) and ("1" + chr(c) + "\u03a3").lower()[-1] != FINAL]
        ranges("cased", sorted(cased), out)
        ranges("ignorable", passed, out)
        mapping("lower", str.lower, out)
        mapping("accents", lambda c: c if "\uac00" <= c <= "\ud7a3" else strip_accents_unicode(c), out)


main(sys.argv[1] if len(sys.argv) > 1 else "unicode.txt")
