"""Makes resources/presets/pinyin.txt from pypinyin: `python -m tests.pinyin_table`.

The program ships the table instead of the package: reading it takes 10 ms, importing pypinyin 300.
"""

from collections import defaultdict
from pathlib import Path

from pypinyin import lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x323AF))


def table() -> str:
    """A line for each syllable: the syllable, a blank, every character that is read so alone."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in sorted(pinyin_dict):
        if any(first <= code <= last for first, last in HAN):
            found[lazy_pinyin(chr(code))[0]].append(chr(code))
    return "".join(f"{syllable} {''.join(found[syllable])}\n" for syllable in sorted(found))


if __name__ == "__main__":
    target = Path(__file__).parent.parent / "resources" / "presets" / "pinyin.txt"
    target.write_text(table(), encoding="utf-8")
