"""The benchmark of repairs counts what it says it counts."""

from rota.bench.repair import Mended, is_kept, run_repair, share_of_longer


def mended(**about):
    facts = {
        "sick": 1,
        "orphaned": 5,
        "seconds": 0.1,
        "processor": 0.1,
        "placed": 4,
        "others": 1,
        "kept": 0.999,
        "longer": 5,
    }
    return Mended(**(facts | about))


def test_the_share_is_of_what_longer_repairs_place():
    assert share_of_longer([mended(), mended(placed=5)]) == 0.9
    assert share_of_longer([mended(placed=5, longer=4)]) == 1.0
    assert share_of_longer([]) == 1.0


def test_one_sick_worker_is_judged_by_seconds_and_by_others_moved():
    assert is_kept(mended())
    assert not is_kept(mended(seconds=1.1))
    assert not is_kept(mended(others=6))


def test_many_sick_workers_are_judged_by_promises_kept():
    assert is_kept(mended(sick=30, seconds=4.9, others=20, kept=0.99))
    assert not is_kept(mended(sick=30, seconds=4.9, others=20, kept=0.98))


def test_a_small_town_is_mended():
    found = [*run_repair(workers=12, visits=40, days=2, seed=1, longer=0.2)]
    assert [one.sick for one in found] == [1, 1, 1]
    for one in found:
        assert one.placed <= one.longer <= one.orphaned
        assert one.others <= 5
