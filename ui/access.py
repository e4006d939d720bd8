"""From where the app may be reached: this machine, the network with TLS, or through one's proxy.

Beyond this machine's own address everything that is sent could be read and changed on the way, and
anybody may knock. So the server starts there only with people to sign in and TLS, or behind a
proxy that does both and is named.
"""

import ipaddress
import re
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from verify.domain.errors import BadParameterError, InputError, shown_name

LOOPBACK = "127.0.0.1"
USER_HEADER = "X-Forwarded-User"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", re.ASCII)
_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}", re.ASCII)
# Set by browsers or the server, or read by us for something else: no proxy's word on who asks.
_TAKEN_HEADERS = frozenset(("cookie", "host", "origin", "authorization", "connection", "upgrade"))
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class MissingOptionError(InputError):
    """An option without which another cannot be had safely."""

    def __init__(self, option: str, why: str) -> None:
        self.option = option
        super().__init__(f"{option} is missing: {why}.")


class TlsFileError(InputError):
    """A certificate or key that cannot be used."""

    def __init__(self, certificate: Path, key: Path, problem: str) -> None:
        super().__init__(
            f"TLS cannot be spoken with {shown_name(str(certificate))} and "
            f"{shown_name(str(key))}: {problem}. Both are PEM files, the key without a password "
            "and made for this certificate."
        )


@dataclass(frozen=True, slots=True)
class Tls:
    """What the server shows to be spoken to in secret."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who speaks for people that signed in elsewhere.

    Attributes
    ----------
    addresses : frozenset
        From where it connects; nobody else is answered.
    header : str
        Which header names the person, in small letters.
    role_header : str or None
        Which header says as what they come, in small letters; None where the home says so.
    """

    addresses: frozenset[_Address]
    header: str
    role_header: str | None = None

    def is_at(self, peer: str) -> bool:
        """Whether a connection comes from it."""
        try:
            return _plain(ipaddress.ip_address(peer)) in self.addresses
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Access:
    """Where the server listens, and what those who come have to show.

    Attributes
    ----------
    address, port : str and int
    names : frozenset of str
        What a request may call the server, without the port.
    hosts : frozenset of str
        The same as a browser sends it.
    tls : Tls or None
        If None, what is sent between browser or proxy and here can be read on the way.
    proxy : Proxy or None
    """

    address: str
    port: int
    names: frozenset[str]
    hosts: frozenset[str]
    tls: Tls | None
    proxy: Proxy | None

    @property
    def is_this_machine_only(self) -> bool:
        """Whether only who has an account of this machine can come."""
        return self.proxy is None and ipaddress.ip_address(self.address).is_loopback

    @property
    def scheme(self) -> str:
        """How a browser speaks to it."""
        return "https" if self.tls or self.proxy else "http"

    @property
    def cookie(self) -> str:
        """Name of the session's cookie: cookies do not tell ports apart, so it carries ours.

        Where there is TLS a browser takes a cookie of that prefix from this very host only.
        """
        name = f"verify_session_{self.port}"
        return f"__Host-{name}" if self.tls else name

    @property
    def link(self) -> str:
        """Where a browser finds the server."""
        if self.address in ("0.0.0.0", "::") or self.proxy:  # noqa: S104 - compared, not bound
            return f"{self.scheme}://{min(self.hosts)}"
        return f"{self.scheme}://{_in_a_host(self.address)}:{self.port}"


@dataclass(frozen=True, slots=True)
class Asked:
    """How somebody wants the app to be reached, not looked at yet.

    Attributes
    ----------
    address : str
        IP address to listen at.
    tls_certificate, tls_key : Path or None
    names : collection of str
        Further names of the server.
    proxies : collection of str
        IP addresses of trusted proxies.
    user_header : str or None
        By default `USER_HEADER`.
    role_header : str or None
        By default none: roles are those that the home gives.
    """

    address: str = LOOPBACK
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    names: Collection[str] = ()
    proxies: Collection[str] = ()
    user_header: str | None = None
    role_header: str | None = None


def granted(asked: Asked, port: int, *, has_people: bool) -> Access:
    """Return how the app is reached, if it is safe to.

    Parameters
    ----------
    asked : Asked
    port : int
        Where it listens.
    has_people : bool
        Whether anybody could sign in.

    Raises
    ------
    BadParameterError, MissingOptionError, TlsFileError
        If it would not be safe, or cannot be; says what to do.
    """
    address = _address("--address", asked.address)
    tls, proxy = _tls(asked), _proxy(asked)
    if proxy is None and not address.is_loopback:
        _refuse_unless_safe(asked, has_people=has_people, tls=tls)
    names = [_name(one) for one in asked.names]
    if proxy is None:
        own = {_in_a_host(asked.address)} if not address.is_unspecified else set()
        if str(address) == LOOPBACK:
            own.add("localhost")
        hosts = {f"{one}:{port}" for one in own} | {_with_port(one, port) for one in names}
    else:
        own, hosts = set(), set(names)
    if not hosts:
        why = "the server answers only to names that it knows; give the one that people will open"
        raise MissingOptionError("--host NAME", why)
    if tls or proxy:
        # A browser leaves the usual port out.
        hosts = {one.removesuffix(":443") for one in hosts}
    known_as = frozenset(_without_port(one) for one in hosts)
    return Access(str(address), port, known_as, frozenset(hosts), tls, proxy)


def _refuse_unless_safe(asked: Asked, *, has_people: bool, tls: Tls | None) -> None:
    missing = []
    if not has_people:
        missing.append("people who can sign in (verify people add NAME)")
    if tls is None:
        missing.append("TLS (--tls-cert FILE --tls-key FILE)")
    if missing:
        expected = (
            f"{LOOPBACK}, or {' and '.join(missing)}, or a proxy that does both "
            "(--trust-proxy ADDRESS --host NAME); without, it serves this machine only"
        )
        raise BadParameterError("--address", asked.address, expected)


def _tls(asked: Asked) -> Tls | None:
    certificate, key = asked.tls_certificate, asked.tls_key
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        missing = "--tls-cert FILE" if certificate is None else "--tls-key FILE"
        raise MissingOptionError(missing, "TLS takes a certificate and its key")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, _no_password)
    except ssl.SSLError as error:
        raise TlsFileError(certificate, key, "no certificate with its key is in them") from error
    except OSError as error:
        raise TlsFileError(certificate, key, error.strerror or "unreadable") from error
    except _LockedKeyError as error:
        raise TlsFileError(certificate, key, "the key is locked with a password") from error
    return Tls(certificate, key)


class _LockedKeyError(Exception):
    pass


def _no_password() -> str:
    raise _LockedKeyError


def _proxy(asked: Asked) -> Proxy | None:
    if not asked.proxies:
        headers = {"--user-header": asked.user_header, "--role-header": asked.role_header}
        for option, given in headers.items():
            if given is not None:
                expected = "no header without --trust-proxy ADDRESS: anybody could send it"
                raise BadParameterError(option, given, expected)
        return None
    header = asked.user_header or USER_HEADER
    if not _HEADER_NAME.fullmatch(header) or header.lower() in _TAKEN_HEADERS:
        expected = f"the header in which the proxy names who signed in, such as {USER_HEADER}"
        raise BadParameterError("--user-header", header, expected)
    role_header = asked.role_header
    if role_header is not None:
        is_name = _HEADER_NAME.fullmatch(role_header)
        if not is_name or role_header.lower() in (*_TAKEN_HEADERS, header.lower()):
            expected = "the header in which the proxy says as what they come, such as X-Verify-Role"
            raise BadParameterError("--role-header", role_header, expected)
        role_header = role_header.lower()
    addresses = {_plain(_address("--trust-proxy", one)) for one in asked.proxies}
    if any(one.is_unspecified for one in addresses):
        expected = "the address from which the proxy connects; this one is everybody's"
        raise BadParameterError("--trust-proxy", ", ".join(asked.proxies), expected)
    return Proxy(frozenset(addresses), header.lower(), role_header)


def _address(option: str, text: str) -> _Address:
    try:
        return ipaddress.ip_address(text)
    except ValueError as error:
        raise BadParameterError(option, text, "an IP address, such as 192.0.2.5") from error


def _plain(address: _Address) -> _Address:
    """Return an IPv4 address that came as an IPv6 one as itself."""
    return getattr(address, "ipv4_mapped", None) or address


def _name(text: str) -> str:
    """Return a name of the server as browsers send it, with its port if it has one."""
    name, _, port = text.lower().partition(":")
    is_port = not port or (_PORT.fullmatch(port) and int(port) < 1 << 16)
    if not _HOST.fullmatch(name) or not is_port or text.endswith(":"):
        expected = "a host's name, or name:port, such as verify.example.org"
        raise BadParameterError("--host", text, expected)
    return f"{name}:{port}" if port else name


def _with_port(name: str, port: int) -> str:
    return name if ":" in name else f"{name}:{port}"


def _without_port(host: str) -> str:
    return re.sub(r":[0-9]+\Z", "", host).strip("[]")


def _in_a_host(address: str) -> str:
    return f"[{address}]" if ":" in address else address
