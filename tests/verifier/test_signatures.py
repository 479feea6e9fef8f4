"""The verifier's own Ed25519 against the vectors of RFC 8032, hostile keys, and another implementation."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from verifier.huying_verify import L, P, is_signed

VECTORS = [  # RFC 8032, 7.1: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


NEUTRAL = (1).to_bytes(32, "little")


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_standard(key: str, message: str, signature: str) -> None:
    public, signed = bytes.fromhex(key), bytes.fromhex(signature)
    assert is_signed(public, bytes.fromhex(message), signed)
    assert not is_signed(public, bytes.fromhex(message) + b"\0", signed)
    for place in (0, 31, 32, 63):
        spoiled = bytearray(signed)
        spoiled[place] ^= 1
        assert not is_signed(public, bytes.fromhex(message), bytes(spoiled))


def _fresh(number: int) -> tuple[bytes, bytes, bytes]:
    private = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
    message = f"head {number}".encode()
    return private.public_key().public_bytes_raw(), message, private.sign(message)


@pytest.mark.parametrize("number", range(24))
def test_what_another_implementation_signs(number: int) -> None:
    key, message, signature = _fresh(number)
    assert is_signed(key, message, signature)
    other = _fresh(number + 1)
    assert not is_signed(other[0], message, signature)
    assert not is_signed(key, message, other[2])


def test_the_scalar_must_be_reduced() -> None:
    key, message, signature = _fresh(7)
    scalar = int.from_bytes(signature[32:], "little")
    for bigger in (scalar + L, scalar + 2 * L):
        assert not is_signed(key, message, signature[:32] + bigger.to_bytes(32, "little"))
    assert not is_signed(key, message, signature[:32] + L.to_bytes(32, "little"))
    assert not is_signed(NEUTRAL, message, NEUTRAL + L.to_bytes(32, "little"))


def test_a_coordinate_that_is_not_reduced_signs_no_message_at_all() -> None:
    """Reduced it were a point of order four, over which every fourth message is signed by nothing."""
    zero = bytes(32)
    assert any(is_signed(zero, bytes([number]), NEUTRAL + zero) for number in range(64))
    unreduced = P.to_bytes(32, "little")
    assert not any(is_signed(unreduced, bytes([number]), NEUTRAL + zero) for number in range(64))


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65])
def test_a_key_or_signature_of_another_length_is_none(length: int) -> None:
    key, message, signature = _fresh(7)
    assert is_signed((key + key)[:length], message, signature) is False
    assert is_signed(key, message, (signature + b"\0")[:length]) is False


@pytest.mark.parametrize(
    "key",
    [
        P.to_bytes(32, "little"),  # y not reduced
        (P + 1).to_bytes(32, "little"),
        (2).to_bytes(32, "little"),  # no point of the curve
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with a sign
        b"\xff" * 32,
    ],
)
def test_a_key_that_is_no_point_signs_nothing(key: bytes) -> None:
    assert not is_signed(key, b"anything", NEUTRAL + bytes(32))


def test_the_neutral_key_is_a_point() -> None:
    """Over it everything with scalar zero is signed; whoever trusts that key trusts nothing."""
    assert is_signed(NEUTRAL, b"anything", NEUTRAL + bytes(32))


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=64), st.binary(min_size=64, max_size=64))
def test_it_never_accepts_what_the_other_refuses(key: bytes, message: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        assert not is_signed(key, message, signature)
