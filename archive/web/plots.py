"""Bars over time as plain SVG: no script, no style, a sentence for those who do not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH, _HEIGHT, _FOOT = 720, 150, 22
_MOST = 96  # months that can be told apart; more are shown as years


def bars(per_month: Mapping[str, int], what: str) -> Markup:
    """`per_month`: "2015-03" -> count. Empty for nothing dated."""
    if not per_month:
        return Markup("")
    counts, unit = _filled(per_month)
    highest = max(counts.values())
    step = _WIDTH / len(counts)
    parts = []
    for place, (name, count) in enumerate(counts.items()):
        height = count / highest * (_HEIGHT - 14)
        x, width = place * step, min(max(step - 2, step * 0.7), 48)
        x += (step - width) / 2
        if count:
            parts.append(
                f'<rect class="bar" x="{x:.1f}" y="{_HEIGHT - height:.1f}" width="{width:.1f}" '
                f'height="{height:.1f}" rx="1.5"><title>{escape(name)}: {count}</title></rect>'
            )
    parts += _names(list(counts), step)
    peak = max(counts, key=lambda name: counts[name])
    said = (
        f"{sum(counts.values()):,} {what} per {unit}, {next(iter(counts))} to {list(counts)[-1]}; "
        f"most in {peak}: {highest:,}"
    )
    return Markup(  # noqa: S704 - names are escaped, the rest are numbers
        f'<figure class="plot"><svg viewBox="0 0 {_WIDTH} {_HEIGHT + _FOOT}" role="img" '
        f'aria-label="{escape(said)}"><line class="axis" x1="0" x2="{_WIDTH}" y1="{_HEIGHT}" '
        f'y2="{_HEIGHT}"/>{"".join(parts)}</svg><figcaption>{escape(said)}.</figcaption></figure>'
    )


def _filled(per_month: Mapping[str, int]) -> tuple[dict[str, int], str]:
    """With the empty months between, or by year if there are too many."""
    first, last = min(per_month), max(per_month)
    start, end = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (first, last))
    if end - start < _MOST:
        months = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, end + 1)]
        return {month: per_month.get(month, 0) for month in months}, "month"
    years = {f"{year:04}": 0 for year in range(start // 12, end // 12 + 1)}
    for month, count in per_month.items():
        years[month[:4]] += count
    return years, "year"


def _names(names: list[str], step: float) -> list[str]:
    """The years below the axis, as many as there is room for."""
    firsts = [n for n, name in enumerate(names) if len(name) == 4 or name.endswith("-01") or n == 0]
    every = max(1, -(-len(firsts) // 12))
    return [
        f'<text class="tick" x="{(n + 0.5) * step:.1f}" y="{_HEIGHT + 16}" '
        f'text-anchor="middle">{escape(names[n][:4])}</text>'
        for n in firsts[::every]
        if (n + 0.5) * step > 14 and (n + 0.5) * step < _WIDTH - 14
    ]
