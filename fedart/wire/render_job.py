"""What a job says of itself beside its text, for servers that know jobs (guide section 7).

schema.org's JobPosting on the Note itself, the request of a federated marketplace (FEP-0837), and as
`additionalProperty` what schema.org has no word for. The reciprocal intent is left out: it would demand an exact price.
"""

from datetime import UTC, datetime
from typing import Final

from fedart.domain.hiring import Mode
from fedart.domain.ids import Uri
from fedart.domain.job import Details, Job, JobState, Pay, Place
from fedart.wire.read_application import OFFER
from fedart.wire.vocabulary import Json

JOB_POSTING: Final = "https://schema.org/JobPosting"
REQUEST: Final = "request"
ACTION: Final = "deliverService"
OVER: Final = frozenset({JobState.FILLED, JobState.CLOSED, JobState.EXPIRED, JobState.ARCHIVED, JobState.REMOVED})


def intent(uri: str) -> Uri:
    """What an application for the job of that Note satisfies."""
    return Uri(f"{uri}#intent")


def described(job: Job, uri: str, *, who: str, page: str, domain: str = "") -> Json:
    """The properties of a job's Note. `uri` is the Note's; `who` and `page`: its poster's name and page.

    `domain`: one that the poster has proven to be its own; empty for none.
    """
    terms = job.terms
    until = min(job.ends - 1, job.changed) if job.state in OVER else job.ends - 1
    return {
        "additionalType": JOB_POSTING,
        "title": terms.title,
        "hiringOrganization": {"type": "HiringOrganization", "name": who, "url": page, **_same_as(domain)},
        "employmentType": terms.type.schema,
        "validThrough": datetime.fromtimestamp(until / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "skills": [each.value for each in terms.disciplines],
        "directApply": terms.ways.here,
        **_place(terms.place),
        **_salary(terms.pay),
        "purpose": REQUEST,
        "publishes": {
            "type": "Intent",
            "id": intent(uri),
            "action": ACTION,
            "resourceQuantity": {"hasUnit": "one", "hasNumericalValue": "1"},
        },
        "additionalProperty": [
            {"type": "JobFact", "name": name, "propertyValue": value} for name, value in _more(job).items()
        ],
    }


def _same_as(domain: str) -> Json:
    return {"sameAs": f"https://{domain}"} if domain else {}


def _place(place: Place) -> Json:
    if place.mode is Mode.REMOTE:
        found: Json = {"jobLocationType": "TELECOMMUTE"}
        return found | {"applicantLocationRequirements": list(place.countries)} if place.countries else found
    return {"jobLocation": {"type": "Place", "name": f"{place.town}, {place.country}"}}


def _salary(pay: Pay) -> Json:
    if not pay.unit.paid:
        return {}
    most = pay.most or pay.least
    return {
        "baseSalary": {
            "type": "MonetaryAmount",
            "currency": pay.currency,
            "minValue": pay.least / 100,
            "maxValue": most / 100,
            "unitText": pay.unit.value,
        }
    }


def _more(job: Job) -> dict[str, str]:
    """What schema.org has no words for, name to text. Not the mail address and the contact (WEB-13)."""
    terms, details = job.terms, job.terms.details
    found = {
        "jobType": terms.type.value,
        "jobState": job.state.value,
        "payUnit": terms.pay.unit.value,
        "mode": terms.place.mode.value,
        "town": terms.place.town,
        "country": terms.place.country,
        "applyAt": terms.ways.link,
        "applyBy": OFFER if terms.ways.here else "",
        "usesGenerativeAI": _answer(terms.uses_ai),
        "trainsGenerativeAI": _answer(terms.trains_ai),
        "experience": details.experience.value,
        "rights": details.rights.value,
        "test": details.trial.value,
        "openings": str(details.openings),
        "entryFee": ""
        if details.fee.amount is None
        else f"{details.fee.amount / 100:.2f} {details.fee.currency}".strip(),
        **{name: getattr(details, name) for name in Details.LINES if name != "contact"},
    }
    return {name: text for name, text in found.items() if text}


def _answer(value: object) -> str:
    return "" if value is None else "yes" if value else "no"
