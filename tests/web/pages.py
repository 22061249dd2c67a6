"""How a test reads a page: its hidden fields, its messages, and what it refuses."""

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


def text(response: "Answer") -> str:
    return html.unescape(response.content.decode())


def beginning(response: "Answer") -> str:
    """The signed beginning of the form on a page."""
    found = re.search(r'name="beginning" value="([^"]+)"', response.content.decode())
    assert found is not None
    return html.unescape(found[1])


def said(response: "Answer") -> list[str]:
    """What the page says of a deed that was done or refused."""
    return [str(message) for message in response.context["messages"]]


def faults(response: "Answer") -> list[str]:
    """Every fault that stands in a summary, once each."""
    summaries = re.findall(r'role="alert">(.*?)</div>', text(response), flags=re.DOTALL)
    lines = [line for summary in summaries for line in re.findall(r"<li>(.*?)</li>", summary)]
    return [re.sub(r"<[^>]+>", "", line).strip() for line in lines]
