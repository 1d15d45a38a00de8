"""Score reading on a folder of saved pages, side by side with trafilatura, in one interleaved run.

    python benchmarks/reading.py DIR              all readers: scores, pages per CPU second, ratios
    python benchmarks/reading.py DIR --only hcsm  our reader alone: what CI checks

DIR holds `pages/<id>.html.gz` and `truth.jsonl`; its name picks the floors in reading_floors.json.
Exits 1 where a figure is below its floor. Floors rise with --raise-floors; to lower one takes
--lower-floors.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from htmldate import find_date
from reading_scores import Reading, Score
from trafilatura import bare_extraction
from trafilatura.external import jt_stoplist_init

from hcsm_scraper.document import Document
from hcsm_scraper.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FLOORS = Path(__file__).with_name("reading_floors.json")
OURS, PEER = "hcsm", "trafilatura"
LESS_IS_BETTER = frozenset(
    "body_poor comments_in_body title_false author_false date_false cpu_known cpu_unknown".split()
)
PINNED_TO = 3  # decimals: a floor is what was reached, less what a library's patch release may move
SLACK = 0.001
COLLECT_EVERY = 30  # pages
WARM_UP = 12  # pages read unmeasured: libraries load and compile at their first use
CAPTURED_AT = datetime(2030, 1, 1, tzinfo=UTC)  # later than any page of a set: reading has no clock


def ours(content: bytes, url: str) -> tuple[Reading, str | None]:
    page = read(
        Document(
            url=url,
            captured_at=CAPTURED_AT,
            status=200,
            headers=(("content-type", "text/html"),),
            content=content,
        )
    )
    if not page.evidence:
        return Reading(), page.platform
    said = page.evidence[0]
    return Reading(
        body=said.text or "",
        title=said.title,
        authors=said.authors,
        date=said.published.iso if said.published else None,
        topics=(*said.tags, *said.categories),
        comments="\n".join(comment.text for comment in said.comments),
    ), page.platform


def trafilatura(**mode: bool) -> Callable[[bytes, str], tuple[Reading, None]]:
    def reads(content: bytes, url: str) -> tuple[Reading, None]:
        try:
            said = bare_extraction(content, url=url, with_metadata=True, **mode)
        except Exception:  # noqa: BLE001 - a crash of the peer is an empty answer
            said = None
        if said is None:
            return Reading(), None
        return Reading(
            body=said.text or "",
            title=said.title,
            authors=tuple(filter(None, [said.author])),
            date=said.date,
            topics=(*(said.tags or ()), *(said.categories or ())),
            comments=said.comments or "",
        ), None

    return reads


READERS: Mapping[str, Callable[[bytes, str], tuple[Reading, str | None]]] = {
    OURS: ours,
    PEER: trafilatura(),
    "trafilatura, no comments": trafilatura(include_comments=False),
    "trafilatura, fast": trafilatura(fast=True, include_comments=False),
}


def measure(
    folder: Path, names: list[str], every: int = 1
) -> tuple[dict[str, dict[str, float]], dict[str, int]]:
    """Figures by reader, and how many pages are of a platform we know or not."""
    scores = {name: Score() for name in names}
    seconds: dict[tuple[str, str], float] = defaultdict(float)
    pages: dict[str, int] = defaultdict(int)
    for truth, content in islice(saved(folder, every), WARM_UP):
        for name in names:
            READERS[name](content, truth["url"])
    find_date("<html><body><p>le 3 mars 2020 à midi</p></body></html>", extensive_search=True)
    jt_stoplist_init()
    gc.disable()  # a collection is paid by whoever happens to allocate next
    known: set[str] = set()
    # One mode of the peer's finds what another has cached of a page: beside ours stands one alone.
    pair = [name for name in names if name in (OURS, PEER)]
    others = [name for name in names if name not in pair]
    for readers in filter(None, (pair, others)):
        for number, (truth, content) in enumerate(saved(folder, every)):
            if number % COLLECT_EVERY == 0:
                gc.collect()
            turn = number % len(readers)
            spent: dict[str, float] = {}
            for name in (
                *readers[turn:],
                *readers[:turn],
            ):  # nobody is always first to touch a page
                before = time.process_time()
                reading, platform = READERS[name](content, truth["url"])
                spent[name] = time.process_time() - before
                scores[name].add(truth, reading)
                known |= {truth["id"]} if platform else set()
            group = "known" if truth["id"] in known else "unknown"
            pages[group] += readers is (pair or others)
            for name, cpu in spent.items():
                seconds[name, group] += cpu
            tell(f"{number + 1} pages")
    return {name: _figures(scores[name], name, seconds, pages) for name in names}, pages


def saved(folder: Path, every: int) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The truth about each page and its bytes."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in islice(lines, 0, None, every):
            truth = json.loads(line)
            page = folder / "pages" / f"{truth['id']}.html.gz"
            yield truth, gzip.decompress(page.read_bytes())


def _figures(
    score: Score, name: str, seconds: Mapping[tuple[str, str], float], pages: Mapping[str, int]
) -> dict[str, float]:
    found = score.figures()
    for group in pages:
        if seconds.get((PEER, group)):
            found[f"cpu_{group}"] = seconds[name, group] / seconds[PEER, group]
    spent = sum(cpu for (reader, _), cpu in seconds.items() if reader == name)
    found["pages_per_cpu_second"] = sum(pages.values()) / spent
    return found


def fallen(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """A sentence for each figure worse than its floor; what was not measured is not judged."""
    return [
        f"{name} is {figures[name]:.4f}, its floor {floor}"
        for name, floor in floors.items()
        if name in figures and is_worse(name, figures[name], floor)
    ]


def is_worse(name: str, figure: float, floor: float) -> bool:
    return figure > floor if name in LESS_IS_BETTER else figure < floor


def pinned(
    figures: Mapping[str, float], floors: Mapping[str, float], *, may_lower: bool
) -> dict[str, float]:
    """New floors: never worse than the old ones unless that is asked for."""
    out = dict(floors)
    for name, figure in figures.items():
        if name.startswith(("cpu_", "pages_")):  # budgets, not scores: set by hand
            continue
        slack = SLACK if name in LESS_IS_BETTER else -SLACK
        floor = round(max(0.0, figure + slack), PINNED_TO)
        if may_lower or name not in out or is_worse(name, out[name], floor):
            out[name] = floor
    return dict(sorted(out.items()))


def tell(progress: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{progress}", end="", file=sys.stderr, flush=True)


def show(figures: Mapping[str, Mapping[str, float]], floors: Mapping[str, float]) -> None:
    names = list(dict.fromkeys(name for said in figures.values() for name in said))
    print(f"{'':<22}" + "".join(f"{reader:>26}" for reader in figures) + f"{'floor':>10}")
    for name in names:
        row = "".join(
            f"{said[name]:>26.3f}" if name in said else f"{'-':>26}" for said in figures.values()
        )
        print(f"{name:<22}{row}{floors.get(name, '-'):>10}")


def main() -> int:
    asks = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asks.add_argument("folder", type=Path)
    asks.add_argument("--only", choices=READERS, help="measure this reader alone")
    asks.add_argument("--floors", type=Path, default=FLOORS, help="file of the floors")
    asks.add_argument("--raise-floors", action="store_true", help="pin what is better now")
    asks.add_argument("--lower-floors", action="store_true", help="pin what is measured now")
    asks.add_argument("--every", type=int, default=1, help="measure each n-th page; judges nothing")
    asked = asks.parse_args()
    if not (asked.folder / "truth.jsonl").is_file():
        print(f"{asked.folder} holds no truth.jsonl: name a folder with it and pages/")
        return 2
    all_floors = (
        json.loads(asked.floors.read_text(encoding="utf-8")) if asked.floors.is_file() else {}
    )
    floors = all_floors.get(asked.folder.name, {})
    figures, pages = measure(
        asked.folder, [asked.only] if asked.only else list(READERS), asked.every
    )
    print(f"{sum(pages.values())} pages: {dict(pages)}; cpu_* are ratios to {PEER} with metadata")
    show(figures, floors)
    if OURS not in figures or asked.every > 1:
        return 0
    if asked.raise_floors or asked.lower_floors:
        floors = pinned(figures[OURS], floors, may_lower=asked.lower_floors)
        all_floors[asked.folder.name] = floors
        asked.floors.write_text(json.dumps(all_floors, indent=2) + "\n", encoding="utf-8")
    problems = fallen(figures[OURS], floors)
    print("\n".join(problems) or f"no figure below its floor ({len(floors)} pinned)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
