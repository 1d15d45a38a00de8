"""A served archive: a stub and its continuation, a thread, two runs, a gap, and attacks everywhere."""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from basics import comment
from sqlalchemy import Engine

from archive import captures, evidence, store
from archive.engine import open_engine, transaction
from archive.records import (
    Article,
    ArticleKind,
    Blog,
    Claim,
    Evidence,
    Link,
    Moment,
    ParentState,
    Route,
)
from archive.statements import Shelf
from archive.text import instant
from archive.warc import Exchange, WarcWriter
from archive.web.app import make_app
from archive.web.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
BLOG = Blog(url="http://blog.example/")
ONWARD = "http://medium.example/@ada/full-text"
CANARY = "http://canary.invalid/"  # whoever asks for it has run or fetched something
SCRIPT = f"<script>alert(1);fetch('{CANARY}script')</script>"
ATTACKS = (
    SCRIPT
    + f"<img src={CANARY}img onerror=alert(2)>"
    + f"\n\n[link](javascript:alert(3)) ![picture]({CANARY}picture)"
    + f"\n\n<svg onload=alert(4)></svg> <iframe src={CANARY}frame></iframe> <style>@import '{CANARY}css';</style>"
    + "\n\n[data](data:text/html,<script>alert(5)</script>) <a href='vbscript:x'>v</a> \u202eright to left"
)
HOSTILE_PAGE = (
    f"<html><head><meta http-equiv=refresh content='0;url={CANARY}refresh'>"
    f"<link rel=stylesheet href={CANARY}css><link rel=dns-prefetch href={CANARY}>{SCRIPT}</head>"
    f"<body onload=alert(6)><h1>As it was kept</h1><img src={CANARY}raw><iframe src={CANARY}rawframe>"
    "</iframe><form action=/ method=post><button>x</button></form></body></html>"
).encode()


STUB = Article(
    url="http://blog.example/posted-in-hcsm/",
    key="2",
    title="Nights on Twitter",
    authors=("Marisol Reed, RN",),
    published=Moment("2015-03-04T23:22:05+00:00"),
    categories=("#HCSM",),
    language="en",
    text="It begins here.",
    markdown=f"It begins here.\n\n[Continue reading this post on Medium]({ONWARD})",
    links=(Link(url=ONWARD, text="Continue reading this post on Medium"),),
    comments_open=True,
    continued_at=ONWARD,
    platform="wordpress",
    methods={"title": "css", "published": "json-ld"},
    claims=(Claim(field="title", method="meta", value="Nights on Twitter | A blog"),),
)
FULL = replace(
    STUB,
    url=ONWARD,
    kind=ArticleKind.CONTINUATION,
    text="The whole text about telehealth.",
    markdown="The **whole text** about telehealth.",
    continued_at=None,
    continues_from=STUB.url,
    links=(),
)
TALKED = replace(
    STUB,
    url="http://blog.example/talked-about/",
    title="Much talked about vaccines",
    published=Moment("2014-05-06"),
    text="Nurses answer questions about vaccines.\nEvery Sunday night.",
    markdown="## Nurses\n\nanswer [questions](http://other.example/) about vaccines.\n\n- Every\n- Sunday night.",
    tags=("vaccines", 'a "quoted" tag'),
    continued_at=None,
    links=(),
    comments=(
        comment("7", "My pharmacist said so."),
        comment(
            "8",
            "@Ada Reader, which pharmacist?",
            parent_key="7",
            parent_state=ParentState.KNOWN,
            depth=2,
            author="Bo Bergman",
            author_url=None,
        ),
        comment("9", "=SUM(A1) is no formula here.", author="-Minus"),
    ),
)
CHANGED = replace(
    TALKED,
    text="Nurses answer questions about all vaccines.\nEvery Sunday night.",
    comments=(replace(TALKED.comments[0], text="My chemist said so."), *TALKED.comments[1:]),
)
ATTACKED = replace(
    STUB,
    url="http://blog.example/attacked/",
    title=f"Attack {SCRIPT}",
    authors=(f"Mallory {SCRIPT}",),
    categories=(f'"><img src={CANARY}category onerror=alert(7)>',),
    tags=(SCRIPT,),
    text=ATTACKS,
    markdown=ATTACKS,
    continued_at="javascript:alert(8)",
    links=(),
    comments=(
        comment(
            "1",
            ATTACKS,
            author=f"Eve {SCRIPT}",
            author_url="javascript:alert(9)",
            permalink="javascript:alert(10)",
        ),
    ),
    methods={"title": SCRIPT},
    claims=(Claim(field="title", method=SCRIPT, value=SCRIPT),),
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def said(self) -> object:
        return json.loads(self.body)


@dataclass(frozen=True)
class Served:
    port: int
    folder: Path
    app: object

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, *, method: str = "GET", host: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        connection.endheaders()
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        found = Answer(answer.status, headers, answer.read())
        connection.close()
        return found


def kept(engine: Engine, folder: Path) -> None:
    """Two runs of the blog; in the second an article and a comment have changed."""
    with WarcWriter(folder / "warc", "tests") as writer:
        for moment, articles in ((NOW, (STUB, FULL, TALKED, ATTACKED)), (LATER, (CHANGED,))):
            with transaction(engine) as connection:
                crawl_id, _ = store.start_crawl(connection, BLOG, moment, "1")
                for article in articles:
                    keep(connection, writer, article, crawl_id, moment)
                store.open_gap(
                    Shelf(connection, BLOG),
                    "http://blog.example/secret/",
                    "robots",
                    detail="robots.txt forbids it",
                    now=instant(moment),
                )
                store.describe_blog(Shelf(connection, BLOG), title="A blog", platform="wordpress")
                store.end_crawl(connection, crawl_id, moment, "finished", {"requests": 4})


def keep(
    connection: object, writer: WarcWriter, article: Article, crawl_id: int, moment: datetime
) -> None:
    exchange = Exchange(
        url=article.url if article.url.startswith("http") else BLOG.url,
        captured_at=moment,
        request_headers=(),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        payload=HOSTILE_PAGE,
    )
    capture_id = captures.put_capture(Shelf(connection, BLOG), crawl_id, writer.append(exchange))
    seen = store.Sighting(
        connection=connection,
        blog=BLOG,
        crawl_id=crawl_id,
        capture_id=capture_id,
        seen_at=instant(moment),
    )
    said = Evidence(article_url=article.url, route=Route.HTML)
    evidence.put_evidence(seen, article.url, [said], replaces=True)
    store.put_article(seen, article)


def serve(storage: str, folder: Path, **choices: object) -> Iterator[Served]:
    engine = open_engine(storage, read_only="://" not in storage)
    site = Site(engine=engine, name="A study", files_folder=folder, **choices)
    app = make_app(site, hosts=["archive.test"])
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="warning", lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield Served(server.servers[0].sockets[0].getsockname()[1], folder, app)
    server.should_exit = True
    thread.join()
    engine.dispose()


@pytest.fixture
def served(archive: Engine, storage: str, tmp_path: Path) -> Iterator[Served]:
    """The archive on each database, served on a free port of this machine."""
    folder = tmp_path / "data"
    kept(archive, folder)
    yield from serve(storage, folder, log=storage)


@pytest.fixture(scope="module")
def served_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The archive on SQLite, for a browser that only looks."""
    folder = tmp_path_factory.mktemp("served")
    engine = open_engine(folder)
    kept(engine, folder)
    engine.dispose()
    yield from serve(str(folder), folder, log=str(folder))


@pytest.fixture
def served_briefly(served_once: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The same, where no page may take any time."""
    monkeypatch.setattr("archive.search.timed._STEPS", 1)
    yield from serve(str(served_once.folder), served_once.folder, seconds=0.0)
