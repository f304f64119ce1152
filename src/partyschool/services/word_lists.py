"""The lists of words that drop-downs offer (预设名目): the school's own where it has changed one, else as they ship."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.presets import ListPreset, preset_lists
from partyschool.services.word_uses import count_uses, rename_in_records
from partyschool.storage.database import Database, owner_uid
from partyschool.storage.models.planning import ListEntry

TITLE_LIMIT, MOST_ENTRIES = 30, 100


@dataclass(frozen=True, slots=True)
class WordEntry:
    """An entry: what records hold, what is shown, whether it is offered, whether it ships, how many records use it."""

    value: str
    title: str
    is_hidden: bool = False
    is_preset: bool = False
    uses: int = 0


@dataclass(frozen=True, slots=True)
class WordList:
    """A list with the document it comes from; `is_changed`: the school has its own."""

    key: str
    title: str
    source: str
    is_changed: bool
    entries: tuple[WordEntry, ...]


def list_word_lists(db: Database) -> list[WordList]:
    """Every list, in the order in which the settings show them."""
    with db.read() as session:
        return [_word_list(session, preset) for preset in preset_lists().values()]


def get_word_list(db: Database, key: str) -> WordList:
    """One list with the uses of its entries."""
    with db.read() as session:
        return _word_list(session, preset_lists()[key])


def offered_words(db: Database, key: str, *, always: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(shown word, stored value) of what a drop-down offers; hidden ones only where their value is in `always`."""
    wanted = set(always)
    with db.read() as session:
        return [
            (title, value)
            for value, title, is_hidden in _entries(session, preset_lists()[key])
            if not is_hidden or value in wanted
        ]


def offered_in(session: Session, key: str) -> list[str]:
    """The words that are offered, in an open transaction."""
    return [title for _, title, is_hidden in _entries(session, preset_lists()[key]) if not is_hidden]


def words_of(session: Session, key: str) -> dict[str, str]:
    """The shown word of each stored value in the list's order, hidden ones too, presets that are gone last."""
    preset = preset_lists()[key]
    own = {value: title for value, title, _ in _entries(session, preset)}
    return own | {value: title for value, title in preset.entries if value not in own}


def value_of(session: Session, key: str, word: str) -> str | None:
    """The stored value that a typed word means, in the school's words or as shipped; None where it means none."""
    return values_by_word(session, key).get(word)


def values_by_word(session: Session, key: str) -> dict[str, str]:
    """The same for every word that means one: of the school's own the first, before those as shipped."""
    found = {title: value for value, title in preset_lists()[key].entries}
    for value, title in reversed(words_of(session, key).items()):
        found |= {value: value, title: value}
    return found


def add_word(db: Database, *, key: str, title: str) -> str:
    """A new entry at the end; returns its stored value.

    :raises Refusal: no word, too long, there already, or the list is full.
    """
    with db.write() as session:
        rows = _own_rows(session, key)
        title = _checked(rows, title)
        if len(rows) >= MOST_ENTRIES:
            raise Refusal(f"一个名目最多 {MOST_ENTRIES} 条，请先删去不用的。", code="list_full")
        value = _new_value(rows) if preset_lists()[key].is_coded else title
        session.add(ListEntry(list_key=key, value=value, title=title, position=len(rows) + 1))
        _note(session, db, "add", key, title)
        return value


def rename_word(db: Database, *, key: str, value: str, title: str) -> int:
    """Another word for an entry; returns how many records were changed with it.

    Rooms and courses follow the new word; what classes, exemptions and posts of the past say stays as it was said.

    :raises Refusal: no word, too long, or there already.
    """
    with db.write() as session:
        rows = _own_rows(session, key)
        row = _row(rows, key, value)
        title = _checked(rows, title, but=row)
        before, row.title = row.title, title
        changed = 0
        if not preset_lists()[key].is_coded:
            row.value = title
            changed = rename_in_records(session, key, before, title)
        _note(session, db, "rename", key, f"{before} → {title}")
        return changed


def hide_word(db: Database, *, key: str, value: str, is_hidden: bool) -> None:
    """Take an entry off the drop-downs, or offer it again; records keep it.

    :raises Refusal: nothing would be left to offer.
    """
    with db.write() as session:
        rows = _own_rows(session, key)
        row = _row(rows, key, value)
        if is_hidden and all(other.is_hidden for other in rows if other is not row):
            raise Refusal(f"“{row.title}”是最后一条，不能隐藏。请先新增别的。", code="list_empty")
        row.is_hidden = is_hidden
        _note(session, db, "hide" if is_hidden else "show", key, row.title)


def move_word(db: Database, *, key: str, value: str, by: int) -> None:
    """Put an entry so many places down (up where `by` is negative); beyond the ends it stays at the end."""
    with db.write() as session:
        rows = _own_rows(session, key)
        row = _row(rows, key, value)
        place = max(0, min(len(rows) - 1, rows.index(row) + by))
        rows.remove(row)
        rows.insert(place, row)
        _number(rows)
        _note(session, db, "order", key, row.title)


def remove_word(db: Database, *, key: str, value: str) -> None:
    """Delete an entry that no record uses.

    :raises Refusal: records use it, the program needs it, or nothing would be left.
    """
    with db.write() as session:
        rows = _own_rows(session, key)
        row = _row(rows, key, value)
        uses = count_uses(session, key)[value]
        if uses:
            raise Refusal(f"“{row.title}”有 {uses} 条记录在用，不能删除。不想再选到它，可以隐藏。", code="in_use")
        if _is_needed(key, value):
            raise Refusal(f"“{row.title}”是程序自带的类别，不能删除。不想再选到它，可以隐藏或改名。", code="needed")
        if all(other.is_hidden for other in rows if other is not row):
            raise Refusal(f"“{row.title}”是最后一条，不能删除。请先新增别的。", code="list_empty")
        rows.remove(row)
        session.delete(row)
        _number(rows)
        _note(session, db, "remove", key, row.title)


def reset_words(db: Database, *, key: str) -> None:
    """Back to the list as it ships; own entries that records use stay, hidden."""
    preset = preset_lists()[key]
    with db.write() as session:
        uses = count_uses(session, key)
        shipped = [WordEntry(value, title) for value, title in preset.entries]
        known = {entry.value for entry in shipped}
        own = [
            WordEntry(value, title, is_hidden=True)
            for value, title, _ in _entries(session, preset)
            if value not in known and uses[value]
        ]
        _replace(session, key, [*shipped, *own] if own else [])
        _note(session, db, "reset", key, "")


def put_back(db: Database, *, before: WordList) -> None:
    """Undo: the list as it was, with entries that came since and are in use kept at the end."""
    with db.write() as session:
        uses = count_uses(session, before.key)
        known = {entry.value for entry in before.entries}
        since = [
            WordEntry(value, title, is_hidden)
            for value, title, is_hidden in _entries(session, preset_lists()[before.key])
            if value not in known and uses[value]
        ]
        _replace(session, before.key, [*before.entries, *since] if before.is_changed or since else [])
        _note(session, db, "put_back", before.key, "")


def _word_list(session: Session, preset: ListPreset) -> WordList:
    stored, uses = _stored(session, preset.key), count_uses(session, preset.key)
    shipped = dict(preset.entries)
    entries = [
        WordEntry(value, title, is_hidden, value in shipped, uses[value])
        for value, title, is_hidden in _entries(session, preset)
    ]
    return WordList(preset.key, preset.title, preset.source, bool(stored), tuple(entries))


def _stored(session: Session, key: str) -> list[ListEntry]:
    own = select(ListEntry).where(ListEntry.list_key == key, ListEntry.owner_uid == owner_uid(session))
    return list(session.scalars(own.order_by(ListEntry.position, ListEntry.id)))


def _entries(session: Session, preset: ListPreset) -> list[tuple[str, str, bool]]:
    stored = _stored(session, preset.key)
    if stored:
        return [(row.value, row.title, row.is_hidden) for row in stored]
    return [(value, title, False) for value, title in preset.entries]


def _own_rows(session: Session, key: str) -> list[ListEntry]:
    """The rows to change; a list that is still as it ships is written down first."""
    if not _stored(session, key):
        _replace(session, key, [WordEntry(value, title) for value, title in preset_lists()[key].entries])
    return _stored(session, key)


def _replace(session: Session, key: str, entries: Sequence[WordEntry]) -> None:
    for row in _stored(session, key):
        session.delete(row)
    session.flush()
    for place, entry in enumerate(entries, 1):
        session.add(
            ListEntry(
                list_key=key, value=entry.value, title=entry.title, position=place, is_hidden=entry.is_hidden
            )
        )  # fmt: skip
    session.flush()


def _row(rows: Sequence[ListEntry], key: str, value: str) -> ListEntry:
    found = next((row for row in rows if row.value == value), None)
    if found is None:
        raise Refusal(f"“{preset_lists()[key].title}”里已经没有这一条，请刷新后再看。", code="entry_unknown")
    return found


def _checked(rows: Sequence[ListEntry], title: str, but: ListEntry | None = None) -> str:
    title = " ".join(title.split())
    if not title or len(title) > TITLE_LIMIT:
        raise Refusal(f"请填写名称，不超过 {TITLE_LIMIT} 个字。", code="title_missing")
    if "、" in title:
        raise Refusal("名称里不能有“、”，它用来分开几个名称。", code="title_mark")
    if any(title in (row.title, row.value) for row in rows if row is not but):
        raise Refusal(f"已经有“{title}”，不用再加；看不到时可能是隐藏了。", code="title_taken")
    return title


def _new_value(rows: Sequence[ListEntry]) -> str:
    """A short code of its own: the columns that hold it take fourteen characters."""
    taken = {row.value for row in rows}
    return next(value for number in range(1, len(rows) + 2) if (value := f"own{number}") not in taken)


def _is_needed(key: str, value: str) -> bool:
    """The program itself lays out lessons in these modules and founds points of kind 待定."""
    preset = preset_lists()[key]
    return preset.is_coded and value in dict(preset.entries)


def _number(rows: Sequence[ListEntry]) -> None:
    for place, row in enumerate(rows, 1):
        row.position = place


def _note(session: Session, db: Database, verb: str, key: str, words: str) -> None:
    title = preset_lists()[key].title
    audit.record(session, db, f"word.{verb}", f"{title}：{words}" if words else title)
