"""Figures for the operator, in Prometheus' format: counts only, never an id or a text.

A count of people between 1 and 4 is not told (it could point at somebody): it is shown as 0
with the label `few="yes"`. Source: PROMISES.md P26.
"""

from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, generate_latest

SMALL: Final = 5
TECHNICAL: Final = frozenset({"set_aside", "unreadable"})
"""Events that say nothing about a person and may be told exactly."""


def render(
    totals: Mapping[str, int], alarms: Mapping[str, int], *, waiting: int, sending: int, up: bool
) -> bytes:
    """Return the metrics page."""
    registry = CollectorRegistry()
    Gauge("rinnalla_up", "1 while Telegram is heard", registry=registry).set(up)
    Gauge("rinnalla_updates_waiting", "Updates not yet answered", registry=registry).set(waiting)
    Gauge("rinnalla_letters_waiting", "Messages on their way", registry=registry).set(sending)
    rung = Gauge("rinnalla_alarms", "Alarms since the start", ["code"], registry=registry)
    for code, number in alarms.items():
        rung.labels(code).set(number)
    events = Gauge(
        "rinnalla_events",
        "How often something happened, in all days kept",
        ["event", "few"],
        registry=registry,
    )
    for event, number in totals.items():
        few = 0 < number < SMALL and event not in TECHNICAL
        events.labels(event, "yes" if few else "no").set(0 if few else number)
    return generate_latest(registry)
