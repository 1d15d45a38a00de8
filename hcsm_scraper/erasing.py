"""An erasure through all rooms: database, WARC files, full text, free pages; and a certificate."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from archive import captures, erasure, generations, marking, store
from archive.engine import open_engine, transaction
from archive.errors import BusyError, HcsmError, WrongUseError
from archive.exports_log import exports_with
from archive.identities import known_pseudonyms, open_key, words_of
from archive.locks import blog_lock
from archive.text import instant
from archive.tombstones import KEY_FILE as ERASURE_KEY
from archive.tombstones import Tombstones, load_tombstones, put_tombstones
from hcsm_scraper import settings
from hcsm_scraper.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from archive.engine import Connection, Engine
    from archive.erasure import Target
    from archive.generations import Generation
    from archive.study import Study
    from archive.tombstones import Tombstone
    from archive.warc import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What an erasure would take away."""

    kind: str
    articles: int
    comments: int
    exports: list[dict[str, Any]]


class Erasing:
    """`plan` changes nothing; `run` holds all blogs, so that no crawl writes meanwhile."""

    def __init__(self, study: Study, ref: str, reason: str) -> None:
        self._reason = reason
        self._folder = study.files_folder
        self._emptied: set[tuple[str, int]] = set()  # file and offset
        self._engine: Engine = open_engine(study.storage)
        pseudonyms = known_pseudonyms(self._folder)
        try:
            with self._engine.connect() as connection:
                self._target: Target = erasure.find_target(connection, ref, pseudonyms)
        except HcsmError:
            self._engine.dispose()
            raise
        named = {word for row in self._target.comments for word in words_of(row.author or "")}
        if self._target.kind == "person" and named <= set(words_of(reason)):
            raise WrongUseError("--reason names who is erased, and is kept: say it without a name")

    def plan(self) -> Loss:
        target = self._target
        with self._engine.connect() as connection:
            made = exports_with(connection, target.touched, target.first_seen)
        return Loss(
            kind=target.kind,
            articles=len(target.article_urls),
            comments=len(target.comments),
            exports=[asdict(export) for export in made],
        )

    def run(self, now: datetime, progress: Callable[[str], None] = lambda _: None) -> Path:
        """Returns the certificate."""
        plan = self.plan()
        if any((self._folder / "warc").glob("*.writing")):
            raise BusyError("a crawl is on, or was interrupted: let hcsm crawl finish, then erase")
        with ExitStack() as held:
            self._finish_interrupted()
            with self._engine.connect() as connection:
                blogs = store.blogs(connection)
                stones = load_tombstones(connection, self._folder)
                if not stones:
                    stones = Tombstones(open_key(self._folder, ERASURE_KEY))
                fresh = marking.stones_for(connection, self._target, stones)
            for blog in blogs:
                held.enter_context(blog_lock(self._engine, self._folder, blog.id, blog.url))
            stones = stones.plus(fresh)
            made = list(self._new_generations(stones, progress))
            report = self._switch(plan, now, stones, fresh, made)
            for generation in made:
                generations.forget(generation.old)
            progress("database")
            erasure.sweep(self._engine)
        self._engine.dispose()
        return self._certificate(report)

    def _finish_interrupted(self) -> None:
        """Old generations that an erasure could not delete any more."""
        with self._engine.connect() as connection:
            generations.forget_superseded(self._folder / "warc", captures.files(connection))

    def _new_generations(
        self, stones: Tombstones, progress: Callable[[str], None]
    ) -> Iterator[Generation]:
        with self._engine.connect() as connection:
            owners = captures.owners(connection)
        for path in sorted((self._folder / "warc").glob("*.warc.gz")):
            progress(path.name)

            def changed(offset: int, exchange: Exchange, name: str = path.name) -> Exchange | None:
                blog_id = owners.get((name, offset), "")
                if blog_id in self._target.blog_ids:
                    return None
                kept = redacted(exchange, blog_id, stones, settings.HCSM_MAX_CONTENT)
                if kept is not None and exchange.payload and not kept.payload:
                    self._emptied.add((name, offset))
                return kept

            made = generations.rewrite(path, changed)
            if made is not None:
                yield made

    def _switch(
        self,
        plan: Loss,
        now: datetime,
        stones: Tombstones,
        fresh: set[Tombstone],
        made: list[Generation],
    ) -> dict[str, Any]:
        with transaction(self._engine) as connection:
            self._move_captures(connection, made)
            rows = erasure.erase_rows(connection, self._target, stones)
            report: dict[str, Any] = {
                "kind": plan.kind,
                "reason": self._reason,
                "erased_at": instant(now),
                "rows": rows,
                "warc_records": sum(generation.changed for generation in made),
                "warc_files": [generation.new.name for generation in made],
                "unreadable_records": len(self._emptied),  # nothing of their content is kept
                "tombstones": len(fresh),
                "earlier_exports": plan.exports,
            }
            id_ = erasure.put_erasure(
                connection, kind=plan.kind, reason=self._reason, now=instant(now), report=report
            )
            put_tombstones(connection, id_, fresh)
        return {"erasure": id_, **report}

    def _move_captures(self, connection: Connection, made: list[Generation]) -> None:
        for generation in made:
            for offset, place in generation.places.items():
                captures.move(connection, generation.old.name, offset, generation.new.name, place)

    def _certificate(self, report: dict[str, Any]) -> Path:
        folder = self._folder / "erasures"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"erasure-{report['erasure']}.json"
        file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
        return file
