"""A page that only sends its reader on is a redirect, by whatever it does so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.records import PageKind
from hcsm_scraper.reading import read

URL = "http://blog.example/2015/03/old/"
NEW = "http://blog.example/2015/03/new/"
WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 9
# What Hugo writes for an alias, and the plugin for redirects of Jekyll
HUGO = (
    '<!DOCTYPE html><html lang="en"><head><title>{to}</title><link rel="canonical" href="http://blog.example/2015/03/new/">'
    '<meta name="robots" content="noindex"><meta charset="utf-8">'
    '<meta http-equiv="refresh" content="0; url={to}"></head></html>'
)
JEKYLL = (
    '<!DOCTYPE html><html lang="en-US"><meta charset="utf-8"><title>Redirecting&hellip;</title>'
    '<link rel="canonical" href="http://blog.example/2015/03/new/"><script>location="{to}"</script>'
    '<meta http-equiv="refresh" content="0; url={to}"><meta name="robots" content="noindex">'
    '<h1>Redirecting&hellip;</h1><a href="{to}">Click here if you are not redirected.</a></html>'
)
FAREWELL = (
    '<html><head><title>Ward notes</title><META HTTP-EQUIV="Refresh" CONTENT="5;URL=\'{to}\'">'
    "</head><body><p>This blog has moved. You will be taken there in five seconds.</p></body></html>"
)


@pytest.fixture
def page_of(fetched):
    return lambda markup: read(fetched(markup, URL, "text/html"))


@pytest.mark.parametrize(
    ("markup", "how"),
    [
        (HUGO, "refresh to its canonical address"),
        (JEKYLL, "refresh to its canonical address"),
        (FAREWELL, "refresh"),
    ],
    ids=["hugo", "jekyll", "farewell"],
)
@pytest.mark.parametrize("to", [NEW, "../new/", "/2015/03/new/"])
def test_a_refresh_of_a_page_with_nothing_to_read_is_a_redirect(page_of, markup, how, to) -> None:
    page = page_of(markup.replace("{to}", to))

    assert (page.kind, page.problem) == (PageKind.REDIRECT, how)
    assert [(x.url, x.route) for x in page.leads] == [(NEW, "redirect")]


def test_a_refresh_of_who_looks_at_its_visitors_first_is_a_refusal(fetched) -> None:
    challenge = f'<meta http-equiv="refresh" content="0;/.well-known/captcha/?r={URL}">'
    asked = replace(fetched(challenge, URL, "text/html"), status=202)

    page = read(asked)

    assert (page.kind, page.problem, page.leads) == (PageKind.REFUSAL, "status 202", ())


@pytest.mark.parametrize(
    "refresh",
    [
        f'<meta http-equiv="refresh" content="0; url={URL}">',
        '<meta http-equiv="refresh" content="5">',
        '<meta http-equiv="refresh" content="300; url=/">',
        '<noscript><meta http-equiv="refresh" content="0; url=/?noscript"></noscript>',
        '<meta http-equiv="refresh" content="soon; url=/">',
        '<meta http-equiv="refresh" content="0; url=http://[x">',
        '<meta name="refresh" content="0; url=/">',
    ],
)
def test_other_refreshes_leave_a_page_what_it_is(page_of, refresh) -> None:
    body = f"<article><h1>No. 1</h1><p>{WORDS[:300]}</p></article>"

    page = page_of(f"<html><head>{refresh}</head><body>{body}</body></html>")

    assert page.kind is PageKind.ARTICLE


def test_an_article_without_blanks_between_its_words_is_read(page_of) -> None:
    refresh = f'<meta http-equiv="refresh" content="0; url={NEW}">'
    body = f"<article><h1>夜班</h1><p>{'护士在夜里回答病人的问题。' * 60}</p></article>"

    page = page_of(f"<html><head>{refresh}</head><body>{body}</body></html>")

    assert page.kind is PageKind.ARTICLE


def test_who_need_not_wait_may_go_elsewhere(page_of) -> None:
    refresh = '<meta http-equiv="refresh" content="10; url=/en/">'

    page = page_of(f'{refresh}<a href="/en/">English</a> <a href="/de/">Deutsch</a>')

    assert [x.url.rpartition("example")[2] for x in page.leads] == ["/en/", "/en/", "/de/"]


def test_who_is_sent_on_from_a_whole_article_has_it(page_of) -> None:
    refresh = f'<meta http-equiv="refresh" content="0; url={NEW}">'
    body = f"<article><h1>No. 1</h1><p>{WORDS}</p></article>"

    page = page_of(f"<html><head>{refresh}</head><body>{body}</body></html>")

    assert (page.kind, page.evidence[0].title) == (PageKind.ARTICLE, "No. 1")
