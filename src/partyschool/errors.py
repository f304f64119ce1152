"""The two kinds of problem that a person is told about; everything else that is raised is a bug.

`message` is one Chinese sentence, at most two, saying what is wrong, where, and what to do about it.
`code` is a stable English word for scripts and tests, empty where nothing needs to tell this problem from others.
"""

import errno

REASONS = {  # by name: not every system has every number
    "EACCES": "没有权限",
    "EPERM": "没有权限",
    "EROFS": "磁盘是只读的",
    "ENOSPC": "磁盘已满",
    "EDQUOT": "磁盘空间用完了",
    "EFBIG": "文件太大，磁盘放不下",
    "ENOENT": "没有这个文件或文件夹",
    "ENOTDIR": "路径中间有一段是文件，不是文件夹",
    "EISDIR": "它是一个文件夹",
    "EEXIST": "同名的文件已经在那里",
    "EBUSY": "正被别的程序占用",
    "ETXTBSY": "正被别的程序占用",
    "ENAMETOOLONG": "名字太长",
    "EIO": "磁盘读写出错",
    "ENODEV": "磁盘或 U 盘已经拔掉",
}


def reason_of(error: OSError) -> str:
    """What the system says of a file, as a clause of a Chinese sentence; unknown causes keep the system's words."""
    return REASONS.get(errno.errorcode.get(error.errno or 0, "")) or error.strerror or str(error)


class Problem(Exception):
    """Something that a person must hear of in words; never raised as itself."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Refusal(Problem):
    """The rules say no; nothing was changed. Exit code 1 on the command line."""


class Trouble(Problem):
    """A file, port or printer failed. Exit code 1 on the command line."""


class DataTrouble(Trouble):
    """The school's own data is damaged or cannot be reached. Exit code 3 on the command line."""


def year_closed(year: int) -> Refusal:
    """What counts in a closed year (年度结转) was to be changed."""
    return Refusal(
        f"{year} 年度已经结转，这一年的签到、学时和免训不能再改。"
        f"确实有错要先在“设置 → 年度结转”里重新打开 {year} 年度，并写明原因。",
        code="year_closed",
    )
