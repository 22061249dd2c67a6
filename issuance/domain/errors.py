"""Every refusal of the product: a stable code, and a sentence that tells a clerk what to do next."""

from typing import Any


class IssuanceError(Exception):
    """A refusal that a person can act on.

    `code` never changes once released; `sentence` is Korean and may name `facts` in braces.
    Facts never hold a resident number, and the sentence is what a screen shows.
    """

    code = "refused"
    sentence = "처리할 수 없습니다. 담당 팀장에게 문의해 주세요."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {self.message}")

    @property
    def message(self) -> str:
        return self.sentence.format(**self.facts)
