"""`import photos`: a folder of portraits, each named after its person; checked first, written when it is wished."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from partyschool.domain.photo_names import PhotoName, read_photo_name
from partyschool.domain.portrait import LEAST_DPI, centred
from partyschool.errors import Problem, Refusal, Trouble, reason_of
from partyschool.exchange.pictures import APPLE_ENDINGS, ENDINGS, KEPT_LONGEST, SEEN_LONGEST, Picture, read_picture
from partyschool.exchange.portraits import ENDING, keep_portrait
from partyschool.exchange.results import ImportResult, Issue, result_of
from partyschool.services.attachments import kept_name
from partyschool.services.import_rows import Answer, Outcome, Progress
from partyschool.services.portrait_matches import PortraitPerson, PortraitRegister, load_portrait_register
from partyschool.services.portraits import NewPortrait, set_portraits
from partyschool.storage.database import Database

MOST_FILES = 20_000
WRITTEN = frozenset({Outcome.CREATED, Outcome.UPDATED})


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A file of the folder and what would come of it. `preview` is a small JPEG, empty where it cannot be read.

    :ivar row: running number of the file, from 1.
    :ivar code: stable word for what is wrong or doubtful, empty where nothing is; `note` says it.
    :ivar dpi: how sharp 一寸 would print from the largest frame.
    :ivar candidates: whom a doubtful picture may show, for `decided`.
    """

    row: int
    path: Path
    file: str
    outcome: Outcome
    code: str = ""
    note: str = ""
    person: PortraitPerson | None = None
    dpi: int = 0
    preview: bytes = b""
    candidates: tuple[PortraitPerson, ...] = ()

    @property
    def is_written(self) -> bool:
        """Whether the picture becomes the person's."""
        return self.outcome in WRITTEN


def read_folder(
    db: Database,
    folder: Path,
    *,
    replacing: bool = False,
    among: Collection[int] = (),
    progress: Progress | None = None,
) -> list[PhotoLine]:
    """Find out whom each picture shows, in the order of their names; nothing is written.

    :param replacing: pictures of people who have one already take its place.
    :param among: of several people of one name, whoever is among these is meant (the trainees of a class).
    :raises Refusal: no picture in the folder. Trouble: it cannot be read.
    """
    paths = picture_files(folder)
    with db.read() as session:
        register = load_portrait_register(session, among, db.now().date())
    taken: set[int] = set()
    lines = []
    for row, path in enumerate(paths, start=1):
        if progress is not None:
            progress(row - 1, len(paths))
        line = PhotoLine(row, path, path.relative_to(folder).as_posix(), Outcome.CREATED)
        line = _judged(_seen(line), register, taken, replacing)
        if line.is_written and line.person is not None:
            taken.add(line.person.id)
        lines.append(line)
    return lines


def picture_files(folder: Path) -> list[Path]:
    """Every picture in a folder and the folders in it, hidden ones left out.

    :raises Refusal: there is none, or far too many. Trouble: the folder cannot be read.
    """
    try:
        if not folder.is_dir():
            raise Refusal(f"“{folder}”不是文件夹。请选放照片的文件夹。", code="no_folder")
        found = [
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in {*ENDINGS, *APPLE_ENDINGS}
            and not any(part.startswith((".", "__MACOSX")) for part in path.relative_to(folder).parts)
            and path.is_file()
        ]
    except OSError as error:
        raise Trouble(f"打不开文件夹“{folder}”：{reason_of(error)}。请检查后再试。", code="folder") from error
    if not found:
        raise Refusal(
            f"“{folder.name}”里没有照片。照片要是 JPG、PNG 或 BMP，用身份证号或姓名做文件名。", code="no_photo"
        )
    if len(found) > MOST_FILES:
        raise Refusal(
            f"“{folder.name}”里有 {len(found)} 张照片，一次最多 {MOST_FILES} 张。请分几次导入。", code="too_many"
        )
    return sorted(found, key=lambda path: (path.parent, path.stem, path.suffix))


def _seen(line: PhotoLine) -> PhotoLine:
    """Whether it can be read at all, with a small copy to look at."""
    try:
        picture = read_picture(line.path, longest=SEEN_LONGEST)
    except Problem as problem:
        return replace(line, outcome=Outcome.REJECTED, code=problem.code, note=problem.message)
    return replace(line, preview=picture.jpeg, dpi=_kept_dpi(picture))


def _kept_dpi(picture: Picture) -> int:
    share = min(1.0, KEPT_LONGEST / max(picture.file_width, picture.file_height))
    return centred(int(picture.file_width * share), int(picture.file_height * share)).dpi()


def _judged(line: PhotoLine, register: PortraitRegister, taken: set[int], replacing: bool) -> PhotoLine:
    if line.outcome is Outcome.REJECTED:
        return line
    wanted = read_photo_name(line.path.stem)
    found = register.find(wanted)
    if len(found) != 1:
        return _unmatched(line, wanted, found)
    line = replace(line, person=found[0])
    person = found[0]
    if wanted.number and wanted.name and person.name not in wanted.name:
        note = f"文件名里的身份证号是{person.name}的，姓名却不一样。请核对后改文件名。"
        return replace(
            line, outcome=Outcome.PENDING, code="photo_name_differs", note=note, person=None, candidates=(person,)
        )
    if person.id in taken:
        note = f"前面已经有一张{person.name}的照片，这一张不用。请只留一张。"
        return replace(line, outcome=Outcome.DUPLICATE, code="photo_twice", note=note)
    if person.original and not replacing:
        return replace(line, outcome=Outcome.DUPLICATE, code="photo_there", note="已经有照片，没有更换。")
    if person.original and kept_name(read_picture(line.path).jpeg, ENDING) == person.original:
        return replace(line, outcome=Outcome.UNCHANGED, note="就是现在的照片，裁剪不变。")
    outcome = Outcome.UPDATED if person.original else Outcome.CREATED
    if line.dpi < LEAST_DPI:
        note = f"照片太小，印 25 × 35 毫米只有 {line.dpi} 点/英寸，会模糊。"
        return replace(line, outcome=outcome, code="photo_small", note=note)
    return replace(line, outcome=outcome)


def _unmatched(line: PhotoLine, wanted: PhotoName, found: Sequence[PortraitPerson]) -> PhotoLine:
    if found:
        units = "、".join(dict.fromkeys(person.unit or "没有单位" for person in found[:4]))
        note = f"有 {len(found)} 个人叫{wanted.name}（{units}）。请在文件名里加上身份证号后四位。"
        return replace(line, outcome=Outcome.PENDING, code="photo_ambiguous", note=note, candidates=tuple(found))
    if wanted.number:
        note = "花名册里没有这个身份证号。请核对号码，或先登记这个人。"
    elif wanted.name:
        note = f"花名册里没有“{wanted.name}{wanted.tail}”。文件名请写身份证号、姓名，或姓名加身份证号后四位。"
    else:
        note = "文件名里看不出是谁。请改成身份证号、姓名，或姓名加身份证号后四位。"
    return replace(line, outcome=Outcome.REJECTED, code="photo_nobody", note=note)


def decided(lines: Sequence[PhotoLine], row: int, person_id: int) -> list[PhotoLine]:
    """The lines with the clerk's word on whom a doubtful picture shows, one of its candidates."""
    taken = {line.person.id for line in lines if line.is_written and line.person is not None and line.row != row}
    return [_decided(line, person_id, taken) if line.row == row else line for line in lines]


def _decided(line: PhotoLine, person_id: int, taken: set[int]) -> PhotoLine:
    person = next(one for one in line.candidates if one.id == person_id)
    if person.id in taken:
        note = f"{person.name}已经有另一张照片要导入。请只留一张。"
        return replace(line, person=person, outcome=Outcome.DUPLICATE, code="photo_twice", note=note)
    outcome = Outcome.UPDATED if person.original else Outcome.CREATED
    return replace(line, person=person, outcome=outcome, code="", note="由您认定。")


def write_folder(
    db: Database, lines: Sequence[PhotoLine], *, source: str, progress: Progress | None = None
) -> list[PhotoLine]:
    """Keep the pictures that are to be written, cut in the middle, in one transaction; answers what became of each.

    What stops it half-way (取消 in `progress`) leaves no picture behind.
    """
    before = {path.name for path in db.folder.attachments.glob("*")}
    done: list[PhotoLine] = []
    portraits: list[NewPortrait] = []
    wanted = sum(line.is_written for line in lines)
    try:
        for line in lines:
            if line.is_written and progress is not None:
                progress(len(portraits), wanted)
            done.append(_kept(db, line, portraits) if line.is_written else line)
        set_portraits(db, portraits, source=source)
    except BaseException:
        for new in {name for one in portraits for name in (one.original, one.picture)} - before:
            (db.folder.attachments / new).unlink(missing_ok=True)
        raise
    return done


def _kept(db: Database, line: PhotoLine, portraits: list[NewPortrait]) -> PhotoLine:
    assert line.person is not None
    try:
        picture = read_picture(line.path)
    except Problem as problem:  # it was readable a moment ago
        return replace(line, outcome=Outcome.REJECTED, code=problem.code, note=problem.message)
    crop = centred(picture.width, picture.height)
    portraits.append(keep_portrait(db.folder, line.person.id, picture.jpeg, crop, called=line.file))
    return line


def import_photos(
    db: Database, folder: Path, *, dry_run: bool = False, replacing: bool = False, progress: Progress | None = None
) -> ImportResult:
    """Read the folder and write what fits; the outcomes are those of every import.

    :raises Refusal: no picture in the folder. Trouble: it cannot be read, or the data folder cannot be written.
    """
    lines = read_folder(db, folder, replacing=replacing, progress=progress)
    if not dry_run:
        lines = write_folder(db, lines, source=folder.name, progress=progress)
    return result_of("photos", [Answer(line.outcome) for line in lines], list(_issues(lines)))


def _issues(lines: Sequence[PhotoLine]) -> Iterator[Issue]:
    for line in lines:
        if line.code:
            level = "error" if line.outcome in {Outcome.REJECTED, Outcome.PENDING} else "warning"
            message = f"第 {line.row} 个文件“{line.file}”：{line.note}"
            yield Issue(line.row, "文件", line.file, level, line.code, message)
