"""Reading and judging mails, without anything around them: the whole corpus, and any bytes at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.intake.inbound import markup, quotes
from services.intake.inbound.decide import Circumstances, decide
from services.intake.inbound.parse import Parsed, parse, parse_head
from tests.services.intake.corpus import CASES, CLIENT, FOLDER, TRUSTED_SERVER, Case, raw


def around(case: Case) -> Circumstances:
    return Circumstances(
        envelope_from=case.envelope_from.strip("<>"),
        target=case.target,  # type: ignore[arg-type]
        known={CLIENT} if case.target == "job" else frozenset(),
        ours={"dossier@localhost.localdomain"},
        our_domains={"localhost.localdomain", "reply.dossier.example"},
        authserv_id=TRUSTED_SERVER,
    )


def test_the_table_tells_of_every_mail_and_of_no_other() -> None:
    assert sorted(CASES) == sorted(path.stem for path in FOLDER.glob("*.eml"))
    assert len(CASES) >= 40


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_each_mail(name: str) -> None:
    case, parsed = CASES[name], parse(raw(name))
    verdict = decide(parsed, around(case))
    expected = case.reason.split("-")[0] if case.reason.startswith("report-") else case.reason
    assert (verdict.status, verdict.reason) == (case.status, expected)
    if case.code:
        assert verdict.report
        assert verdict.report.code == case.code
        if not case.reason.endswith("nothing"):
            assert case.reason == f"report-{verdict.report.outcome}"
            told = {each.partition("@")[0] for each in verdict.report.message_ids}
            assert "0123456789abcdef0123456789abcde0" in told
            assert verdict.report.recipient == CLIENT
    if case.body is not None:
        assert parsed.body == case.body
        assert case.quoted in parsed.quoted
        assert (parsed.html is not None) == case.html
    if case.status == "delivered":
        assert tuple(each.name for each in parsed.attachments if each.content) == case.attachments
    if case.subject is not None:
        assert parsed.subject == case.subject
    if case.sender is not None:
        assert parsed.sender.name == case.sender


def test_nothing_of_a_page_runs_or_tells_who_reads() -> None:
    for name in CASES:
        html = (parse(raw(name)).html or "").lower()
        for evil in (
            "script",
            "onload",
            "onclick",
            "onerror",
            "javascript:",
            "<img",
            "<iframe",
            "<form",
            "<style",
            "evil",
        ):
            assert evil not in html, (name, evil)


def test_what_no_reader_sees_is_no_text() -> None:
    page = "<head><title>Sans titre</title><style>p{}</style></head><p>Bonjour</p><svg><text>x</text></svg>"
    assert markup.as_text(page) == "Bonjour"


# ── any bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────

_LINE = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b",
        b'Content-Type: multipart/alternative; boundary="b"',
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        b"Content-Type: message/delivery-status",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html; charset=utf-7",
        b'Content-Type: text/plain; charset="; format=flowed',
        b"Content-Type: \xff\xfe/\x00; charset*=x''%FF",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Disposition: attachment; filename*0*=utf-8''%E9; filename*1=x",
        b"From: =?utf-8?b?////?= <a@b.example>, <<@@>",
        b"Subject: =?x?q?=ZZ?= =?utf-8?Q?=00=0A?=",
        b"Message-ID: <<a@b>>",
        b"Authentication-Results: mx.essais.example; dmarc=pass",
        b"--b",
        b"--b--",
        b"",
        b"> quoted",
        b"begin 644 x",
        b"Final-Recipient: rfc822;",
        b"<div><blockquote class=gmail_quote><!--",
        b"Le 3 mars, X <x@y.example> a \xc3\xa9crit :",
        b"\xa0\xff\x00",
    ]
)
_MAIL = st.one_of(
    st.binary(max_size=400), st.lists(st.one_of(_LINE, st.binary(max_size=30)), max_size=30).map(b"\r\n".join)
)


def _storable(text: str) -> None:
    assert "\0" not in text
    text.encode()  # no lone surrogate


@given(_MAIL)
@example(b"")
@example(b"From: a@b.example\nContent-Type: multipart/mixed; boundary=\n\n--\n\n----")
def test_any_bytes_are_read_without_an_exception(content: bytes) -> None:
    parsed = parse(content)
    for text in (parsed.body, parsed.quoted, parsed.html or "", parsed.subject, parsed.message_id, *parsed.sender):
        _storable(text)
    for attachment in parsed.attachments:
        _storable(attachment.name)
    assert all("\n" not in value for _, value in parsed.headers)
    decide(parsed, Circumstances(envelope_from="x@y.example", target="job"))
    head = parse_head(content)
    assert isinstance(head, Parsed)
    _storable(head.subject)


@given(st.text(max_size=500))
def test_folding_loses_no_word(text: str) -> None:
    folded = quotes.fold(text)
    shown = "".join((folded.body + folded.quoted).split())
    # Answers that stand below a quotation change places with it.
    assert sorted(shown) == sorted("".join(text.split()))


@given(st.text(max_size=300))
def test_cleaned_html_stays_clean(html: str) -> None:
    cleaned = markup.clean(html)
    assert markup.clean(cleaned) == cleaned
    markup.as_text(html)


SLOW = {
    "nested tags": b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000,
    "blank lines": b"\r\n\r\n" + b"\r\n" * 100_000,
    "attributions": b"\r\n\r\n" + b"Le 3 mars 2026\r\n" * 20_000,
    "quotations": b"\r\n\r\n" + b"> a\r\nb\r\n" * 20_000,
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\r\n\r\nx",
    "parameters": b"Content-Type: text/plain; " + b"a*0=x; " * 20_000 + b"\r\n\r\nx",
    "boundaries": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(2_000)
    ),
    "open comments": b"From: " + b"(" * 100_000 + b"\r\n\r\nx",
}


@pytest.mark.parametrize("name", SLOW)
def test_no_mail_holds_up_the_others(name: str) -> None:
    started = time.process_time()
    parse(SLOW[name])
    assert time.process_time() - started < 5


# ── folding and judging, one rule at a time ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "body", "quoted"),
    [
        ("Oui\n\nLe 3 mars 2026 à 10 h, Plomberie a écrit :\n> Bonjour", "Oui", "> Bonjour"),
        ("Oui\n\nOn Mar 3, 2026, at 10:00, A <a@b.example>\nwrote:\n\n> Hi", "Oui", "> Hi"),
        ("Oui\n\nPlomberie <a@b.example> a écrit :\n> Bonjour", "Oui", "> Bonjour"),
        ("Oui\n-----Message d'origine-----\nDe : A\n\nBonjour", "Oui", "Bonjour"),
        ("Oui\n\n*De :* A <a@b.example>\n*Envoyé :* mardi\n*À :* B\n*Objet :* X\n\nBonjour", "Oui", "Bonjour"),
        ("Oui\n\n> un\n> deux\n", "Oui", "> un\n> deux"),
        ("Oui\n\n-- \nMarie", "Oui", "--\nMarie"),
        ("Le 3 mars me convient.\nLe 4 aussi :", "Le 3 mars me convient.\nLe 4 aussi :", ""),
        ("De : moi\nJe viens mardi.", "De : moi\nJe viens mardi.", ""),
        ("> seulement une citation", "> seulement une citation", ""),
        ("Mesures :\n- 10 cm\n--\n- 20 cm", "Mesures :\n- 10 cm", "--\n- 20 cm"),
        ("👍", "👍", ""),
    ],
)
def test_folding(text: str, body: str, quoted: str) -> None:
    folded = quotes.fold(text)
    assert folded.body == body
    assert folded.quoted.endswith(quoted)
    assert bool(folded.quoted) == bool(quoted)


def _judged(head: str, **more: object) -> tuple[str, str]:
    values: dict[str, object] = {"envelope_from": CLIENT, "target": "job", "known": {CLIENT}} | more
    verdict = decide(parse(f"{head}\nMessage-ID: <a@clients.example>\n\nBonjour".encode()), Circumstances(**values))  # type: ignore[arg-type]
    return verdict.status, verdict.reason


def test_results_of_a_server_that_nobody_trusts_count_for_nothing() -> None:
    head = f"Authentication-Results: ailleurs.example; dmarc=fail\nFrom: {CLIENT}"
    assert _judged(head, authserv_id=TRUSTED_SERVER) == ("delivered", "reply")
    passed = f"Authentication-Results: ailleurs.example; dmarc=pass\nFrom: {CLIENT}"
    assert _judged(passed, envelope_from="x@evil.example") == ("held", "sender-differs")


@pytest.mark.parametrize(
    "results",
    [
        "spf=pass smtp.mailfrom=dmarc=pass@evil.example",
        'spf=pass smtp.mailfrom="x; dmarc=pass"@evil.example',
        "spf=pass (domain of dmarc=pass@evil.example) smtp.mailfrom=x@evil.example",
        "dkim=pass header.i=clients.example@evil.example header.s=s1",
        "dkim=pass header.i=x@evil.example header.s=header.d=clients.example",
        "dkim=fail header.d=clients.example reason=dkim=pass header.d=clients.example",
        "spf=fail smtp.mailfrom=dkim=pass header.d=clients.example@evil.example",
    ],
)
def test_a_sender_cannot_speak_for_the_server_that_checks(results: str) -> None:
    head = f"Authentication-Results: {TRUSTED_SERVER}; {results}\nFrom: {CLIENT}"
    judged = _judged(head, envelope_from="dmarc=pass@evil.example", authserv_id=TRUSTED_SERVER)
    assert judged[0] == "held"


@pytest.mark.parametrize(
    "results",
    [
        "spf=none; dmarc=pass (p=REJECT) header.from=clients.example",
        "dkim=pass (2048-bit key) header.d=clients.example header.i=@clients.example header.b=x",
        "dkim=pass header.i=marie@mail.clients.example",
        "DKIM=Pass HEADER.D=Clients.Example",
    ],
)
def test_who_is_vouched_for_by_the_server_may_use_any_envelope(results: str) -> None:
    head = f"Authentication-Results: {TRUSTED_SERVER} 1; {results}\nFrom: {CLIENT}"
    judged = _judged(head, envelope_from="b@mailer.example", authserv_id=TRUSTED_SERVER)
    assert judged == ("delivered", "reply")


@pytest.mark.parametrize(
    ("envelope", "shown", "status"),
    [
        ("marie@clients.example", "marie@clients.example", "delivered"),
        ("b@mail.clients.example", "marie@clients.example", "delivered"),
        ("b@clients.example.evil.example", "marie@clients.example", "held"),
        ("b@example", "marie@clients.example", "held"),
        ("b@notclients.example", "marie@clients.example", "held"),
    ],
)
def test_whose_domains_belong_together(envelope: str, shown: str, status: str) -> None:
    assert _judged(f"From: {shown}", envelope_from=envelope, known={shown})[0] == status


def test_colleagues_floods_and_the_return_address_wait_for_a_person() -> None:
    office = "josee@clients.example"
    assert _judged(f"From: {office}", envelope_from=office, colleagues={office}) == ("held", "colleague")
    assert _judged(f"From: {CLIENT}", recent=30) == ("held", "too-many")
    assert _judged(f"From: {CLIENT}", recent=29) == ("delivered", "reply")
    assert _judged(f"From: {CLIENT}", target="return") == ("held", "return-address")
    assert _judged(f"From: {CLIENT}\nIn-Reply-To: <b@x.example>", target="return") == ("delivered", "reply")
