"""What the web page answers, byte by byte: safe headers, JSON, CSV, raw captures."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from typing import Any

import brotli
import pytest
from backports import zstd

from archive.errors import DamageError
from archive.records import comment_id, identity
from archive.warc import read_record
from archive.web.raw import _decoded

STUB = identity("a", "http://blog.example/posted-in-hcsm/")
FULL = identity("a", "http://medium.example/@ada/full-text")
TALKED = identity("a", "http://blog.example/talked-about/")
ATTACKED = identity("a", "http://blog.example/attacked/")
BLOG = identity("b", "http://blog.example/")
PAGES = [
    "/",
    "/search",
    "/search?q=vaccines",
    "/search?q=pharmacist&in=comments",
    "/search?q=a+OR",
    f"/articles/{STUB}",
    f"/articles/{TALKED}",
    f"/articles/{ATTACKED}",
    f"/articles/{TALKED}/versions",
    f"/blogs/{BLOG}",
    "/runs",
    "/runs/1",
    "/gaps",
    "/gaps?reason=robots",
    "/codebook",
    "/nowhere",
]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_every_page_is_shown_with_a_strict_policy(served: Any) -> None:
    for page in PAGES:
        answer = served.get(page)
        policy = answer.headers["content-security-policy"]

        assert answer.status == (404 if page == "/nowhere" else 200), page
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "<script" not in answer.text, page
        assert " style=" not in answer.text, page
        assert not re.search(
            r"""<[a-z][^<>]*\s(href|src|action)=["']?\s*(javascript|data|vbscript):""", answer.text
        )


def test_only_known_hosts_are_answered(served: Any) -> None:
    for host in ("localhost", "LOCALHOST:80", "[::1]:8765", "archive.test", "127.0.0.1"):
        assert served.get("/codebook", host=host).status == 200, host
    for host in (
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.",
        "[::1].evil",
        "",
        "0.0.0.0",
    ):
        assert served.get("/codebook", host=host or " ").status in (400, 421), host


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_method_writes(served_once: Any, method: str) -> None:
    assert served_once.get("/", method=method).status == 405
    assert served_once.get("/downloads/articles.csv", method=method).status == 405


def test_every_listing_is_json_too(served: Any) -> None:
    for page in PAGES[:-1]:
        path, _, parameters = page.partition("?")
        name = "/index" if path == "/" else path
        by_name = served.get(f"{name}.json?{parameters}")
        by_parameter = served.get(f"{path}?{parameters}&format=json")

        assert by_name.status == (400 if "OR" in page else 200), page
        assert by_name.headers["content-type"] == "application/json"
        assert by_name.said == by_parameter.said, page
    assert served.get("/nowhere.json").said == {"error": "there is no page '/nowhere'"}


def test_the_archive_is_told_in_numbers(served: Any) -> None:
    said: Any = served.get("/index.json").said

    assert said["totals"] == {"articles": 4, "comments": 4, "blogs": 1, "open gaps": 1}
    assert said["per_month"]["article"] == {"2014-05": 1, "2015-03": 3}
    assert said["reasons"] == {"robots": 1}
    assert [run["id"] for run in said["runs"]] == [2, 1]


def test_a_search_is_hits_counts_and_facets(served: Any) -> None:
    said: Any = served.get("/search.json?q=vaccines").said

    assert said["counts"] == {"articles": 1, "comments": 0}
    assert [hit["title"] for hit in said["hits"]] == ["Much talked about vaccines"]
    assert {"by": "year", "value": "2014", "count": 1, "narrowing": "date:2014"} in said["facets"][
        "year"
    ]


def test_a_stub_and_its_continuation_are_one_reading(served: Any) -> None:
    page = served.get(f"/articles/{STUB}").text

    assert page.index("It begins here.") < page.index("Continued at medium.example")
    assert page.index("Continued at medium.example") < page.index("<strong>whole text</strong>")
    assert f"/articles/{FULL}" in page
    assert f'Begins at <a href="/articles/{STUB}">' in served.get(f"/articles/{FULL}").text


def test_outward_links_tell_nobody_and_give_nothing(served_once: Any) -> None:
    page = served_once.get(f"/articles/{TALKED}").text

    assert '<a href="http://other.example/" rel="noopener nofollow ugc">questions</a>' in page
    assert page.count('rel="noopener nofollow ugc"') >= 2


def test_a_comment_stands_below_what_it_answers(served_once: Any) -> None:
    page = served_once.get(f"/articles/{TALKED}").text
    seven, eight, nine = (comment_id("http://blog.example/talked-about/", key) for key in "789")
    between = page[page.index(f'id="{seven}"') : page.index(f'id="{eight}"')]

    assert between.count("<ol>") == 1
    assert "</details>" not in between
    assert "</ol>" in page[page.index(f'id="{eight}"') : page.index(f'id="{nine}"')]
    for name in ("li", "ol", "details"):
        assert len(re.findall(f"<{name}[ >]", page)) == page.count(f"</{name}>"), name


def test_versions_show_words_that_went_and_came(served: Any) -> None:
    page = served.get(f"/articles/{TALKED}/versions").text

    assert "<ins>all " in page
    assert "<del>pharmacist</del><ins>chemist</ins>" in page
    assert "2 versions" in served.get(f"/articles/{TALKED}").text


def test_hits_are_csv_with_the_columns_of_an_export(served: Any) -> None:
    articles = rows(served.get("/downloads/articles.csv?q=vaccines").text)
    every = rows(served.get("/downloads/articles.csv").text)

    assert [row["title"] for row in articles] == ["Much talked about vaccines"]
    assert [row["article_id"] for row in every] == sorted((STUB, FULL, TALKED, ATTACKED))


def test_comments_leave_under_pseudonyms_also_where_they_are_greeted(served: Any) -> None:
    answer = served.get("/downloads/comments.csv?q=pharmacist+OR+formula")
    found = {row["comment_id"].rsplit("-", 1)[1]: row for row in rows(answer.text)}

    assert "attachment" in answer.headers["content-disposition"]
    assert set(found) == {"8", "9"}
    assert "Ada" not in answer.text
    assert "Bergman" not in answer.text
    assert found["8"]["text"].startswith("'@P-")
    assert found["9"]["text"].startswith("'=SUM")
    assert found["9"]["author"].startswith("P-")


def test_json_names_no_author_of_a_comment(served: Any) -> None:
    for page in (f"/articles/{TALKED}.json", "/search.json?q=pharmacist&in=comments"):
        assert "Ada Reader" not in served.get(page).text
        assert "Bergman" not in served.get(page).text
    assert "Bo Bergman" in served.get(f"/articles/{TALKED}").text


@pytest.mark.parametrize(
    "page", ["/search.json?q=(", "/downloads/articles.csv?q=a+OR", "/runs?page=x"]
)
def test_a_mistake_is_one_sentence(served_once: Any, page: str) -> None:
    answer = served_once.get(page)

    assert answer.status == 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (f"/runs/{'9' * 20}", 404),
        (f"/captures/{'9' * 5000}/view", 404),
        ("/captures/²/record.warc.gz".replace("²", "%C2%B2"), 404),
        ("/articles/%00", 404),
        ("/blogs/%FF%ED%A0%80", 404),
        (f"/runs?page=000000001{'9' * 5000}", 400),
        ("/search.json?page=0", 400),
        ("/gaps?page=%C2%B2", 400),
        (f"/search.json?q={'a+' * 1001}", 400),
        ("/search.json?q=date%3A9999-99-99..&unknown=1&in=nothing", 200),
    ],
)
def test_whatever_is_asked_is_answered(served: Any, page: str, status: int) -> None:
    assert served.get(page).status == status


CODED = {
    "br": brotli.compress,
    "zstd": zstd.compress,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "gzip, br": lambda x: brotli.compress(gzip.compress(x)),
}


@pytest.mark.parametrize("coding", CODED)
def test_a_capture_is_shown_whatever_its_coding(coding: str) -> None:
    assert _decoded(CODED[coding](b"as it was kept"), coding) == b"as it was kept"


@pytest.mark.parametrize("coding", ["br", "zstd", "compress"])
def test_a_capture_that_nobody_can_unpack_is_one_sentence(coding: str) -> None:
    with pytest.raises(DamageError, match="take its record"):
        _decoded(b"no such stream", coding)


def test_a_malformed_query_is_shown_with_its_place(served_once: Any) -> None:
    page = (
        served_once.get("/search?q=title%3Aa+OR+%3Cb").text + served_once.get("/search?q=a+OR").text
    )

    assert "character 5: expected a word" in page
    assert 'value="title:a OR &lt;b"' in page


def test_a_capture_is_a_record_to_take_away(served: Any) -> None:
    said: Any = served.get(f"/articles/{STUB}.json").said
    capture = said["captures"][0]
    answer = served.get(f"/captures/{capture['id']}/record.warc.gz")
    record = gzip.decompress(answer.body)

    assert record.startswith(b"WARC/1.1\r\nWARC-Type: response")
    assert record.endswith(b"</html>\r\n\r\n")
    assert "attachment" in answer.headers["content-disposition"]
    kept = read_record(served.folder / "warc", capture["warc_file"], capture["warc_offset"])
    assert kept.payload in record


def test_a_capture_is_looked_at_in_a_sandbox(served_once: Any) -> None:
    answer = served_once.get("/captures/1/view")

    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert b"As it was kept" in answer.body
    assert served_once.get("/captures/99/view").status == 404


def test_a_page_has_only_so_long(served_briefly: Any) -> None:
    answer = served_briefly.get("/search?q=vaccines&format=json")

    assert answer.status == 400
    assert "took longer than 0 seconds" in answer.text


def test_files_beside_the_pages_are_not_served(served_once: Any) -> None:
    for path in ("/static/../templates/page.html", "/static/%2e%2e/app.py", "/templates/page.html"):
        assert served_once.get(path).status == 404
    assert served_once.get("/static/style.css").headers["content-type"].startswith("text/css")
