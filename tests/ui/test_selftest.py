"""The installers run `partyschool --self-test` on what they have built."""

import subprocess
import sys
from pathlib import Path


def test_the_self_test_opens_pages_renders_paper_and_serves(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "partyschool", "--data", str(tmp_path / "untouched"), "--self-test"],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[-3:] == ["生成和预览 PDF：正常", "启动和停止签到服务：正常", "自检通过"]
    assert "页面 首页：正常" in lines
    assert not (tmp_path / "untouched").exists()
