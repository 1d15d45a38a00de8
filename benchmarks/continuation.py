"""How well the place where an article goes on is found in labelled sentences.

    python benchmarks/continuation.py [FILE ...]   precision and recall on other labelled files
    python benchmarks/continuation.py --held-out   each fifth of our cases, learned from the others
    python benchmarks/continuation.py --learn      write the weights anew from all our cases

The cases stand in `tests/extraction/continuation_cases.toml`; other files have the same form.
`continuation_unseen.toml` beside it is never learned from.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from lxml import html

from archive.urls import normalise
from hcsm_scraper.extraction import continuation, continuation_odds
from hcsm_scraper.extraction.continuation import Continuation, continuation_of

Row = tuple[set[str], tuple[bool, bool]]

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests/extraction/continuation_cases.toml"
WEIGHTS = ROOT / "hcsm_scraper/extraction/continuation_odds.json"
HEADER = '<p><a href="/">Blog</a></p><h1>2016</h1><p><a href="/about/">…</a></p>'
FOOTER = "<p>© 2016</p>"
ROUNDS, RATE, PENALTY = 400, 0.05, 0.4  # of Adam, with a ridge
# What a title tells is learned from fewer cases, and trusted.
LOW_PENALTY, NAMING = 0.04, ("names:", "titled:")
SEEN = 2  # times, a feature that counts
FOLDS = 5
LEAST = 0.1  # weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    page: str
    title: str | None
    onward: str | None
    origin: str | None
    is_excerpt: bool
    language: str
    markup: str

    @property
    def body(self) -> Any:
        return html.fromstring(self.markup)

    def read(self) -> Continuation:
        return continuation_of(self.page, self.body, title=self.title)


def cases_of(path: Path) -> list[Case]:
    """A case stands behind the opening of its article, which has a title, or of its language."""
    ours = tomllib.loads(CASES.read_text("utf-8"))
    kit = tomllib.loads(path.read_text("utf-8"))
    target = kit.get("target", ours["target"])
    found = []
    for case in kit["case"]:
        article = kit["article"][case["article"]] if "article" in case else {}
        opening = article.get("opening") or ours["opening"][case["language"]]
        told = {True: target}
        onward, origin = (case.get(x) for x in ("continued_at", "continues_from"))
        found.append(
            Case(
                page=case.get("page", article.get("page", ours["page"])),
                title=None if case.get("untitled") else article.get("title"),
                onward=normalise(told.get(onward, onward)) if onward else None,
                origin=normalise(told.get(origin, origin)) if origin else None,
                is_excerpt=case.get("excerpt_only", False),
                language=case["language"],
                markup=f"<div>{opening}{case['html'].replace('{T}', target)}</div>",
            )
        )
    return found


def seen_in(cases: list[Case]) -> list[Row]:
    """The features of every link that may be one, and what it is.

    Each case is seen with its title and without, and as a page whose article is not told apart.
    """
    rows = []
    for case in cases:
        around = html.fromstring(f"<div>{HEADER}{case.markup}{FOOTER}</div>")
        readings = [(case.body, case.title), (around, case.title)]
        readings += [(case.body, None)] if case.title else []
        for body, title in readings:
            for it in continuation.links_of(case.page, body, title=title):
                truth = it.target == case.onward, it.target == case.origin
                rows.append((continuation_odds.features(it), truth))
    return rows


def learned(rows: list[Row]) -> dict[str, list[float]]:
    counts = Counter(feature for features, _ in rows for feature in features)
    names = sorted(feature for feature, count in counts.items() if count >= SEEN)
    place = {name: n for n, name in enumerate(names)}
    known = [sorted(place[x] for x in features if x in place) for features, _ in rows]
    columns = np.concatenate([np.array(x) for x in known])
    sizes = np.array([len(x) for x in known])
    penalties = np.array([LOW_PENALTY if x.startswith(NAMING) else PENALTY for x in names])
    found = [
        fitted(columns, sizes, np.array([float(truth[n]) for _, truth in rows]), penalties)
        for n in range(2)
    ]
    pairs = {
        name: [round(float(x), 2) for x in xs] for name, *xs in zip(names, *found, strict=True)
    }
    return {name: pair for name, pair in pairs.items() if max(map(abs, pair)) >= LEAST}


def fitted(columns: Any, sizes: Any, truth: Any, penalties: Any) -> Any:
    """Weights of a logistic regression; `columns`: the features of each row, of `sizes`."""
    starts = np.cumsum(sizes) - sizes
    weights, slope, square = (np.zeros(len(penalties)) for _ in range(3))
    for n in range(1, ROUNDS + 1):
        error = 1 / (1 + np.exp(-np.add.reduceat(weights[columns], starts))) - truth
        gradient = np.bincount(columns, np.repeat(error, sizes), len(weights))
        gradient += penalties * weights
        slope = 0.9 * slope + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        step = (slope / (1 - 0.9**n)) / (np.sqrt(square / (1 - 0.999**n)) + 1e-8)
        weights -= RATE * step
    return weights


def put(weights: dict[str, list[float]]) -> None:
    lines = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {x}" for name, x in sorted(weights.items())
    )
    WEIGHTS.write_text(f"{{\n{lines}\n}}\n", "utf-8")
    continuation_odds.use(weights)


def scored(cases: list[Case]) -> Counter[str]:
    figures: Counter[str] = Counter()
    for case in cases:
        found = case.read().continued_at
        figures["right"] += found is not None and found == case.onward
        figures["wrong"] += found is not None and found != case.onward
        figures["missed"] += found is None and case.onward is not None
    return figures


def held_out(cases: list[Case]) -> Counter[str]:
    """Each fifth, by the weights learned from the others."""
    figures: Counter[str] = Counter()
    rows = [seen_in([case]) for case in cases]
    for part in range(FOLDS):
        others = [x for n, row in enumerate(rows) if n % FOLDS != part for x in row]
        continuation_odds.use(learned(others))
        figures += scored(cases[part::FOLDS])
    continuation_odds.use({})
    return figures


def show(what: str, figures: Counter[str], count: int) -> None:
    right, wrong, missed = (figures[x] for x in ("right", "wrong", "missed"))
    print(
        f"{what}: {count} cases, precision {right / max(right + wrong, 1):.3f}, "
        f"recall {right / max(right + missed, 1):.3f} ({wrong} wrong, {missed} missed)"
    )


def main() -> None:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("files", nargs="*", type=Path)
    asked.add_argument("--learn", action="store_true")
    asked.add_argument("--held-out", action="store_true")
    options = asked.parse_args()
    ours = cases_of(CASES)
    if options.held_out:
        show("held out", held_out(ours), len(ours))
        return
    if options.learn:
        put(learned(seen_in(ours)))
    for path in options.files or [CASES]:
        cases = cases_of(path)
        show(path.name, scored(cases), len(cases))


if __name__ == "__main__":
    main()
