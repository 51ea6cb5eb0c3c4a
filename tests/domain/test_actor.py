"""User names, roles and profile forms."""

import pytest

from fedart.domain.actor import MAX_FIELDS, RESERVED, Field, Role, username_problem
from fedart.domain.forms import BIO_LIMIT, FIELD_NAME_LIMIT, FIELD_VALUE_LIMIT, NAME_LIMIT, ProfileForm


@pytest.mark.parametrize("name", ["maren", "a", "x" * 30, "ada_lovelace", "_", "0", "studio54"])
def test_plain_names_can_be_taken(name: str) -> None:
    assert username_problem(name) is None


@pytest.mark.parametrize(
    "name",
    ["", "x" * 31, "Maren", "ma ren", "ma-ren", "ma.ren", "märén", "maren\n", "ma/ren", "@maren", "ſ", "maren\x00"],
)
def test_names_that_would_fail_somewhere_are_refused(name: str) -> None:
    problem = username_problem(name)
    assert problem is not None
    assert "letters" in problem


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_names_of_the_instance_itself_are_reserved(name: str) -> None:
    problem = username_problem(name)
    assert problem is not None
    assert "reserved" in problem


@pytest.mark.parametrize(
    ("role", "moderates", "administers"),
    [
        (Role.ARTIST, False, False),
        (Role.MODERATOR, True, False),
        (Role.ADMIN, True, True),
        (Role.OWNER, True, True),
    ],
)
def test_what_each_role_may_do(role: Role, moderates: bool, administers: bool) -> None:
    assert (role.moderates, role.administers) == (moderates, administers)


def form(name: str = "Maren", bio: str = "", fields: tuple[Field, ...] = ()) -> ProfileForm:
    return ProfileForm(name, bio, fields, locked=False, discoverable=True, indexable=True)


FULL = Field("x" * FIELD_NAME_LIMIT, "y" * FIELD_VALUE_LIMIT)


def test_a_profile_at_its_limits_is_fine() -> None:
    assert form("x" * NAME_LIMIT, "x" * BIO_LIMIT, (FULL,) * MAX_FIELDS).problems() == {}


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (form("x" * (NAME_LIMIT + 1)), "name"),
        (form(bio="x" * (BIO_LIMIT + 1)), "bio"),
        (form(fields=(FULL,) * (MAX_FIELDS + 1)), "fields"),
        (form(fields=(Field("x" * (FIELD_NAME_LIMIT + 1), ""),)), "fields"),
        (form(fields=(Field("x", "y" * (FIELD_VALUE_LIMIT + 1)),)), "fields"),
    ],
)
def test_each_problem_of_a_profile_names_its_field(profile: ProfileForm, field: str) -> None:
    problems = profile.problems()
    assert list(problems) == [field]
    assert problems[field].startswith("Please ")
