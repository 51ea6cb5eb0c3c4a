"""What the desk reads: reports, their works whomever they were for, what was before, and who is kept out."""

from dataclasses import replace

from fedart.domain.actor import Role
from fedart.domain.ids import ActorId, Uri, WorkId, new_id
from fedart.domain.report import Decision, ReportState
from fedart.domain.work import Visibility, WorkState
from fedart.storage import activities, actors, reports, views_home, views_reports, works
from fedart.storage.reports import Report
from fedart.storage.sqlite import SqliteTx
from fedart.storage.views_admin import Neighbours
from fedart.storage.views_reports import Waiting
from tests.support.things import NOW, Things

BO = Uri("https://quiet.example/users/bo")
LAST = (2**62, "~")
NOBODY = ""


def file(tx: SqliteTx, about: ActorId, *named: WorkId, by: str = BO, local: bool = False, text: str = "Look") -> str:
    made = Report(new_id(NOW), None, Uri(by), local, about, named, text, False, ReportState.OPEN, NOW)
    assert reports.add(tx, made)
    return made.id


def test_reports_are_listed_by_state_page_by_page(tx: SqliteTx, things: Things) -> None:
    moderator = things.account("mod", Role.MODERATOR)
    about = things.actor("ada")
    made = [file(tx, about.id, text=str(n)) for n in range(5)]
    reports.close(tx, made[2], Decision.DISMISS, "Fine", moderator.id, NOW + 1)
    first = views_reports.listed(tx, NOBODY, closed=False, limit=2)
    assert [item.report.text for item in first.items] == ["4", "3"]
    second = views_reports.listed(tx, NOBODY, closed=False, before=first.more, limit=2)
    assert ([item.report.text for item in second.items], second.more) == (["1", "0"], "")
    [closed] = views_reports.listed(tx, NOBODY, closed=True, limit=2).items
    assert (closed.report.text, closed.report.reason, closed.decided_by) == ("2", "Fine", "mod")
    assert views_reports.around(tx, NOBODY, made[2]) == Neighbours(newer=made[3], older=made[1], waiting=4)
    assert views_reports.around(tx, NOBODY, made[0]).older is None


def test_a_case_shows_the_named_works_whomever_they_were_for(tx: SqliteTx, things: Things) -> None:
    ada, other = things.actor("ada"), things.actor("other")
    letter = things.work(ada, lambda work: replace(work, visibility=Visibility.DIRECT))
    waits = things.work(ada, lambda work: replace(work, state=WorkState.HELD))
    gone, strange = things.work(ada), things.work(other)
    found = works.by_id(tx, gone.id)
    assert found is not None
    works.remove(tx, found, NOW)
    ident = file(tx, ada.id, letter.id, gone.id, waits.id, strange.id)
    case = views_reports.case(tx, NOBODY, ident, limit=5)
    assert case is not None
    assert [post.work.id for post in case.works] == [letter.id, waits.id]
    assert case.lost == 2, "one was deleted, one is somebody else's"
    assert (case.filed.suspended, case.filed.gone) == (False, False)
    assert views_reports.case(tx, NOBODY, "0" * 26, limit=5) is None


def test_a_case_knows_who_says_so_what_was_before_and_what_was_done(tx: SqliteTx, things: Things) -> None:
    moderator = things.account("mod", Role.MODERATOR)
    ada, reporter = things.actor("ada", host="sub.peer.example:8443"), things.actor("bo", host="quiet.example")
    earlier = file(tx, ada.id, text="before")
    ident = file(tx, ada.id, by=reporter.uri)
    strange = file(tx, things.actor("else").id, by="https://unknown.example/actor")
    actors.suspend(tx, ada.id, NOW)
    activities.audit(tx, moderator.id, "suspend", ada.id, "Rude", NOW)
    activities.audit(tx, moderator.id, "block domain", "sub.peer.example", "Spam", NOW + 1)
    activities.audit(tx, moderator.id, "suspend", reporter.id, "Somebody else", NOW + 2)
    case = views_reports.case(tx, NOBODY, ident, limit=5)
    assert case is not None
    assert case.filed.by is not None
    assert (case.filed.by.id, case.filed.suspended) == (reporter.id, True)
    assert [other.report.id for other in case.earlier] == [earlier]
    assert [(act.action, act.note, act.by) for act in case.acts] == [
        ("block domain", "Spam", "mod"),
        ("suspend", "Rude", "mod"),
    ]
    other = views_reports.case(tx, NOBODY, strange, limit=5)
    assert other is not None
    assert (other.earlier, other.acts, other.filed.by) == ((), (), None)


def test_suspended_people_come_latest_first_with_the_reason(tx: SqliteTx, things: Things) -> None:
    moderator = things.account("mod", Role.MODERATOR)
    people = [things.actor(f"p{n}") for n in range(3)]
    for at, person in enumerate(people):
        actors.suspend(tx, person.id, NOW + at // 2)
        activities.audit(tx, moderator.id, "suspend", person.id, f"Reason {at}", NOW)
    activities.audit(tx, moderator.id, "suspend", people[0].id, "A newer reason", NOW)
    first = views_reports.suspended(tx, before=LAST, limit=2)
    assert [item.reason for item in first.items] == ["Reason 2", "Reason 1"]
    since, _, ident = first.more.partition("|")
    [last] = views_reports.suspended(tx, before=(int(since), ident), limit=2).items
    assert (last.person.id, last.reason) == (people[0].id, "A newer reason")
    actors.suspend(tx, people[0].id, None)
    assert len(views_reports.suspended(tx, before=LAST, limit=9).items) == 2


def test_refused_domains_and_the_numbers_that_wait(tx: SqliteTx, things: Things) -> None:
    assert views_reports.waiting(tx, NOBODY) == Waiting(0, 0, 0, 0)
    activities.block(tx, "spam.example", "Spam", NOW)
    activities.block(tx, "loud.example", "", NOW + 1)
    found = views_reports.refused(tx)
    assert [(each.domain, each.reason, each.since) for each in found] == [
        ("loud.example", "", NOW + 1),
        ("spam.example", "Spam", NOW),
    ]
    file(tx, things.actor("ada").id)
    assert views_reports.waiting(tx, NOBODY) == Waiting(1, 0, 0, 0)


def test_web_10_a_moderator_sees_no_report_about_themselves_while_another_can(tx: SqliteTx, things: Things) -> None:
    first = things.account("mod", Role.MODERATOR)
    ident = file(tx, first.actor_id)

    def sees(who: str) -> tuple[int, bool, int, int]:
        bar = views_home.bar(tx, who, NOW, moderates=True)
        case = views_reports.case(tx, who, ident, limit=1)
        page = views_reports.listed(tx, who, closed=False, limit=5)
        return len(page.items), case is not None, views_reports.waiting(tx, who).reports, bar.reports

    assert sees(first.actor_id) == (1, True, 1, 1), "nobody else could decide"
    other = things.account("other", Role.ADMIN)
    assert sees(first.actor_id) == (0, False, 0, 0)
    assert sees(other.actor_id) == (1, True, 1, 1)
    assert views_reports.around(tx, first.actor_id, "0") == Neighbours(None, None, 0)
