"""Posts of other servers, in the many shapes they come in (guide section 8)."""

import pytest

from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Mention, Visibility
from fedart.errors import Malformed
from fedart.wire import limits, parse
from fedart.wire.activities import RemoteNote, RemotePicture, Tombstone
from tests.support.notes import FOLLOWERS, ME, read


def refused(**more: object) -> str:
    with pytest.raises(Malformed) as caught:
        read(**more)
    return caught.value.rule


def test_a_plain_note_is_read_whole() -> None:
    found = read(
        to="as:Public",
        cc=FOLLOWERS,
        url="https://peer.test/@a/1",
        inReplyTo="https://other.test/n/9",
        published="2026-01-01T00:00:00Z",
        updated="2026-01-02T00:00:00Z",
        summary="<b>careful</b>",
        contentMap={"de": "<p>x</p>"},
    )
    assert found == RemoteNote(
        uri=Uri("https://peer.test/n/1"),
        type="Note",
        author=Uri(ME),
        content="<p>x</p>",
        title="",
        warning="careful",
        sensitive=True,
        to=(Uri(PUBLIC),),
        cc=(Uri(FOLLOWERS),),
        url="https://peer.test/@a/1",
        in_reply_to=Uri("https://other.test/n/9"),
        published=1_767_225_600_000,
        updated=1_767_312_000_000,
        tags=(),
        mentions=(),
        attachments=(),
        language="de",
    )


@pytest.mark.parametrize(
    "author",
    [
        ME,
        [ME],
        [ME, "https://peer.test/users/b"],
        {"type": "Person", "id": ME},
        [{"type": "Person", "id": ME}],
        {"@id": ME},
    ],
)
def test_the_author_is_found_in_every_shape(author: object) -> None:
    assert read(attributedTo=author).author == ME


@pytest.mark.parametrize(
    "more",
    [
        {"id": None},
        {"id": "relative"},
        {"id": "https://peer.test/n#1"},
        {"id": "javascript:alert(1)"},
        {"attributedTo": None},
        {"attributedTo": "acct:a@peer.test"},
        {"attributedTo": []},
    ],
)
def test_aut_01_a_note_without_usable_id_or_author_is_malformed(more: dict[str, object]) -> None:
    assert refused(**more) == "AUT-01"


@pytest.mark.parametrize("kind", [None, "Person", "Recipe", "Create", ["x"], 5, {}])
def test_what_is_no_post_is_malformed(kind: object) -> None:
    assert refused(type=kind) == "PAR-03"


@pytest.mark.parametrize(
    "kind", ["Note", ["Note"], ["schema:Job", "Note"], "as:Note", "https://www.w3.org/ns/activitystreams#Note"]
)
def test_a_note_is_a_note_however_its_type_is_written(kind: object) -> None:
    assert read(type=kind).type == "Note"


def test_a_tombstone_is_read_as_one() -> None:
    assert parse.note(b'{"type": "Tombstone", "id": "https://peer.test/n/1"}') == Tombstone(
        Uri("https://peer.test/n/1")
    )


@pytest.mark.parametrize(
    ("to", "cc", "visibility"),
    [
        (PUBLIC, FOLLOWERS, Visibility.PUBLIC),
        (["as:Public"], [], Visibility.PUBLIC),
        (FOLLOWERS, "Public", Visibility.QUIET),
        (FOLLOWERS, [], Visibility.FOLLOWERS),
        ("https://fedart.test/actors/1", [], Visibility.DIRECT),
        (None, None, Visibility.DIRECT),
        ("https://peer.test/users/b/followers", [], Visibility.DIRECT),
    ],
)
def test_who_it_is_for(to: object, cc: object, visibility: Visibility) -> None:
    assert read(to=to, cc=cc).visibility(FOLLOWERS) is visibility


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://peer.test/page", "https://peer.test/page"),
        ({"type": "Link", "mediaType": "text/html", "href": "https://peer.test/page"}, "https://peer.test/page"),
        ("https://evil.test/page", "https://peer.test/n/1"),
        ("javascript:alert(1)", "https://peer.test/n/1"),
        (None, "https://peer.test/n/1"),
        ([], "https://peer.test/n/1"),
    ],
)
def test_aut_12_a_page_on_another_host_gives_way_to_the_id(url: object, page: str) -> None:
    assert read(url=url).url == page


@pytest.mark.parametrize(
    ("more", "content"),
    [
        ({"content": "<script>alert(1)</script><p onclick=x>a</p>"}, "<p>a</p>"),
        ({"content": None, "contentMap": {"de": "<p>d</p>"}}, "<p>d</p>"),
        ({"content": ["<p>a</p>", "<p>b</p>"]}, "<p>a</p>"),
        ({"content": {"@value": "<p>v</p>"}}, "<p>v</p>"),
        ({"content": None}, ""),
        ({"content": 5}, ""),
        ({"content": None, "type": "Article", "summary": "<p>s</p>"}, "<p>s</p>"),
        ({"content": "a\n<b>", "type": "Page", "mediaType": "text/markdown"}, "a<br>&lt;b&gt;"),
    ],
)
def test_xss_01_content_is_sanitised_wherever_it_stands(more: dict[str, object], content: str) -> None:
    assert read(**more).content == content


def test_par_05_long_content_is_cut() -> None:
    assert len(read(content="x" * (limits.CONTENT * 2)).content) == limits.CONTENT


@pytest.mark.parametrize("kind", ["Article", "Page", "Video", "Event", "Image", "Audio"])
def test_other_kinds_of_objects_have_a_title_and_no_warning(kind: str) -> None:
    found = read(type=kind, name="A <b>title</b>", summary="an abstract")
    assert (found.title, found.warning, found.sensitive) == ("A title", "", False)
    assert read(type=kind, summary="careful", sensitive=True).warning == "careful"


def test_the_name_of_a_note_is_not_a_title() -> None:
    found = read(name="name")
    assert (found.title, found.is_vote) == ("", False)


def test_a_work_of_another_fedart_keeps_its_title_apart_from_its_text() -> None:
    found = read(workTitle="A & B", content="<p><strong>A &amp; B</strong></p><p>text</p>")
    assert (found.title, found.content) == ("A & B", "<p>text</p>")
    other = read(content="<p><strong>A &amp; B</strong></p><p>text</p>")
    assert (other.title, other.content) == ("", "<p><strong>A &amp; B</strong></p><p>text</p>")


def test_a_vote_is_known_as_one() -> None:
    assert read(name="blue", content=None, inReplyTo="https://fedart.test/objects/1").is_vote
    assert not read(content="blue", inReplyTo="https://fedart.test/objects/1").is_vote


@pytest.mark.parametrize("key", ["oneOf", "anyOf"])
def test_the_options_of_a_poll_are_read_beside_the_text(key: str) -> None:
    options = [{"type": "Note", "name": "red <b>"}, {"type": "Note", "name": "blue"}, "odd", {"name": ["green"]}, {}]
    found = read(type="Question", **{key: options})
    assert found.content == "<p>x</p>"
    assert found.poll is not None
    assert [option.name for option in found.poll.options] == ["red <b>", "blue", "green"]
    assert found.poll.multiple is (key == "anyOf")


@pytest.mark.parametrize(
    ("more", "warning", "sensitive"),
    [
        ({"sensitive": True}, "", True),
        ({"summary": "w"}, "w", True),
        ({"summary": "<p>a</p><script>x</script>b"}, "a\nb", True),
        ({"summary": "a\u202eb"}, "ab", True),
        ({"summary": ""}, "", False),
        ({"summary": None, "summaryMap": {"en": "w"}}, "w", True),
        ({"summary": ["w"], "sensitive": "true"}, "w", True),
        ({"sensitive": {}}, "", False),
    ],
)
def test_the_warning_is_plain_text(more: dict[str, object], warning: str, sensitive: object) -> None:
    found = read(**more)
    assert (found.warning, found.sensitive) == (warning, sensitive)


@pytest.mark.parametrize(
    ("tag", "tags"),
    [
        ({"type": "Hashtag", "name": "#Test"}, ("Test",)),
        ([{"type": "as:Hashtag", "name": "test"}], ("test",)),
        ([{"type": "Hashtag", "name": "#a"}, {"type": "Hashtag", "name": "#A"}], ("a",)),
        ([{"type": "Hashtag", "name": "#with white space"}], ("withwhitespace",)),
        ([{"type": "Hashtag", "name": "#1234"}, {"name": "#untyped"}, {"type": "Hashtag"}, "#text", None], ()),
        ([{"type": "Hashtag", "name": "#<img>\u202e"}], ("img",)),
    ],
)
def test_hashtags_are_cleaned(tag: object, tags: tuple[str, ...]) -> None:
    assert read(tag=tag).tags == tags


@pytest.mark.parametrize(
    ("tag", "handle"),
    [
        ({"type": "Mention", "href": "https://b.test/u", "name": "@bob@B.test"}, "@bob@b.test"),
        ([{"type": "as:Mention", "href": "https://b.test/u", "name": "bob"}], "@bob@b.test"),
        ([{"type": "Mention", "href": "https://b.test/u"}], ""),
        ([{"type": "Mention", "href": ["https://b.test/u"], "name": "@bob\u202e"}], "@bob@b.test"),
    ],
)
def test_mentions_are_ids_with_a_full_handle(tag: object, handle: str) -> None:
    assert read(tag=tag).mentions == (Mention(Uri("https://b.test/u"), handle, "https://b.test/u"),)


def test_mentions_of_nobody_are_left_out_and_double_ones_counted_once() -> None:
    one = {"type": "Mention", "href": "https://b.test/u", "name": "@bob@b.test"}
    odd = [{"type": "Mention"}, {"type": "Mention", "href": "javascript:1"}, {"href": "https://c.test/u"}]
    assert len(read(tag=[one, one, *odd]).mentions) == 1


@pytest.mark.parametrize(
    "parent",
    [
        "https://b.test/1",
        ["https://b.test/1", "https://b.test/2"],
        {"id": "https://b.test/1"},
        {"type": "Link", "href": "https://b.test/1"},
    ],
)
def test_the_parent_is_found_in_every_shape(parent: object) -> None:
    assert read(inReplyTo=parent).in_reply_to == "https://b.test/1"


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        ({"de": "y", "en": "<p>x</p>"}, "en"),
        ({"de": "y"}, "de"),
        ({"pt-BR": "y"}, "pt-BR"),
        ({"und": "y"}, ""),
        ({"<script>": "y"}, ""),
        ({}, ""),
        ([], ""),
        ("de", ""),
        (None, ""),
    ],
)
def test_the_language_is_that_of_the_text(texts: object, language: str) -> None:
    assert read(contentMap=texts).language == language


PICTURE = {"type": "Image", "mediaType": "image/png", "url": "https://peer.test/a.png", "name": "alt"}


def picture(url: str = "https://peer.test/a.png", mime: str = "image/png", alt: str = "alt") -> RemotePicture:
    return RemotePicture(url, mime, alt, (0.0, 0.0), None, None, "")


@pytest.mark.parametrize(
    ("attachment", "found"),
    [
        (PICTURE, (picture(),)),
        ([PICTURE, PICTURE], (picture(),)),
        ({**PICTURE, "type": "Document"}, (picture(),)),
        ({**PICTURE, "type": ["x", "Image"]}, (picture(),)),
        ({**PICTURE, "name": None, "summary": "alt"}, (picture(),)),
        ({**PICTURE, "name": None}, (picture(alt=""),)),
        ({**PICTURE, "mediaType": None}, (picture(),)),
        ({**PICTURE, "mediaType": None, "url": "https://peer.test/a"}, (picture("https://peer.test/a", "image/*"),)),
        (
            {**PICTURE, "type": "Document", "mediaType": None, "url": "https://peer.test/A.JPG?x=1"},
            (picture("https://peer.test/A.JPG?x=1", "image/jpeg"),),
        ),
        (
            {**PICTURE, "url": {"type": "Link", "mediaType": "image/png", "href": "https://peer.test/a.png"}},
            (picture(),),
        ),
        (
            {
                **PICTURE,
                "url": [
                    {"mediaType": "video/mp4", "href": "https://peer.test/v"},
                    {"mediaType": "image/png", "href": "https://peer.test/a.png"},
                ],
            },
            (picture(),),
        ),
        ({**PICTURE, "url": None, "href": "https://peer.test/a.png"}, (picture(),)),
        ({**PICTURE, "url": "http://127.0.0.1/a.png"}, (picture("http://127.0.0.1/a.png"),)),
        ({"type": "Link", "mediaType": "image/png", "href": "https://peer.test/a.png", "name": "alt"}, (picture(),)),
        ({**PICTURE, "type": "Video", "mediaType": "video/mp4"}, ()),
        ({**PICTURE, "type": "Audio", "mediaType": "audio/mpeg"}, ()),
        ({**PICTURE, "type": "Note"}, ()),
        ({**PICTURE, "mediaType": "image/svg+xml"}, ()),
        ({**PICTURE, "mediaType": "text/html"}, ()),
        ({**PICTURE, "url": "data:image/png;base64,AAAA"}, ()),
        ({**PICTURE, "url": "file:///etc/passwd"}, ()),
        ({**PICTURE, "url": None}, ()),
        ({"type": "Document", "url": "https://peer.test/a.txt"}, ()),
        ({"type": "Link", "href": "https://peer.test/"}, ()),
        (["https://peer.test/a.png", None, 5, [], {}], ()),
    ],
)
def test_pictures_are_found_and_everything_else_is_left_out(
    attachment: object, found: tuple[RemotePicture, ...]
) -> None:
    assert read(attachment=attachment).attachments == found


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"focalPoint": [0.5, -0.25]}, ((0.5, -0.25), None, None, "")),
        ({"focalPoint": [2, 0]}, ((0.0, 0.0), None, None, "")),
        ({"focalPoint": ["a", None]}, ((0.0, 0.0), None, None, "")),
        ({"focalPoint": [1]}, ((0.0, 0.0), None, None, "")),
        ({"width": 640, "height": 480}, ((0.0, 0.0), 640, 480, "")),
        ({"width": -1, "height": 10**9}, ((0.0, 0.0), None, None, "")),
        ({"blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj"}, ((0.0, 0.0), None, None, "LEHV6nWB2yk8pyo0adR*.7kCMdnj")),
        ({"blurhash": "\u202e" * 10}, ((0.0, 0.0), None, None, "")),
    ],
)
def test_what_a_picture_claims_about_itself_is_checked(more: dict[str, object], expected: object) -> None:
    (found,) = read(attachment={**PICTURE, **more}).attachments
    assert (found.focus, found.width, found.height, found.blurhash) == expected


def test_par_05_alt_text_and_attachments_are_cut() -> None:
    many = [{**PICTURE, "url": f"https://peer.test/{n}.png", "name": "x" * 20_000} for n in range(40)]
    found = read(attachment=many).attachments
    assert len(found) == limits.ATTACHMENTS
    assert len(found[0].alt) == limits.ALT


def test_an_image_is_its_own_picture() -> None:
    found = read(**{**PICTURE, "name": "title"})
    assert found.attachments == (picture(alt="title"),)
    assert found.url == "https://peer.test/n/1"


@pytest.mark.parametrize("key", ["image", "icon"])
def test_an_article_lends_its_illustration(key: str) -> None:
    lent = [{"url": "https://peer.test/a.png", "name": "alt"}]
    assert read(type="Article", **{key: lent}).attachments == (picture(),)
    assert read(type="Note", **{key: lent}).attachments == ()
    own = read(type="Article", attachment={**PICTURE, "url": "https://peer.test/b.png"}, **{key: lent})
    assert own.attachments == (picture("https://peer.test/b.png"),)
