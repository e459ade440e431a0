"""Bitcoin addresses in texts: right ones are found in their order, wrong ones never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.wallets import wallets

OLD = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",  # the first one there was
    "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
]
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

# The test vectors of BIP-173 and BIP-350 for Bitcoin's own network.
BECH32 = [
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0szrtjt7",
]
BECH32M = [
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs",
]
NEW = [*BECH32, *BECH32M]
BECH32_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
EVERY = [*OLD, *NEW]


@pytest.mark.parametrize("address", EVERY)
def test_a_right_address_is_found(address: str):
    assert wallets(address) == (address,)


@pytest.mark.parametrize("address", NEW)
def test_a_new_address_may_be_written_in_capitals_but_not_in_both(address: str):
    assert wallets(address.upper()) == (address.upper(),)
    assert wallets(address[:20] + address[20:].upper()) == ()


@pytest.mark.parametrize("address", OLD)
def test_an_old_address_is_another_one_in_other_letters(address: str):
    assert wallets(address.lower()) == ()
    assert wallets(address.upper()) == ()


@pytest.mark.parametrize("address", OLD)
def test_one_wrong_letter_anywhere_makes_an_old_address_wrong(address: str):
    for place in range(1, len(address)):
        other = BASE58[(BASE58.index(address[place]) + 1) % len(BASE58)]

        assert wallets(address[:place] + other + address[place + 1 :]) == ()


@pytest.mark.parametrize("address", NEW)
def test_one_wrong_letter_anywhere_makes_a_new_address_wrong(address: str):
    for place in range(3, len(address)):
        other = BECH32_SIGNS[(BECH32_SIGNS.index(address[place]) + 1) % len(BECH32_SIGNS)]

        assert wallets(address[:place] + other + address[place + 1 :]) == ()


@pytest.mark.parametrize(
    "address",
    [
        # A newer form with the older checksum, and the other way round (BIP-350).
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
        # A version there is not, a programme too short, too long, or of a forbidden length.
        "bc130xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq7zws8r",
        "bc1pw5dgrnzv",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
        "bc1qr508d6qejxtdg4y5r3zarvaryv98gj9p",
        # More padding than there may be.
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
        "bc1gmk9yu",
        # Another network.
        "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
        "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
        # No address at all.
        "1111111111111111111111111111111111",
        "1234567890123456789012345678",
        "bc1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
        "0x52908400098527886E0F7030069857D2E4169EE7",
    ],
)
def test_what_only_looks_like_an_address_is_refused(address: str):
    assert wallets(f"pay to {address} now") == ()


@pytest.mark.parametrize("address", EVERY)
@pytest.mark.parametrize(
    "around",
    [
        "Maksa osoitteeseen {}.",
        "({})",
        "address:{},",
        "bitcoin:{}?amount=0.05",
        "> {}\n> inom 24 timmar",
        "«{}»",
        "<p>{}</p>",
        "**{}**",
        "https://example.org/address/{}",
        "\u200b{}\u200b",
    ],
)
def test_what_stands_around_an_address_does_not_hide_it(address: str, around: str):
    assert wallets(around.format(address)) == (address,)


@pytest.mark.parametrize("address", EVERY)
def test_an_address_inside_a_longer_word_is_none(address: str):
    assert wallets(f"a{address}") == ()
    assert wallets(f"{address}a") == ()
    assert wallets(f"x{address}1") == ()


@pytest.mark.parametrize("cut", ["=\n", "=\r\n", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060"])
@pytest.mark.parametrize("address", EVERY)
def test_an_address_cut_in_two_by_a_mail_program_is_whole_again(address: str, cut: str):
    assert wallets(f"pay {address[:12]}{cut}{address[12:]} today") == (address,)


def test_addresses_are_told_in_the_order_of_their_first_mention():
    text = f"{NEW[0].upper()} or {OLD[0]}, {NEW[0]} again, {OLD[0]}, then {NEW[2]} and {OLD[1]}"

    assert wallets(text) == (NEW[0].upper(), OLD[0], NEW[2], OLD[1])


def test_a_wrong_address_beside_a_right_one_is_left_out():
    assert wallets(f"{OLD[0][:-1]}b {OLD[1]} {NEW[0][:-1]}q") == (OLD[1],)


def test_a_text_without_an_address_has_none():
    assert wallets("Sain viestin, jossa vaaditaan 200 euroa bitcoineina") == ()
    assert wallets("") == ()


@given(st.text())
def test_any_text_can_be_searched(text: str):
    assert wallets(text) == ()


@given(st.text(alphabet=" .,;:()<>\n", max_size=5), st.sampled_from(EVERY))
def test_an_address_is_found_between_any_marks(marks: str, address: str):
    assert wallets(f"{marks} {address} {marks}") == (address,)


@pytest.mark.parametrize("piece", ["1", "3A", "bc1q", "bc1", "BC1Q0", "=\n", "1A1zP1eP5QGefi2DM "])
def test_a_long_text_full_of_beginnings_is_searched(piece: str):
    assert wallets(piece * 20_000) == ()
