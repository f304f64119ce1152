#!/bin/sh
# Open the window; a computer without a display (a server, a container) runs the demonstration instead.
set -eu
cd "$(dirname "$0")/.."
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" != Linux ]; then
    exec .venv/bin/partyschool
fi
echo "没有显示器，改为运行演示：一个虚构的镇，一整天的培训"
rm -rf out/demo
.venv/bin/partyschool demo --out out/demo
