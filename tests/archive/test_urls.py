"""One spelling per page, and the traps that are never asked for."""

from __future__ import annotations

import re
from unittest.mock import patch
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import urls


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        (
            "HTTP://Blog.Example:80/a/../b/%7ex/?utm_source=x&p=3#top",
            "http://blog.example/b/~x/?p=3",
        ),
        ("https://blog.example", "https://blog.example/"),
        ("https://blog.example:8443/x", "https://blog.example:8443/x"),
        ("https://user:secret@blog.example/", "https://blog.example/"),
        ("https://exämple.org/ö", "https://xn--exmple-cua.org/%C3%B6"),
        ("https://blog.example/a%2Fb/", "https://blog.example/a%2Fb/"),
        ("https://blog.example/a?PHPSESSID=123&page=2", "https://blog.example/a?page=2"),
        ("http://[::1]:80/", "http://[::1]/"),
        (  # PluXml sends every other spelling back to this one
            "https://blog.example/index.php?article3/sleep#c1",
            "https://blog.example/index.php?article3/sleep",
        ),
        (
            "https://blog.example/index.php?%2Farchives%2F3-Sleep%20well.html&utm_source=x",
            "https://blog.example/index.php?/archives/3-Sleep%20well.html",
        ),
        (
            "https://blog.example/?u=/2014/03/sleep/",
            "https://blog.example/?u=%2F2014%2F03%2Fsleep%2F",
        ),
    ],
)
def test_a_page_has_one_spelling(written: str, spelled: str) -> None:
    assert urls.normalise(written) == spelled


@given(st.text(alphabet="aB1/.~_-%?#=:", max_size=30))
def test_the_quick_way_spells_as_the_long_way(written: str) -> None:
    quick = urls.normalise.__wrapped__(written, "http://blog.example/a/b?c")
    with patch.object(urls, "_SPELLED", re.compile("(?!)")):
        try:
            joined = urljoin("http://blog.example/a/b?c", written.strip())
        except ValueError:
            joined = ""
        assert quick == urls.normalise.__wrapped__(joined)


@pytest.mark.parametrize(
    "written", ["javascript:x", "mailto:a@b.example", "http://", "http://h:99999/", "", "ftp://h/"]
)
def test_what_is_no_web_address_has_no_spelling(written: str) -> None:
    assert urls.normalise(written) is None


@given(st.text(max_size=200))
def test_spelling_twice_changes_nothing(written: str) -> None:
    once = urls.normalise("http://blog.example/" + written)

    assert once is None or urls.normalise(once) == once


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_the_spelling(written: str, against: str) -> None:
    spelled = urls.normalise(written, against)

    assert spelled is None or isinstance(urls.trap(spelled), str | None)


@pytest.mark.parametrize(
    "url",
    [
        "http://b.example/2015/03/04/x/?replytocom=7",
        "http://b.example/2015/03/04/x/?share=twitter",
        "http://b.example/2015/03/04/x/?like_comment=7&_wpnonce=1",
        "http://b.example/?action=edit&id=7",
        "http://b.example/wp-login.php",
        "http://b.example/wp-admin/",
        "http://b.example/a/a/a/x",
        "http://b.example/figure.png",
        "http://b.example/?s=vaccines",
        "http://b.example/2015/03/04/x/trackback/",
        "http://b.example/wp-trackback.php?p=7",
        "http://b.example/index.php/trackback/12",
        "http://b.example/cgi/mt-tb.cgi/12",
        "http://b.example/comment.php?type=trackback&entry_id=3",
    ],
)
def test_traps_are_named(url: str) -> None:
    assert urls.trap(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://b.example/",
        "http://b.example/?p=12",
        "http://b.example/2015/03/04/share/",
        "http://b.example/page/2/",
        "http://b.example/2015/03/04/x/comment-page-2/",
        "http://b.example/category/calendar-of-care/",
        "http://b.example/?action=view&url=on-sleep",
        "http://b.example/2015/03/04/what-is-a-trackback/",
        "http://b.example/?tag=trackback",
    ],
)
def test_pages_are_no_traps(url: str) -> None:
    assert urls.trap(url) is None


def test_a_comment_page_belongs_to_its_article() -> None:
    article = "http://b.example/2015/03/04/x/"

    assert urls.without_comment_page(article + "comment-page-3/") == (article, 3)
    assert urls.without_comment_page(article + "?cpage=2") == (article, 2)
    assert urls.without_comment_page(article) == (article, None)


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("article", ["2015/03/04/on-sleep", "?u=%2F2015%2F03%2F04%2Fon-sleep"])
def test_an_articles_comments_may_have_an_address_below_it(article: str, slash: str) -> None:
    url = f"http://b.example/{article}"
    slash = "%2F" if slash and "?" in url else slash

    assert urls.without_comment_page(f"{url}/comments{slash}") == (url + slash, 1)


@pytest.mark.parametrize(
    "path", ["comments/", "blog/comments/", "no-comments/", "on-sleep/comments/new/"]
)
def test_a_folder_of_comments_is_no_articles(path: str) -> None:
    url = f"http://b.example/{path}"

    assert urls.without_comment_page(url) == (url, None)


def test_http_https_and_www_are_one_site_but_ports_are_not() -> None:
    assert urls.same_site("http://www.b.example/", "https://b.example/x")
    assert not urls.same_site("http://b.example/", "http://b.example:8080/")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("2014/03/sleep/?p=1", "/2014/03/sleep/"),
        ("index.php?/archives/3-Sleep.html", "/archives/3-Sleep.html"),
        ("index.php?/archive", "/archive"),
        ("index.php?article3/sleep", "/article3/sleep"),
        ("?u=%2F2014%2F03%2Fsleep%2F", "/2014/03/sleep/"),
        ("index.php?url=archives%2F3-Sleep.html&view=2", "/archives/3-Sleep.html"),
        ("index.php?tag=sleep%2Frest", "/index.php"),
        ("index.php?archive", "/index.php"),
        ("login.php?to=https://blog.example/2014/03/sleep/", "/login.php"),
        ("sleep.html?from=/archive", "/sleep.html"),
    ],
)
def test_the_path_of_a_page_may_be_in_its_query(address: str, path: str) -> None:
    assert urls.route(f"https://blog.example/{address}") == path


def test_a_comment_page_keeps_the_path_in_its_query() -> None:
    article = "https://blog.example/index.php?article3/sleep"

    assert urls.without_comment_page(f"{article}&cpage=2") == (article, 2)
