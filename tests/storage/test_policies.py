"""What the collective chose, and whom it trusts."""

from fedart.domain.policy import Audience, Choice, Policy
from fedart.storage import policies
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


def test_a_choice_is_stored_with_who_made_it_and_replaced_by_the_next(tx: SqliteTx, things: Things) -> None:
    assert policies.chosen(tx) == {}
    maren, hal = things.account("maren"), things.account("hal")
    policies.choose(tx, Audience.REMOTE, Choice(Policy.LABEL), maren.id, NOW)
    choice = Choice(Policy.BAN, hold=0.8, drop=0.99, model_hash="ab")
    policies.choose(tx, Audience.REMOTE, choice, hal.id, NOW + 5)
    policies.choose(tx, Audience.TRUSTED, Choice(Policy.OFF), maren.id, NOW)
    found = policies.chosen(tx)
    assert set(found) == {Audience.REMOTE, Audience.TRUSTED}
    assert found[Audience.REMOTE] == policies.Chosen(choice, NOW + 5, "hal")
    assert found[Audience.TRUSTED].choice == Choice(Policy.OFF)


def test_trust_is_for_the_very_actor_or_host(tx: SqliteTx, things: Things) -> None:
    hal, ada = things.account("hal"), things.actor("ada", host="studio.example")
    assert not policies.is_trusted(tx, ada.id, ada.host)
    assert policies.trust(tx, ada.id, "actor", "draws by hand", hal.id, NOW)
    assert not policies.trust(tx, ada.id, "actor", "again", hal.id, NOW)
    assert policies.is_trusted(tx, ada.id, ada.host)
    assert not policies.is_trusted(tx, things.actor("eve").id, "studio.example")
    assert policies.trust(tx, "studio.example", "domain", "", hal.id, NOW + 1)
    assert policies.is_trusted(tx, things.actor("bob").id, "studio.example")
    assert not policies.is_trusted(tx, things.actor("mal").id, "evil.studio.example")
    assert policies.untrust(tx, ada.id)
    assert not policies.untrust(tx, ada.id)
    assert policies.is_trusted(tx, ada.id, ada.host), "her domain is trusted still"


def test_whom_we_trust_is_listed_as_people_write_it(tx: SqliteTx, things: Things) -> None:
    hal, maren = things.account("hal"), things.account("maren")
    ada = things.actor("ada", host="studio.example")
    policies.trust(tx, maren.actor_id, "actor", "", hal.id, NOW)
    policies.trust(tx, ada.id, "actor", "draws by hand", hal.id, NOW + 1)
    policies.trust(tx, "museum.example", "domain", "scans", hal.id, NOW + 2)
    assert policies.trusted(tx) == (
        policies.Trusted("museum.example", "domain", "scans", NOW + 2, "hal"),
        policies.Trusted("@ada@studio.example", "actor", "draws by hand", NOW + 1, "hal"),
        policies.Trusted("maren", "actor", "", NOW, "hal"),
    )
