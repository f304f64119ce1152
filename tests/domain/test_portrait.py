import pytest

from partyschool.domain.portrait import Crop, centred, kept_inside, resized, turned

WIDE, TALL = (4000, 3000), (1000, 3000)


@pytest.mark.parametrize("size", [WIDE, TALL, (500, 700), (31, 47)])
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_the_first_frame_is_the_largest_of_five_to_seven_in_the_middle(size: tuple[int, int], turns: int) -> None:
    crop = centred(*size, turns=turns)
    across, down = size[::-1] if turns % 2 else size
    assert crop.height == pytest.approx(crop.width * 1.4)
    assert crop.centre == pytest.approx((across / 2, down / 2))
    assert min(across - crop.width, down - crop.height) == pytest.approx(0, abs=1e-9)


def test_a_frame_that_is_dragged_out_of_the_picture_stops_at_its_edge() -> None:
    crop = kept_inside(Crop(3900, -50, 500, tilt=40), *WIDE)
    assert (crop.left, crop.top, crop.width, crop.tilt) == pytest.approx((3500, 0, 500, 15))


def test_a_frame_grows_about_its_middle_no_further_than_the_picture() -> None:
    crop = resized(Crop(1000, 1000, 500), 1000, *WIDE)
    assert crop.centre == pytest.approx((1250, 1350))
    assert resized(crop, 99_999, *WIDE).height == pytest.approx(3000)
    assert resized(crop, 1, *WIDE).width == 60


def test_four_quarters_bring_the_frame_back_to_the_same_spot() -> None:
    crop = start = Crop(1500, 700, 500)
    for _ in range(4):
        crop = turned(crop, 1, *WIDE)
    assert crop == start
    assert turned(start, 1, *WIDE).centre == (3000 - start.centre[1], start.centre[0])


def test_the_dots_per_inch_tell_how_sharp_it_prints() -> None:
    assert Crop(0, 0, 295.3).dpi() == 300
    assert Crop(0, 0, 295.3).dpi(35.0) == 214
    assert Crop(0, 0, 140).dpi() == 142
