"""The states of a certificate in words and colour."""

from partyschool.ui.tokens import Tone

STATES: dict[str, tuple[str, Tone]] = {
    "valid": ("有效", Tone.DONE),
    "review": ("待复核", Tone.WATCH),
    "void": ("作废", Tone.PLAIN),
    "revoked": ("撤销", Tone.ERROR),
}
