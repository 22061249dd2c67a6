"""No resident number is left anywhere: not in the database, the log, the queue, on paper, or in a temporary file."""

import base64
import gzip
import io
import json
import re
import sqlite3
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from config.celery import app
from config.logs import masked
from issuance.domain.ledger import FileKind
from tests.builders import resident_number
from tests.leaks import leaks
from tests.ledger_files import extract_row, file_of
from tests.nations import Machine
from tests.printing.reading import texts

NUMBER = "8503029012345"
HYPHENATED = "850302-9012345"
OTHER = "9203040123456"


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet1.xml", content)
    return file.getvalue()


def on_paper(text: str) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1)
    canvas.drawString(72, 72, text)
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "way"),
    [
        (NUMBER.encode(), "text"),
        (HYPHENATED.encode(), "text"),
        (f"99{NUMBER}99".encode(), "text"),
        (NUMBER[::-1].encode(), "text"),
        (HYPHENATED.encode("utf-16-le"), "wide text"),
        (NUMBER.encode("utf-16"), "wide text"),
        (HYPHENATED.encode().hex().encode(), "hex"),
        (NUMBER.encode().hex().upper().encode(), "hex"),
        (int(NUMBER).to_bytes(8, "big"), "integer"),
        (base64.b64encode(NUMBER.encode()), "base64 > text"),
        (base64.b64encode(b"x" + HYPHENATED.encode()), "base64 > text"),
        (base64.urlsafe_b64encode(b"??" + NUMBER.encode() + b"\xff\xfe"), "base64 > text"),
        (zlib.compress(HYPHENATED.encode()), "zlib > text"),
        (gzip.compress(NUMBER.encode("utf-16-le")), "gzip > wide text"),
        (zipped(NUMBER.encode()), "zip > text"),
        (base64.urlsafe_b64encode(zlib.compress(NUMBER.encode())), "base64 > zlib > text"),
        (on_paper(HYPHENATED), "ascii85 > zlib > text"),
    ],
)
def test_a_planted_number_is_found_however_it_was_written(content: bytes, way: str) -> None:
    noise = bytes(range(256)) * 4
    assert leaks(noise + content + noise, {OTHER, NUMBER}) == {way}
    assert leaks(noise + content + noise, {OTHER}) == set()


def test_the_log_hides_what_looks_like_a_number() -> None:
    assert masked(f"{NUMBER} {HYPHENATED}") == "******-******* ******-*******"


def scanned(machine: Machine, numbers: set[str]) -> dict[str, set[str]]:
    """By file of the machine, how it holds any of the numbers; a file that holds none is left out."""
    found = {}
    for path in sorted(path for path in machine.folder.rglob("*") if path.is_file()):
        name = path.relative_to(machine.folder).as_posix()
        if name.startswith(("nation/", "given/")):
            continue
        content = path.read_bytes()
        ways = leaks(content, numbers)
        if path.suffix == ".pdf":
            drawn = re.sub(r"\s", "", "".join(texts(content)))
            ways |= {f"drawn {way}" for way in leaks(drawn.encode(), numbers)}
        if ways:
            found[name] = ways
    return found


def test_what_a_paper_shows_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(on_paper("850302 - 9012345"))
    assert scanned(Machine(tmp_path), {NUMBER}) == {"paper.pdf": {"drawn text"}}


def in_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE leak (words TEXT)")
        connection.execute("INSERT INTO leak VALUES (?)", (f"민원인 {HYPHENATED}",))


@pytest.mark.slow
def test_no_number_is_left_on_a_machine_that_has_seen_a_whole_outage(tmp_path: Path) -> None:
    machine, given = Machine.settled(tmp_path), [resident_number() for _ in range(5)]
    (tmp_path / "given").mkdir()
    file, visited = tmp_path / "given" / "원부.csv", tmp_path / "given" / "numbers.txt"
    wrong = "8513029018888"
    file.write_bytes(
        file_of(FileKind.EXTRACT, [extract_row(number) for number in (*given, wrong)], encoding="utf-16")
    )
    # As long as somebody reads, the write-ahead log stays where it is.
    with closing(sqlite3.connect(machine.database)) as reader:
        reader.execute("SELECT * FROM issuance_office").fetchone()
        machine.manage("rehearse", "--documents=8", f"--out={tmp_path / 'demo'}")
        machine.manage(
            "import_ledger", str(file), "--file=extract", "--snapshot", "--by=hq-watch", "--commit",
            f"--errors={tmp_path / 'demo' / 'errors.csv'}",
        )  # fmt: skip
        machine.manage(str(visited), script=Path(__file__).parent / "visit.py")
        numbers = {*given, wrong, *visited.read_text(encoding="utf-8").split()}
        files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
        assert len(numbers) > 20
        assert {"var/ieum.sqlite3", "var/ieum.sqlite3-wal", "demo/errors.csv", "log.txt"} <= files
        messages = [name for name in files if name.startswith("var/broker/messages/")]
        # Those of the beat, and the nudges of the pages among them.
        waiting = {json.loads((tmp_path / name).read_bytes())["headers"]["task"] for name in messages}
        assert waiting == {entry["task"] for entry in app.conf.beat_schedule.values()}
        assert "RuntimeError: ******-******* ******-*******" in machine.log.read_text(encoding="utf-8")
        assert scanned(machine, numbers) == {}
        # The same scan sees what is planted beside it.
        in_a_table(machine.database)
        for name in ("var/broker/messages/1.msg", "tmp/upload", "log.txt"):
            (tmp_path / name).write_text(f"민원인 {HYPHENATED}", encoding="utf-8")
        assert scanned(machine, {NUMBER}) == {
            "log.txt": {"text"},
            "tmp/upload": {"text"},
            "var/broker/messages/1.msg": {"text"},
            "var/ieum.sqlite3-wal": {"text"},
        }
