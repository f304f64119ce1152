"""Three sounds that the clerk tells apart without looking: signed in, already, refused."""

from __future__ import annotations

import math
import shutil
import struct
import sys
import tempfile
import wave
from enum import Enum
from functools import cache
from pathlib import Path

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

RATE, LOUDNESS, FADE_SECONDS = 22_050, 0.35, 0.01
PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))


class Sound(Enum):
    """Tones as (hertz, seconds); 0 Hz is a rest."""

    SIGNED = ((1320, 0.12),)
    ALREADY = ((880, 0.09), (0, 0.06), (880, 0.09))
    REFUSED = ((220, 0.32),)


def play(sound: Sound) -> None:
    """At once and without waiting; silent where the system has nothing to play with."""
    path = _file(sound)
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC)
        return
    player = next((command for command in PLAYERS if shutil.which(command[0])), None)
    if player is None:
        QApplication.beep()
    else:
        QProcess.startDetached(player[0], [*player[1:], str(path)])


@cache
def _file(sound: Sound) -> Path:
    path = Path(tempfile.mkdtemp(prefix="partyschool-")) / f"{sound.name.lower()}.wav"
    with wave.open(str(path), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(b"".join(_tone(hertz, seconds) for hertz, seconds in sound.value))
    return path


def _tone(hertz: int, seconds: float) -> bytes:
    """A sine that swells and fades within 10 ms, so that it does not click."""
    count = int(RATE * seconds)
    fade = int(RATE * FADE_SECONDS)
    samples = []
    for place in range(count):
        strength = min(1.0, place / fade, (count - place) / fade)
        value = math.sin(2 * math.pi * hertz * place / RATE) * strength * LOUDNESS if hertz else 0.0
        samples.append(struct.pack("<h", round(value * 32_767)))
    return b"".join(samples)
