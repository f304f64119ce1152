from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from partyschool.domain.portrait import Crop, centred
from partyschool.errors import Refusal, Trouble
from partyschool.exchange.pictures import cut, read_picture, shrunk
from tests.photographs import TURNED_RIGHT, head, is_red, opened, save


@pytest.mark.parametrize("ending", ["jpg", "png", "bmp", "webp"])
def test_a_picture_of_each_kind_is_read(tmp_path: Path, ending: str) -> None:
    head().save(tmp_path / f"张三.{ending}")
    found = read_picture(tmp_path / f"张三.{ending}")
    assert (found.width, found.height, found.taken_at) == (300, 420, None)
    assert is_red(opened(found.jpeg), 0.03, 0.03)


def test_a_phone_held_upright_gives_an_upright_picture_and_leaves_the_place_behind(tmp_path: Path) -> None:
    path = save(tmp_path / "IMG_1.JPG", head(1200, 1680), held=TURNED_RIGHT, taken="2025:06:16 08:31:05")
    with Image.open(path) as lying:
        assert lying.size == (1680, 1200)
        assert lying.getexif() != {}
    found = read_picture(path, longest=700)
    assert (found.width, found.height) == (500, 700)
    assert is_red(opened(found.jpeg), 0.03, 0.03)
    assert found.taken_at == datetime(2025, 6, 16, 8, 31, 5)
    assert opened(found.jpeg).getexif() == {}


def test_a_transparent_background_becomes_white_paper(tmp_path: Path) -> None:
    Image.new("RGBA", (50, 70), (0, 0, 0, 0)).save(tmp_path / "x.png")
    assert opened(read_picture(tmp_path / "x.png").jpeg).getpixel((5, 5)) == (255, 255, 255)


def test_what_is_no_picture_is_refused_with_the_way_out(tmp_path: Path) -> None:
    apple = tmp_path / "IMG_0001.jpg"  # renamed, as people do
    apple.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0")
    with pytest.raises(Refusal, match="兼容性最佳"):
        read_picture(apple)
    whole = save(tmp_path / "半张.jpg", head())
    whole.write_bytes(whole.read_bytes()[:3000])
    (tmp_path / "名单.jpg").write_text("姓名", encoding="utf-8")
    for name in ("半张.jpg", "名单.jpg"):
        with pytest.raises(Refusal, match="不是能读的照片") as refusal:
            read_picture(tmp_path / name)
        assert name in refusal.value.message
    with pytest.raises(Trouble, match=r"没有\.jpg"):
        read_picture(tmp_path / "没有.jpg")


def test_the_portrait_is_what_the_frame_holds_at_the_paper_size(tmp_path: Path) -> None:
    picture = read_picture(save(tmp_path / "a.jpg", head(1000, 1000)))
    whole = opened(cut(picture.jpeg, centred(1000, 1000)))
    assert whole.size == (413, 579)
    corner = opened(cut(picture.jpeg, Crop(0, 0, 100)))
    assert corner.size == (100, 140)  # never enlarged
    assert is_red(corner, 0.5, 0.5)


def test_a_quarter_and_a_tilt_turn_clockwise(tmp_path: Path) -> None:
    picture = read_picture(save(tmp_path / "a.jpg", head(500, 700)))
    turned = opened(cut(picture.jpeg, centred(500, 700, turns=2)))
    assert is_red(turned, 0.97, 0.97)
    upper = opened(cut(picture.jpeg, Crop(0, 0, 500, tilt=15)))
    assert is_red(upper, 0.24, 0.03)  # the upper left corner moved to the right
    assert upper.getpixel((2, 2)) == pytest.approx((255, 255, 255), abs=3)


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png", head())
    first, second = read_picture(path), read_picture(path)
    assert first == second
    assert cut(first.jpeg, centred(300, 420)) == cut(second.jpeg, centred(300, 420))
    assert opened(shrunk(first.jpeg, 100)).size == (71, 100)
