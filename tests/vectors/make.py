"""Write the vectors: `python -m tests.vectors.make`; the same files every time."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import segno

from tests.vectors import lists, marks

FOLDER = Path(__file__).parent
_MOST_IN_A_PICTURE = 2000


def picture_of(text: str) -> str | None:
    """The QR code as a PNG in base64; None for a text that would not be printed as one."""
    if not text or len(text) > _MOST_IN_A_PICTURE or set(text) - set(marks.CHARACTERS):
        return None
    content = io.BytesIO()
    segno.make_qr(text, error="Q").save(content, kind="png", scale=4, border=4)
    return base64.b64encode(content.getvalue()).decode()


def files() -> dict[str, Any]:
    """What each file holds, by its name."""
    groups: dict[str, Any] = {"lists.json": lists.described()}
    for group, vectors in marks.groups().items():
        groups[f"{group}.json"] = [vector.described(picture_of(vector.text)) for vector in vectors]
    return groups


def written(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_text(written(content), encoding="utf-8")
