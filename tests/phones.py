"""A phone: a headless Chromium of a phone's size, with a profile of its own."""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from partyschool.paths import resource

WIDTH, HEIGHT = 360, 780
SWITCHES = (
    "headless=new",
    "no-sandbox",  # tests run as root in a container
    "disable-gpu",
    "disable-dev-shm-usage",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
)


@contextmanager
def phone(profile: Path, *, scripts: bool) -> Iterator[Chrome]:
    """A new phone whose traces lie in the folder `profile`; `scripts` False: its owner switched JavaScript off."""
    profile.mkdir()
    # The system's driver by its path: selenium would otherwise look for one on the internet.
    environment = os.environ | {"FONTCONFIG_FILE": str(_font_list(profile))}
    service = Service(shutil.which("chromedriver"), env=environment, popen_kw={"start_new_session": True})
    browser = Chrome(_options(profile, scripts=scripts), service)
    try:
        yield browser
    finally:
        _switch_off(service)


def _options(profile: Path, *, scripts: bool) -> ChromeOptions:
    options = ChromeOptions()
    for switch in (*SWITCHES, f"user-data-dir={profile}"):
        options.add_argument(f"--{switch}")
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    screen = {"width": WIDTH, "height": HEIGHT, "pixelRatio": 2.0, "touch": True, "mobile": True}
    options.add_experimental_option("mobileEmulation", {"deviceMetrics": screen})
    return options


def _switch_off(service: Service) -> None:
    """Kill driver and browser together: `quit` was seen to wait for ever where the page's server had gone before."""
    os.killpg(service.process.pid, signal.SIGKILL)
    service.process.communicate()


def _font_list(profile: Path) -> Path:
    """The browser sees the program's fonts too: a fresh system has no Chinese ones, and pictures show boxes."""
    path = profile / "fonts.conf"
    path.write_text(
        f'<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{resource("fonts")}</dir>'
        f"<cachedir>{profile / 'fonts'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return path
