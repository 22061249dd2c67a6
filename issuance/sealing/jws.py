"""Compact JWS (RFC 7515) with ES256 and a kid, as the published lists use it."""

import json
from collections.abc import Mapping
from typing import Any

from issuance.domain.errors import IssuanceError
from issuance.sealing import signing
from issuance.sealing.signing import Jwk, Signer, base64url, from_base64url

_MAX_HEADER_CHARACTERS = 256


class UntrustedList(IssuanceError):
    code = "untrusted_list"
    sentence = "목록의 서명이나 모양이 맞지 않아 쓰지 않았습니다. 공식 주소에서 목록을 다시 받아 주세요."


def signed(typ: str, claims: Mapping[str, Any], signer: Signer) -> str:
    """`header.claims.signature`; the header holds `alg`, `typ` and the signer's `kid`."""
    header = {"alg": "ES256", "typ": typ, "kid": base64url(signer.kid)}
    message = f"{_part(header)}.{_part(claims)}"
    return f"{message}.{base64url(signer.sign(message.encode()))}"


def opened(text: str, typ: str, keys: Mapping[str, Jwk]) -> tuple[str, dict[str, Any]]:
    """The kid and the claims, once the signature holds under the key that has this kid in `keys`.

    Refuses, with `UntrustedList`, any header but the one that `signed` writes: no other algorithm, no `crit`.
    """
    try:
        head, body, tail = text.split(".")
        if len(head) > _MAX_HEADER_CHARACTERS:
            raise UntrustedList
        header = json.loads(from_base64url(head))
        kid = header["kid"]
        key = keys[kid]
        if header != {"alg": "ES256", "typ": typ, "kid": kid}:
            raise UntrustedList
        if not signing.verifies(key, f"{head}.{body}".encode(), from_base64url(tail)):
            raise UntrustedList
        claims = json.loads(from_base64url(body))
    except (ValueError, TypeError, KeyError):
        raise UntrustedList from None
    if not isinstance(claims, dict):
        raise UntrustedList
    return kid, claims


def _part(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())
