import pytest

from partyschool.domain.photo_names import PhotoName, read_photo_name

NUMBER = "371482196503210010"


@pytest.mark.parametrize(
    ("stem", "found"),
    [
        (NUMBER, PhotoName(NUMBER, "", "")),
        ("37148219680715005x", PhotoName("37148219680715005X", "", "")),
        ("371482560101002", PhotoName("371482195601010022", "", "")),
        (f"张守信_{NUMBER}", PhotoName(NUMBER, "张守信", "")),
        (f"前庄村 {NUMBER} 张守信", PhotoName(NUMBER, "前庄村张守信", "")),
        ("张守信", PhotoName("", "张守信", "")),
        ("张　信 (2)", PhotoName("", "张信", "")),
        ("张守信 - 副本", PhotoName("", "张守信", "")),
        ("张守信0010", PhotoName("", "张守信", "0010")),
        ("张守信（005x）", PhotoName("", "张守信", "005X")),
        ("张守信-005x", PhotoName("", "张守信", "005X")),
        ("12、张守信", PhotoName("", "张守信", "")),
        ("阿卜杜拉·买买提", PhotoName("", "阿卜杜拉·买买提", "")),
        ("𠮷田", PhotoName("", "𠮷田", "")),
        ("IMG_0001", PhotoName("", "IMG", "0001")),
        ("0012", PhotoName("", "", "")),
    ],
)
def test_a_file_name_says_whom_it_shows(stem: str, found: PhotoName) -> None:
    assert read_photo_name(stem) == found
