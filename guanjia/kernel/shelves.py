"""What has just been worked out and may be asked for again at once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """
    The latest things, each under all that it depends on; what was asked for longest ago goes first.

    Threads share it. Whoever puts something here names the reach of who asked among what it
    depends on, unless it is the same for everybody.

    :param most: so many things are kept
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """
        Return what is kept under `key`, made if it is not there.

        Nobody waits while something is made: two who ask at once may both make it.
        """
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._things[key] = made
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return made
