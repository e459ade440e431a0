"""The opening hours as an operator writes them, and the public holidays of Finland.

{"fi": {"mon-fri": "9-20", "sat": "10-14"}, "sv": {"mon,wed": "9:30-12,13-14"},
 "exceptions": {"2026-12-24": "closed", "2026-12-27": "12-16"}}
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, cast

from bot.domain.hours import WEEKDAYS, BadHours, Hours, Span
from bot.domain.languages import LANGUAGES, Language

EXCEPTIONS: Final = "exceptions"
CLOSED: Final = "closed"

_KEYS: Final = tuple(name.lower() for name in WEEKDAYS)
_SPAN: Final = re.compile(r"([0-9]{1,2})(?::([0-5][0-9]))?-([0-9]{1,2})(?::([0-5][0-9]))?")


def is_holiday(day: date) -> bool:
    """Tell whether `day` is a day off in all of Finland; knows the years until 2100.

    The days of the library's category "public": the church and state holidays, and with them
    Midsummer Eve and Christmas Eve, days off though not by the law on holidays. Flag days,
    Easter Saturday and New Year's Eve are worked; Åland's Autonomy Day is Åland's alone.
    """
    return day in _of_finland()


@cache
def _of_finland() -> Any:
    # Imported when first asked: it costs a tenth of a second that most starts need not pay.
    from holidays import country_holidays

    return country_holidays("FI")


def read(
    setting: str | Mapping[str, Any], *, holiday: Callable[[date], bool] = is_holiday
) -> Hours:
    """Read the setting, as JSON text or decoded; raise BadHours naming every fault at once.

    A language that is left out has no hours. A key repeated in JSON text is a fault; once
    decoded it can no longer be seen.
    """
    faults: list[str] = []
    parts = _object("opening hours", _decoded(setting) if isinstance(setting, str) else setting)
    known = (*LANGUAGES, EXCEPTIONS)
    faults.extend(f"{name}: is none of {', '.join(known)}" for name in parts if name not in known)
    weekly: dict[Language, dict[int, tuple[Span, ...]]] = {
        language: _week(language, parts[language], faults)
        for language in LANGUAGES
        if language in parts
    }
    exceptions = _exceptions(parts.get(EXCEPTIONS, {}), faults)
    try:
        hours = Hours(weekly, exceptions, holiday)
    except BadHours as fault:
        raise BadHours([*faults, *fault.faults]) from None
    if faults:
        raise BadHours(faults)
    return hours


def _week(language: Language, value: object, faults: list[str]) -> dict[int, tuple[Span, ...]]:
    week: dict[int, tuple[Span, ...]] = {}
    try:
        entries = _object(f"{language}:", value)
    except BadHours as fault:
        faults.extend(fault.faults)
        return week
    for key, times in entries.items():
        try:
            weekdays = _weekdays(language, key)
            spans = _spans(f"{language}: {key}", times)
        except BadHours as fault:
            faults.extend(fault.faults)
            continue
        for weekday in weekdays:
            if weekday in week:
                faults.append(f"{language}: {WEEKDAYS[weekday]} is given twice, again by {key}")
            week[weekday] = spans
    return week


def _exceptions(value: object, faults: list[str]) -> dict[date, tuple[Span, ...]]:
    exceptions: dict[date, tuple[Span, ...]] = {}
    try:
        entries = _object(f"{EXCEPTIONS}:", value)
    except BadHours as fault:
        faults.extend(fault.faults)
        return exceptions
    for key, times in entries.items():
        try:
            exceptions[_date(key)] = _spans(f"{key}:", times)
        except BadHours as fault:
            faults.extend(fault.faults)
    return exceptions


def _weekdays(language: Language, key: str) -> list[int]:
    """Return the weekdays of `mon`, `mon-fri` or `mon,wed`."""
    weekdays: list[int] = []
    for part in key.lower().split(","):
        first, _, last = (name.strip() for name in part.partition("-"))
        if first not in _KEYS or ("-" in part and last not in _KEYS):
            raise BadHours([f"{language}: {key} must look like mon, mon-fri or mon,wed"])
        begin, end = _KEYS.index(first), _KEYS.index(last or first)
        if end < begin:
            raise BadHours([f"{language}: {key} ends before it begins; a week begins on Monday"])
        weekdays.extend(range(begin, end + 1))
    return weekdays


def _spans(place: str, times: object) -> tuple[Span, ...]:
    """Return the spans of `9-20`, `9:30-16:15,17-19` or `closed`."""
    if times == CLOSED:
        return ()
    parts = [part.replace(" ", "") for part in times.split(",")] if isinstance(times, str) else []
    found = [_SPAN.fullmatch(part) for part in parts]
    spans = tuple(
        Span(60 * int(one[1]) + int(one[2] or 0), 60 * int(one[3]) + int(one[4] or 0))
        for one in found
        if one
    )
    if not spans or len(spans) < len(found):
        shown = json.dumps(times, ensure_ascii=False, default=str)
        raise BadHours([f"{place} {shown} must look like 9-20, 9:30-16:15,17-19 or {CLOSED}"])
    return spans


def _date(key: str) -> date:
    try:
        day = date.fromisoformat(key)
    except ValueError:
        day = None
    # Python reads 20261224 and 2026-W52-4 too; one day must not be written in two ways.
    if day is None or day.isoformat() != key:
        raise BadHours([f"{EXCEPTIONS}: {key} must be a day such as 2026-12-24"])
    return day


def _decoded(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once_only)
    except json.JSONDecodeError as fault:
        raise BadHours([f"opening hours are not JSON: {fault}"]) from None


def _once_only(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a later key silently win over an earlier one; here a repeated key is a fault."""
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadHours([f"written twice: {', '.join(twice)}"])
    return dict(pairs)


def _object(place: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadHours([f"{place} must be a JSON object, in braces"])
    return cast("Mapping[str, Any]", value)
