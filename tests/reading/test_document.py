"""Bytes become text and a tree once, and nothing of them is lost on the way."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.codings import UnreadableContentError, content_of
from archive.warc import Exchange
from hcsm_scraper.document import Document


def document(content: bytes, content_type: str = "text/html") -> Document:
    return Document(
        url="http://blog.example/",
        captured_at=datetime(2026, 1, 2, tzinfo=UTC),
        status=200,
        headers=(("Content-Type", content_type),),
        content=content,
    )


def undone(coding: str, payload: bytes, limit: int = 10_000) -> bytes:
    answer = Exchange(
        url="http://blog.example/",
        captured_at=datetime(2026, 1, 2, tzinfo=UTC),
        request_headers=(),
        status=200,
        headers=(("Content-Encoding", coding),),
        payload=payload,
    )
    return content_of(answer, limit)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        ("Grüße".encode(), "text/html"),
        (
            "Grüße".encode(),
            "text/html; charset=iso-8859-1",
        ),  # the bytes know better than the server
        ("Grüße".encode("latin-1"), "text/html; charset=iso-8859-1"),
        (b"<meta charset=windows-1252>" + "Grüße".encode("cp1252"), "text/html"),
        ("Grüße".encode("utf-16"), "text/html"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(content: bytes, content_type: str) -> None:
    assert "Grüße" in document(content, content_type).tree.text_content()


@pytest.mark.parametrize(
    "content",
    [
        "Grüße, disqus".encode(),
        "Grüße, dis\0qus".encode(),
        "Grüße, disqus".encode("latin-1"),
        "Grüße, disqus".encode("utf-16"),
        b"\xef\xbb\xbf\xff disqus",
    ],
)
def test_a_page_has_what_its_text_has(content: bytes) -> None:
    page = document(content)
    assert page.has("hyvor", "disqus")
    assert not page.has("hyvor", "giscus")
    assert "disqus" in page.text
    assert "disqus" in page.tree.text_content()


def test_elements_are_found_by_tag_in_page_order_less_those_that_were_dropped() -> None:
    page = document(b"<p id=a><b id=b>x</b></p><p id=c></p><b id=d>y</b>")
    assert [x.get("id") for x in page.names.tagged("b", "p")] == ["a", "b", "c", "d"]
    seen = page.taken()
    next(seen.tree.iter("p")).drop_tree()
    assert [x.get("id") for x in seen.names.tagged("b", "p")] == ["c", "d"]
    assert [x.get("id") for x in seen.names.tagged("p")] == ["c"]


def test_text_behind_a_hundred_thousand_open_elements_is_kept() -> None:
    deep = document(b"<div>" * 100_000 + b"inmost" + b"</div>" * 100_000 + b"<p>behind</p>")

    assert deep.is_too_deep
    assert "inmost" in deep.tree.text_content()
    assert "behind" in deep.tree.text_content()


def test_an_ordinary_page_is_not_too_deep() -> None:
    assert not document(b"<div><p>a<p>b<br><ul><li>c<li>d</ul></div>" * 300).is_too_deep


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_no_bytes_break_the_parser(content: bytes) -> None:
    assert document(content).tree.tag == "html"


@pytest.mark.parametrize(
    ("coding", "payload"),
    [
        ("gzip", gzip.compress(b"page", mtime=0)),
        ("deflate", zlib.compress(b"page")),
        ("deflate", zlib.compress(b"page", wbits=-15)),
        ("br", brotli.compress(b"page")),
        ("gzip, br", brotli.compress(gzip.compress(b"page", mtime=0))),
        ("identity", b"page"),
    ],
)
def test_content_codings_are_undone(coding: str, payload: bytes) -> None:
    assert undone(coding, payload) == b"page"


@pytest.mark.parametrize(
    ("coding", "payload", "complaint"),
    [
        ("gzip", gzip.compress(b"0" * 1_000_000, mtime=0), "larger than"),
        ("br", brotli.compress(b"0" * 1_000_000), "larger than"),
        ("gzip", gzip.compress(b"page" * 100, mtime=0)[:-6], "too early"),
        ("br", brotli.compress(b"page" * 100)[:-3], "too early"),
        ("gzip", b"not gzip at all", "broken"),
        ("gzip, gzip, gzip", b"x", "3 content codings"),
        ("compress", b"x", "unknown content coding 'compress'"),
        ("identity", b"0" * 10_001, "larger than"),
    ],
)
def test_half_a_stream_or_a_bomb_is_refused(coding: str, payload: bytes, complaint: str) -> None:
    with pytest.raises(UnreadableContentError, match=complaint):
        undone(coding, payload)


def test_what_stands_behind_a_stray_end_of_the_page_is_read_too() -> None:
    page = document(b"<html><body><p>one</p></body></html><p>two</p></BODY ></html><p>three</p>")

    assert [p.text for p in page.tree.iter("p")] == ["one", "two", "three"]
