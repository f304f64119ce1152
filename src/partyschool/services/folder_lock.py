"""A second window on the same data folder is refused in words."""

from __future__ import annotations

from partyschool.errors import Trouble, reason_of
from partyschool.paths import DataFolder
from partyschool.storage.folder_lock import FolderInUse, FolderLock


def lock_folder(folder: DataFolder) -> FolderLock:
    """Take the folder for one window; keep what is returned until the window closes.

    :raises Trouble: another window has it, or the folder cannot be written.
    """
    try:
        return FolderLock(folder.root)
    except FolderInUse as error:
        who = f"（进程号 {error.pid}）" if error.pid else ""
        message = f"这个数据文件夹已在另一个窗口打开{who}：{folder.root}。请切换到那个窗口，或先把它关掉。"
        raise Trouble(message, code="in_use") from error
    except OSError as error:
        message = f"数据文件夹不能写入：{folder.root}（{reason_of(error)}）。请检查权限，或换一个文件夹。"
        raise Trouble(message, code="folder") from error
