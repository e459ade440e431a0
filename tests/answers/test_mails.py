"""Mail files: ordinary ones are understood, hostile ones cost neither time nor an exception."""

import base64
import io
import time
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.mails import LARGEST, LONGEST_TEXT, Mail, NoMail, TooLarge, read_mail
from tests.answers.samples import BLACKMAIL, WALLET

VICTIM = "aino@example.org"
BLACKMAILER = "Ransom.Man@Example.NET"
SENT = datetime(2026, 11, 23, 10, 30, 5, tzinfo=timezone(timedelta(hours=2)))
LONGEST_TAKEN = 1.0
"""Seconds of work that reading any file may take: others wait meanwhile."""


def headed(sender: str = BLACKMAILER, *, received: bool = True) -> EmailMessage:
    """A mail without a text yet."""
    mail = EmailMessage()
    if received:
        mail["Received"] = "from relay.example.net by mx.example.org; Mon, 23 Nov 2026 10:30:07"
    mail["From"] = f"The Team <{sender}>"
    mail["To"] = f"Aino <{VICTIM}>"
    mail["Subject"] = "Potilastietosi ovat meillä"
    mail["Date"] = SENT
    return mail


def plain(text: str = BLACKMAIL["fi"], **more: str) -> EmailMessage:
    mail = headed()
    mail.set_content(text, **more)
    return mail


def by_hand(*headers: str, body: bytes = b"hei") -> bytes:
    """A mail as no mail program would write it."""
    heads = ("From: a@example.net", "Subject: hei", *headers)
    return "\r\n".join((*heads, "", "")).encode() + body


def outcome(content: bytes) -> Mail | str:
    """Read a file as a hostile one: only the two refusals are caught, and the time is watched."""
    begun = time.process_time()
    try:
        found: Mail | str = read_mail(content)
    except (NoMail, TooLarge) as refusal:
        found = type(refusal).__name__
    assert time.process_time() - begun < LONGEST_TAKEN
    return found


# Ordinary mails


@pytest.mark.parametrize("cte", ["7bit", "8bit", "quoted-printable", "base64"])
def test_a_plain_mail_is_read_however_it_was_packed(cte: str):
    text = BLACKMAIL["en"] if cte == "7bit" else BLACKMAIL["fi"]

    mail = read_mail(plain(text, cte=cte).as_bytes(policy=SMTP))

    assert mail.text.replace("\r\n", "\n").strip().endswith(text)
    assert mail.text.startswith("Potilastietosi ovat meillä\n")


def test_a_mail_tells_sender_time_and_that_it_is_whole():
    mail = read_mail(plain().as_bytes())

    assert mail.sender == BLACKMAILER.lower()
    assert mail.sent == SENT
    assert mail.sent.tzinfo is UTC
    assert mail.whole
    assert not mail.own_sender


def test_a_mail_without_the_headers_of_its_way_is_not_whole():
    mail = headed(received=False)
    mail.set_content("hei")

    assert not read_mail(mail.as_bytes()).whole


def test_a_sender_that_is_the_reader_is_a_trick_and_no_address_to_tell():
    mail = headed(VICTIM.upper())
    mail.set_content("I have hacked your account, look at the sender")

    read = read_mail(mail.as_bytes())

    assert read.own_sender
    assert read.sender == ""


def test_a_mail_to_many_that_holds_the_sender_is_the_same_trick():
    read = read_mail(by_hand("To: b@example.org, A <A@Example.net>", "To: c@example.org"))

    assert read.own_sender


def test_another_sender_is_no_trick():
    assert not read_mail(by_hand("To: b@example.org")).own_sender


@pytest.mark.parametrize("sender", ["", "nobody", "<>", "undisclosed", f"{'x' * 200}@example.net"])
def test_what_is_no_address_is_no_sender(sender: str):
    assert read_mail(f"From: {sender}\nSubject: hei\n\nhei".encode()).sender == ""


def test_a_mail_in_html_only_is_read_without_its_markup():
    mail = headed()
    mail.set_content(
        "<html><head><title>Otsikko</title><style>p {color: red}</style></head><body>"
        "<p>Maksa 200&nbsp;&euro;</p><p>osoitteeseen<br>" + WALLET + "</p></body></html>",
        subtype="html",
    )

    lines = [line for line in read_mail(mail.as_bytes()).text.splitlines() if line.strip()]

    assert lines[1:] == ["Maksa 200\xa0€", "osoitteeseen", WALLET]


def test_scripts_of_a_mail_are_never_words():
    mail = headed()
    mail.set_content(
        '<p>before</p><script src="https://example.net/x.js">steal("words")</script>'
        '<img src="https://example.net/seen.png" onerror="alert(1)"><!-- hidden --><p>after</p>',
        subtype="html",
    )

    text = read_mail(mail.as_bytes()).text

    assert text.split()[-2:] == ["before", "after"]
    assert not {"steal", "alert", "example.net", "hidden"} & set(text.replace('"', " ").split())


def test_of_two_forms_of_one_text_the_plain_one_is_read():
    mail = plain("the plain words")
    mail.add_alternative("<p>the marked words</p>", subtype="html")

    text = read_mail(mail.as_bytes()).text

    assert "plain words" in text
    assert "marked" not in text


def test_html_is_read_where_the_plain_form_is_empty():
    mail = plain(" \n")
    mail.add_alternative("<p>the marked words</p>", subtype="html")

    assert "the marked words" in read_mail(mail.as_bytes()).text


def test_the_texts_of_several_parts_are_read_and_pictures_left_closed():
    mail = plain("first words")
    mail.add_attachment(b"\x89PNG second words", maintype="image", subtype="png", filename="a.png")
    mail.add_attachment("third words", filename="a.txt")

    text = read_mail(mail.as_bytes()).text

    assert "first words" in text
    assert "third words" in text
    assert "second" not in text


def test_a_text_of_latin_one_is_read():
    mail = plain("Hyvä Pälvi, tietosi ovat meillä", charset="iso-8859-1")

    assert "Hyvä Pälvi, tietosi ovat meillä" in read_mail(mail.as_bytes()).text


@pytest.mark.parametrize("charset", ["x-unknown", "klingon", "", "utf-8;;", "hex", "undefined"])
def test_a_charset_nobody_knows_still_leaves_the_words(charset: str):
    content = by_hand(f"Content-Type: text/plain; charset={charset}", body=b"maksa 200 euroa")

    assert "maksa 200 euroa" in read_mail(content).text


def test_a_charset_in_the_subject_that_nobody_knows_still_leaves_the_text():
    content = b"From: a@example.net\nSubject: =?klingon?q?abc?=\n\nmaksa 200 euroa"

    assert "maksa 200 euroa" in read_mail(content).text


def test_bytes_outside_the_charset_are_replaced():
    content = by_hand("Content-Type: text/plain; charset=utf-8", body=b"hyv\xe4 p\xe4iv\xe4")

    assert "hyv\ufffd p\ufffdiv\ufffd" in read_mail(content).text


def test_a_text_of_any_charset_can_be_kept_and_sent():
    content = by_hand("Content-Type: text/plain; charset=unicode_escape", body=b"hei \\ud800 maksa")

    assert read_mail(content).text.encode()


def test_a_mail_forwarded_as_an_attachment_is_the_one_that_is_read():
    outer = headed(VICTIM)
    outer.set_content("Tällaisen sain, mitä teen?")
    outer.add_attachment(plain(BLACKMAIL["sv"]))

    mail = read_mail(outer.as_bytes())

    assert mail.sender == BLACKMAILER.lower()
    assert "terapicentrets" in mail.text
    assert "Tällaisen" not in mail.text
    assert mail.whole


def test_a_mail_forwarded_twice_is_read_from_its_inside():
    inner = plain("the innermost words")
    for note in ("second", "first"):
        outer = headed(VICTIM)
        outer.set_content(note)
        outer.add_attachment(inner)
        inner = outer

    text = read_mail(inner.as_bytes()).text

    assert "the innermost words" in text
    assert "first" not in text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Mon, 23 Nov 2026 10:30:05 +0200", datetime(2026, 11, 23, 8, 30, 5, tzinfo=UTC)),
        ("23 Nov 2026 10:30:05 -0500", datetime(2026, 11, 23, 15, 30, 5, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 10:30:05 -0000", datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 10:30:05 GMT", datetime(2026, 11, 23, 10, 30, 5, tzinfo=UTC)),
        ("31 Feb 2026 10:00:00 +0200", None),
        ("yesterday", None),
        ("", None),
        ("Mon, 23 Nov 2026 99:99:99 +0200", None),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
    ],
)
def test_a_date_is_told_in_utc_and_one_that_is_none_is_not_told(
    written: str, meant: datetime | None
):
    assert read_mail(by_hand(f"Date: {written}")).sent == meant


def test_a_mail_without_a_date_has_none():
    assert read_mail(by_hand()).sent is None


def test_a_long_text_is_cut():
    assert len(read_mail(plain("maksa heti " * 10_000).as_bytes()).text) == LONGEST_TEXT


# What is no mail


def test_a_file_larger_than_a_mail_is_refused_and_the_largest_is_read():
    largest = by_hand().ljust(LARGEST, b"x")

    assert read_mail(largest).text.startswith("hei")
    with pytest.raises(TooLarge):
        read_mail(largest + b"x")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n" * 100_000,
        b"\x00" * 100_000,
        b"no mail, only words",
        bytes(range(256)) * 4_000,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100,
        b"PK\x03\x04" + b"\x00" * 1_000,
        b"%PDF-1.7\n%\xe2\xe3\n1 0 obj",
        b"X-Only: this\n\nhei",
        "Lähettäjä: a@example.net\n\nhei".encode("utf-16"),
    ],
)
def test_what_is_no_mail_is_refused(content: bytes):
    assert outcome(content) == "NoMail"


# Hostile mails


def nested(levels: int) -> bytes:
    content = by_hand()
    for level in range(levels):
        kind = f"multipart/mixed; boundary=b{level}"
        content = by_hand(
            f"Content-Type: {kind}", body=f"--b{level}\r\n".encode() + content + b"\r\n"
        )
    return content


def forwarded(levels: int) -> bytes:
    content = by_hand()
    for _ in range(levels):
        content = by_hand("Content-Type: message/rfc822", body=content)
    return content


@pytest.mark.parametrize("levels", [20, 47, 48, 300, 3_000])
def test_parts_in_parts_without_end_are_refused(levels: int):
    assert outcome(nested(levels)) == "NoMail"


@pytest.mark.parametrize("levels", [20, 47, 48, 300, 3_000])
def test_mails_in_mails_without_end_are_refused(levels: int):
    assert outcome(forwarded(levels)) == "NoMail"


def test_a_few_levels_are_what_mail_programs_make():
    assert isinstance(outcome(nested(3)), Mail)
    assert isinstance(outcome(forwarded(3)), Mail)


@pytest.mark.parametrize(
    "kind", ["message/news", "message/partial", "message (x) / (y) rfc822", "=?utf-8?q?message?="]
)
def test_nesting_under_another_name_does_not_break_the_reader(kind: str):
    content = b"hei"
    for _ in range(2_000):
        content = f"Content-Type: {kind}\n\n".encode() + content

    outcome(b"From: a@example.net\n" + content)


MIXED = 'Content-Type: multipart/mixed; boundary="x"'


@pytest.mark.timeout(10)
@pytest.mark.parametrize("part", [b"\n", b"Content-Type: text/plain\n\nhei\n", b"A: b\n\nhei\n"])
@pytest.mark.parametrize("count", [100, 5_000, 60_000])
def test_thousands_of_parts_are_refused(part: bytes, count: int):
    body = (b"--x\n" + part) * count

    assert outcome(by_hand(MIXED, body=body[: LARGEST - 1_000])) == "NoMail"


def test_as_many_parts_as_a_mail_program_makes_are_read():
    assert isinstance(outcome(by_hand(MIXED, body=b"--x\n\nhei\n" * 30)), Mail)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/digest; boundary=x", b"--x\n\nFrom: a@example.net\n\nhei\n" * 50_000),
        ("message/delivery-status", b"a: b\n\n" * 300_000),
        (f"multipart/mixed; boundary={'x' * 50_000}", b"--x\n" * 100_000),
        ("text/plain; charset=utf-8; format=flowed", b"=\n" * 900_000),
    ],
)
def test_a_body_made_to_cost_time_costs_less_than_a_second(kind: str, body: bytes):
    outcome(by_hand(f"Content-Type: {kind}", body=body))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", ["From", "To", "Subject", "Date", "Received", "Content-Type"])
@pytest.mark.parametrize(
    "piece",
    [
        "a ", "=?utf-8?q?a?= ", "=?", "(", '"', "<", ",", ";", "a;b=c", "a.", "u@example.net, ",
        "\\", "a*1=b; ", "\t", "ä",
    ],
)  # fmt: skip
def test_a_header_without_end_costs_less_than_a_second(name: str, piece: str):
    # Long enough to tell work that grows with its square from work that does not.
    value = (piece * 200_000)[:300_000]

    outcome(f"{name}: {value}\nFrom: a@example.net\n\nhei".encode())


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", ["To", "From", "Subject", "Received", "X-Any", "Content-Type"])
def test_a_header_repeated_without_end_costs_less_than_a_second(name: str):
    outcome(b"From: a@example.net\n" + f"{name}: a@example.net\n".encode() * 20_000 + b"\nhei")


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/plain; charset=\x00",
        b"Content-Type: ; ; ;",
        b"Content-Type: text",
        b"Content-Type: text/plain; charset*=bogus'en'utf-8",
        b"Content-Type: multipart/mixed",
        b"Content-Type: multipart/mixed; boundary=",
        b"Content-Transfer-Encoding: nonsense",
        b"Content-Transfer-Encoding: base64\nContent-Transfer-Encoding: quoted-printable",
        b"To: \xff\xfe\x00",
        b"From: =?utf-8?b?////?= <\xe4@\xe4>",
        b"Subject: =?utf-16?b?2AA=?=",
        b"Date: \x00",
        b"no colon at all",
        b": no name",
        b"\xff\xff: \xff",
    ],
)
def test_a_broken_header_leaves_the_rest_readable(header: bytes):
    mail = outcome(b"Subject: first\nFrom: a@example.net\n" + header + b"\n\nhei")

    assert isinstance(mail, Mail)
    assert mail.text.startswith("first")
    assert mail.text.encode()


def test_an_attached_archive_is_not_opened():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("words.txt", b"words" * 10_000_000)
    mail = plain("look at the archive")
    mail.add_attachment(held.getvalue(), maintype="application", subtype="zip", filename="a.zip")

    read = outcome(mail.as_bytes())

    assert isinstance(read, Mail)
    assert "words" not in read.text


def test_a_text_of_base64_is_no_longer_than_it_was_written():
    packed = base64.encodebytes(b"maksa " * 200_000)

    read = outcome(by_hand("Content-Transfer-Encoding: base64", body=packed))

    assert isinstance(read, Mail)
    assert len(read.text) == LONGEST_TEXT


@pytest.mark.parametrize("body", [b"=", b"=a=" * 100_000, b"\xff" * 1_000, b"A", b"!!!!"])
def test_broken_base64_is_survived(body: bytes):
    assert isinstance(outcome(by_hand("Content-Transfer-Encoding: base64", body=body)), Mail)


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<![CDATA[", "<![", "<a ", "<", "<?", "</", "<script>", "<a b='", "&#", "&amp", "<!",
     "<div>", "<style>", "<title>", "<textarea>", "&#99999999999;", "&#xd800;", "\x00"],
)  # fmt: skip
def test_markup_without_end_is_survived(piece: str):
    mail = headed()
    mail.set_content(f"<p>maksa</p>{piece * 20_000}", subtype="html")

    read = outcome(mail.as_bytes())

    assert isinstance(read, Mail)
    assert "maksa" in read.text
    assert read.text.encode()


# Whatever there is


ORDINARY = [plain().as_bytes(), nested(2), forwarded(2)]


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused(content: bytes):
    outcome(content)


@given(
    st.sampled_from(ORDINARY),
    st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 20), st.binary(max_size=30))),
)
def test_a_mail_with_anything_changed_in_it_is_read_or_refused(
    content: bytes, changes: list[tuple[int, int, bytes]]
):
    for place, length, instead in changes:
        content = content[:place] + instead + content[place + length :]

    read = outcome(content)

    assert isinstance(read, str) or read.text.encode() is not None


@given(
    st.dictionaries(
        st.sampled_from(
            ["From", "To", "Subject", "Date", "Content-Type", "Content-Transfer-Encoding"]
        ),
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=60),
    ),
    st.binary(max_size=200),
)
def test_any_headers_are_read_or_refused(headers: dict[str, str], body: bytes):
    heads = "".join(f"{name}: {value}\n" for name, value in headers.items())

    outcome(heads.encode() + b"\n" + body)
