"""Times as pages write them: machine-readable ones, and text in the languages the blogs use.

`moment` needs no clock and no locale; what is not surely a date is None.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING

from archive.records import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))?)?",
    re.IGNORECASE,
)
_MONTH_WORDS = {
    1: "january jan januar jänner jaen janvier janv enero ene janeiro gennaio gen januari styczeń stycznia leden ledna januarie января январь янв يناير ocak",
    2: "february feb febr februar feber février fevrier févr fevr febrero fevereiro fev febbraio februari luty lutego únor února февраля февраль февр фев فبراير şubat",
    3: "march mar märz maerz mrz mars marzo março marco maart mrt marzec marca březen března марта март мар مارس marts",
    4: "april apr avril avr abril abr aprile kwiecień kwietnia duben dubna апреля апрель апр أبريل ابريل إبريل nisan",
    5: "may mai mayo maio maggio mag mei maj maja květen května мая май مايو mayıs",
    6: "june jun juni juin junio junho giugno giu czerwiec czerwca červen června июня июнь июн يونيو haziran",
    7: "july jul juli juillet juil julio julho luglio lug lipiec lipca červenec července июля июль июл يوليو temmuz",
    8: "august aug août aout agosto ago augustus augusti sierpień sierpnia srpen srpna августа август авг أغسطس اغسطس ağustos",
    9: "september sep sept septembre septiembre setembro set settembre wrzesień września září сентября сентябрь сент сен سبتمبر eylül",
    10: "october oct oktober okt octobre octubre outubro out ottobre ott październik października říjen října октября октябрь окт أكتوبر اكتوبر ekim",
    11: "november nov novembre noviembre novembro listopad listopada listopadu ноября ноябрь нояб ноя نوفمبر kasım",
    12: "december dec dezember dez décembre déc decembre diciembre dic dezembro dicembre grudzień grudnia prosinec prosince декабря декабрь дек ديسمبر aralık",
}
_MONTHS = {word: number for number, words in _MONTH_WORDS.items() for word in words.split()}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?"
_YEAR = r"((?:19|20)\d{2})"
_DAY_MONTH = re.compile(
    rf"(?<!\d){_DAY}\s*(?:de\s+|of\s+|d')?[-/. ]?\s*({_NAMES})\b\.?,?\s*[-/ ]?(?:de[l]?\s+)?\s*{_YEAR}(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(rf"\b({_NAMES})\b\.?\s+{_DAY}\s*,?\s+{_YEAR}(?!\d)", re.IGNORECASE)
_YEAR_MONTH_DAY = re.compile(rf"\b{_YEAR}\s*[,.]?\s+({_NAMES})\b\.?\s+{_DAY}(?!\d)", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"\b({_NAMES})\b\.?,?\s+(?:de\s+)?{_YEAR}(?!\d)", re.IGNORECASE)
_BIG_ENDIAN = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*[年년./-]\s*(\d{1,2})\s*[月월./-]\s*(\d{1,2})(?!\d)"
)
_A_YEAR = re.compile(r"(?:19|20)\d{2}")  # a quick question before the slow ones
_WITH_YEAR = (
    (_MONTH_DAY, "mdy"),
    (_DAY_MONTH, "dmy"),
    (_YEAR_MONTH_DAY, "ymd"),
    (_BIG_ENDIAN, "ymd"),
)
_DIGITS = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-])")
_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2})(?::|\.|h)(\d{2})(?::(\d{2}))?\s*(a\.?m\.?|p\.?m\.?|[صم]\b)?(?![\d:])|(?<![\d:])(\d{1,2})\s*(a\.?m|p\.?m)\b",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"^\s*\(?(UTC|GMT|Z|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|BST|[+-]\d{2}:?\d{2})\b",
    re.IGNORECASE,
)
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "bst": 1,
}  # fmt: skip
_AFTERNOON, _MORNING = (
    re.compile(r"(?:午後|下午|오후)\s*\Z"),
    re.compile(r"(?:午前|上午|오전)\s*\Z"),
)
_DIGITS_OF_OTHERS = {ord(x): str(n % 10) for n, x in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_BEFORE_DATE = re.compile(  # what stands before a date and is of it
    r"(?:\w*day|\w+tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|"
    r"sábado|domingo|\w+-feira|luned.|marted.|mercoled.|gioved.|venerd.|sabato|domenica|(?:maan|dins|woens|donder|vrij|zater|zon)dag|"
    r"\w{2,3}|posted|written|added|submitted|published|updated|edited|date|veröffentlicht|geschrieben|publié|publicado|"
    r"pubblicato|geplaatst)\W*\Z",
    re.IGNORECASE,
)
_AGE = re.compile(  # in English order, then in that of the languages that put the word first
    r"\A\W*(?:\w+\W+){0,2}?(?:\d{1,3}|an?|one)\s?\w{1,9}\s+(?:ago|geleden|fa|atrás|sedan|siden|temu|önce|назад)\b"
    r"|\A\W*(?:vor|il y a|hace|há|před)\s+(?:\d{1,3}|\w{1,6})\s+\w{2,9}\b"
    r"|\A\W*(?:\w+\W+){0,2}?\d{1,3}\s?(?:[个個か]?[月年天日]|[週周]間?|小时|小時|時間|分[钟鐘]?|秒[钟鐘]?)\s?之?前"
    r"|\A\W*\d{1,3}\s?(?:년|개월|달|주|일|시간|분|초)\s?전",
    re.IGNORECASE,
)
_LONGEST_AGE = 60
_URL_DATE = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/+_.-]|$)")
_URL_DATE_IN_WORDS = re.compile(
    rf"/((?:19|20)\d{{2}})/({_NAMES})/(\d{{1,2}})(?=/|$)", re.IGNORECASE
)
_FIRST_YEAR = 1990  # the web's first pages; what claims to be older is something else


def moment(text: str | None, language: str | None = None) -> Moment | None:
    """The first date in a text, with its time and zone where it gives them, or None.

    `language` (BCP 47) settles 3/4/2015: month first in the United States, day first elsewhere.
    """
    if not text:
        return None
    said = " ".join(text.split())[:400]
    said = said if said.isascii() else said.translate(_DIGITS_OF_OTHERS)
    return _moment(said, (language or "").lower())


@lru_cache(maxsize=4096)
def _moment(text: str, language: str) -> Moment | None:
    return _iso(text) or _written(text, language)


def is_of_date(said: str) -> bool:
    """Whether these words before a date are a part of it or lead to it: a weekday, a month, "posted"."""
    return _BEFORE_DATE.match(said) is not None or moment(f"{said} 1, 2001") is not None


def language_of_days(lines: Iterable[str], language: str | None) -> str | None:
    """`language`, or one that puts the day first where these lines, each of one date and later than
    the line before, show that the page does."""
    if not _puts_month_first((language or "").lower()):
        return language
    found = [x for line in lines if (x := _DIGITS.search(line)) is not None and x[2] != "."]
    dates = [(int(x[4]), int(x[1]), int(x[3])) for x in found]
    if any(second > 12 for _, _, second in dates):
        return language
    by_day, by_month = [(y, b, a) for y, a, b in dates], dates
    is_sorted = by_day == sorted(by_day) and by_month != sorted(by_month)
    return "en-gb" if is_sorted or any(first > 12 for _, first, _ in dates) else language


def tells_age(said: str) -> bool:
    """Whether it says how long ago, and no more: "18 minutes ago", "Edited 2 days ago"."""
    return len(said) <= _LONGEST_AGE and _AGE.match(said) is not None


def url_day(url: str) -> Moment | None:
    """The date in an address like /2015/03/04/title or /2015/mar/04/title, to the month if it gives no day."""
    found = _URL_DATE.search(url) or _URL_DATE_IN_WORDS.search(url)
    if not found:
        return None
    return _build(int(found[1]), _month(found[2]), int(found[3]) if found[3] else None)


def _iso(text: str) -> Moment | None:
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    if day is None:
        return _build(int(year), int(month), None)
    clock = (
        None if hour is None else (int(hour), int(minute), None if second is None else int(second))
    )
    return _build(int(year), int(month), int(day), clock, _offset(zone))


def _offset(zone: str | None) -> timedelta | None:
    if zone is None:
        return None
    if zone.lower() in _ZONES:
        return timedelta(hours=_ZONES[zone.lower()])
    digits = zone[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return -size if zone[0] == "-" else size


def _written(text: str, language: str) -> Moment | None:
    names_year = _A_YEAR.search(text) is not None
    for pattern, order in _WITH_YEAR if names_year else ():
        if found := pattern.search(text):
            parts = dict(zip(order, found.groups(), strict=True))
            return _with_clock(text, found, int(parts["y"]), _month(parts["m"]), int(parts["d"]))
    if found := _DIGITS.search(text):
        return _digits(text, found, language)
    if names_year and (found := _MONTH_YEAR.search(text)):
        return _build(int(found[2]), _month(found[1]), None)
    return None


def _month(word: str) -> int:
    return int(word) if word.isdecimal() else _MONTHS[word.lower()]


def _digits(text: str, found: re.Match[str], language: str) -> Moment | None:
    first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    month_first = mark != "." and _puts_month_first(language)
    if first > 12:
        month_first = False
    elif second > 12:
        month_first = True
    month, day = (first, second) if month_first else (second, first)
    return _with_clock(text, found, year, month, day)


def _puts_month_first(language: str) -> bool:
    return language in ("", "en") or language.startswith("en-us")


def _with_clock(text: str, found: re.Match[str], year: int, month: int, day: int) -> Moment | None:
    """The clock may stand behind the date or, in some themes, before it."""
    behind = text[found.end() : found.end() + 40]
    clock = _CLOCK.search(behind) or _CLOCK.search(text[max(0, found.start() - 25) : found.start()])
    if not clock:
        return _build(year, month, day)
    hour = int(clock[1] or clock[5])
    half = (clock[4] or clock[6] or "").lower().replace(".", "")
    before = clock.string[: clock.start()]
    if (half in ("pm", "م") or _AFTERNOON.search(before)) and hour < 12:
        hour += 12
    elif (half in ("am", "ص") or _MORNING.search(before)) and hour == 12:
        hour = 0
    zone = _ZONE.match(clock.string[clock.end() :])
    second = int(clock[3]) if clock[3] else None
    time = (hour, int(clock[2] or 0), second)
    return _build(year, month, day, time, _offset(zone[1]) if zone else None) or _build(
        year, month, day
    )


def _build(
    year: int,
    month: int,
    day: int | None,
    clock: tuple[int, int, int | None] | None = None,
    offset: timedelta | None = None,
) -> Moment | None:
    if not _FIRST_YEAR <= year <= 2100:
        return None
    try:
        if day is None:
            return Moment(f"{date(year, month, 1):%Y-%m}")
        if clock is None:
            return Moment(f"{date(year, month, day):%Y-%m-%d}")
        hour, minute, second = clock
        when = datetime(year, month, day, hour, minute, second or 0, tzinfo=None)  # noqa: DTZ001
        if offset is not None:
            when = when.replace(tzinfo=timezone(offset)).astimezone(UTC)
        iso = when.strftime("%Y-%m-%dT%H:%M" if second is None else "%Y-%m-%dT%H:%M:%S")
        return Moment(f"{iso}+00:00" if offset is not None else iso)
    except ValueError:
        return None
