"""Ruled tables: labelled rows as on a statutory form, and a grid with a repeated head."""

from collections.abc import Iterator, Sequence

from issuance.domain.sheets import Row, Table
from issuance.printing.lines import Style, ensure_one_line, wrapped
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece, together, write_justified
from issuance.printing.structure import heading_of
from issuance.printing.typefaces import Weight

HEAVY = 0.4
LIGHT = 0.15


class LabelledRows:
    """Label | value, ruled, the labels spread over their column as on a statutory form."""

    # In millimetres at the usual size; larger type widens the labels' column with it.
    LABEL_WIDTH = 34.0
    USUAL_SIZE = 10.0
    LABEL_MARGIN = 4.0
    VALUE_MARGIN = 3.5
    # Above and below a value, in millimetres for each point of its size.
    PADDING = 0.11

    @classmethod
    def pieces(cls, rows: Sequence[Row], column: Column, size: float) -> Iterator[Piece]:
        label, value, table = Style(size, Weight.BOLD), Style(size), object()
        for position, row in enumerate(rows):
            first, last = position == 0, position == len(rows) - 1
            yield cls._piece(row, column, label, value, table, first=first, last=last)

    @classmethod
    def _piece(
        cls, row: Row, column: Column, label: Style, value: Style, table: object, *, first: bool, last: bool
    ) -> Piece:
        label_width = cls.LABEL_WIDTH * max(1.0, label.size / cls.USUAL_SIZE)
        spread = label_width - 2 * cls.LABEL_MARGIN
        labels = wrapped(row.label, label, spread)
        values = wrapped(row.value, value, column.width - label_width - 2 * cls.VALUE_MARGIN)
        height = max(len(labels), len(values)) * value.pitch + 2 * cls.PADDING * value.size
        border = column.left + label_width

        def write(pen: Pen, top: float) -> None:
            with pen.element("TH", heading_of("Row")):
                line_top = top + (height - len(labels) * label.pitch) / 2
                for line in labels:
                    left = column.left + cls.LABEL_MARGIN
                    write_justified(pen, left, line_top + label.rise, line, label, spread)
                    line_top += label.pitch
            with pen.element("TD"):
                value_top = top + (height - len(values) * value.pitch) / 2
                pen.write_lines(border + cls.VALUE_MARGIN, value_top, values, value)

        def draw(pen: Pen, top: float) -> None:
            above, below = HEAVY if first else LIGHT, HEAVY if last else LIGHT
            pen.rule(column.left, top, column.right, top, thickness=above)
            pen.rule(column.left, top + height, column.right, top + height, thickness=below)
            pen.rule(border, top, border, top + height)
            with pen.element("Table", kept=table), pen.element("TR"):
                write(pen, top)

        return Piece(row.label, height, draw)


class Grid:
    """A titled table, its columns as wide as their contents ask; the head is repeated on a new page."""

    SPACE_ABOVE = 4.0
    PADDING = 0.9
    MARGIN = 1.5
    LARGEST_SHARE = 0.45

    @classmethod
    def pieces(
        cls, table: Table, column: Column, size: float, widths: Sequence[float] = ()
    ) -> Iterator[Piece]:
        """`widths` of the columns in millimetres, where they are not to depend on the contents."""
        columns, kept = cls._columns(column, widths or cls._asked(table, column, Style(size))), object()
        head = cls._head(table, columns, column, Style(size, Weight.BOLD), kept)
        for position, cells in enumerate(table.rows):
            last = position == len(table.rows) - 1
            row = cls._row(table.title, cells, columns, Style(size), kept, last=last)
            if position == 0:
                yield together(table.title, [head, row])
            else:
                yield Piece(row.field, row.height, row.draw, heading=_repeated(head))

    @classmethod
    def _asked(cls, table: Table, column: Column, style: Style) -> list[float]:
        """The width of the longest cell of each column, none beyond the largest share."""
        most = column.width * cls.LARGEST_SHARE
        return [
            min(max(style.width(cell) for text in texts for cell in text.split("\n")) + 2 * cls.MARGIN, most)
            for texts in zip(table.columns, *table.rows, strict=True)
        ]

    @classmethod
    def _columns(cls, column: Column, asked: Sequence[float]) -> list[Column]:
        """Shares of the whole width in proportion to what is asked."""
        scale, left, columns = column.width / sum(asked), column.left, []
        for width in asked:
            columns.append(Column(left, width * scale))
            left += width * scale
        return columns

    @classmethod
    def _head(cls, table: Table, columns: list[Column], whole: Column, style: Style, kept: object) -> Piece:
        names = cls._row(table.title, table.columns, columns, style, kept, last=False, heading=True)
        title_height = style.pitch + cls.PADDING
        ensure_one_line(table.title, table.title, style, whole.width)

        def draw(pen: Pen, top: float) -> None:
            pen.bookmark(table.title, top)
            with pen.element("Table", kept=kept), pen.element("Caption"):
                pen.write(whole.left, top + cls.SPACE_ABOVE + style.rise, table.title, style)
            names_top = top + cls.SPACE_ABOVE + title_height
            names.draw(pen, names_top)
            pen.rule(whole.left, names_top, whole.right, names_top, thickness=HEAVY)

        return Piece(table.title, cls.SPACE_ABOVE + title_height + names.height, draw)

    @classmethod
    def _row(
        cls,
        field: str,
        cells: Sequence[str],
        columns: list[Column],
        style: Style,
        kept: object,
        *,
        last: bool,
        heading: bool = False,
    ) -> Piece:
        lines = [
            wrapped(cell, style, place.width - 2 * cls.MARGIN)
            for cell, place in zip(cells, columns, strict=True)
        ]
        height = max(len(cell) for cell in lines) * style.pitch + 2 * cls.PADDING
        left, right = columns[0].left, columns[-1].right
        tag, extra = ("TH", heading_of("Column")) if heading else ("TD", b"")

        def write(pen: Pen, top: float) -> None:
            for cell, place in zip(lines, columns, strict=True):
                start = top + (height - len(cell) * style.pitch) / 2
                with pen.element(tag, extra):
                    if len(cell) == 1:
                        pen.write_lines(place.middle, start, cell, style, Align.CENTRE)
                    else:
                        pen.write_lines(place.left + cls.MARGIN, start, cell, style)

        def draw(pen: Pen, top: float) -> None:
            with pen.element("Table", kept=kept), pen.element("TR"):
                write(pen, top)
            for place in columns[1:]:
                pen.rule(place.left, top, place.left, top + height)
            pen.rule(left, top, right, top)
            pen.rule(left, top + height, right, top + height, thickness=HEAVY if last else LIGHT)

        return Piece(field, height, draw)


def _repeated(head: Piece) -> Piece:
    """The head of a table once more, on the next page: a screen reader has read it."""

    def draw(pen: Pen, top: float) -> None:
        with pen.aside():
            head.draw(pen, top)

    return Piece(head.field, head.height, draw)


def row_texts(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Every printed text of the rows with the name of its field, for whoever checks them."""
    for row in rows:
        yield row.label, row.label
        yield row.label, row.value


def table_texts(table: Table) -> Iterator[tuple[str, str]]:
    yield table.title, table.title
    for column in table.columns:
        yield column, column
    for cells in table.rows:
        yield from zip(table.columns, cells, strict=True)
