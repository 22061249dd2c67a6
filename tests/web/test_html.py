"""Every page in every state is HTML without a fault: no parse error, no id twice, no reference to what is not there."""

import re
from collections import Counter as Tally
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from django.test import Client

from tests import builders
from tests.builders import Counter
from tests.states import PUBLIC, of_an_office, of_headquarters
from tests.web.conftest import LogIn
from tests.web.pages import beginning

# Attributes whose words are ids on the same page.
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list", "headers")
_ONLY_WITHIN = {
    "li": ("ul", "ol", "menu"),
    "dt": ("dl", "div"),
    "dd": ("dl", "div"),
    "caption": ("table",),
    "tr": ("thead", "tbody", "tfoot"),
    "legend": ("fieldset",),
    "summary": ("details",),
    "option": ("select", "datalist", "optgroup"),
}
_INTERACTIVE = ("a", "button", "input", "select", "textarea", "label", "summary")
_OF_WORDS_ONLY = ("p", "h1", "h2", "h3", "h4", "span", "strong", "a", "button", "label", "summary", "legend")
_BLOCKS = (
    "p", "div", "ul", "ol", "dl", "table", "form", "section", "h1", "h2", "h3", "h4", "fieldset", "details",
)  # fmt: skip
_KNOWN = re.compile(r"[a-z][a-z0-9-]*")


def faults_of(content: str) -> list[str]:
    """What is wrong with a page, in the order of its text."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document: Element = parser.parse(content)
    parsed = [f"line {position[0]}: {code} {facts}" for position, code, facts in parser.errors]
    return [*parsed, *_references(document), *_live(document), *_places(document, ())]


def _references(document: Element) -> Iterator[str]:
    ids = Tally(element.attrib["id"] for element in document.iter() if "id" in element.attrib)
    yield from (f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    for element in document.iter():
        for attribute in _REFERENCES:
            for name in element.attrib.get(attribute, "").split():
                if name not in ids:
                    yield f"{element.tag} {attribute} names {name!r}, which is not there"
        target = element.attrib.get("href", "")
        if target.startswith("#") and target[1:] not in ids:
            yield f"{element.tag} leads to {target!r}, which is not there"


def _live(document: Element) -> Iterator[str]:
    """What takes the cursor in a part that the page fetches anew has an id: by that the cursor finds it again."""
    for part in document.iter():
        if part.attrib.get("data-hx-trigger", "").startswith("every"):
            for element in part.iter():
                if element.tag in ("a", "button", "summary") and "id" not in element.attrib:
                    yield f"{element.tag} of #{part.attrib.get('id')} loses the cursor: {element.attrib}"


def _places(element: Element, above: tuple[str, ...]) -> Iterator[str]:
    """Elements that stand where HTML does not let them."""
    tag = str(element.tag)
    parent = above[-1] if above else ""
    if tag in _ONLY_WITHIN and parent not in _ONLY_WITHIN[tag]:
        yield f"{tag} within {parent}"
    if tag in _BLOCKS and any(outer in _OF_WORDS_ONLY for outer in above) and not _is_heading(tag, above):
        yield f"{tag} within {' > '.join(above[-3:])}"
    if tag in ("a", "button") and any(outer in ("a", "button", "label") for outer in above):
        yield f"{tag} within {' > '.join(above[-3:])}"
    if tag == "img" and "alt" not in element.attrib:
        yield "img without alt"
    if tag == "button" and "type" not in element.attrib and "name" not in element.attrib:
        yield "button without a type"
    for child in element:
        if isinstance(child.tag, str):
            yield from _places(child, (*above, tag))


def _is_heading(tag: str, above: tuple[str, ...]) -> bool:
    """A summary may hold a heading."""
    return tag.startswith("h") and above[-1] == "summary"


def found_in(browser: Client, paths: dict[str, str]) -> dict[str, list[str]]:
    pages = {name: browser.get(path).content.decode() for name, path in paths.items()}
    return {name: faults for name, page in pages.items() if (faults := faults_of(page))}


def test_a_fault_of_each_kind_is_found() -> None:
    broken = (
        '<!doctype html><html lang="ko"><head><title>a</title></head><body>'
        '<p id="x">a<div id="x"></div></p><label for="y">b</label><ul><p>c</p></ul>'
        '<a href="#z">d<button type="button">e</button></a></body></html>'
    )
    assert faults_of(broken) == [
        "line 1: unexpected-end-tag {'name': 'p'}",
        "id 'x' stands 2 times",
        "label for names 'y', which is not there",
        "a leads to '#z', which is not there",
        "button within html > body > a",
    ]


def test_pages_of_an_office_are_valid(log_in: LogIn) -> None:
    paths = of_an_office()
    assert found_in(log_in(builders.supervisor()), paths) == {}
    assert found_in(log_in(builders.clerk()), {"home": "/", "filings": "/filings/"}) == {}


def test_pages_of_headquarters_are_valid(at_counter: Counter, log_in: LogIn) -> None:
    assert found_in(log_in(builders.headquarters_drafter()), of_headquarters(at_counter)) == {}


def test_pages_that_anybody_sees_are_valid() -> None:
    assert found_in(Client(), PUBLIC) == {}


def test_forms_that_were_refused_are_valid(at_counter: Counter, log_in: LogIn) -> None:
    number = builders.resident_number()
    filing = builders.filing(by=at_counter.clerk, number=number)
    document = builders.awaiting_document(at_counter)
    browser = log_in(at_counter.supervisor)
    empty: dict[str, Any] = {"copies": "99"}
    posts: dict[str, dict[str, Any]] = {
        "/filings/new/RR01/": empty,
        "/filings/new/LD02/": empty,
        "/filings/paper/RR01/": empty,
        f"/filings/{filing.pk}/documents/2/": {"fact_0_source": "4"},
        f"/filings/{filing.pk}/correct/": {"reason": "짧음"},
        f"/filings/{filing.pk}/propose-settlement/": {"words": "짧음"},
        f"/documents/{document.pk}/refuse/": {"words": "짧음"},
        "/filings/": {"words": "홍길동"},
    }
    posts["/filings/new/RR01/"] |= {"beginning": beginning(browser.get("/filings/new/RR01/"))}
    answers = {path: browser.post(path, form) for path, form in posts.items()}
    same = {"relation": "self", "number": number, "applicant_name": "홍길동", "copies": "1"}
    same |= {"beginning": beginning(browser.get("/filings/new/RR01/"))}
    answers["the same again"] = browser.post("/filings/new/RR01/", same)
    assert answers["the same again"].context["form"].has_error("again", "taken_already")
    found = {path: faults_of(answer.content.decode()) for path, answer in answers.items()}
    assert {path: faults for path, faults in found.items() if faults} == {}
