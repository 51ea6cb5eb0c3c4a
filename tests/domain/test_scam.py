"""What holds a job for a person: 40 frauds must all be held, and of 100 honest jobs no more than two."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fedart.domain.hiring import JobType, Unit
from fedart.domain.job import Details, Fee, Pay, Terms, Ways
from fedart.domain.scam import FAR_ABOVE, RULES, SHORTENERS, Seen, reasons
from tests.support.jobs import GOOD
from tests.support.scams import HONEST, SCAMS, Sample


def names(seen: Seen) -> set[str]:
    return {rule.name for rule in reasons(seen)}


def said(text: str, terms: Terms = GOOD) -> Seen:
    return Seen(replace(terms, description=text))


def test_the_corpus_has_40_frauds_and_100_honest_jobs_and_none_twice() -> None:
    assert (len(SCAMS), len(HONEST)) == (40, 100)
    assert len({each.text for each in (*SCAMS, *HONEST) if not each.link and not each.mail}) >= 130


@pytest.mark.parametrize("sample", SCAMS, ids=[each.title for each in SCAMS])
def test_every_fraud_is_held(sample: Sample) -> None:
    assert names(sample.seen)


def test_no_more_than_two_of_a_hundred_honest_jobs_are_held() -> None:
    held = {each.title: names(each.seen) for each in HONEST if names(each.seen)}
    assert len(held) <= 2, held


def test_an_honest_job_has_no_reasons() -> None:
    assert names(Seen(GOOD)) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("We pay by cheque.", "cheque"),
        ("Deposit the check at your bank.", "cheque"),
        ("Please return the difference.", "refund"),
        ("A registration fee is due.", "to-pay"),
        ("Send the codes of the gift cards.", "gift-card"),
        ("An NFT drop.", "coins"),
        ("Send a copy of your passport.", "papers"),
        ("Use Zelle.", "money-app"),
        ("Message me on WhatsApp.", "messenger"),
        ("See https://bit.ly/abc", "short-link"),
        ("Open the .exe file in the archive.", "programs"),
        ("Send us the verification code.", "codes"),
    ],
)
def test_each_rule_of_words_holds_by_itself(text: str, rule: str) -> None:
    assert names(said(text)) == {rule}
    assert names(said(f"WE SAY: {text.upper()}")) == {rule}


@pytest.mark.parametrize(
    "text",
    [
        "No NFTs.",
        "We never make NFTs or mint tokens.",
        "No registration fee.",
        "We will not ask for a copy of your passport.",
        "Check the proofs, then send them to print.",
        "A paint check before we print.",
        "Mint tea and token ring.",
        "We pay a deposit when you accept.",
    ],
)
def test_what_is_denied_or_means_something_else_does_not_hold(text: str) -> None:
    assert names(said(text)) == set()


@pytest.mark.parametrize("text", ["No experience needed, registration fee 20.", "No AI. NFT art is wanted."])
def test_a_denial_of_something_else_does_not_help(text: str) -> None:
    assert names(said(text))


@pytest.mark.parametrize(
    ("change", "held"),
    [
        (lambda terms: replace(terms, ways=Ways(False, "", "boss@gmail.com")), True),
        (lambda terms: replace(terms, ways=Ways(False, "", "boss@studio.example")), False),
        (lambda terms: replace(terms, description="Write to boss@GMail.com"), True),
    ],
)
def test_a_free_mail_address_holds_only_what_a_studio_posts(change: Callable[[Terms], Terms], held: bool) -> None:
    changed = change(GOOD)
    assert ("free-mail" in names(Seen(changed, studio=True))) is held
    assert "free-mail" not in names(Seen(changed))


@pytest.mark.parametrize(
    ("link", "held"),
    [
        ("https://studio.example/jobs", False),
        ("https://www.studio.example/jobs", False),
        ("https://jobs.studio.example/7", False),
        ("https://studio.example.evil.example/7", True),
        ("https://notstudio.example/7", True),
    ],
)
def test_links_of_a_verified_poster_lead_to_its_own_domain(link: str, held: bool) -> None:
    terms = replace(GOOD, ways=Ways(link=link))
    assert names(Seen(terms, domains=("Studio.example", "studio-shop.example"))) == ({"elsewhere"} if held else set())
    assert names(Seen(terms)) == set()


@pytest.mark.parametrize("host", sorted(SHORTENERS))
def test_every_known_shortener_holds_with_and_without_https(host: str) -> None:
    assert names(said(f"Apply: https://{host}/x")) == {"short-link"}
    assert names(said(f"Apply: {host}/x")) == {"short-link"}
    assert names(said(f"Apply: https://notreally{host}.example/x")) == set()


@pytest.mark.parametrize("unit", sorted(FAR_ABOVE))
def test_pay_far_above_what_is_usual_holds(unit: Unit) -> None:
    most = FAR_ABOVE[unit]
    assert names(Seen(replace(GOOD, pay=Pay(unit, most, 0, "USD")))) == set()
    assert names(Seen(replace(GOOD, pay=Pay(unit, 1_00, most + 1, "USD")))) == {"too-good"}
    assert names(Seen(replace(GOOD, pay=Pay(unit, most + 1, 0, "JPY")))) == set()


def test_the_fee_of_a_call_is_named_and_holds_nothing() -> None:
    text = "The application fee pays for the jury."
    call = replace(GOOD, type=JobType.OPEN_CALL, details=Details(fee=Fee(10_00, "EUR")))
    assert names(said(text)) == {"to-pay"}
    assert names(said(text, call)) == set()
    assert names(said("The activation fee is due.", call)) == {"to-pay"}


def test_words_that_are_spelt_with_hidden_or_odd_characters_are_found() -> None:
    assert names(said("Write to us on Tele\u200bgram")) == {"messenger"}
    assert names(said("Write to us on \uff34\uff45\uff4c\uff45\uff47\uff52\uff41\uff4d")) == {"messenger"}


def test_rules_look_at_every_line_of_a_job() -> None:
    assert names(Seen(replace(GOOD, details=Details(schedule="By cheque")))) == {"cheque"}
    assert names(Seen(replace(GOOD, title="NFT artist"))) == {"coins"}


@pytest.mark.parametrize("link", ["https://[", "https://[::1", "http://a]b", "https://[x]/"])
def test_links_that_nobody_can_follow_lead_nowhere(link: str) -> None:
    assert Seen(replace(GOOD, description=f"See {link} and https://studio.example/")).hosts >= {"studio.example"}


def test_copies_of_somebody_elses_text_hold() -> None:
    assert names(Seen(GOOD, same_text=1)) == {"copies"}


def test_rules_have_names_of_their_own_and_sentences() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.reason.endswith(".") for rule in RULES)
