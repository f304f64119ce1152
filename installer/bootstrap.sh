#!/bin/sh
# Prepare .venv: `bootstrap.sh run` for the program, `bootstrap.sh dev` for its tests as well. Called by make, once per
# change of the pinned versions; the stamp it leaves makes the next call start at once.
set -eu
cd "$(dirname "$0")/.."
kind=$1

if ! .venv/bin/python -c '' 2>/dev/null; then
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$name
            break
        fi
    done
    if [ -z "${python:-}" ]; then
        echo "没有找到 Python 3.11 或更新的版本，请先安装：sudo apt-get install python3 python3-venv" >&2
        exit 1
    fi
else
    python=.venv/bin/python
fi

"$python" installer/system_packages.py "$kind"

if [ "$python" != .venv/bin/python ]; then
    echo "正在建立运行环境 .venv（$("$python" --version)）"
    "$python" -m venv --clear .venv
fi

lock=installer/requirements.lock
[ "$kind" = run ] || lock=installer/requirements-$kind.lock
echo "正在按 $lock 安装组件，第一次约需几分钟"
pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }
pip install --quiet --require-hashes --only-binary :all: -r "$lock"
pip install --quiet --no-build-isolation --no-deps --editable .
touch ".venv/$kind.stamp"
