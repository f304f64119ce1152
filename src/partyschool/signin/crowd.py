"""How many connections may be open at once: whoever holds too many loses their oldest, and nobody else any."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Connection = TypeVar("Connection", bound=Hashable)


class Crowd(Generic[Connection]):
    """The open connections by their address, each address's oldest first.

    A hall behind one router is one address, so no address has a limit of its own; only when there is no room left for
    another connection, the address with the most of them makes it.

    :param most: how many may be open at once.
    :param is_idle: whether nothing that the connection has asked for is being answered.
    :param put_out: ends a connection.
    """

    def __init__(
        self, most: int, *, is_idle: Callable[[Connection], bool], put_out: Callable[[Connection], object]
    ) -> None:
        self._most = most
        self._is_idle = is_idle
        self._put_out = put_out
        self._addresses: dict[Connection, str] = {}
        self._by_address: dict[str, dict[Connection, None]] = {}

    def __len__(self) -> int:
        return len(self._addresses)

    def join(self, connection: Connection, address: str) -> None:
        """A connection was opened; it is never the one that is put out for its own coming."""
        if len(self) >= self._most:
            self._make_room()
        self._addresses[connection] = address
        self._by_address.setdefault(address, {})[connection] = None

    def everybody(self) -> list[Connection]:
        """Who is here now, the oldest first."""
        return list(self._addresses)

    def leave(self, connection: Connection) -> None:
        """It was closed, by whomever; once put out it has left already."""
        address = self._addresses.pop(connection, None)
        if address is None:
            return
        connections = self._by_address[address]
        del connections[connection]
        if not connections:
            del self._by_address[address]

    def _make_room(self) -> None:
        connections = max(self._by_address.values(), key=len)
        oldest = next(iter(connections))
        chosen = next((connection for connection in connections if self._is_idle(connection)), oldest)
        self.leave(chosen)
        self._put_out(chosen)
