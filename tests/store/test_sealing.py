import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.sealing import Key, Place, Unsealable, seal, unseal

KEY = Key.of(7, bytes(range(32)))
PLACE = Place("inbox", "body", b"row-1", b"person-1")


@given(value=st.binary(max_size=300))
def test_what_was_sealed_opens_at_its_own_place(value: bytes):
    assert unseal(KEY, PLACE, seal(KEY, PLACE, value, nonce=os.urandom(12))) == value


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, table="outbox"),
        replace(PLACE, column="name"),
        replace(PLACE, row=b"row-2"),
        replace(PLACE, person=b"person-2"),
        replace(PLACE, row=b"row-1|person-1", person=b""),
    ],
    ids=["table", "column", "row", "person", "glued"],
)
def test_a_value_moved_elsewhere_is_refused(elsewhere: Place):
    sealed = seal(KEY, PLACE, b"secret", nonce=os.urandom(12))

    with pytest.raises(Unsealable):
        unseal(KEY, elsewhere, sealed)


@given(at=st.integers(0, 60), bit=st.integers(0, 7))
def test_one_flipped_bit_is_refused_without_telling_the_content(at: int, bit: int):
    sealed = bytearray(seal(KEY, PLACE, b"a secret of thirty-one letters!", nonce=os.urandom(12)))
    sealed[at % len(sealed)] ^= 1 << bit

    with pytest.raises(Unsealable) as refusal:
        unseal(KEY, PLACE, bytes(sealed))

    assert "secret" not in repr(refusal.value)


@given(length=st.integers(0, 60))
def test_a_cut_value_is_refused(length: int):
    sealed = seal(KEY, PLACE, b"a secret of thirty-one letters!", nonce=os.urandom(12))

    with pytest.raises(Unsealable):
        unseal(KEY, PLACE, sealed[:length])


def test_another_key_is_refused():
    sealed = seal(KEY, PLACE, b"secret", nonce=os.urandom(12))

    with pytest.raises(Unsealable):
        unseal(Key.of(7, bytes(32)), PLACE, sealed)


def test_a_published_vector_of_aes_256_gcm_comes_out_right():
    """NIST GCM test case 16 (256-bit key, 60-byte plaintext, 20-byte additional data)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    expected = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )

    assert AESGCM(key).encrypt(nonce, plain, bound) == expected
