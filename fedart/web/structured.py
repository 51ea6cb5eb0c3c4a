"""What a page says in schema.org's words, for search engines: the same facts that people see on it, nothing more."""

from collections.abc import Sequence

from fedart.domain.credit import Credited
from fedart.domain.cv import CvEntry, CvKind
from fedart.domain.mature import Mature
from fedart.domain.media import Media
from fedart.domain.practice import NOTHING as SILENT
from fedart.domain.practice import Practice
from fedart.domain.stated import NOTHING, Stated
from fedart.storage.views import ArtistPage, Person
from fedart.storage.views_work import Post
from fedart.web import filters
from fedart.words import say

CONTEXT = "https://schema.org"

Json = dict[str, object]


def work(origin: str, post: Post, stated: Stated = NOTHING, made_with: Sequence[Credited] = ()) -> Json:
    """A work as a VisualArtwork. Behind a warning there is no picture and no text, as on the page."""
    work = post.work
    said: Json = {
        "@context": CONTEXT,
        "@type": "VisualArtwork",
        "name": work.title or say("Untitled"),
        "url": origin + post.path,
        "creator": _person(origin, post.by),
        "datePublished": filters.iso(work.published),
        "inLanguage": work.language,
        "keywords": list(work.tags),
        "artMedium": list(stated.medium),
        "material": stated.materials,
        "size": stated.size,
        "dateCreated": stated.year,
        "license": stated.licence_link,
        "contributor": [_contributor(each) for each in made_with],
        "contentRating": [mark.key for mark in Mature if mark in work.mature],
    }
    if work.edited:
        said["dateModified"] = filters.iso(work.edited)
    if not post.covered:
        said["abstract"] = filters.plain(work.content)
        said["image"] = [_picture(origin, media) for media in post.pictures if filters.largest(media)]
    return _without_blanks(said)


def _contributor(credited: Credited) -> Json:
    """Somebody who made it, too, as a Role between the work and the person."""
    person = _without_blanks({"@type": "Person", "name": credited.name, "url": credited.url})
    return {"@type": "Role", "roleName": credited.role, "contributor": person}


def artist(origin: str, head: ArtistPage, links: Sequence[str], practice: Practice = SILENT) -> Json:
    """An artist's page: a Person with the links that are checked, and the gallery of their works."""
    person = _person(origin, head.person)
    person["description"] = filters.plain(head.actor.summary)
    person["identifier"] = head.actor.handle
    person["sameAs"] = list(links)
    person["jobTitle"] = list(practice.roles)
    person["disambiguatingDescription"] = practice.headline
    person["homeLocation"] = {"@type": "Place", "name": practice.place} if practice.place else ""
    if head.person.face:
        person["image"] = origin + filters.source(head.person.face, 640)
    gallery: Json = {
        "@type": "ImageGallery",
        "name": say("Works by %(artist)s", artist=head.person.display_name),
        "url": origin + head.person.path,
        "author": {"@id": person["@id"]},
    }
    return {"@context": CONTEXT, "@graph": [_without_blanks(person), gallery]}


_EVENTS = {CvKind.EXHIBITION: ("performerIn", "ExhibitionEvent"), CvKind.PUBLICATION: ("subjectOf", "CreativeWork")}


def cv(origin: str, head: ArtistPage, entries: Sequence[CvEntry]) -> Json:
    """A CV as facts about a Person: what is on the page, as far as schema.org has words for it."""
    person = _person(origin, head.person)
    for kind, (name, type_) in _EVENTS.items():
        person[name] = [_event(type_, entry) for entry in entries if entry.kind is kind]
    person["award"] = [_line(entry) for entry in entries if entry.kind is CvKind.AWARD]
    schools = [entry for entry in entries if entry.kind is CvKind.EDUCATION]
    person["alumniOf"] = [{"@type": "EducationalOrganization", "name": entry.place or entry.title} for entry in schools]
    person["hasOccupation"] = [_role(entry) for entry in entries if entry.kind is CvKind.JOB]
    return {"@context": CONTEXT, **_without_blanks(person)}


def _line(entry: CvEntry) -> str:
    return ", ".join(filter(None, (entry.title, entry.place, str(entry.began))))


def _event(kind: str, entry: CvEntry) -> Json:
    dated = {"datePublished": str(entry.began)} if kind == "CreativeWork" else {"startDate": str(entry.began)}
    place: Json = {"@type": "Place", "name": entry.place} if entry.place else {}
    held: Json = {"location": place} if place and kind != "CreativeWork" else {}
    return _without_blanks({"@type": kind, "name": entry.title, "url": entry.link, **dated, **held})


def _role(entry: CvEntry) -> Json:
    """A job and its years, as schema.org's Role between a person and an occupation."""
    ended = "" if entry.lasting else str(entry.ended or entry.began)
    return _without_blanks(
        {
            "@type": "Role",
            "hasOccupation": {"@type": "Occupation", "name": ", ".join(filter(None, (entry.title, entry.place)))},
            "startDate": str(entry.began),
            "endDate": ended,
        }
    )


def _person(origin: str, by: Person) -> Json:
    kind = "Person" if by.type == "Person" else "Organization"
    return {"@type": kind, "@id": by.uri, "name": by.display_name, "url": origin + by.path}


def _picture(origin: str, media: Media) -> Json:
    width, height = filters.extent(media)
    return _without_blanks(
        {
            "@type": "ImageObject",
            "contentUrl": origin + filters.source(media, width),
            "width": width,
            "height": height,
            "caption": media.alt,
        }
    )


def _without_blanks(said: Json) -> Json:
    return {name: value for name, value in said.items() if value not in ("", [])}
