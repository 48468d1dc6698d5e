"""What was worked out is kept for all threads, and not for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from guanjia.kernel.shelves import Shelf


def test_the_same_is_made_once_and_what_was_not_asked_for_goes_first():
    shelf, made = Shelf(2), []

    def take(key):
        return shelf.take(key, lambda: made.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert take(key) == key
    assert made == ["a", "b", "c", "b"]


def test_threads_that_push_one_another_out_each_get_what_they_asked_for():
    shelf, together = Shelf(3), Barrier(8)

    def ask(who):
        together.wait()
        return [shelf.take(n % 11, lambda n=n: n % 11) == n % 11 for n in range(who, who + 2000)]

    with ThreadPoolExecutor(8) as pool:
        assert all(all(found) for found in pool.map(ask, range(8)))


def test_while_something_is_made_others_take_what_is_there():
    shelf, begun, taken = Shelf(2), Barrier(2, timeout=5), Barrier(2, timeout=5)
    shelf.take("ready", lambda: "ready")

    def slow():
        begun.wait()
        taken.wait()
        return "slow"

    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(shelf.take, "slow", slow)
        begun.wait()
        assert shelf.take("ready", lambda: "anew") == "ready"
        taken.wait()
        assert waits.result() == "slow"
