"""The page that only says something: a sign, a title, what to do, perhaps one button (note.html)."""

from __future__ import annotations

from partyschool.signin.shell import Shell

GOOD, LOOK, NO = "good", "look", "no"


class Note:
    """`note.html` in the frame of a shell."""

    def __init__(self, shell: Shell) -> None:
        self._template = shell.templates(["note"])["note"]

    def fill(self, sign: str, title: str, what: str, *, more: str = "", press: str = "", link: str = "") -> bytes:
        """The page's bytes.

        :param sign: GOOD, LOOK or NO.
        :param more: a smaller line below.
        :param press: words of the button, which leads to `link`; empty for none.
        """
        signs = {GOOD: "", LOOK: "", NO: "", sign: "yes"}
        words = {"title": title, "what": what, "more": more, "press": press, "link": link}
        return self._template.fill(signs | words)
