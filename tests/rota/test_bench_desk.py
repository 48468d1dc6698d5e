"""The benchmark of the desk asks what it says it asks."""

from rota.bench.desk import Figure, Measured, report, run_desk


def figure(p99, processor):
    return Figure("adopt", 100, 1.0, p99, 50.0, processor, 5)


def test_a_small_city_is_asked_and_every_top_price_is_the_best():
    measured = run_desk(workers=8, visits=24, days=2, questions=5, seed=1, compare=3)
    assert measured.equal == measured.compared == 3
    assert measured.served > 24
    assert [one.asked for one in measured.figures] == [5] * 5
    assert all(0 < one.median <= one.p99 <= one.worst for one in measured.figures)


def test_a_miss_by_the_wall_alone_is_told_from_a_miss():
    def verdict(p99, processor):
        return report(Measured((figure(p99, processor),), 1, 0, 0)).splitlines()[1].split("5 ")[-1]

    assert verdict(4.0, 3.0) == "kept"
    assert verdict(9.0, 3.0) == "kept by processor time"
    assert verdict(9.0, 6.0) == "missed"
