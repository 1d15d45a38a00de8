"""How well the place where an article goes on is found in labelled sentences.

    python benchmarks/continuation.py [FILE ...]   precision and recall on other labelled files
    python benchmarks/continuation.py --held-out   each fifth of our cases, learned from the others
    python benchmarks/continuation.py --learn      write the weights anew from all our cases

The cases stand in `tests/extraction/continuation_cases.toml`; other files have the same form.
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

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests/extraction/continuation_cases.toml"
WEIGHTS = ROOT / "hcsm_scraper/extraction/continuation_odds.json"
ROUNDS, RATE, PENALTY = 300, 0.05, 0.7  # of Adam, with a ridge
SEEN = 2  # times, a feature that counts
FOLDS = 5
LEAST = 0.1  # weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    page: str
    wanted: str | None
    markup: str

    @property
    def body(self) -> Any:
        return html.fromstring(self.markup)


def cases_of(path: Path) -> list[Case]:
    ours = tomllib.loads(CASES.read_text("utf-8"))
    kit = tomllib.loads(path.read_text("utf-8"))
    target = kit.get("target", ours["target"])
    found = []
    for case in kit["case"]:
        wanted = case.get("continued_at")
        markup = case["html"].replace("{T}", target)
        found.append(
            Case(
                page=case.get("page", kit.get("page", ours["page"])),
                wanted=normalise(target if wanted is True else wanted) if wanted else None,
                markup=f"<div>{ours['opening'][case['language']]}{markup}</div>",
            )
        )
    return found


def seen_in(cases: list[Case]) -> list[tuple[set[str], bool]]:
    """The features of every link that may be one, and whether it is."""
    rows = []
    for case in cases:
        for target, standing in continuation.links_of(case.page, case.body):
            rows.append((continuation_odds.features(standing), target == case.wanted))
    return rows


def learned(rows: list[tuple[set[str], bool]]) -> dict[str, float]:
    counts = Counter(feature for features, _ in rows for feature in features)
    names = sorted(feature for feature, count in counts.items() if count >= SEEN)
    place = {name: n for n, name in enumerate(names)}
    known = [sorted(place[x] for x in features if x in place) for features, _ in rows]
    columns = np.concatenate([np.array(x) for x in known])
    sizes = np.array([len(x) for x in known])
    starts = np.cumsum(sizes) - sizes
    truth = np.array([float(is_one) for _, is_one in rows])
    weights, slope, square = (np.zeros(len(names)) for _ in range(3))
    for n in range(1, ROUNDS + 1):
        error = 1 / (1 + np.exp(-np.add.reduceat(weights[columns], starts))) - truth
        gradient = np.bincount(columns, np.repeat(error, sizes), len(names)) + PENALTY * weights
        slope = 0.9 * slope + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        step = (slope / (1 - 0.9**n)) / (np.sqrt(square / (1 - 0.999**n)) + 1e-8)
        weights -= RATE * step
    chosen = zip(names, weights, strict=True)
    return {name: round(float(x), 2) for name, x in chosen if abs(x) >= LEAST}


def put(weights: dict[str, float]) -> None:
    lines = ",\n".join(f"{json.dumps(name)}: {x}" for name, x in sorted(weights.items()))
    WEIGHTS.write_text(f"{{\n{lines}\n}}\n", "utf-8")
    continuation_odds.use(weights)


def scored(cases: list[Case]) -> Counter[str]:
    figures: Counter[str] = Counter()
    for case in cases:
        found = continuation.continuation_of(case.page, case.body).continued_at
        figures["right"] += found is not None and found == case.wanted
        figures["wrong"] += found is not None and found != case.wanted
        figures["missed"] += found is None and case.wanted is not None
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
