"""Photographs as people hand them in, drawn here: a head before blue, with a red corner at the upper left."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import ExifTags, Image, ImageDraw

UPRIGHT, TURNED_RIGHT = 1, 6  # EXIF: as it lies; the camera was turned, show it a quarter clockwise


def head(width: int = 300, height: int = 420, *, blue: int = 200) -> Image.Image:
    """Somebody's head and shoulders; `blue` tells two pictures apart."""
    image = Image.new("RGB", (width, height), (60, 120, blue))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 10, height // 10), fill=(200, 0, 0))
    pen.ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.6), fill=(240, 200, 170))
    pen.ellipse((width * 0.15, height * 0.62, width * 0.85, height * 1.3), fill=(40, 40, 60))
    return image


def save(path: Path, image: Image.Image, *, held: int = UPRIGHT, taken: str = "") -> Path:
    """Write it as a phone does: lying as the sensor lay, with the way up and the time in its EXIF."""
    lying = image.transpose(Image.Transpose.ROTATE_90) if held == TURNED_RIGHT else image
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = held
    if taken:
        notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
        notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    path.parent.mkdir(parents=True, exist_ok=True)
    lying.save(path, exif=notes.tobytes())
    return path


def jpeg_of(image: Image.Image) -> bytes:
    """As it is kept."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=90)
    return target.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    """To look at points."""
    return Image.open(io.BytesIO(jpeg)).convert("RGB")


def is_red(image: Image.Image, x: float, y: float) -> bool:
    """Whether the point at these shares of width and height is of the red corner."""
    red, green, blue = image.getpixel((int(image.width * x), int(image.height * y)))  # type: ignore[misc]
    return red > 150 and green < 60 and blue < 60
