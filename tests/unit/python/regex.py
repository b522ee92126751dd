#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes regex.txt: what re.findall of Python 3.11 finds, as scikit-learn's vectorizers use it.

A line: pattern, subject, then each token, separated by tabs; controls, "%" and what is not ASCII as %XX of UTF-8.
"""
import re
import sys
from urllib.parse import quote

SUBJECTS = [
    "", "a", "I'm the 1st, aren't I?", "naïve café — ½ price, x_y __init__", "  spaces\tand\nlines\n", "a\nb", "\n", "aaa", "abcabc", "ab-cd--ef",
    "ſKkKİiIı sS", "e\u0301t\u00e9 \u0300", "\x1c\x1d\x1e\x1f \x85\xa0\u2003\u3000x", "中文 字符 漢字", "٣٤ ४५ 12", "ﬅ ﬆ ΐ ΐ ΰ ΰ Σςσ", "‿_⁀_—", "😀x😀 𐐀𐐨",
    "key=value; a.b.c [x] {y} (z) ^$ |\\", "2020-01-02 03:04", "aXbXc", "ab12ab12",
]
PATTERNS = [
    # scikit-learn's own, and what people write instead
    r"(?u)\b\w\w+\b", r"\b\w\w+\b", r"(?u)\b\w+\b", r"\w+", r"\w\w\w+", r"(?u)\b\w\w\w+\b", r"\b\w{2,}\b", r"\w{1,}", r"[a-zA-Z]+", r"(?u)\b[a-zA-Z]{2,}\b",
    r"\S+", r"[^\s,;]+", r"(?u)\b\w+['-]?\w*\b", r"\b[^\d\W]+\b", r"[^\W_]+", r"\d+", r"\D+", r"[\w'-]+", r".", r"(?s).", r"(?i)[a-z]+", r"[^ ]+", r"\b(\w+)-", r"(?:\w+\.)+\w+",
    # anchors, boundaries
    r"^", r"$", r"(?m)^", r"(?m)$", r"^\w", r"\w$", r"(?m)^\w+", r"(?m)\w+$", r"\A.", r".\Z", r"\b", r"\B", r"\Ba", r"a\B", r"(?m)^$", r"(?s).+", r".+",
    # empty matches, beside one another and beside others
    r"", r"a*", r"a*?", r"a??", r"|a", r"a|", r"\w*", r"\b|a", r"(a)|b", r"(a?)b", r"x*|\w", r"(?=a)", r"(?=a)|a",
    # repetitions
    r"a{2}", r"a{1,2}", r"a{,2}b?", r"a{,}b", r"a{1,}?", r"a{2", r"a{}", r"a{,", r"x{a}|\{y}", r"ab??", r"(?:ab)+", r"(?:ab?){2}", r"a{0}b", r"[ab]{2,3}c",
    # groups, references, assertions
    r"(\w)\1", r"(?P<c>\w)(?P=c)", r"(a|b)c", r"(?:a|b)(c)?", r"(?<=a)b", r"(?<!a)b", r"a(?=b)", r"a(?!b)", r"(?<=^)a", r"(?<=\b)\w", r"(?<=-)\w+", r"(?#comment)a", r"a(?#comment)*",
    # flags
    r"(?i)k", r"(?i)s", r"(?i)i", r"(?i)ı", r"(?i)[i]", r"(?i)[^i ]", r"(?i)[h-j]", r"(?i)ﬅ", r"(?i)[ﬆ]", r"(?i)ΐ", r"(?i)ς", r"(?i)😀|x", r"(?i)[😀x]", r"(?i:A)b", r"(?i)a(?-i:B)", r"(?x) a # first" "\n b", r"(?x)\  a* [ ]",
    r"(?x: a b )c", r"(?i)(?m)^A", r"(?im)^a", r"(?us).", r"(?a)\w+", r"(?a)\s+", r"(?a)\d+", r"(?a)\b\w", r"(?a)[\W]+", r"(?a)\S+", r"(?a)[^\D]",
    # sets
    r"[]a]", r"[^]a]+", r"[a-]", r"[-a]", r"[]-]", r"[a\-z]", r"[\]\\]", r"[[:alpha:]]+", r"[\d-]+", r"[\w.]+", r"[^\w]+", r"[\W\d]+", r"[\s\d]+", r"[\S]+", r"[^\S]+", r"[\D]+", r"[\x41-\x5a]",
    r"[\u4e00-\u9fff]+", r"[\U0001F600-\U0001F64F]", r"[^\x00-\x7f]+", r"[\b]", r"[\0-\40]+", r"[&&~~||]", r"[\W_]+", r"[é-]",
    # escapes
    r"\x61", r"\u00e9", r"\U0001f600", r"\141", r"\0", r"\.", r"\-", r"\_".replace("_", "/"), r"\[\w\]", r"\{", r"}", r"]", r"\t|\n", r"\\", r"\é",
]


def show(text):
    return quote(text, safe="".join(map(chr, range(32, 127))).replace("%", ""))


def main(path):
    with open(path, "w", encoding="ascii") as out:
        for pattern in PATTERNS:
            compiled = re.compile(pattern)
            assert compiled.groups < 2
            for subject in SUBJECTS:
                out.write("\t".join(map(show, [pattern, subject, *compiled.findall(subject)])) + "\n")


main(sys.argv[1] if len(sys.argv) > 1 else "regex.txt")
