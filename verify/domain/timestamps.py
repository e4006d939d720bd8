"""Time stamps after RFC 3161: an authority's signed word that some bytes were there at a time.

A request holds a hash and nothing else, so an authority learns neither the log nor whose it is. A
request and its reply are files here: whoever wants a stamp sends the one and fetches the other.
What a token says counts for as much as the authority does, and only if its certificates were
followed up to a root that somebody names; without one, it is there and was not checked.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from verify.domain.seal_errors import TimestampsNotReadError

_GRANTED = (0, 1)
_HASHES = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}
# RFC 3161, item 2.4.1, in DER: version 1; SHA-256, its parameters null; the hash; certReq true. No
# nonce: it shows that a reply is fresh, which a checkpoint, unlike an old document, is anyway.
_BEFORE_HASH = bytes.fromhex("3039020101" + "3031300d060960864801650304020105000420")
_AFTER_HASH = bytes.fromhex("0101ff")


@dataclass(frozen=True, slots=True)
class Token:
    """A reply as it was read; who made it was not checked.

    Attributes
    ----------
    stamped_utc : datetime
        The time that it gives.
    imprint : bytes
        The hash of what it is over.
    hash_name : str
        By which function.
    """

    content: bytes
    stamped_utc: datetime
    imprint: bytes
    hash_name: str

    def is_over(self, content: bytes) -> bool:
        """Return whether it is a stamp over these bytes."""
        return hashlib.new(self.hash_name, content).digest() == self.imprint


def request_over(content: bytes) -> bytes:
    """Return what is to be sent to an authority for a stamp over these bytes: a .tsq file."""
    return _BEFORE_HASH + hashlib.sha256(content).digest() + _AFTER_HASH


def read_token(content: bytes) -> Token:
    """Return what a reply says.

    Raises
    ------
    ValueError
        If it is none, one that refuses, or in a form that is not read.
    TimestampsNotReadError
        If the library for it is not installed.
    """
    try:
        from rfc3161_client import decode_timestamp_response
    except ImportError as error:
        raise TimestampsNotReadError from error
    reply = decode_timestamp_response(content)
    if reply.status not in _GRANTED:
        raise ValueError("the authority refused")
    imprint = reply.tst_info.message_imprint
    made_by = _HASHES.get(imprint.hash_algorithm.dotted_string)
    if made_by is None:
        raise ValueError("it is over a hash of a kind that is not read")
    name = made_by().name
    return Token(content, reply.tst_info.gen_time, bytes(imprint.message), name)


def is_of_authority(token: Token, over: bytes, roots: Sequence[x509.Certificate]) -> bool:
    """Return whether one of these roots vouches for a token over these bytes.

    Its signature, its certificates (as of the time that it gives) and their purpose are checked;
    revocation is not, which would take a connection.
    """
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    # All at once: certificates between, which some tokens lack, may be among them.
    verifier = VerifierBuilder(roots=list(roots)).build()
    try:
        return bool(verifier.verify_message(decode_timestamp_response(token.content), over))
    except VerificationError:
        return False


def read_roots(content: bytes) -> list[x509.Certificate]:
    """Return the certificates in a PEM file.

    Raises
    ------
    ValueError
        If there is none.
    """
    return x509.load_pem_x509_certificates(content)
