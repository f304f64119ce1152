"""What a database driver says, put into words that tell the clerk what to do.

These are the only Chinese sentences below the services: a disk fails in every command alike, so it is said once, here.
"""

from sqlalchemy.exc import DBAPIError

from partyschool.errors import DataTrouble

FULL = "磁盘已满，这次操作没有保存。请清理磁盘后再试一次，之前的数据没有受影响。"
SENTENCES = (
    (
        "locked",
        "busy",
        "数据正被另一个程序占用，等了 10 秒仍写不进去。请关掉其他正在使用这个数据文件夹的窗口，再试一次。",
    ),
    ("disk is full", "full", FULL),
    ("no space left", "full", FULL),  # of a server
    ("deadlock", "busy", "两台电脑正在改同一批数据，这次操作没有保存。请再试一次。"),
    ("read-only transaction", "readonly", "数据库服务器现在只能读，这次操作没有保存。请告诉管服务器的人。"),
    ("readonly", "readonly", "数据文件夹是只读的，不能保存。请检查文件夹权限，或把数据移到可以写的位置。"),
    ("unable to open", "unreachable", "打不开数据库文件。请检查数据文件夹是否存在、是否有权限。"),
    ("not a database", "damaged", "数据库文件已损坏或不是本程序的数据。请从备份恢复。"),
    ("malformed", "damaged", "数据库文件已损坏。请从备份恢复；损坏的文件不要删除，可以留作查证。"),
    ("disk i/o", "disk", "读写磁盘出错，这次操作没有保存。请检查磁盘或 U 盘连接，再试一次。"),
    ("connection", "unreachable", "连不上数据库服务器。请检查网络和服务器地址，再试一次。"),
)


def trouble_of(error: DBAPIError) -> DataTrouble | None:
    """The sentence for a failure of disk or server; None where the program itself is at fault."""
    said = str(error.orig).lower()
    for mark, code, sentence in SENTENCES:
        if mark in said:
            return DataTrouble(sentence, code=code)
    return None
