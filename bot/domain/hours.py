"""Opening hours: when helpers call back, in each language, by the clock on a Finnish wall.

What the setting says is a *span* (from 9 to 20, whatever day it is); what that comes to on one
day is an *opening*, two moments in UTC. Only openings are compared: the clock on the wall
shows some times twice and others never, twice a year.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.languages import LANGUAGES, Language

ZONE: Final = ZoneInfo("Europe/Helsinki")

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""As `date.weekday()` counts them."""

MIDNIGHT: Final = 24 * 60
"""The end of a day; a span may last until then. Later hours belong to the next day."""

AHEAD: Final = 366
"""So many days are looked through, today included; who is closed longer is not coming back."""


class BadHours(ValueError):
    """These hours cannot be kept: `faults` names every reason, one a line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one time of day to another, in minutes after midnight; the end is outside."""

    begins: int
    ends: int

    def __str__(self) -> str:
        return f"{_clock(self.begins)}-{_clock(self.ends)}"


@dataclass(frozen=True, slots=True)
class Opening:
    """From one moment to another, in UTC; the end is outside. Show them with `local`."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A Finnish day on which helpers call, and when; never without an opening."""

    date: date
    openings: tuple[Opening, ...]


def local(moment: datetime) -> datetime:
    """Return `moment` as Finnish clocks show it. To be shown only: compare in UTC."""
    return _aware(moment).astimezone(ZONE)


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of every language. Pure: reads no clock and no calendar.

    A day's hours are, in this order: those of `exceptions`, none on a public holiday, those of
    the weekday. An exception holds for every language that has weekly hours; it opens no
    other, since nobody is there to speak it.

    Raises BadHours with all faults at once: a span that is empty, runs backwards or leaves the
    day, spans of one day that overlap, an unknown language or weekday.
    """

    weekly: Mapping[Language, Mapping[int, tuple[Span, ...]]]
    """By weekday, Monday is 0; a day that is not named is closed."""
    exceptions: Mapping[date, tuple[Span, ...]]
    """By day; no span: closed."""
    holiday: Callable[[date], bool] = field(compare=False)
    """Tells a public holiday."""

    def __post_init__(self) -> None:
        faults = [*_weekly_faults(self.weekly)]
        for day, spans in self.exceptions.items():
            faults.extend(_faults(f"{day}:", spans))
        if faults:
            raise BadHours(faults)

    def is_open(self, language: Language, now: datetime) -> bool:
        """Tell whether helpers call in `language` now. Raises BadHours for a time without zone."""
        today = local(now).date()
        return any(one.begins <= now < one.ends for one in self._openings(language, today))

    def fits(self, language: Language, moment: datetime) -> bool:
        """Tell whether somebody can be called in `language` at the `moment` they wish for.

        The last minute counts, the moment of closing does not. Whether it has passed is not
        asked here. Raises BadHours for a time without zone.
        """
        return self.is_open(language, moment)

    def next_opening(self, language: Language, now: datetime) -> datetime | None:
        """Return the first moment from `now` on at which helpers call, in UTC; `now` if they do.

        None if there is none within `AHEAD` days. Raises BadHours for a time without zone.
        """
        first = next(self._ahead(language, now), None)
        return first and max(first.openings[0].begins, now.astimezone(UTC))

    def days(self, language: Language, now: datetime, count: int) -> tuple[Day, ...]:
        """Return the next `count` days with hours, today included while some are left.

        Openings that are over are left out; one under way is told whole, so its beginning may
        have passed. Fewer days if `AHEAD` days hold no more. Raises BadHours for a time
        without zone or a negative count.
        """
        if count < 0:
            raise BadHours([f"{count} days cannot be told"])
        return tuple(islice(self._ahead(language, now), count))

    def _ahead(self, language: Language, now: datetime) -> Iterator[Day]:
        today = local(now).date()
        for day in (today + timedelta(days=n) for n in range(AHEAD)):
            left = tuple(one for one in self._openings(language, day) if one.ends > now)
            if left:
                yield Day(day, left)

    def _openings(self, language: Language, day: date) -> Iterator[Opening]:
        """Yield the openings of `day` in order; a span that the clock skips is none."""
        for span in sorted(self._spans(language, day)):
            opening = Opening(moment_of(day, span.begins), moment_of(day, span.ends))
            if opening.begins < opening.ends:
                yield opening

    def _spans(self, language: Language, day: date) -> tuple[Span, ...]:
        week = self.weekly.get(language, {})
        if not any(week.values()):
            return ()
        if day in self.exceptions:
            return self.exceptions[day]
        return () if self.holiday(day) else week.get(day.weekday(), ())


def moment_of(day: date, minutes: int) -> datetime:
    """Return the moment at which the clock on the wall first shows, or passes, this time.

    In autumn 3:30 comes twice: the first counts, for an end as for a beginning, so that spans
    keep their order. In spring 3:30 is skipped: what begins or ends then does so at the change.

    Source: PEP 495 (fold); Directive 2000/84/EC (changes at 1:00 UTC).
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    early, late = (wall.replace(tzinfo=ZONE, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early <= late:
        return early
    # Skipped: the two readings lie on either side of the change, an hour apart.
    since = (late + timedelta(minutes=n) for n in range(MIDNIGHT))
    return next(m for m in since if m.astimezone(ZONE).replace(tzinfo=None) >= wall)


def _weekly_faults(weekly: Mapping[Language, Mapping[int, tuple[Span, ...]]]) -> Iterator[str]:
    for language, week in weekly.items():
        if language not in LANGUAGES:
            yield f"{language}: is none of {', '.join(LANGUAGES)}"
        for weekday, spans in week.items():
            if 0 <= weekday < len(WEEKDAYS):
                yield from _faults(f"{language}: {WEEKDAYS[weekday]}", spans)
            else:
                yield f"{language}: {weekday} is no weekday, Monday is 0 and Sunday 6"


def _faults(place: str, spans: tuple[Span, ...]) -> Iterator[str]:
    sound: list[Span] = []
    for span in sorted(spans):
        if span.begins < 0 or max(span.begins, span.ends) > MIDNIGHT:
            yield f"{place} {span} leaves the day, which lasts from 0 to 24"
        elif span.ends < span.begins:
            yield f"{place} {span} ends before it begins"
        elif span.ends == span.begins:
            yield f"{place} {span} ends as it begins"
        else:
            sound.append(span)
    for one, other in pairwise(sound):
        if other.begins < one.ends:
            yield f"{place} {one} and {other} overlap"


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise BadHours([f"{moment.isoformat()} has no time zone"])
    return moment


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}" if minute else f"{hour}"


def _no_holiday(_day: date) -> bool:
    return False


NEVER: Final = Hours({}, {}, _no_holiday)
"""Nobody has said when helpers are there."""
