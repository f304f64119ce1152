"""Does a name fit what was typed, and with which characters? Letters are pinyin initials, everything else is text."""


def hits(query: str, text: str, initials: str = "") -> tuple[int, ...] | None:
    """Positions of the characters of `text` that fit `query`; None when nothing fits, () when nothing was asked.

    `initials` has one letter for each character of `text` that is not a space. Alternative readings of a name
    stand behind each other with a space between (单 as s and d).
    """
    wanted = "".join(query.split()).casefold()
    if not wanted:
        return ()
    places = [position for position, character in enumerate(text) if not character.isspace()]
    for candidate in ("".join(text.split()), *initials.split()):
        start = candidate.casefold().find(wanted)
        if start >= 0:
            return tuple(places[start : start + len(wanted)])
    return None
