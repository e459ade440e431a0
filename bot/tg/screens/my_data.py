"""My data: everything that is held, in plain words."""

from collections.abc import Iterator, Mapping

from bot.domain.holding import Agreement, Holding
from bot.domain.languages import LANGUAGES
from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.call_form import lines
from bot.tg.screens.consent import take_back
from bot.tg.screens.menu import ways_on
from bot.words import Voice

Blanks = Mapping[str, str]


def held(say: Voice, holding: Holding) -> Screen:
    """Tell everything that is held about the person; the number whole only in the file."""
    return Screen("\n\n".join(_parts(say, holding)), (*_buttons(say, holding), *ways_on(say)))


def _parts(say: Voice, holding: Holding) -> Iterator[str]:
    yield say("data.held", since=say.date(holding.since), language=_named(say, holding.language))
    for one in holding.agreements:
        yield _agreement(say, one)
    if holding.callback is not None:
        call = holding.callback
        told = [f"{say(f'call.line.{line}')}: {value}" for line, value in lines(say, call.form)]
        yield "\n".join((say("data.call", stage=say.plain(f"data.stage.{call.stage}")), *told))
        if call.tried:
            yield say("call.stands.tried", len(call.tried))
        if call.notes:
            yield say("data.notes", call.notes)
    if holding.messages:
        yield say("data.messages", len(holding.messages))
    if holding.paused:
        yield say("data.is_paused")
    yield say("data.rest", len(holding.acts))


def _agreement(say: Voice, one: Agreement) -> str:
    text = say(
        "data.agreement",
        receipt=one.receipt,
        given=say.date(one.given),
        version=one.text_version,
        purpose=say.plain(f"data.purpose.{one.purpose}"),
    )
    if one.withdrawn is None:
        return text
    return f"{text}\n{say('data.agreement_ended', ended=say.date(one.withdrawn))}"


def _named(say: Voice, language: str) -> str:
    return say.plain(f"language.{language}")


def _buttons(say: Voice, holding: Holding) -> Iterator[Row]:
    yield (Go(say.plain("data.as_file"), "json"),)
    if "call" in holding.standing:
        yield (
            Go(say.plain("data.fix_name"), "fix", "name"),
            Go(say.plain("data.fix_number"), "fix", "number"),
        )
    yield tuple(Go(_named(say, one), "fix", one) for one in LANGUAGES if one != holding.language)
    if holding.paused:
        yield (Go(say.plain("data.resume"), "resume"),)
    else:
        yield (Go(say.plain("data.pause"), "pause"),)
    for purpose in sorted(holding.standing):
        yield (take_back(say, purpose),)
    yield (Go(say.plain("data.forget"), "forget"), Go(say.plain("data.clear"), "clear"))


def nothing(say: Voice) -> Screen:
    """Tell somebody about whom nothing is held what is there all the same, for a day at most."""
    rows = (
        (Go(say.plain("data.clear"), "clear"), Go(say.plain("data.forget"), "forget")),
        (Go(say.plain("menu.privacy"), "priv"),),
    )
    return Screen(say("data.nothing"), (*rows, *ways_on(say)))


def file(say: Voice, holding: Holding) -> Screen:
    """Show what stands below the file."""
    back = tuple((take_back(say, purpose),) for purpose in sorted(holding.standing))
    return Screen(
        say("data.caption"), ((Go(say.plain("menu.my_data"), "data"),), *back, *ways_on(say))
    )


def paused(say: Voice, _blanks: Blanks) -> Screen:
    """Nothing is done until the person lets it go on."""
    return Screen(say("data.paused"), _after(say, Go(say.plain("data.resume"), "resume")))


def resumed(say: Voice, _blanks: Blanks) -> Screen:
    """Say that it goes on."""
    return Screen(say("data.resumed"), _after(say, Go(say.plain("data.pause"), "pause")))


def language_corrected(say: Voice, _blanks: Blanks) -> Screen:
    """From now on people are written to and called in this language."""
    return Screen(say("data.language_corrected"), _after(say))


def _after(say: Voice, *first: Go) -> tuple[Row, ...]:
    rows = tuple((one,) for one in first)
    both = ((take_back(say, "call"),), (take_back(say, "write"),))
    return (*rows, (Go(say.plain("menu.my_data"), "data"),), *both, *ways_on(say))
