"""Bank codes, PINs and passwords in a text.

They have no checksum, so only the words around them tell. Found in plain signs
(bot/answers/signs.py): the words here are written without dots and rings, as many people do.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

Span = tuple[int, int]

_STRONG: Final = (
    r"(?:tunnuslu[kv]u|avainlu[kv]u|turvalu[kv]u|salalu[kv]u|vahvistus(?:koodi|tunnu|numero|lu[kv]u)"
    r"|turvakoodi|pankkikoodi|kertakaytto(?:koodi|tunnu|salasana)|kirjautumiskoodi|tekstiviestikoodi"
    r"|aktivointikoodi|varmistuskoodi|tunnistuskoodi|(?:verkko)?pankki(?:en)?tunnu|pankin tunnu"
    r"|kayttaja(?:tunnu|-?id)|\bpin[ -]?kood|\bpin[ -]?kod|\bpin[ -]?code|\bpin[12]?\b|\bpinni"
    r"|(?:nat)?banks?kod|bank-?id-?kod|sakerhets(?:kod|tal)|engangskod|verifieringskod"
    r"|bekraftelsekod|aktiveringskod|inloggningskod|identifieringskod|svarskod|nyckel(?:tal|kod)"
    r"|anvandar-?(?:id|kod|identitet)"
    r"|(?:verification|confirmation|security|sms|one[ -]?time|bank(?:ing)?|login|access|activation"
    r"|authentication|key)[ -]code|one[ -]?time (?:password|pin)|security number|passcode|\botp\b|\buser ?-?id\b"
    r"|\bcv[cv]2?\b|\bpuk\b)[a-z]*(?::[a-z]+)?"
)
"""Words that only secrets are called by, with their endings."""

_WEAK: Final = (
    r"(?:\b[a-z]{0,24}koodi(?:n|ni|si|nsa|mme|a|ani|asi|t|lla|ksi|na)?\b"
    r"|\b[a-z]{0,24}kod(?:en|er|erna)?\b|\bcodes?\b"
    r"|(?<![a-z0-9-])tunn(?:u(?:s|kse|ksi|st)|ari|are)[a-z]{0,6}\b|\blog-?in\b)"
)
"""Words that many other things are called by too."""

_STEMS: Final = (
    "kood", "kod", "code", "luku", "luvu", "tunn", "vahvistus", "kayttaja", "kertakaytto", "pin",
    "puk", "otp", "cv", "bank", "sakerhet", "nyckel", "anvandar", "user", "log", "one", "security",
)  # fmt: skip
_PASSWORD_STEMS: Final = ("sana", "salis", "losen", "pass", "pw")
"""Without any of these the words above need not be looked for, which costs far more."""

_OTHER_CODE: Final = re.compile(
    r"(?:post(?:al|i)?|zip|area|country|error|discount|promo|receipt|order|tracking|booking|case"
    r"|reference|dress|qr|penal|criminal|civil|source|colou?r|dial(?:l?ing)?|customer|product|bar"
    r"|sort|swift|bic)[ -]$"
)

_OTHER_COMPOUND: Final = re.compile(
    r"(?:post|virhe|ale|kampanj|tilaus|seuranta|kuit|qr|maa|suunta|vari|viiva|lahety|nouto|varau"
    r"|viite|asia|tapau|lahde|ovi|fel|rabatt|land|rikt|kvitto|spar|best|bok|arende|farg|streck"
    r"|ref|port|dorr|hamt|paket|kall|kund|skatte|morse|uppforande|lag|lain|geeni|gene)"
)

_LINKS: Final = (
    r"[\s:=,.()\"'“”’»*#>-]{0,4}"
    r"(?:(?:on|oli|ovat|olivat|oon|ar|var|is|was|are|were|as|nro|nr|no|numero|nummer|number|siis|eli"
    r"|alltsa|mun|minun|min|mitt|my|the|se|det|it|tama|denna|this|this one)\b[\s:=,\"'“”’»*#>-]{1,4})"
    r"{0,3}"
)
"""What stands between a word and the code it announces."""

_NUMBER: Final = (
    r"(?<!\d)(?<!\d[.,:/])(?<![+€$£/])"
    r"(?:\d{3}[ -]\d{3}(?![ -]?\d)|\d{4}[ -]\d{4}|\d\d(?: \d\d){2,4}|\d(?: \d){3,9}"
    r"|\d{6,10}/\d{4,8}|[a-z]{0,4}\d{4,10})"
    r"(?![a-z\d])(?![.,:/-]\d|/[a-z])"
)

_UNIT: Final = re.compile(
    r"[ ,.-]{0,2}(?:€|\$|£|%|e\b|eur|kr\b|kronor|dollar|usd|btc\b|bitcoin|mark\b|markka|sek\b|pounds"
    r"|tuhat|tusen|thousand|miljo|milj|kertaa|ganger|times|viesti|meddelande|message|merk|teck|char"
    r"|numero|siffr|digit|kilo|byte|[km]b\b|mg\b|km\b|rivi|rader|lines|liit|bilag"
    r"|ihmis|manniska|people|potila|patient|asiakas|asiakk|kund|customer"
    r"|vuo|luvu|luku|year|talet|h\b|min\b|tunt|timm|hour|paiv|dag|days)"
)
"""After these signs a number is a sum, a length or a count."""

_OTHER_NUMBER: Final = re.compile(
    r"puhelin|puhelu|numeros?ta|ilmoitu|anmal|report|viite|refer|tilau|bestall|lasku|faktura|summa"
    r"|post[ai]|osoit|adress|address|katu|gatan|kuitti|kvitto|arend|diaari|tapau|virhe|felkod|seuranta"
    r"|[a-z0-9]{4}-[a-z0-9]{4}"
    r"|\b(?:puh|soit|gsm|phone|call|ring|tel|order|invoice|amount|belopp|euro|klo|kello|klock"
    r"|vuo[dns]|year|since|postn|zip|street|versio|sivu|page|sida|receipt|asia|kund|customer"
    r"|case|mennessa|ennen|before|innan|until|noin|ca\b|about|around|mer\b|more|yli\b|over|maks"
    r"|betal|paid|pay\b|menet|lost|forlor|siir|vaat|krav|demand|postal|error|huone|rum\b|room"
    r"|bus|paket|parcel|track|kolli)"
)
"""Between a secret's word and a number these say that the number is another thing's."""

_GOES_ON: Final = re.compile(r"[ -](?:\d{3}(?!\d)|\d{6})")
"""How a telephone number goes on after its first group."""

_YEAR: Final = re.compile(r"19[4-9]\d|20[0-4]\d")

_AHEAD: Final = re.compile(
    rf"(?P<strong>{_STRONG})|(?P<weak>{_WEAK})",
)
_DIRECT: Final = re.compile(rf"{_LINKS}(?P<number>{_NUMBER})")
_SENTENCE_ENDS: Final = re.compile(r"[.!?][\s\"'”]|\n.*\w")
_FARTHER: Final = re.compile(
    rf"(?P<gap>(?:[^\w\n]{{1,3}}\w+){{1,6}}?[^\w\n]{{1,4}})(?P<number>{_NUMBER})"
)
_NEAR: Final = re.compile(r"[^\w,]{1,3}(?:\w+[^\w,]{1,3}){1,3}")
"""A gap of up to three words without a comma: near enough for a word that only secrets have."""

_SAID: Final = re.compile(
    r"(?:\b(?:on|oli|ar|var|is|was|are|were|blev|tuli"
    r"|(?:annoin|kerroin|sanoin|luin|lahetin|kirjoitin|naputtelin|syotin)(?: (?:sen|ne|niille|sille|heille|hanelle))*"
    r"|(?:gav|sa|sade|skrev|laste|berattade|skickade|knappade)(?: (?:den|dem|honom|henne|in|upp|ju))*"
    r"|(?:gave|told|said|typed|entered|sent|wrote|read)(?: (?:it|him|her|them|in|out))*"
    r")(?: etta| att| that)?[ :\"'“”]*|[:=] *)$"
)
"""What makes a number the thing spoken of: "the code I gave them was", "I told him"."""

_CARD_BACK: Final = re.compile(rf"{_LINKS}(?P<number>(?<!\d)\d{{3}}(?!\d|[.,:/]\d))")
_MORE: Final = re.compile(
    r"(?:[ \n]?[,;:/=&|+-][ \n]?|[ \n]|,? (?:ja|och|and|seka|samt|sitten|sedan|then) )(?P<number>\d{4,8})"
    r"(?![a-z\d])(?![.,:/-]\d)"
)
_NAME_REACHES: Final = 24
"""How many signs before a number the name of another thing still claims it."""

_BEHIND: Final = re.compile(
    rf"(?P<number>{_NUMBER})[\"'“”]? (?:on|oli|is|was|ar|var|as|som|for)"
    r"(?: (?:your|the|an?|my|din|ditt|dina|en|ett|min|mitt|sinun|sun|teidan|minun|mun|uusi|oma)"
    rf"(?: [a-z0-9-]{{1,20}}){{0,2}})?? (?:{_STRONG}|{_WEAK})"
)
"""The number before its name, as in the messages of banks: "123456 is your code"."""

_SECRET: Final = re.compile(
    r"(?:salasana|tunnussana|\bsalis\b|losenord|\blosen\b|password|passwd|passphrase|\bpass\b|\bpwd?\b)[a-z]*"
    r"(?P<gap>(?:[ ,]{1,2}[a-z]{1,20}){0,6}?)"
    r"\s{0,2}(?P<how>[:=]|-(?= )|\b(?:on|oli|ar|var|is|was|lyder|kuuluu)\b:?)\s{0,3}"
    r"(?P<quote>[\"'“”„»«‘’`]?)(?P<word>\S{3,64})"
)
_SECRET_NEXT: Final = re.compile(
    r"(?:salasana|tunnussana|\bsalis\b|losenord|\blosen\b|password|passwd|passphrase|\bpass\b|\bpwd?\b)[a-z]*(?P<gap>)\s{1,2}(?P<how>)"
    r"(?P<quote>[\"“”„»«]?)(?P<word>(?=\S*\d)(?=\S*[a-z])\S{6,64})"
)
"""Without "is" between, only what holds letters and digits is taken for the password."""

_CODE_OF_OURS: Final = re.compile(r"(?<![a-z0-9-])[a-z0-9]{4}-[a-z0-9]{4}(?![a-z0-9-])")
"""A receipt, like K7QF-2M9D: ours to give, so never to hide."""

_NEVER_A_PASSWORD: Final = re.compile(
    r"\d{1,4}[./-]\d{1,2}(?:[./-](?:\d\d){0,2})?|\d{1,2}[.:]\d\d|\d+[.,]\d+|0\d{1,3}-\d+|[€$£]\S*|\d+[€%]|\+\d+"
)
"""Days, times, sums."""

_CLOSES: Final = re.compile(r"[^\"“”„»«‘’`\n]{1,64}(?=[\"”“»«‘’`])")
_TRAILING: Final = ".,;:!?)\"'“”»«‘’`"


def bank_codes(plain: str, original: str) -> Iterator[Span]:
    """Yield where bank codes, PINs and user numbers stand in `plain`, then passwords.

    `original` has the same number of signs, with capitals: a password shows by them.
    """
    if any(stem in plain for stem in _STEMS):
        yield from _outside_receipts(plain)
    if any(stem in plain for stem in _PASSWORD_STEMS):
        yield from _passwords(plain, original)


def _outside_receipts(plain: str) -> Iterator[Span]:
    """Yield the numbers that are secrets, and no part of a receipt of ours."""
    receipts = [
        one.span() for one in _CODE_OF_OURS.finditer(plain) if any(map(str.isalpha, one[0]))
    ]
    for start, end in _numbers(plain):
        if not any(start < stop and begin < end for begin, stop in receipts):
            yield start, end


def _passwords(plain: str, original: str) -> Iterator[Span]:
    """Yield the passwords, without the quotation marks and stops around them."""
    for found in chain(_SECRET.finditer(plain), _SECRET_NEXT.finditer(plain)):
        start, end = found.span("word")
        if found["quote"] and (closed := _CLOSES.match(plain, start)):
            end = closed.end()
        word = plain[start:end].rstrip(_TRAILING)
        if _is_password(original[start : start + len(word)], found, plain):
            yield start, start + len(word)


def _numbers(plain: str) -> Iterator[Span]:
    """Yield the numbers that stand behind or before a word for secrets."""
    for word in _AHEAD.finditer(plain):
        yield from _after(plain, word)
    for found in _BEHIND.finditer(plain):
        sentence = _SENTENCE_ENDS.split(
            plain[max(0, found.start() - _NAME_REACHES) : found.start()]
        )
        if _is_code(found, plain) and not _OTHER_NUMBER.search(sentence[-1]):
            yield found.span("number")


def _after(plain: str, word: re.Match[str]) -> Iterator[Span]:
    """Yield the numbers that `word` announces."""
    weak = word["weak"] is not None
    if weak and (
        _OTHER_COMPOUND.match(word[0])
        or _OTHER_CODE.search(plain, max(0, word.start() - 12), word.start())
    ):
        return
    found = _DIRECT.match(plain, word.end())
    if found is None and not weak:
        found = _CARD_BACK.match(plain, word.end()) if _three_digits(word[0]) else None
    if found is None:
        found = _FARTHER.match(plain, word.end())
        if found is None or not _belongs(found, weak=weak):
            return
    if not _is_code(found, plain):
        return
    yield found.span("number")
    end = found.end("number")
    while more := _MORE.match(plain, end):
        if not _is_code(more, plain):
            return
        yield more.span("number")
        end = more.end("number")


def _three_digits(word: str) -> bool:
    return word.startswith(("cv", "turva", "sakerhets", "security"))


def _belongs(found: re.Match[str], *, weak: bool) -> bool:
    """Tell whether a number some words away is still what the word announced."""
    gap = found["gap"]
    if _OTHER_NUMBER.search(gap) or _SENTENCE_ENDS.search(gap):
        return False
    if re.search(r"(?<!\d)0\d{0,2}[ -]$", gap) or " " in found["number"]:
        return False
    if _SAID.search(gap):
        return True
    near = not weak and _NEAR.fullmatch(gap) is not None
    return near and not _YEAR.fullmatch(found["number"])


def _is_code(found: re.Match[str], plain: str) -> bool:
    """Tell whether a number is no sum, no count, no telephone number."""
    number, end = found["number"], found.end("number")
    digits = re.sub(r"\D", "", number)
    telephone = digits.startswith("0") and (len(digits) >= 9 or _GOES_ON.match(plain, end))
    # 116 117 and the like help people; they are the same everywhere in Europe.
    helpline = digits.startswith("116") and len(digits) == 6
    # Swedish key figures of a year are called what a bank's key codes are called.
    figures = _YEAR.fullmatch(digits) and plain[: found.start("number")].endswith("nyckeltal ")
    years = all(map(_YEAR.fullmatch, number.split("-"))) and "-" in number
    return not (telephone or helpline or figures or years or _UNIT.match(plain, end))


def _is_password(word: str, found: re.Match[str], plain: str) -> bool:
    """Tell whether what follows "password:" is one, and not the sentence going on."""
    if _NEVER_A_PASSWORD.fullmatch(word) or _OTHER_NUMBER.search(found["gap"]):
        return False
    if found["gap"] and _CODE_OF_OURS.fullmatch(word.lower()):
        return False
    # English "passwords on 3 May" has our Finnish "is" in it.
    if found["how"] == "on" and found[0].startswith("pass"):
        return False
    if (
        len(word) < 3
        or re.match(r"(?i:https?:|www\.|•)", word)
        or re.match(r"[^@]+@[^@]+\.\w", word)
    ):
        return False
    if found["quote"]:
        return True
    inside = word[1:-1]
    if len(word) >= 4 and (
        any(sign.isdigit() for sign in word)
        or any(sign in "!@#$%^&*_+=?~§¤" for sign in inside)
        or re.search(r"[a-zåäö][A-ZÅÄÖ]", word)
    ):
        return not _UNIT.match(plain, found.start("word") + len(word))
    last = re.match(r"[.!?)]*\s*(?:\n|$)", plain[found.start("word") + len(word) :])
    if last is None:
        return False
    if found["how"] in (":", "="):
        return len(word) >= 4 and word.isalpha()
    return word.isalpha() and word[0].isupper() and word[1:].islower()
