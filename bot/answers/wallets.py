"""Bitcoin addresses in a text, those only whose checksum is right.

All three forms in use: base58check (1…, 3…), bech32 (bc1q…) and bech32m (bc1p…). python-stdnum
knows the first two; taproot's bech32m is newer. Source: BIP-13, BIP-173, BIP-350.
"""

import re
from typing import Final

import bech32m
from stdnum import bitcoin

_OLD: Final = re.compile(r"(?<![A-Za-z0-9])[13][1-9A-HJ-NP-Za-km-z]{25,34}(?![A-Za-z0-9])")
_NEW: Final = re.compile(
    r"(?<![a-z0-9])bc1[02-9ac-hj-np-z]{11,87}(?![a-z0-9])"
    r"|(?<![A-Z0-9])BC1[02-9AC-HJ-NP-Z]{11,87}(?![A-Z0-9])"
)
_BROKEN: Final = re.compile(r"=\r?\n|[\u200b-\u200d\u2060\ufeff\u00ad]")
"""How mail programs and tricksters cut an address in two."""


def wallets(text: str) -> tuple[str, ...]:
    """Return the valid addresses in the order of their first mention, each once.

    Each as it was written: the police compare what people hand over.
    """
    whole = _BROKEN.sub("", text)
    found: list[tuple[int, str]] = [
        (one.start(), one[0]) for one in _OLD.finditer(whole) if bitcoin.is_valid(one[0])
    ]
    found += [(one.start(), one[0]) for one in _NEW.finditer(whole) if _segwit(one[0].lower())]
    first = {_same(address): address for _, address in sorted(found, reverse=True)}
    return tuple(first[key] for key in dict.fromkeys(_same(one) for _, one in sorted(found)))


def _same(address: str) -> str:
    """Return what is equal for one address however it is written; only old ones mind capitals."""
    return address.lower() if address[:3].lower() == "bc1" else address


def _segwit(address: str) -> bool:
    try:
        decoded = bech32m.decode("bc", address)
    except (bech32m.DecodeError, ValueError):
        return False
    return 2 <= len(decoded.witprog) <= 40
