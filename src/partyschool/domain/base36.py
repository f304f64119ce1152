"""Bytes as capitals and figures: a square code packs these into 5½ bits each, small letters take 8."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def encode_number(number: int, length: int) -> str:
    """`number` in base 36 with leading zeros; ValueError when it needs more than `length` figures."""
    figures = []
    for _ in range(length):
        number, digit = divmod(number, 36)
        figures.append(DIGITS[digit])
    if number:
        raise ValueError(f"more than {length} figures")
    return "".join(reversed(figures))


def encode_bytes(content: bytes, length: int) -> str:
    """`content` as a number of exactly `length` figures; 64 bytes need 100."""
    return encode_number(int.from_bytes(content, "big"), length)


def decode_bytes(text: str, size: int) -> bytes | None:
    """The bytes behind `encode_bytes`; None where the text is no such number."""
    if not text or not set(text) <= set(DIGITS):
        return None
    number = int(text, 36)
    return number.to_bytes(size, "big") if number.bit_length() <= size * 8 else None
