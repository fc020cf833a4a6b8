"""Take pictures of the HTML report on the shipped recording, in a headless Chromium.

python docs/screenshots.py

Run it when the look of the page has changed. Fonts differ between machines, so no test compares the pictures.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

# When this file is run as a script, Python searches this folder for imports, and not the one above it.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs import excerpts
from tests.reporters.chromium import CHROMIUM, Browser

_COMMAND: Final = "salesiq-validate check examples/support-desk.har --coverage --format html"
_PICTURES: Final = Path(__file__).resolve().parent / "reference/reports"
#: The most bytes of a picture, so that pages load quickly and the repository stays small.
_MOST_BYTES: Final = 150_000
#: Unfolds the group of a rule and gives the number of pixels above it.
_UNFOLD: Final = """(() => {
  const group = [...document.querySelectorAll(".group")].find((group) => group.textContent.includes("%s"));
  group.querySelector("button").click();
  return group.getBoundingClientRect().top + scrollY;
})()"""


def take(browser: Any, page: Path, name: str, *, width: int, height: int, rule: str | None = None) -> None:
    """Write one picture.

    Arguments:
        browser: the browser in which to open the page.
        page: the report.
        name: the name of the file to write.
        width: the width of the window and the picture, in pixels.
        height: the height of both.
        rule: unfold its first group, and begin the picture a little above it; None for the top of the page.
    """
    browser.open(page, width=width, height=height)
    top = 0 if rule is None else browser.run(_UNFOLD % rule) - 120
    clip = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
    shot = browser.send("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
    picture = base64.b64decode(shot["data"])
    if len(picture) > _MOST_BYTES:
        raise SystemExit(f"{name} has {len(picture):,} bytes, and {_MOST_BYTES:,} are the most; show less")
    (_PICTURES / name).write_bytes(picture)
    print(f"docs/reference/reports/{name}: {len(picture):,} bytes")


def main() -> None:
    """Take every picture."""
    if CHROMIUM is None:
        raise SystemExit("This needs Chromium or Chrome on the PATH.")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "report.html")
        page.write_text(excerpts.printed(_COMMAND), encoding="utf-8")
        browser = Browser(Path(folder, "profile"))
        try:
            take(browser, page, "html-overview.png", width=1120, height=1125)
            take(browser, page, "html-finding.png", width=1120, height=720, rule="SIQ403")
            take(browser, page, "html-phone.png", width=390, height=844)
        finally:
            browser.close()


if __name__ == "__main__":
    main()
