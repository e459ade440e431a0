from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.callback import Urgency
from bot.tg.payload import (
    DETAIL,
    ID_BYTES,
    Payload,
    PayloadTooLong,
    decode,
    encode,
    id_of,
    one_of,
    ref,
)
from tests.conftest import AINO, XANDER

KEY = bytes(32)
details = st.text("ABCxyz019_~-", max_size=36)


@given(detail=details, language=st.sampled_from(["fi", "sv", "en"]))
def test_a_button_means_for_its_person_what_it_was_made_for(detail: str, language):
    payload = Payload("g", language, detail)

    data = encode(payload, user=AINO, key=KEY)

    assert decode(data, user=AINO, key=KEY) == payload
    assert len(data) <= 64


@given(detail=details)
def test_somebody_elses_button_means_nothing(detail: str):
    data = encode(Payload("g", "fi", detail), user=AINO, key=KEY)

    assert decode(data, user=XANDER, key=KEY) is None


def test_a_button_made_with_another_key_means_nothing():
    data = encode(Payload("menu", "fi", ""), user=AINO, key=bytes(31) + b"\1")

    assert decode(data, user=AINO, key=KEY) is None


@given(data=st.text(max_size=80))
def test_a_made_up_payload_means_nothing_and_breaks_nothing(data: str):
    assert decode(data, user=XANDER, key=KEY) is None


def test_p11_ten_thousand_forged_replayed_and_foreign_payloads_mean_nothing():
    chance = Random(11)
    real = encode(Payload("lang", "fi", "sv"), user=AINO, key=KEY)
    signs = "abcXYZ019._~-"
    for _ in range(10_000):
        at = chance.randrange(len(real))
        forged = chance.choice(
            [
                real,  # replayed by somebody else
                real[:at] + chance.choice(signs) + real[at + 1 :],
                real[:at],
                "".join(chance.choices(signs, k=chance.randrange(1, 64))),
                f"menu.fi..{''.join(chance.choices(signs, k=16))}",
            ]
        )
        assert decode(forged, user=XANDER, key=KEY) is None


@given(at=st.integers(0, 40), sign=st.characters(codec="ascii"))
def test_a_changed_payload_means_nothing(at: int, sign: str):
    data = encode(Payload("menu", "fi", "abc"), user=AINO, key=KEY)
    at %= len(data)
    changed = data[:at] + sign + data[at + 1 :]

    assert changed == data or decode(changed, user=AINO, key=KEY) is None


def test_a_detail_that_does_not_fit_is_a_mistake_noticed_at_once():
    with pytest.raises(PayloadTooLong):
        encode(Payload("guide", "fi", "x" * 60), user=AINO, key=KEY)
    with pytest.raises(ValueError, match="letters"):
        encode(Payload("guide", "fi", "a.b"), user=AINO, key=KEY)


@given(one=st.binary(min_size=ID_BYTES, max_size=ID_BYTES))
def test_an_id_comes_back_from_a_button_as_it_went_in(one: bytes):
    assert DETAIL.fullmatch(ref(one))
    assert id_of(ref(one)) == one


others = st.binary(max_size=40).filter(lambda one: len(one) != ID_BYTES).map(ref)


@given(text=st.text(max_size=21) | others)
def test_what_names_no_id_names_one_nobody_has(text: str):
    assert id_of(text) == bytes(ID_BYTES)


@pytest.mark.parametrize("code", ["", "3", "-1", "0 ", "NORMAL", "Urgency.NORMAL"])
def test_a_code_that_stands_for_nothing_chooses_nothing(code: str):
    assert one_of(Urgency, code) is None
    assert [one_of(Urgency, str(one.value)) for one in Urgency] == list(Urgency)
