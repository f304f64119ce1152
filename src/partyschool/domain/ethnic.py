"""The 56 nationalities of GB/T 3304 in the order of their codes, and how rolls shorten them."""

NAMES = tuple(
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 "
    "土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 "
    "乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺".split()
)
_KNOWN = {name: f"{name}族" for name in NAMES}
_KNOWN |= {f"{code:02}": f"{name}族" for code, name in enumerate(NAMES, 1)}
_KNOWN |= {f"{code}": f"{name}族" for code, name in enumerate(NAMES, 1)}


def read_ethnic(text: str) -> str | None:
    """汉, 汉族, 01 and 1 → 汉族; None where it is none of the 56."""
    plain = "".join(text.split())
    return _KNOWN.get(plain.removesuffix("族") or plain)
