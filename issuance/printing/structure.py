"""What a screen reader is told of a document: its elements in reading order (ISO 32000-1 §14.7 and §14.8)."""

from dataclasses import dataclass, field

from issuance.printing.document import Document, reference, text_string


@dataclass(frozen=True, slots=True)
class Content:
    """A stretch of a page that belongs to an element; `number` counts from 0 on each page."""

    page: int
    number: int


@dataclass(eq=False, slots=True)
class Element:
    """`tag` is a standard structure type; `extra` are further entries of its dictionary."""

    tag: str
    extra: bytes = b""
    kids: "list[Element | Content]" = field(default_factory=list)


def described(text: str, box: tuple[float, float, float, float]) -> bytes:
    """What is read aloud instead of a picture, and where the picture is: left, bottom, right, top in points."""
    place = b" ".join(b"%.2f" % edge for edge in box)
    return b"/Alt %b/A<</O/Layout/Placement/Block/BBox[%b]>>" % (text_string(text), place)


def heading_of(rows_or_columns: str) -> bytes:
    """What a heading cell is the heading of: its `Row` or its `Column`."""
    return b"/A<</O/Table/Scope/%b>>" % rows_or_columns.encode("ascii")


class Structure:
    """The tree of elements below one `Document`."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self._owners: list[list[Element]] = []

    def new_page(self) -> None:
        self._owners.append([])

    def mark(self, element: Element) -> int:
        """The number of a new stretch of the last page that belongs to this element."""
        owners = self._owners[-1]
        owners.append(element)
        number = len(owners) - 1
        element.kids.append(Content(len(self._owners) - 1, number))
        return number

    def embed(self, document: Document, pages: list[int]) -> int:
        """Write the tree; `pages` are the numbers of the page objects. Returns the number of its root."""
        tree = document.reserve()
        numbers: dict[int, int] = {}
        top = _embed(document, self.root, tree, pages, numbers)
        parents = b"".join(
            b"%d[%b]" % (page, b" ".join(reference(numbers[id(owner)]) for owner in owners))
            for page, owners in enumerate(self._owners)
        )
        document.put(
            tree,
            b"<</Type/StructTreeRoot/K %b/ParentTree<</Nums[%b]>>/ParentTreeNextKey %d>>"
            % (reference(top), parents, len(pages)),
        )
        return tree


def _embed(
    document: Document, element: Element, parent: int, pages: list[int], numbers: dict[int, int]
) -> int:
    """Write an element and all below it, noting the number of each by its identity."""
    number = numbers[id(element)] = document.reserve()
    own_page = next((kid.page for kid in element.kids if isinstance(kid, Content)), None)
    kids = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(reference(_embed(document, kid, number, pages, numbers)))
        elif kid.page == own_page:
            kids.append(b"%d" % kid.number)
        else:
            kids.append(b"<</Type/MCR/Pg %b/MCID %d>>" % (reference(pages[kid.page]), kid.number))
    page = b"" if own_page is None else b"/Pg %b" % reference(pages[own_page])
    document.put(
        number,
        b"<</S/%b/P %b%b%b/K[%b]>>"
        % (element.tag.encode("ascii"), reference(parent), page, element.extra, b" ".join(kids)),
    )
    return number
