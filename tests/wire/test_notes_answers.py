"""Who may answer a post of another server, as it says itself (GoToSocial's interaction controls)."""

import pytest

from fedart.domain.policy import PUBLIC
from tests.support.notes import FOLLOWERS, ME, read


@pytest.mark.parametrize(
    ("policy", "always", "asking"),
    [
        ({"automaticApproval": "as:Public"}, (PUBLIC,), ()),
        ({"automaticApproval": [ME, FOLLOWERS], "manualApproval": PUBLIC}, (ME, FOLLOWERS), (PUBLIC,)),
        ({"always": ME, "approvalRequired": [PUBLIC]}, (ME,), (PUBLIC,)),
        ({"always": [ME], "automaticApproval": [ME, FOLLOWERS]}, (ME, FOLLOWERS), ()),
        ({"automaticApproval": []}, (), ()),
        ({"automaticApproval": [{"id": ME}, 3, None, "javascript:x"]}, (ME,), ()),
        ([{"automaticApproval": ME}], (ME,), ()),
    ],
)
def test_who_may_answer_is_read_in_both_spellings(
    policy: object, always: tuple[str, ...], asking: tuple[str, ...]
) -> None:
    found = read(interactionPolicy={"canReply": policy, "canLike": {"automaticApproval": ME}}).answers
    assert found is not None
    assert (found.always, found.asking) == (always, asking)


@pytest.mark.parametrize("policy", [None, {}, [], "x", {"canReply": None}, {"canReply": {}}, {"canReply": "x"}])
def test_a_note_that_does_not_say_who_may_answer_is_for_everybody(policy: object) -> None:
    assert read(interactionPolicy=policy).answers is None
