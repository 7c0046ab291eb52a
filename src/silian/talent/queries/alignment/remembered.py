"""A small memory of this process for answers that cost seconds and change with their lists."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """The values used last, up to a total weight; each is made once, whoever asks at once.

    `most` bounds the sum of the weights (rows, cells); a single value above it is not kept.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], weight: Callable[[T], int]) -> T:
        """The value kept under the key, else the one made now."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    return self._kept[key][0]
            try:
                value = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            self._keep(key, value, weight(value))
            return value

    def _keep(self, key: Hashable, value: T, weight: int) -> None:
        with self._lock:
            self._kept[key] = (value, weight)
            while self._kept and sum(w for _value, w in self._kept.values()) > self.most:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        """Drops everything: between tests."""
        with self._lock:
            self._kept.clear()
