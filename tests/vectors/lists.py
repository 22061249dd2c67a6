"""The keys of the vectors, and the trust lists and status lists that verifiers of them hold."""

from typing import Any

from tests.vectors.writing import Key, jws, status_list, trust_list

OFFICE, OTHER_OFFICE, BOOK = "11110515", "11110530", "26-001"
ISSUED = 1_795_400_712  # 2026-11-23 11:25:12 in Seoul
HOUR, DAY = 3_600, 86_400
LISTED = ISSUED + HOUR
NOW = ISSUED + 2 * HOUR
EXPIRES = ISSUED + 7 * DAY

ROOT, DRILL_ROOT, LIST, OTHER_LIST = Key("root"), Key("drill root"), Key("list"), Key("revoked list")
GOOD, REVOKED, RETIRED, EARLY, NEIGHBOUR = (
    Key("book"), Key("revoked"), Key("retired"), Key("not yet"), Key("neighbour"),
)  # fmt: skip
DRILL, STRANGER = Key("drill"), Key("stranger")

VOIDED, SUSPENDED, SUPERSEDED = 1, 2, 3
STATUSES = {VOIDED: 1, SUSPENDED: 2, SUPERSEDED: 3, 65_535: 1}


def _entry(key: Key, office: str | None = OFFICE, book: str | None = BOOK, **changes: int) -> dict[str, Any]:
    times = {"nbf": ISSUED - DAY, "exp": ISSUED + 29 * DAY, **changes}
    place = {} if office is None else {"office": office, "book": book}
    return {**key.jwk, **place, **times}


KEYS = [
    _entry(GOOD),
    _entry(REVOKED, revoked_at=ISSUED + 60, revoked_from=200),
    _entry(RETIRED, nbf=ISSUED - 30 * DAY, exp=ISSUED),
    _entry(EARLY, nbf=ISSUED + 1),
    _entry(NEIGHBOUR, OTHER_OFFICE),
]
LIST_KEYS = [
    _entry(LIST, None, exp=ISSUED + 900 * DAY),
    _entry(OTHER_LIST, None, revoked_at=ISSUED, revoked_from=0),
]


def _trust(version: int = 7, key: Key = ROOT, *, drill: bool = False, **times: int) -> str:
    moments = {"issued_at": LISTED, "expires_at": LISTED + 30 * DAY, **times}
    keys = [_entry(DRILL)] if drill else KEYS
    return trust_list(keys, LIST_KEYS, key, realm="drill" if drill else "live", version=version, **moments)


def _status(number: int = 12, key: Key = LIST, packed: bytes | None = None, **times: int) -> str:
    moments = {"issued_at": LISTED, "expires_at": LISTED + 7 * DAY, **times}
    return status_list(number, STATUSES, key, packed=packed, **moments)


TRUST_LISTS = {
    "live": _trust(),
    "drill": _trust(key=DRILL_ROOT, drill=True),
    "out-of-date": _trust(issued_at=ISSUED - DAY, expires_at=ISSUED + 1),
}
STATUS_LISTS = {
    "now": _status(),
    "before-issue": _status(issued_at=ISSUED - 1),
    "at-issue": _status(issued_at=ISSUED),
    "out-of-date": _status(expires_at=NOW),
    "another": _status(13),
}
ROOTS = {"live": ROOT.jwk, "drill": DRILL_ROOT.jwk, "out-of-date": ROOT.jwk}


def described() -> dict[str, Any]:
    """The lists by name, and offers of lists that a verifier who holds version 7 takes or refuses."""
    newer, older = _trust(8), _trust(6)
    head, body, tail = TRUST_LISTS["live"].split(".")
    forged = f"{head}.{body[:-4]}{'AAAA' if body[-4:] != 'AAAA' else 'BBBB'}.{tail}"
    claims = {"realm": "live", "version": 9, "iat": LISTED, "exp": LISTED + DAY, "keys": [], "list_keys": []}
    return {
        "roots": ROOTS,
        "trust_lists": TRUST_LISTS,
        "status_lists": STATUS_LISTS,
        "trust_list_offers": [
            {"name": "the same version again", "text": TRUST_LISTS["live"], "expected": "taken"},
            {"name": "a newer version", "text": newer, "expected": "taken"},
            {"name": "an older version", "text": older, "expected": "older_list"},
            {"name": "signed by another root", "text": _trust(8, DRILL_ROOT), "expected": "untrusted_list"},
            {"name": "its claims changed", "text": forged, "expected": "untrusted_list"},
            {
                "name": "alg none",
                "text": jws("trust-list+jwt", claims, ROOT, alg="none"),
                "expected": "untrusted_list",
            },
            {
                "name": "alg HS256",
                "text": jws("trust-list+jwt", claims, ROOT, alg="HS256"),
                "expected": "untrusted_list",
            },
            {
                "name": "a critical header",
                "text": jws("trust-list+jwt", claims, ROOT, crit=["b64"]),
                "expected": "untrusted_list",
            },
            {
                "name": "of another type",
                "text": jws("statuslist+jwt", claims, ROOT),
                "expected": "untrusted_list",
            },
        ],
        "status_list_offers": [
            {"name": "a good one", "text": STATUS_LISTS["now"], "expected": "taken"},
            {"name": "by a revoked list key", "text": _status(key=OTHER_LIST), "expected": "untrusted_list"},
            {"name": "by the key of a book", "text": _status(key=GOOD), "expected": "untrusted_list"},
            {
                "name": "before its key was good",
                "text": _status(issued_at=ISSUED - 2 * DAY),
                "expected": "untrusted_list",
            },
            {"name": "too short", "text": _status(packed=bytes(16_383)), "expected": "untrusted_list"},
            {"name": "a zip bomb", "text": _status(packed=bytes(30_000_000)), "expected": "untrusted_list"},
        ],
    }
