"""The exported verifier in a real browser, opened from a file: the same vectors, and what a person sees."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from issuance.actions import keys
from issuance.sealing.lists import Realm
from issuance.web.verifier import NothingPublished, offline_page
from tests import builders
from tests.builders import NOW, Counter
from tests.vectors import reading
from tests.web import browser

in_a_browser = pytest.mark.skipif(browser.CHROMIUM is None, reason="there is no Chromium on this machine")

VECTORS = """
async function outcome() {
  const { lists, vectors } = given;
  const found = [];
  for (const vector of vectors) {
    const trust = await Ieum.readTrustList(lists.trust_lists[vector.trust_list], lists.roots[vector.trust_list]);
    const statuses = new Map();
    for (const name of vector.status_lists) {
      const list = await Ieum.readStatusList(lists.status_lists[name], trust.listKeys);
      statuses.set(list.number, list);
    }
    const said = await Ieum.judge(vector.text, trust, statuses, vector.clock);
    found.push([vector.name, said.verdict, said.reason]);
  }
  return found;
}
"""
OFFERS = """
async function outcome() {
  const { lists } = given;
  const trust = await Ieum.readTrustList(lists.trust_lists.live, lists.roots.live);
  const found = [];
  const offered = async (offer, take) => {
    const how = await take().then(() => "taken", (fault) => fault instanceof Ieum.OlderList ? "older_list" : "untrusted_list");
    found.push([offer.name, how]);
  };
  for (const offer of lists.trust_list_offers) {
    await offered(offer, () => Ieum.readTrustList(offer.text, lists.roots.live, trust.version));
  }
  for (const offer of lists.status_list_offers) await offered(offer, () => Ieum.readStatusList(offer.text, trust.listKeys));
  return found;
}
"""
PICTURES = """
async function outcome() {
  const found = [];
  for (const picture of given) {
    const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
    found.push(await IeumPage.textOf(new Blob([bytes], { type: "image/png" })));
  }
  return found;
}
"""
TYPED = """
async function outcome() {
  const field = document.getElementById("id_mark");
  field.value = given;
  field.form.requestSubmit();
  while (!document.querySelector("#result .verdict")) await new Promise((wait) => setTimeout(wait, 10));
  const cells = [...document.querySelectorAll("#result dt")].map((term) => [term.textContent, term.nextSibling.textContent]);
  return {
    verdict: document.querySelector("#result h2").textContent, claims: Object.fromEntries(cells),
    bearer: document.querySelector("#result .note").textContent, age: document.getElementById("age").textContent,
  };
}
"""


def seen(exported: str, folder: Path, script: str, given: Any) -> Any:
    """What `outcome` returns once the file's page is ready."""
    path = folder / "verifier.html"
    path.write_text(exported, encoding="utf-8")
    with browser.page(folder / "profile") as opened:
        opened.open(path, now=NOW.timestamp())
        return opened.run(
            f"(() => {{ const given = {json.dumps(given)}; {script} return IeumPage.ready.then(outcome); }})()"
        )


@pytest.fixture
def mark(at_counter: Counter) -> str:
    paper = builders.handed_over(at_counter).paper
    assert paper is not None
    keys.publish_all(at=NOW)
    return paper.mark


@pytest.fixture
def page(mark: str) -> str:
    return offline_page(Realm.LIVE, at=NOW)


def test_nothing_is_exported_before_there_are_lists() -> None:
    with pytest.raises(NothingPublished):
        offline_page(Realm.LIVE, at=NOW)


def test_the_file_asks_for_nothing_outside_itself(page: str) -> None:
    assert re.findall(r"\b(?:src|href)\s*=\s*[\"'][^\"']+[\"']", page.split("<script>")[0]) == []
    assert "default-src 'none'" in page
    assert "fetch(" not in page
    assert "XMLHttpRequest" not in page


@in_a_browser
def test_the_browser_gives_every_vector_its_verdict(page: str, tmp_path: Path) -> None:
    vectors = reading.vectors()
    given = {"lists": reading.content("lists"), "vectors": vectors}
    expected = [[vector["name"], *vector["expected"].values()] for vector in vectors]
    assert seen(page, tmp_path, VECTORS, given) == expected


@in_a_browser
def test_the_browser_takes_or_refuses_each_list_that_it_is_offered(page: str, tmp_path: Path) -> None:
    lists = reading.content("lists")
    offers = lists["trust_list_offers"] + lists["status_list_offers"]
    assert seen(page, tmp_path, OFFERS, {"lists": lists}) == [
        [one["name"], one["expected"]] for one in offers
    ]


@in_a_browser
def test_the_browser_reads_the_pictures_of_the_vectors(page: str, tmp_path: Path) -> None:
    shown = [vector for vector in reading.content("valid") if vector["picture"]]
    assert seen(page, tmp_path, PICTURES, [vector["picture"] for vector in shown]) == [
        one["text"] for one in shown
    ]


@in_a_browser
def test_a_person_sees_the_verdict_what_to_compare_and_how_old_the_lists_are(
    page: str, mark: str, tmp_path: Path
) -> None:
    found = seen(page, tmp_path, TYPED, mark)
    assert found == {
        "verdict": "유효",
        "claims": {
            "문서번호": "P-11110515-26-001-000002",
            "서류": "주민등록표 등본",
            "성명": "홍길동",
            "생년월일": "1885-03-02",
            "발급기관": "서울특별시 종로구 청운효자동",
            "발급일시": "2026-11-23 14:00:00",
            "유효기한": "2026-11-30 14:00:00",
            "상태 기준시각": "2026-11-23 14:00:00",
        },
        "bearer": "지참인의 신분증을 함께 확인해 주세요.",
        "age": "신뢰목록 1판, 상태목록 1개. 가장 오래된 목록은 2026. 11. 23. 오후 2:00 것으로 0분 지났습니다."
        " 그 뒤에 취소된 문서는 알 수 없습니다.",
    }
