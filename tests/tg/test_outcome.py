import pytest

from bot.tg.outcome import (
    SETTLED,
    UNREACHABLE,
    VANISHED,
    Again,
    Delivered,
    Moved,
    Refused,
    Settled,
    Unreachable,
    Vanished,
    Wait,
    of_answer,
)


def refusal(status: int, description: str, **parameters: object) -> dict[str, object]:
    return {"ok": False, "error_code": status, "description": description,
            **({"parameters": parameters} if parameters else {})}  # fmt: skip


@pytest.mark.parametrize(("part", "code"), UNREACHABLE.items())
def test_every_known_final_error_ends_a_chat(part: str, code: str):
    assert of_answer(403, refusal(403, f"Forbidden: {part}")) == Unreachable(code)


@pytest.mark.parametrize("status", [400, 403])
def test_an_unknown_refusal_is_never_final(status: int):
    outcome = of_answer(status, refusal(status, "Forbidden: the moon is in the wrong house"))

    assert outcome == Refused(status, f"http_{status}")


@pytest.mark.parametrize(("part", "code"), SETTLED.items())
def test_what_is_shown_already_counts_as_settled(part: str, code: str):
    assert of_answer(400, refusal(400, f"Bad Request: {part}: x")) == Settled(code)


@pytest.mark.parametrize("part", VANISHED)
def test_a_message_that_is_gone_is_told_apart(part: str):
    assert of_answer(400, refusal(400, f"Bad Request: {part}")) == Vanished()


def test_the_pause_telegram_asks_for_is_taken_from_its_answer():
    answer = refusal(429, "Too Many Requests: retry after 17", retry_after=17)

    assert of_answer(429, answer) == Wait(17.0)


def test_a_group_that_moved_tells_its_new_id():
    answer = refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001)

    assert of_answer(400, answer) == Moved(-1001)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, refusal(500, "Internal Server Error")),
        (502, None),
        (200, None),
        (200, []),
        (200, {"ok": "yes"}),
        (401, refusal(401, "Unauthorized")),
        (404, refusal(404, "Not Found")),
        (503, {"ok": False}),
    ],
)
def test_what_passes_is_tried_again(status: int, answer: object):
    assert isinstance(of_answer(status, answer), Again)


def test_a_good_answer_is_delivered():
    assert of_answer(200, {"ok": True, "result": {"message_id": 1}}) == Delivered({"message_id": 1})
