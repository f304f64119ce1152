"""Wrong usage told in Chinese: argparse knows only English."""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

WRONG_USAGE = 2

# argparse's sentences (Python 3.11 to 3.14) → ours; \1 is what was typed.
_SENTENCES = tuple(
    (re.compile(english), chinese)
    for english, chinese in (
        (r"^the following arguments are required: (.+)$", r"还缺少 \1。"),
        (r"^unrecognized arguments: (.+)$", r"不认识“\1”。"),
        (r"^invalid choice: '?(.*?)'?(?:, maybe you meant .*)? \(choose from (.+)\)$", r"没有“\1”，可以是 \2。"),
        (r"^invalid int value: '(.*)'$", r"“\1”不是整数。"),
        (r"^invalid \w+ value: '(.*)'$", r"“\1”认不出来。"),
        (r"^expected (?:one argument|at least one argument|\d+ arguments?)$", "后面要写上内容。"),
        (r"^not allowed with argument (.+)$", r"不能和 \1 一起用。"),
        (r"^one of the arguments (.+) is required$", r"要写 \1 中的一个。"),
        (r"^ambiguous option: (.+) could match (.+)$", r"“\1”不清楚，可以是 \2。"),
    )
)
_ARGUMENT = re.compile(r"^argument (.+?): (.*)$", re.DOTALL)


def in_chinese(message: str) -> str:
    """The sentence of argparse in Chinese; one of our own (a date, a year) as it is."""
    about = ""
    if match := _ARGUMENT.match(message):
        about, message = f"{match[1]}：", match[2]
    for english, chinese in _SENTENCES:
        if english.match(message):
            return about + english.sub(chinese, message).replace("'", "").replace(", ", "、")
    return about + message


class Parser(argparse.ArgumentParser):
    """An argument parser that says in Chinese what is wrong, with the usage above; exit code 2."""

    def error(self, message: str) -> NoReturn:
        """As argparse, in words that a clerk understands."""
        print(f"{self.format_usage()}{in_chinese(message)}加 --help 看全部用法。", file=sys.stderr)
        raise SystemExit(WRONG_USAGE)
