"""Photographs: read from phones, cameras and scanners, turned upright, and cut or shrunk to what paper needs.

What is kept is never the file as it came: a camera writes the place and its owner into it, and 12 million points of
a face fill the backups for nothing.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from struct import error as StructError  # noqa: N812 - an exception by its name

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from partyschool.domain.portrait import PRINT_HEIGHT, PRINT_WIDTH, Crop
from partyschool.errors import Refusal, Trouble, reason_of

ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".webp")
APPLE_ENDINGS = (".heic", ".heif")
# Pixels: half of a phone's usual 4032, which is read at half its size for nothing; a face in a third of it still prints
# 二寸 at 300 dots per inch.
KEPT_LONGEST = 2016
SEEN_LONGEST = 200
LARGEST_FILE = 100 * 1024 * 1024
MOST_PIXELS = 100_000_000

_FORMATS = ("JPEG", "PNG", "BMP", "WEBP")
_KEPT_QUALITY, _PRINT_QUALITY = 90, 88
_APPLE = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})
_TURNS = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}


# A picture far too large is refused in our own words; Pillow would warn on the error output before.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright picture as JPEG without anything that the camera wrote beside it, but the time.

    `file_width` and `file_height` are those of the file, seen upright.
    """

    jpeg: bytes
    width: int
    height: int
    taken_at: datetime | None
    file_width: int
    file_height: int


def read_picture(path: Path, *, longest: int = KEPT_LONGEST) -> Picture:
    """The picture of a file, at most `longest` pixels in width and height.

    :raises Refusal: no picture, a kind that cannot be read (HEIC with the way out), damaged, or far too large.
    :raises Trouble: the file cannot be opened.
    """
    _refuse_apple(path)
    try:
        with Image.open(path, formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refusal(
                    f"“{path.name}”有 {image.width} × {image.height} 点，太大了。请缩小后再选。", code="picture_large"
                )
            taken_at, size = _taken_at(image), image.size
            upright = _upright(image, longest)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        SyntaxError,
        ValueError,
        EOFError,
        StructError,
    ) as error:
        raise _unreadable(path) from error
    except OSError as error:
        if error.errno is None:  # Pillow's own: cut short or damaged inside
            raise _unreadable(path) from error
        raise Trouble(f"打不开“{path.name}”：{reason_of(error)}。请检查文件，再试一次。", code="file") from error
    if (size[0] > size[1]) != (upright.width > upright.height):
        size = size[1], size[0]
    return Picture(_jpeg(upright, _KEPT_QUALITY, optimize=False), *upright.size, taken_at, *size)


def _refuse_apple(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(12)
            size = file.seek(0, io.SEEK_END)
    except OSError as error:
        raise Trouble(f"打不开“{path.name}”：{reason_of(error)}。请检查文件，再试一次。", code="file") from error
    if size > LARGEST_FILE:
        raise Refusal(f"“{path.name}”超过 100 MB，不像照片。请另选一张。", code="picture_large")
    if (head[4:8] == b"ftyp" and head[8:12] in _APPLE) or path.suffix.lower() in APPLE_ENDINGS:
        message = (
            f"“{path.name}”是 HEIC 格式，这里读不了。请在手机的“设置 → 相机 → 格式”里选“兼容性最佳”再拍，"
            "或用微信、看图软件转成 JPG。"
        )
        raise Refusal(message, code="picture_heic")


def _unreadable(path: Path) -> Refusal:
    message = f"“{path.name}”不是能读的照片，或者已经损坏。请选 JPG、PNG 或 BMP 照片。"
    return Refusal(message, code="picture_unreadable")


def _upright(image: Image.Image, longest: int) -> Image.Image:
    """Turned as the camera was held, white where it was transparent, shrunk."""
    share = min(1.0, longest / max(image.size))
    # A JPEG is read at a half, a quarter or an eighth at once, as long as that is not smaller than what is wanted.
    image.draft("RGB", (max(1, int(image.width * share)), max(1, int(image.height * share))))
    turned = ImageOps.exif_transpose(image)
    if turned.has_transparency_data:
        whole = turned.convert("RGBA")
        turned = Image.new("RGB", whole.size, "white")
        turned.paste(whole, mask=whole.getchannel("A"))
    upright = turned.convert("RGB")
    upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return upright


def _taken_at(image: Image.Image) -> datetime | None:
    """When the camera says that it was taken, in its local time."""
    written = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return datetime.strptime(str(written).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def cut(jpeg: bytes, crop: Crop) -> bytes:
    """The portrait: at most 35 × 49 mm at 300 dots per inch, never enlarged."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        turned = image.transpose(_TURNS[crop.turns]) if crop.turns else image
        if crop.tilt:
            middle = crop.centre
            turned = turned.rotate(-crop.tilt, Image.Resampling.BICUBIC, center=middle, fillcolor="white")
        box = (
            crop.left,
            crop.top,
            min(crop.left + crop.width, turned.width),
            min(crop.top + crop.height, turned.height),
        )
        share = min(1.0, crop.width / PRINT_WIDTH)
        size = max(1, round(PRINT_WIDTH * share)), max(1, round(PRINT_HEIGHT * share))
        portrait = turned.resize(size, Image.Resampling.LANCZOS, box=box)
    return _jpeg(portrait, _PRINT_QUALITY)


def shrunk(jpeg: bytes, longest: int) -> bytes:
    """The same picture smaller, for paper or for the screen."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        small = image.convert("RGB")
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _jpeg(small, _PRINT_QUALITY)


def _jpeg(image: Image.Image, quality: int, *, optimize: bool = True) -> bytes:
    """Optimizing saves a twentieth of the bytes and doubles the time."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=optimize)
    return target.getvalue()
