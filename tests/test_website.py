"""The website: its links lead somewhere, it opens from a folder without a network, and its search finds what it should.

Needs the extra `docs`, and Chromium for what a browser shows.
"""

from __future__ import annotations

import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from docs import website
from tests.reporters.chromium import CHROMIUM, Browser

ROOT = Path(__file__).resolve().parents[1]
DESKTOP, PHONE = 1280, 390
#: A page of each kind, and those with the widest tables and code.
PAGES = [
    "index",
    "tutorial/getting-started",
    "how-to/clients",
    "how-to/recordings/index",
    "reference/rules/index",
    "reference/rules/SIQ403",
    "reference/errors/index",
    "reference/errors/1007",
    "reference/operations/index",
    "reference/operations/create_trigger_rule",
    "reference/inbound/input_slider",
    "reference/settings",
    "explanation/performance",
]
#: What somebody has at hand, and the page that is meant.
WANTED = {
    "1007": "reference/errors/1007.html",
    "create_department": "reference/operations/create_department.html",
    "operators[1].name": "reference/path-syntax.html",
    "Bearer": "reference/rules/SIQ202.html",
    "conversation.created": "reference/inbound/delivery_conversation_created.html",
    "wrong-json-type": "reference/rules/SIQ403.html",
}
#: The search is a component with its own tree of elements, which is focused when it opens.
_TREE = "document.activeElement?.shadowRoot"
_BOX = f"{_TREE}?.querySelector('input[role=combobox]')"
_RESULTS = f"[...{_TREE}.querySelectorAll('a')].map((link) => link.href)"


def pages_in(entries) -> list[str]:
    names: list[str] = []
    for entry in entries:
        names += [entry] if isinstance(entry, str) else pages_in(next(iter(entry.values())))
    return names


def test_the_navigation_names_every_page_once():
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    named = pages_in(website.navigation(ROOT / "docs"))
    assert set(named) == pages
    assert len(named) == len(pages)


def test_the_navigation_begins_where_a_reader_does():
    home, *sections = website.navigation(ROOT / "docs")
    assert home == "README.md"
    assert [next(iter(section)) for section in sections] == ["Tutorial", "How-to guides", "Reference", "Explanation"]


# --- built ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("zensical", reason="needs the extra docs")
    folder = tmp_path_factory.mktemp("website") / "site"
    website.build(folder)
    return folder


@pytest.mark.parametrize("link", ["[away](nowhere.md)", "[away](#nowhere)"])
def test_a_link_that_leads_nowhere_ends_the_build(link, tmp_path):
    pytest.importorskip("zensical", reason="needs the extra docs")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/README.md").write_text(f"# A page\n\n{link}\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        website.build(tmp_path / "site", tmp_path)
    assert ended.value.code
    assert not (tmp_path / "site").exists()


def test_a_link_out_of_the_pages_leads_to_the_repository(site):
    page = (site / "reference/operations/create_department.html").read_text(encoding="utf-8")
    assert (
        'href="https://github.com/salesiq-validate/salesiq-validate/blob/main/schemas/operations/departments.json"'
        in page
    )
    assert 'href="../errors/1007.html"' in page


def test_language_models_find_their_page_where_they_look_for_it(site):
    assert (site / "llms.txt").read_bytes() == (ROOT / "docs/llms.txt").read_bytes()


def test_every_page_is_built(site):
    pages = {page.relative_to(ROOT / "docs").with_suffix("") for page in (ROOT / "docs").rglob("*.md")}
    assert {page.relative_to(site).with_suffix("") for page in site.rglob("*.html")} - {Path("404")} == {
        page.with_name("index") if page.name == "README" else page for page in pages
    }


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium, site, served):
    """A browser that in the end has asked for nothing but files of the site, and has complained of nothing."""
    yield chromium
    assert [url for url in chromium.requests if not url.startswith((site.as_uri(), served, "data:"))] == []
    assert chromium.complaints == []


def when(browser, script):
    """The value of an expression as soon as it is true."""
    for _ in range(200):
        value = browser.run(script)
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(script)


@pytest.fixture(scope="module")
def served(site):
    handler = partial(SilentHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.mark.parametrize(("width", "is_served"), [(DESKTOP, False), (PHONE, False), (DESKTOP, True)])
def test_search_finds_what_somebody_has_at_hand(browser, site, served, width, is_served):
    home = served if is_served else site.as_uri()
    browser.open(f"{home}/index.html", width=width)
    browser.run("document.querySelector('[data-md-component=search] button').click()")
    when(browser, f"Boolean({_BOX})")
    for words, page in WANTED.items():
        browser.run(f"{_BOX}.select()")
        browser.send("Input.insertText", text=words)
        address = f"{home}/{page}"
        when(browser, f"{_RESULTS}.some((address) => address.startsWith({address!r}))")
        assert browser.run(f"{_BOX}.value") == words


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_the_width_of_a_phone_and_of_a_desk(browser, site, page):
    for width in (DESKTOP, PHONE):
        browser.open(site / f"{page}.html", width=width)
        assert browser.run("document.documentElement.scrollWidth") <= width
        assert browser.run("document.querySelector('h1').innerText.trim().length > 0")


def test_a_reader_chooses_between_light_and_dark(browser, site):
    browser.open(site / "index.html")
    background = "getComputedStyle(document.body).backgroundColor"
    seen = set()
    for _ in range(3):
        seen.add(browser.run(background))
        browser.run("document.querySelector('form[data-md-component=palette] label:not([hidden])').click()")
    assert len(seen) == 2
