"""Valid personal identifiers, made here from the rules on paper, and how people write them.

Independent of what the bot recognises with: the check signs are computed anew. No identifier
is a real person's: identity codes are from the range for temporary ones, 900 to 999, which the
population register does not give to people; accounts and cards have made-up numbers.
"""

from dataclasses import dataclass
from random import Random

HETU_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
CENTURIES = {1800: "+", 1900: "-YXWVU", 2000: "ABCDEF"}

# Country, then its signs: n digits, a letters. From the registry of IBAN formats.
IBANS = {
    "FI": "n14", "SE": "n20", "NO": "n11", "DK": "n14", "EE": "n16", "DE": "n18", "NL": "a4n10",
    "GB": "a4n14", "FR": "n23", "ES": "n20", "PL": "n24", "LV": "a4n13", "LT": "n16", "IE": "a4n14",
    "BE": "n12", "AT": "n16", "IT": "a1n22", "CH": "n17", "MT": "a4n23", "PT": "n21",
}  # fmt: skip

# What a card number begins with, and how many digits it has.
CARDS = (("4", 16), ("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15),
         ("37", 15), ("36", 14), ("6011", 16), ("65", 16), ("3530", 16), ("62", 16), ("4", 19), ("6759", 16))  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A text, the kind of identifier in it, and the pieces that must not be readable after."""

    kind: str
    text: str
    secrets: tuple[str, ...]


def digits(chance: Random, number: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(number))


def luhn_digit(number: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(number)):
        twice = int(sign) * (2 if place % 2 == 0 else 1)
        total += twice // 10 + twice % 10
    return str(-total % 10)


def hetu(chance: Random) -> str:
    century = chance.choices((1800, 1900, 2000), (1, 12, 7))[0]
    day, month = chance.randint(1, 28), chance.randint(1, 12)
    year = chance.randint(0, 99 if century < 2000 else 23)
    birth, own = f"{day:02}{month:02}{year:02}", f"9{chance.randint(0, 99):02}"
    check = HETU_SIGNS[int(birth + own) % 31]
    return birth + chance.choice(CENTURIES[century]) + own + check


def personnummer(chance: Random) -> str:
    year, month, day = chance.randint(1930, 2015), chance.randint(1, 12), chance.randint(1, 28)
    # Co-ordination numbers carry 60 more in the day.
    day += chance.choice((0, 0, 0, 60))
    nine = f"{year % 100:02}{month:02}{day:02}{digits(chance, 3)}"
    whole = nine + luhn_digit(nine)
    full = chance.random() < 0.6
    return (str(year // 100) if full else "") + whole[:6] + "-" + whole[6:]


def iban(chance: Random) -> str:
    country = chance.choice(("FI", "FI", "FI", "SE", *IBANS))
    form, own = IBANS[country], ""
    for part in form.replace("n", " n").replace("a", " a").split():
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if part[0] == "a" else "0123456789"
        own += "".join(chance.choice(letters) for _ in range(int(part[1:])))
    as_number = "".join(str(int(sign, 36)) for sign in own + country + "00")
    return f"{country}{98 - int(as_number) % 97:02}{own}"


def card(chance: Random) -> str:
    begin, length = chance.choice(CARDS)
    number = begin + digits(chance, length - 1 - len(begin))
    return number + luhn_digit(number)


def in_groups(text: str, sizes: tuple[int, ...], between: str) -> str:
    parts: list[str] = []
    for size in sizes:
        parts.append(text[:size])
        text = text[size:]
    return between.join(part for part in (*parts, text) if part)


def as_people_write(kind: str, number: str, chance: Random) -> str:
    """One of the ways in which people write this number."""
    written = number
    if kind == "card":
        sizes = {15: (4, 6, 5), 14: (4, 6, 4)}.get(len(number), (4, 4, 4, 4))
        written = chance.choice(
            (number, in_groups(number, sizes, chance.choice((" ", "-", "\u00a0", "  "))))
        )
    elif kind == "iban":
        gap = chance.choice((" ", "-", "\u00a0", "."))
        written = chance.choice(
            (number, in_groups(number, (4,) * 8, gap), in_groups(number, (4,), " "))
        )
    elif kind == "hetu":
        century = number[6]
        gaps = ["", "", "", " ", "  ", "\u00a0"] if century in "+-" else ["", "", "", " "]
        dash = chance.choice("-–−‐‑—") if century == "-" else century
        written = f"{number[:6]}{chance.choice(gaps)}{dash}{chance.choice(gaps)}{number[7:]}"
    elif kind == "personnummer":
        written = number.replace("-", chance.choice("---–−"))
    return decorated(written, chance)


def decorated(written: str, chance: Random) -> str:
    """Small letters, full-width digits, signs that cannot be seen, now and then."""
    how = chance.random()
    if how < 0.25:
        return written.lower()
    if how < 0.30:
        return "".join(chr(ord(s) + 0xFEE0) if s.isdigit() and s.isascii() else s for s in written)
    if how < 0.37:
        place = chance.randint(1, len(written) - 1)
        return written[:place] + chance.choice("\u200b\u200d\ufeff\u2060\u00ad") + written[place:]
    return written


CARRIERS = {
    "hetu": (
        "Hetuni on {it}", "hetu{it}.", "Henkilötunnus: {it}", "olen Aino, {it}, ja sain viestin",
        "viestissä luki nimeni ja {it}!!", "se uhkaa julkaista tämän: {it}", "{it}",
        "Tunnus ({it}) oli kiristäjällä", "{it} on minun, mistä ne sen saivat?", "sotu {it} ja osoite",
        "Mitä teen kun {it} on netissä", "hetun {it}:n perusteella", "Potilas Bertil\n{it}\nHelsinki",
        "min personbeteckning är {it}", "De har min beteckning {it}, och adressen", "personbeteckning:{it}",
        "Jag heter Bertil ({it}) och är rädd", "i mejlet stod {it}.", "{it}, det är min dotters",
        "my identity code is {it}", "They know my ID {it} and where I live", "ID code={it};",
        'the e-mail said "{it}" and my name', "born here, {it}, never told anyone",
        "Is {it} enough to take a loan?", "name Cleo/{it}/Turku", "hetu on{it}ja asun Turussa",
    ),
    "personnummer": (
        "mitt personnummer är {it}", "Personnummer: {it}", "jag bor i Sverige, {it}", "{it}",
        "De skrev {it} i mejlet!", "ruotsalainen henkilötunnukseni {it}", "({it})",
        "my Swedish number {it} leaked", "Jag heter Cleo, {it}, vad gör jag?", "personnr:{it}.",
    ),
    "iban": (
        "Tilini on {it}", "tili{it}.", "IBAN: {it}", "ne pyysivät siirtämään tilille {it} heti",
        "{it}", "Tilinumero {it}, Nordea", "maksoin tililtä {it}\nkolme kertaa", "oma tilini ({it}) tyhjeni",
        "mitt konto är {it}", "Kontonummer:{it}", "Jag betalade från {it} igår", "på konto {it}, tyvärr",
        "my account is {it}", "they have my IBAN={it};", "Money went from {it} to somewhere",
        "Is {it} safe now?", '"{it}"', "account{it}",
    ),
    "card": (
        "Korttini numero on {it}", "kortti{it}.", "annoin kortin {it} tiedot", "{it}", "Visa {it} 12/27",
        "kortin numero:{it}", "Maksoin kortilla {it}, voiko sen perua?", "({it})",
        "mitt kort är {it}", "Kortnummer {it}", "Jag gav dem {it}!", "kort: {it}, Nordea",
        "my card is {it}", "card no. {it}", "They charged {it} twice", 'I typed "{it}" on their page',
        "Mastercard={it};", "should I block {it}?",
    ),
}  # fmt: skip

BANK = (
    "annoin niille tunnusluvun {code}", "Tunnuslukuni oli {code}, mitä nyt", "pankin tunnusluku {code}",
    "avainluku {key}", "avainluvut {key}, {key} ja {key}", "Avainluku nro 27 oli {key}",
    "Vahvistuskoodisi on {code}. Älä anna sitä muille.", "vahvistuskoodi tuli tekstarilla: {code}",
    "{code} on vahvistuskoodisi", "kortin PIN-koodi on {pin}", "pin {pin}", "PIN: {pin}", "pinni oli {pin}",
    "käyttäjätunnus {user} ja salasana {word}", "verkkopankin käyttäjätunnukseni on {user}",
    "Käyttäjätunnus: {user}\nSalasana: {word}", "kertakäyttökoodi {code}", "koodi on {code}",
    "Koodi: {code}", "lähetin koodin {code} sille miehelle", "se pyysi koodia ja annoin {code}",
    "salasanani on {word}", "salasana oli {word} ja sama kaikkialla", "salasana={word}",
    "pankkitunnukset {user} / {code}", "annoin pankkitunnukseni {user} ja {code}", "cvc {cvv}", "turvaluku {cvv}",
    "kayttajatunnus {user} tunnusluku {pin}", "Luin puhelimessa tunnusluvun, se oli {code}",
    "jag gav dem bankkoden {code}", "min bankkod är {code}", "Engångskod: {code}", "engångskoden var {code}",
    "Din kod är {code}", "koden är {code}", "PIN-koden är {pin}", "pinkod {pin}", "säkerhetskod {cvv}",
    "användar-id {user}", "användar-ID: {user}\nlösenord: {word}", "mitt lösenord är {word}",
    "lösenordet var {word}, jag bytte inte", "nyckeltalet {key}", "verifieringskoden {code} kom per sms",
    "{code} är din verifieringskod", "han bad om koden och jag gav {code}", "nätbankskoderna {user} och {code}",
    "the code is {code}", "Your verification code is {code}", "{code} is your one-time code",
    "I gave them the one-time code {code}", "one time password {code}", "the code I gave them was {code}",
    "my PIN is {pin}", "pin code: {pin}", "PIN {pin} and the card", "user ID {user}",
    "User ID: {user}, password: {word}", "my password is {word}", "password was {word} everywhere",
    "security code {cvv}", "CVV {cvv}", "he asked for the code and I told him {code}",
    "my online bank user id is {user} and the passcode {code}", "bank code {code}", "OTP {code}",
)  # fmt: skip

PASSWORDS = ("Kissa{n}", "salainen{n}!", "mirri-{n}", "Sommar{n}", "hunter{n}", "P@ssw{n}rd", "xK{n}qLm",
             "aino{n}bertil", "Rinn@lla{n}", "{n}koira")  # fmt: skip


def bank_code(chance: Random) -> Written:
    text, secrets = chance.choice(BANK), []
    makers = {
        "code": lambda: digits(chance, chance.choice((4, 6, 6, 8))),
        "key": lambda: digits(chance, 4),
        "pin": lambda: digits(chance, 4),
        "cvv": lambda: digits(chance, 3),
        "user": lambda: digits(chance, chance.choice((6, 7, 8))),
        "word": lambda: chance.choice(PASSWORDS).format(n=chance.randint(10, 9999)),
    }
    for name, make in makers.items():
        while f"{{{name}}}" in text:
            secrets.append(make())
            text = text.replace(f"{{{name}}}", secrets[-1], 1)
    how = chance.random()
    if how < 0.15 and "{" not in text and not any(s.lower() != s for s in secrets):
        text = text.lower()
    return Written("bank_code", text, tuple(secrets))


def identifier(chance: Random) -> Written:
    """An identifier of any kind, in a sentence of any of the three languages."""
    kind = chance.choices(("hetu", "personnummer", "iban", "card", "bank"), (4, 1, 3, 3, 2))[0]
    if kind == "bank":
        made = bank_code(chance)
    else:
        make = {"hetu": hetu, "personnummer": personnummer, "iban": iban, "card": card}[kind]
        it = as_people_write(kind, make(chance), chance)
        carrier = chance.choice(CARRIERS[kind])
        name = "identity_code" if kind in ("hetu", "personnummer") else kind
        made = Written(name, carrier.format(it=it), (it,))
    before, after = chance.choice(AROUND)
    return Written(made.kind, before + made.text + after, made.secrets)


AROUND = (("", ""), ("", ""), ("Moi! ", ""), ("Hej, ", " Tack."), ("Hello.\n", "\nPlease help"),
          ("Sain viestin 12.3.2026. ", ""), ("", " 😢"), ("> ", ""), ("Auttakaa! ", " Kiitos jo etukäteen"),
          ("", "\nSoittakaa 040 1234567"), ("Jag är rädd. ", ""), ("I am scared, ", "."))  # fmt: skip
