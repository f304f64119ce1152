"""Each of the field's 35 awkward cases has a test that is named after it."""

import re
from pathlib import Path

CASES = range(1, 36)
NAMED = re.compile(r"^(?:async )?def test_case_(\d+)_", re.MULTILINE)


def test_every_awkward_case_has_a_test_named_after_it() -> None:
    texts = (path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("test_*.py"))
    found = {int(number) for text in texts for number in NAMED.findall(text)}
    assert found == set(CASES)
