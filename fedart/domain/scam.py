"""What makes a job wait for a person: rules as data, each with the reason that its poster and the moderators read.

The patterns are those that artists report: cheques and refunds, fees for nothing, coins, messengers instead of mail,
copies of one text, names that look like a studio's. A rule holds a job, it never refuses one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from fedart.domain.hiring import Unit
from fedart.domain.job import Terms
from fedart.words import later

FREE_MAIL: Final = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "ymail.com", "aol.com",
        "gmx.com", "gmx.de", "gmx.net", "web.de", "mail.com", "mail.ru", "proton.me", "protonmail.com", "icloud.com",
        "zoho.com", "tutanota.com", "yandex.com", "yandex.ru", "qq.com", "163.com",
    }
)  # fmt: skip
SHORTENERS: Final = frozenset(
    {
        "bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "ow.ly", "buff.ly", "rebrand.ly", "cutt.ly", "t.ly",
        "rb.gy", "shorturl.at", "tiny.cc", "v.gd", "lnkd.in", "linktr.ee", "forms.gle",
    }
)  # fmt: skip
FAR_ABOVE: Final = {
    Unit.HOUR: 500_00, Unit.DAY: 3_000_00, Unit.WEEK: 12_000_00, Unit.MONTH: 40_000_00, Unit.YEAR: 400_000_00,
    Unit.ASSET: 10_000_00, Unit.PROJECT: 200_000_00,
}  # fmt: skip
"""Pay in hundredths that hardly any job of this kind has, in currencies of about a dollar's worth."""
_SMALL_UNITS: Final = frozenset({"JPY", "HUF", "KRW", "ISK", "IDR", "VND", "CLP", "COP", "NGN", "KES", "INR", "PHP"})
_CHEQUE = re.compile(
    r"\be-?che(?:que|ck|k)s?\b|\bcheques?\b|\bcheks?\b"
    r"|\b(?:certified|cashier[’']?s|personal|bank|paper|by|with|(?:deposit|cash) (?:the|a|your)) checks?\b"
    r"|\b(?:a|the|our|your) checks?\b(?=[^.!?]{0,60}\b(?:mail|deposit|cash|bank))",
    re.I,
)
_REFUND = re.compile(
    r"\b(?:refund|send|return|forward|wire|transfer)\b.{0,40}\b(?:difference|excess|surplus|overpayment|remainder)\b"
    r"|\b(?:refund|send|return|forward|wire|transfer)\b.{0,25}\bbalance\b|\boverpa(?:y|id)"
    r"|\b(?:our|the|my) (?:approved|certified|accredited|official|trusted) (?:vendor|supplier)s?\b"
    r"|\b(?:pay|send|forward|transfer|wire)\b.{0,40}\b(?:shipper|shipping agent|movers?)\b",
    re.I | re.S,
)
_FEES = r"(?:fee|deposit|cost)s?\b"
_CALL_FEE = re.compile(rf"\b(?:regist(?:e)?ration|processing|application|entry) {_FEES}", re.I)
_TO_PAY = re.compile(
    rf"\b(?:training|onboarding|activation|security|verification|refundable|background[- ]check) {_FEES}"
    r"|\bpay for (?:the|your|a) (?:background[- ]check|training|equipment)\b"
    r"|\bpay(?:ing)? us (?:a|the|your)\b"
    r"|\bpay(?:ing)? (?:a|the|your) (?:small|one[- ]time|refundable) (?:fee|deposit)\b"
    r"|\byou (?:must |have to |need to |should |will )?(?:first )?pay (?:a|the|your) (?:fee|deposit)\b",
    re.I,
)
_GIFT_CARD = re.compile(
    r"\b(?:steam|itunes|amazon|google play|apple|razer)[- ]?(?:gift)? ?cards?\b"
    r"|\b(?:buy|purchase|scratch|send|pa(?:y|id)|codes?)\b.{0,40}\bgift ?cards?\b|\bgift ?cards?\b.{0,40}\bcodes?\b",
    re.I | re.S,
)
_COINS = re.compile(
    r"\bN\.? ?F\.? ?Ts?\b|\bmint(?:ing|ed)?\b(?! (?:tea|green)).{0,30}\b(?:tokens?|coins?|wallet|chain)\b|\bmint it\b"
    r"|\bcrypto ?wallet\b|\bseed phrase\b|\bconnect your wallet\b",
    re.I | re.S,
)
_NAMES = r"(?:telegramm?|wh?at['’]?s ?app|signal|wechat|viber|hangouts|skype)"
_MESSENGER = re.compile(
    r"\b(?:t\.me|wa\.me)/"
    r"|\b(?:contact|reach|text|message|write|d\.?m\.?|add|apply|interview(?:s|ed)?|chat|hit (?:me|us) up|ping|call)\b"
    rf"[^.!?]{{0,60}}\b{_NAMES}\b|\b{_NAMES} ?(?:number|id|:|@|\+)",
    re.I,
)
_PAPERS = re.compile(
    r"\b(?:copy|photo|scan|picture|image)s? of (?:your )?(?:passport|id\b|identity card|driving licen[cs]e|bank card)"
    r"|\b(?:social security|bank account) (?:number|login|password)\b|\bonline banking\b",
    re.I,
)
_MONEY_APP = re.compile(r"\b(?:cash ?app|zelle|western union|money ?gram|venmo|chime)\b", re.I)
_PROGRAM = re.compile(
    r"\.(?:exe|scr|msi|bat)\b|\bpassword[- ]protected (?:archive|file|zip|rar)\b|\b(?:zip|rar) password\b", re.I
)
_CODES = re.compile(
    r"\b(?:send|give|tell|forward|confirm|share)\b.{0,40}\b(?:password|verification code|login code|2fa code)\b", re.I
)
_DENIED = re.compile(
    r"\b(?:no|not|never|nor|neither|without|don[’']t|won[’']t)\b"
    r"(?! (?:\w+ )?(?:experience|skills?|interview|worry|hesitate|matter|problem|need|degree|limit|risk|doubt)\b)"
    r"[^.!?;\n]{0,40}$",
    re.I,
)
"""What stands before words that are denied: `no NFTs`, `we never ask for a copy of`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at beside the job itself. `domains`: those of the poster that are verified.

    `same_text`: how many other people posted this very text. `studio`: it is posted as an organisation.
    """

    terms: Terms
    domains: tuple[str, ...] = ()
    studio: bool = False
    same_text: int = 0

    @property
    def text(self) -> str:
        """Every line of it, without characters that hide or disguise others."""
        details = self.terms.details
        lines = (getattr(details, name) for name in details.LINES)
        plain = unicodedata.normalize("NFKC", "\n".join((self.terms.title, self.terms.description, *lines)))
        return "".join(char for char in plain if unicodedata.category(char) != "Cf")

    @property
    def hosts(self) -> frozenset[str]:
        """Where its links and addresses lead, as lower-case host names."""
        ways = self.terms.ways
        found = [_host(address) for address in (ways.link, *_LINK.findall(self.text)) if address]
        mails = [host for _, _, host in (mail.rpartition("@") for mail in (ways.mail, *_MAIL.findall(self.text)))]
        return frozenset(host.lower().removeprefix("www.").strip(".") for host in (*found, *mails) if host)


def _host(address: str) -> str:
    """Where a link leads; nowhere when no browser could read it."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


_LINK = re.compile(r"https?://[^\s<>()\"\]]{1,500}", re.I)
_MAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.I)


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is stored with a held job; `reason` is shown to its poster and to moderators."""

    name: str
    reason: str
    holds: Callable[[Seen], bool]


def _says(pattern: re.Pattern[str]) -> Callable[[Seen], bool]:
    return lambda seen: _stated(pattern, seen.text)


def _stated(pattern: re.Pattern[str], text: str) -> bool:
    """Whether it stands in the text and is not denied there."""
    return any(_DENIED.search(text, max(0, each.start() - 60), each.start()) is None for each in pattern.finditer(text))


def _to_pay(seen: Seen) -> bool:
    """A call may cost what its fee field says; anything else that applicants pay is held."""
    named = seen.terms.type.call and seen.terms.details.fee.amount is not None
    return _stated(_TO_PAY, seen.text) or (not named and _stated(_CALL_FEE, seen.text))


def _elsewhere(seen: Seen) -> bool:
    """A verified poster whose job leads to quite another domain."""
    own = [name.lower() for name in seen.domains]
    return bool(own) and not all(any(host == name or host.endswith(f".{name}") for name in own) for host in seen.hosts)


def _hidden(seen: Seen) -> bool:
    return bool(seen.hosts & SHORTENERS) or _BARE.search(seen.text) is not None


_BARE = re.compile(rf"(?<![\w.-])(?:{'|'.join(re.escape(host) for host in sorted(SHORTENERS))})/", re.I)


def _mail_for_all(seen: Seen) -> bool:
    return seen.studio and any(host in FREE_MAIL for host in seen.hosts)


def _too_good(seen: Seen) -> bool:
    pay = seen.terms.pay
    factor = 100 if pay.currency in _SMALL_UNITS else 1
    return pay.unit in FAR_ABOVE and max(pay.least, pay.most) > FAR_ABOVE[pay.unit] * factor


RULES: Final = (
    Rule("cheque", later("It speaks of payment by cheque; a well known fraud begins so."), _says(_CHEQUE)),
    Rule("refund", later("It speaks of sending money back, which honest employers never ask for."), _says(_REFUND)),
    Rule("to-pay", later("It asks applicants to pay something."), _to_pay),
    Rule("gift-card", later("It speaks of gift cards."), _says(_GIFT_CARD)),
    Rule("coins", later("It speaks of NFTs, minting or wallets."), _says(_COINS)),
    Rule("papers", later("It asks for identity papers or bank data before there is a contract."), _says(_PAPERS)),
    Rule("money-app", later("It names a service for sending money that cannot be called back."), _says(_MONEY_APP)),
    Rule("messenger", later("It leads applicants to a messenger, where nobody can look on."), _says(_MESSENGER)),
    Rule("programs", later("It asks to open a program or a locked archive."), _says(_PROGRAM)),
    Rule("codes", later("It asks for a password or a code."), _says(_CODES)),
    Rule("short-link", later("It has a shortened link, which hides where it leads."), _hidden),
    Rule("free-mail", later("A studio gives an address of a free mail service."), _mail_for_all),
    Rule("elsewhere", later("Its links or addresses lead elsewhere than to the studio’s verified domain."), _elsewhere),
    Rule("too-good", later("The pay is far above what is usual."), _too_good),
    Rule("copies", later("Somebody else posted the same text."), lambda seen: seen.same_text > 0),
)  # fmt: skip


def reasons(seen: Seen) -> Iterator[Rule]:
    """The rules that hold this job, none for most."""
    return (rule for rule in RULES if rule.holds(seen))
