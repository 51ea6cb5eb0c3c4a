"""A job in schema.org's words, for search engines: only on the page of an open job, and only what stands there."""

from datetime import UTC, datetime

from fedart.domain.hiring import Mode, Unit
from fedart.domain.job import Job
from fedart.storage.views_jobs import Posting
from fedart.web import filters
from fedart.web.structured import CONTEXT, Json
from fedart.wire import markup

_UNITS = {Unit.HOUR: "HOUR", Unit.DAY: "DAY", Unit.WEEK: "WEEK", Unit.MONTH: "MONTH", Unit.YEAR: "YEAR"}


def job(origin: str, found: Posting, domain: str = "") -> Json:
    """A JobPosting (schema.org; Google's rules for job postings). `domain`: one that its poster has proven."""
    terms, poster = found.job.terms, found.poster
    page = origin + poster.path if poster.local else poster.url
    said: Json = {
        "@context": CONTEXT,
        "@type": "JobPosting",
        "title": terms.title,
        "description": markup.markdown(terms.description, {}, lambda tag: f"{origin}/tags/{tag}"),
        "datePosted": filters.iso(found.job.opened or found.job.changed),
        "validThrough": _until(found.job),
        "employmentType": terms.type.schema,
        "hiringOrganization": {
            "@type": "Organization",
            "name": poster.display_name,
            "sameAs": f"https://{domain}" if domain else page,
        },
        "directApply": terms.ways.here,
        "url": f"{origin}/jobs/{found.job.work_id}",
        "identifier": {"@type": "PropertyValue", "name": "fedart", "value": found.job.work_id},
        **_place(found.job),
        **_pay(found.job),
    }
    if terms.details.software:
        said["skills"] = terms.details.software
    if terms.details.openings > 1:
        said["totalJobOpenings"] = terms.details.openings
    return said


def _until(found: Job) -> str:
    return datetime.fromtimestamp(found.ends / 1000 - 1, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _place(found: Job) -> Json:
    place = found.terms.place
    said: Json = {}
    if place.mode is not Mode.REMOTE:
        address = {"@type": "PostalAddress", "addressLocality": place.town, "addressCountry": place.country}
        said["jobLocation"] = {"@type": "Place", "address": address}
        return said
    said["jobLocationType"] = "TELECOMMUTE"
    if place.countries:
        said["applicantLocationRequirements"] = [{"@type": "Country", "name": code} for code in place.countries]
    return said


def _pay(found: Job) -> Json:
    """Google knows pay by time; what is paid by the piece or project stands on the page alone."""
    pay = found.terms.pay
    if pay.unit not in _UNITS:
        return {}
    value: Json = {"@type": "QuantitativeValue", "unitText": _UNITS[pay.unit]}
    value |= {"minValue": pay.least / 100, "maxValue": pay.most / 100} if pay.most else {"value": pay.least / 100}
    return {"baseSalary": {"@type": "MonetaryAmount", "currency": pay.currency, "value": value}}
