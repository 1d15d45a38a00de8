"""Which network addresses a crawl may connect to: public ones, and those the study allows by name.

A name is looked up once, its addresses are checked, and the connection uses exactly those: a second
answer of the name server (DNS rebinding) is never asked for.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import time
from typing import TYPE_CHECKING, Self

from twisted.internet import defer
from twisted.internet.base import ThreadedResolver
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IResolverSimple
from zope.interface import implementer

from archive.errors import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
KEPT_SECONDS = 600.0
_checked: dict[str, str] = {}  # host -> the address that may be connected to
# Forms of IPv6 that carry an IPv4 address in their last 32 bits: RFC 6052, RFC 8215, RFC 4291.
_CARRIERS = tuple(ipaddress.IPv6Network(x) for x in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))
# Not for the public, though Python 3.11 calls them global: RFC 3879, RFC 7526, RFC 9637, RFC 9602.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(x) for x in ("fec0::/10", "192.88.99.0/24", "3fff::/20", "5f00::/16")
)


class Addresses:
    """The study's rule for addresses. `allowed`: private servers that may be asked, as HOST:PORT,
    HOST or a network such as 10.1.0.0/16."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = [pair for entry in allowed for pair in _allowed_networks(entry)]
        self._known: dict[tuple[str, int], tuple[float, str | None]] = {}

    async def refusal(self, host: str, port: int) -> str | None:
        """Why this host and port may not be asked, or None; then the host's address is fixed."""
        asked_at, said = self._known.get((host, port), (None, None))
        if asked_at is None or time.monotonic() - asked_at > KEPT_SECONDS:
            said = await self._look_up(host, port)
            self._known[host, port] = (time.monotonic(), said)
        return said

    async def _look_up(self, host: str, port: int) -> str | None:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnknownHostError(f"{host} cannot be found: {error}") from error
        addresses = [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]
        allowed = [a for a in addresses if self._is_allowed(a, port)]
        refused = [a for a in addresses if not _is_public(a)]
        if not allowed and refused:
            return f"{host} is at {refused[0]}, which is not public; see --allow-address"
        usable = sorted(allowed or addresses, key=lambda a: a.version)
        _checked[host] = str(usable[0])
        return None

    def _is_allowed(self, address: Address, port: int) -> bool:
        return any(address in network and on in (None, port) for network, on in self._allowed)


class UnknownHostError(OSError):
    """The host has no address, or no name server answered."""


@implementer(IResolverSimple)
class CheckedResolver(ThreadedResolver):
    """Answers with addresses that were checked, and asks no name server itself."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:  # noqa: ARG003
        return cls(reactor)

    def install_on_reactor(self) -> None:
        self.reactor.installResolver(self)  # type: ignore[arg-type]

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: ARG002, N802
        if name in _checked:
            return defer.succeed(_checked[name])
        return defer.fail(DNSLookupError(f"{name} has not passed the gate"))


def _allowed_networks(entry: str) -> list[tuple[Network, int | None]]:
    """(network, port) of each address that the entry names; port None: any."""
    written = entry.strip()
    match = re.fullmatch(r"(\[[^\]]+\]|[^:\s]+):(\d{1,5})", written)
    host, port = (match[1].strip("[]"), int(match[2])) if match else (written.strip("[]"), None)
    try:
        return [(ipaddress.ip_network(host), port)]
    except ValueError:
        pass
    if not re.fullmatch(r"[\w.-]+", host):
        raise WrongUseError(f"--allow-address is {entry!r}; allowed is HOST:PORT")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise WrongUseError(f"--allow-address {entry!r}: {host} cannot be found") from error
    addresses = dict.fromkeys(str(x[4][0]).split("%")[0] for x in found)
    return [(ipaddress.ip_network(address), port) for address in addresses]


def _is_public(address: Address) -> bool:
    if any(address in network for network in _NOT_PUBLIC):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if any(address in network for network in _CARRIERS):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
