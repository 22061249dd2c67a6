"""The committed vectors, as tests of any reader want them."""

import json
from pathlib import Path
from typing import Any

GROUPS = ("valid", "standing", "keys", "signature", "encoding", "claims", "text")
_FOLDER = Path(__file__).parent


def content(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def vectors() -> list[dict[str, Any]]:
    return [vector for group in GROUPS for vector in content(group)]


def names() -> list[str]:
    return [vector["name"] for vector in vectors()]
