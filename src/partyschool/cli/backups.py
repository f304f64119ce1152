"""`backup create|list|verify|restore`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyschool.cli.surroundings import Surroundings
from partyschool.errors import Refusal

if TYPE_CHECKING:
    from partyschool.services.backups import BackupRow


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Register with the parser."""
    group = commands.add_parser("backup", help="备份：建立、列出、核对、恢复")
    actions = group.add_subparsers(title="操作", metavar="操作", required=True)
    create = actions.add_parser("create", parents=[common], help="把整个数据文件夹备份成一个文件")
    create.add_argument("-o", "--output", type=Path, metavar="FILE", help="默认放在数据文件夹的 backups 里")
    create.set_defaults(run=run_create)
    listing = actions.add_parser("list", parents=[common], help="列出备份")
    listing.set_defaults(run=run_list)
    verify = actions.add_parser("verify", parents=[common], help="核对备份是否完好")
    verify.add_argument("file", type=Path)
    verify.set_defaults(run=run_verify)
    restore = actions.add_parser("restore", parents=[common], help="从备份恢复；原来的数据另存一旁")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=run_restore)


def backup_document(row: BackupRow) -> dict[str, Any]:
    """A backup as JSON."""
    return {
        "file": str(row.file),
        "sha256": row.sha256,
        "bytes": row.size,
        "made_at": row.made_at.isoformat(sep=" "),
        "school": row.school,
    }


def run_create(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Back the whole data folder up."""
    from partyschool.services.backups import create_backup

    with surroundings.database() as db:
        row = create_backup(db, options.output)
    surroundings.answer(backup_document(row), lambda: iter([f"已备份到 {row.file}"]))


def run_list(surroundings: Surroundings, _options: argparse.Namespace) -> None:
    """The newest first."""
    from partyschool.services.backups import list_backups

    with surroundings.database() as db:
        rows = list_backups(db)
    surroundings.answer(
        {"backups": [backup_document(row) for row in rows]},
        lambda: (f"{row.made_at}\t{row.size:,} 字节\t{row.file}" for row in rows),
    )


def run_verify(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Every file in the backup against its SHA-256."""
    from partyschool.services.backups import verify_backup

    row = verify_backup(options.file)
    surroundings.answer(backup_document(row) | {"valid": True}, lambda: iter([f"{row.file} 完好，{row.made_at} 备份"]))


def run_restore(surroundings: Surroundings, options: argparse.Namespace) -> None:
    """Put a backup in the data folder's place; what was there is kept aside."""
    from partyschool.cli.surroundings import user_name
    from partyschool.services.backups import restore_backup

    if surroundings.url is not None:
        message = "备份只能恢复成本机的数据文件夹。现在用的是数据库服务器，请去掉 --database 和它的环境变量，再试一次。"
        raise Refusal(message, code="server")
    restored = restore_backup(options.file, surroundings.folder, actor=user_name())
    aside = str(restored.kept_aside) if restored.kept_aside else None
    document = backup_document(restored.backup) | {"data": str(restored.folder.root), "kept_aside": aside}
    sentence = f"已恢复到 {restored.folder.root}" + (f"，原来的数据另存在 {aside}" if aside else "")
    surroundings.answer(document, lambda: iter([sentence]))
