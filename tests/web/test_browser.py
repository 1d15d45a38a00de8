"""The pages in a real Chromium: nothing that was archived runs, everybody can use them."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from archive.records import identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STUB = identity("a", "http://blog.example/posted-in-hcsm/")
TALKED = identity("a", "http://blog.example/talked-about/")
ATTACKED = identity("a", "http://blog.example/attacked/")
BLOG = identity("b", "http://blog.example/")
PAGES = [
    "/",
    "/search",
    "/search?q=vaccines",
    "/search?q=kind:comment&in=comments",
    "/search?q=a+OR",
    "/search?q=zebra",
    f"/articles/{STUB}",
    f"/articles/{TALKED}",
    f"/articles/{ATTACKED}",
    f"/articles/{TALKED}/versions",
    f"/articles/{ATTACKED}/versions",
    f"/blogs/{BLOG}",
    "/runs",
    "/runs/2",
    "/gaps",
    "/codebook",
    "/nowhere",
]
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one, tests are skipped here and fail in CI."""
    program = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if program is None:
        if os.environ.get("CI") or os.environ.get("HCSM_TEST_BROWSER_REQUIRED"):
            pytest.fail("no Chromium: install the package chromium")
        pytest.skip("no Chromium here; install the package chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, served_once: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=served_once.address, accept_downloads=True)
    yield context.new_page()
    context.close()


def watched(page: Page, own: str) -> list[str]:
    """What happens on the page that must not: dialogs, errors, requests to anywhere else."""
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: seen.append(f"error {error}"))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(own) else seen.append(f"request {asked.url}"),
    )
    page.on("popup", lambda other: seen.append(f"popup {other.url}"))
    return seen


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_page_has_a_barrier_or_runs_over_its_edge(
    browser: Browser, served_once: Any, width: int, scheme: Any
) -> None:
    context = browser.new_context(
        base_url=served_once.address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    page = context.new_page()
    for path in PAGES:
        page.goto(path)
        found = Axe().run(page).response["violations"]

        assert [] == [
            f"{path}: {x['id']} {x['nodes'][0]['html'][:120]}"
            for x in found
            if x["impact"] in ("serious", "critical", "moderate")
        ]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert page.evaluate("document.querySelectorAll('h1').length") == 1, path
    context.close()


def test_nothing_archived_runs_or_fetches(page: Page, served_once: Any) -> None:
    seen = watched(page, served_once.address)
    for path in [*PAGES, "/search?q=attack", "/search?q=right&in=comments"]:
        page.goto(path, wait_until="networkidle")

    assert seen == []
    page.goto(f"/articles/{ATTACKED}")
    assert "<script>" in page.inner_text("h1")
    assert page.locator("main script, main img, main iframe, main style, main svg").count() == 0
    assert (
        page.locator("a[href^='javascript:'], a[href^='data:'], a[href^='vbscript:']").count() == 0
    )


def test_a_raw_capture_shows_and_does_nothing(page: Page, served_once: Any) -> None:
    own = served_once.address
    seen = watched(page, own)
    page.goto("/captures/1/view", wait_until="networkidle")
    page.get_by_role("button").click()

    assert "As it was kept" in page.inner_text("body")
    assert page.url == f"{own}/captures/1/view"
    # What the policy refuses is announced as a request that failed, and never leaves.
    assert [x for x in seen if not x.startswith("request http://canary.invalid/")] == []


def test_a_policy_lets_no_byte_leave(browser: Browser, served_once: Any) -> None:
    """Requests that the policy refuses never reach the network: a route would see them."""
    context = browser.new_context(base_url=served_once.address)
    asked: list[str] = []
    context.route(
        lambda url: not url.startswith(served_once.address),
        lambda route: (asked.append(route.request.url), route.abort()),
    )
    page = context.new_page()
    for path in ["/captures/1/view", f"/articles/{ATTACKED}"]:
        page.goto(path, wait_until="networkidle")

    assert asked == []
    context.close()


def test_the_medium_continuation_is_three_clicks_away(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="continued elsewhere").click()
    page.get_by_role("link", name="Nights on Twitter").click()

    assert "The whole text about telehealth." in page.inner_text("main")


def test_the_comments_of_a_search_are_three_clicks_away(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("pharmacist")
    page.get_by_role("button", name="Search").click()
    with page.expect_download() as downloading:
        page.locator(".take").get_by_role("link", name="comments").click()
    downloading.value.save_as(tmp_path / "comments.csv")

    lines = (tmp_path / "comments.csv").read_text(encoding="utf-8").splitlines()
    assert downloading.value.suggested_filename == "comments.csv"
    assert len(lines) == 2


def test_a_facet_narrows_the_query_that_one_sees(page: Page) -> None:
    page.goto("/search?q=nurses+OR+telehealth")
    page.get_by_role("complementary").get_by_role("link", name="2014", exact=True).click()

    assert page.get_by_role("searchbox").input_value() == "(nurses OR telehealth) date:2014"
    assert page.locator(".hit").count() == 1


def test_a_thread_folds_with_the_keyboard_and_without_scripts(
    browser: Browser, served_once: Any
) -> None:
    context = browser.new_context(base_url=served_once.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/articles/{TALKED}")
    answer = page.get_by_text("which pharmacist?")
    assert answer.is_visible()
    page.locator(".thread > li summary").first.focus()
    page.keyboard.press("Enter")

    assert not answer.is_visible()
    context.close()


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_an_article_prints_without_what_is_for_the_screen(page: Page) -> None:
    page.goto(f"/articles/{STUB}")
    page.emulate_media(media="print")

    assert not page.locator("header.top").is_visible()
    assert page.locator(".prose").first.is_visible()
