import asyncio

import pytest

from fedart.federation.errors import BudgetSpent
from fedart.federation.limits import Budget, Fetchers, HostRate, HostSlots, NegativeCache


class Hands:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


async def test_a_host_gets_so_many_slots_and_others_do_not_wait_for_it() -> None:
    slots = HostSlots(2)
    inside: list[str] = []
    let_go = asyncio.Event()

    async def work(host: str) -> None:
        async with slots.hold(host):
            inside.append(host)
            await let_go.wait()

    tasks = [asyncio.create_task(work(host)) for host in ("a", "a", "a", "b")]
    await asyncio.sleep(0)
    assert sorted(inside) == ["a", "a", "b"]
    let_go.set()
    await asyncio.gather(*tasks)
    assert sorted(inside) == ["a", "a", "a", "b"]
    assert not slots._hosts


async def test_a_slot_is_given_back_after_an_error_and_by_those_who_give_up_waiting() -> None:
    slots = HostSlots(1)
    with pytest.raises(ValueError, match="x"):
        async with slots.hold("a"):
            raise ValueError("x")
    async with slots.hold("a"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0), slots.hold("a"):
                pass
    async with slots.hold("a"):
        pass
    assert not slots._hosts


def test_net_06_a_host_gets_a_minutes_worth_at_once_and_then_a_steady_rate() -> None:
    clock = Hands()
    rate = HostRate(60, clock)
    assert [rate.take("a") for _ in range(60)] == [0.0] * 60
    assert rate.take("a") == 1.0
    assert rate.take("b") == 0.0
    clock.time += 1
    assert rate.take("a") == 0.0
    assert 0 < rate.take("a") <= 1.0
    clock.time += 3600
    assert [rate.take("a") for _ in range(61)].count(0.0) == 60


def test_the_rates_of_old_hosts_are_forgotten() -> None:
    rate = HostRate(1, Hands(), max_hosts=2)
    assert [rate.take(host) for host in ("a", "b", "c")] == [0.0] * 3
    assert rate.take("a") == 0.0
    assert rate.take("c") > 0


def test_net_07_a_failure_is_remembered_until_its_time_is_over() -> None:
    clock = Hands()
    cache: NegativeCache[str] = NegativeCache(clock)
    cache.put("url", "no", 300)
    assert cache.get("other") is None
    clock.time += 299
    assert cache.get("url") == "no"
    clock.time += 1
    assert cache.get("url") is None


def test_the_memory_for_failures_is_bounded_and_drops_the_oldest() -> None:
    cache: NegativeCache[int] = NegativeCache(Hands(), max_entries=2)
    for number in (1, 2, 1, 3):
        cache.put(number, number, 300)
    assert [cache.get(number) for number in (1, 2, 3)] == [1, None, 3]


def test_net_06_a_budget_ends_after_so_many_fetches_whatever_the_level() -> None:
    budget = Budget(fetches=3, clock=Hands())
    assert budget.spend() == 60.0
    deeper = budget.deeper()
    deeper.spend()
    budget.spend()
    for spent in (budget, deeper, deeper.deeper()):
        with pytest.raises(BudgetSpent) as caught:
            spent.spend()
        assert caught.value.rule == "NET-06"


def test_net_06_a_budget_has_so_many_levels() -> None:
    budget = Budget(clock=Hands())
    for _ in range(5):
        budget = budget.deeper()
    budget.spend()
    with pytest.raises(BudgetSpent):
        budget.deeper()


def test_net_06_a_budget_ends_after_its_time_and_tells_what_is_left() -> None:
    clock = Hands()
    budget = Budget(clock=clock, seconds=60)
    deeper = budget.deeper()
    clock.time += 45
    assert deeper.spend() == 15.0
    clock.time += 15
    with pytest.raises(BudgetSpent):
        deeper.spend()


def test_what_is_noted_is_known_and_the_oldest_is_forgotten() -> None:
    seen = Fetchers(most=2)
    for work in ("one", "two"):
        assert not seen.noted("a.example", work)
        seen.note("a.example", work)
    seen.note("a.example", "two")
    assert seen.noted("a.example", "one")
    assert not seen.noted("b.example", "one")
    seen.note("b.example", "one")
    assert not seen.noted("a.example", "one")
    assert seen.noted("a.example", "two")
    assert seen.noted("b.example", "one")


def test_a_host_may_be_asked_once_in_a_while() -> None:
    seen = Fetchers(most=2, apart=100)
    assert seen.may_ask("a.example", 1000)
    assert not seen.may_ask("a.example", 1099)
    assert seen.may_ask("b.example", 1000)
    assert seen.may_ask("a.example", 1100), "when the time is over"
    assert not seen.may_ask("a.example", 1199), "counted from then"
    assert seen.may_ask("a.example", 500), "a clock that was set back keeps nobody waiting"


def test_only_so_many_hosts_are_kept_in_mind() -> None:
    seen = Fetchers(most=2, apart=100)
    for host in ("a.example", "b.example", "c.example"):
        assert seen.may_ask(host, 1000)
    assert not seen.may_ask("c.example", 1000)
    assert seen.may_ask("a.example", 1000)
