"""Which network addresses a crawl may connect to: public ones, and those the study allows by name.

A name is looked up once, its addresses are checked, and the connection uses exactly those: a second
answer of the name server (DNS rebinding) is never asked for.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
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
_checked: dict[str, str] = {}  # host -> the address that may be connected to
_CARRIER_NAT = ipaddress.ip_network("100.64.0.0/10")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Addresses:
    """The study's rule for addresses. `allowed`: HOST:PORT of private servers that may be asked."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = {pair for entry in allowed for pair in _allowed_pairs(entry)}

    async def refusal(self, host: str, port: int) -> str | None:
        """Why this host and port may not be asked, or None; then the host's address is fixed."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError) as error:
            raise UnknownHostError(f"{host} cannot be found: {error}") from error
        addresses = [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]
        allowed = [a for a in addresses if (str(a), port) in self._allowed]
        refused = [a for a in addresses if not _is_public(a)]
        if not allowed and refused:
            return f"{host} is at {refused[0]}, which is not public; see --allow-address"
        usable = sorted(allowed or addresses, key=lambda a: a.version)
        _checked[host] = str(usable[0])
        return None


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


def _allowed_pairs(entry: str) -> list[tuple[str, int]]:
    match = re.fullmatch(r"(\[[^\]]+\]|[^:\s]+):(\d{1,5})", entry.strip())
    if match is None:
        raise WrongUseError(f"--allow-address is {entry!r}; allowed is HOST:PORT")
    host, port = match[1].strip("[]"), int(match[2])
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise WrongUseError(f"--allow-address {entry!r}: {host} cannot be found") from error
    return [(str(ipaddress.ip_address(str(x[4][0]).split("%")[0])), port) for x in found]


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if address.teredo is not None:
            return False
    elif address in _CARRIER_NAT:
        return False
    return address.is_global and not address.is_multicast
