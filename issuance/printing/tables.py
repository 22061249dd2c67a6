"""Ruled tables: labelled rows as on a statutory form, and a grid with a repeated head."""

from collections.abc import Iterator, Sequence

from issuance.domain.sheets import Row, Table
from issuance.printing.lines import Style, ensure_one_line, wrapped
from issuance.printing.pen import Align, Pen
from issuance.printing.pieces import Column, Piece, together, write_justified
from issuance.printing.typefaces import Weight

HEAVY = 0.4
LIGHT = 0.15


class LabelledRows:
    """Label | value, ruled, the labels spread over their column as on a statutory form."""

    LABEL_WIDTH = 34.0
    LABEL_MARGIN = 4.0
    VALUE_MARGIN = 3.5
    # Above and below a value, in millimetres for each point of its size.
    PADDING = 0.11

    @classmethod
    def pieces(cls, rows: Sequence[Row], column: Column, size: float) -> Iterator[Piece]:
        label, value = Style(size, Weight.BOLD), Style(size)
        for position, row in enumerate(rows):
            yield cls._piece(row, column, label, value, first=position == 0, last=position == len(rows) - 1)

    @classmethod
    def _piece(
        cls, row: Row, column: Column, label: Style, value: Style, *, first: bool, last: bool
    ) -> Piece:
        labels = wrapped(row.label, label, cls.LABEL_WIDTH - 2 * cls.LABEL_MARGIN)
        values = wrapped(row.value, value, column.width - cls.LABEL_WIDTH - 2 * cls.VALUE_MARGIN)
        height = max(len(labels), len(values)) * value.pitch + 2 * cls.PADDING * value.size
        border = column.left + cls.LABEL_WIDTH

        def draw(pen: Pen, top: float) -> None:
            pen.rule(column.left, top, column.right, top, thickness=HEAVY if first else LIGHT)
            pen.rule(
                column.left, top + height, column.right, top + height, thickness=HEAVY if last else LIGHT
            )
            pen.rule(border, top, border, top + height)
            line_top = top + (height - len(labels) * label.pitch) / 2
            for line in labels:
                write_justified(
                    pen,
                    column.left + cls.LABEL_MARGIN,
                    line_top + label.rise,
                    line,
                    label,
                    cls.LABEL_WIDTH - 2 * cls.LABEL_MARGIN,
                )
                line_top += label.pitch
            value_top = top + (height - len(values) * value.pitch) / 2
            pen.write_lines(border + cls.VALUE_MARGIN, value_top, values, value)

        return Piece(row.label, height, draw)


class Grid:
    """A titled table, its columns as wide as their contents ask; the head is repeated on a new page."""

    SPACE_ABOVE = 4.0
    PADDING = 0.9
    MARGIN = 1.5
    LARGEST_SHARE = 0.45

    @classmethod
    def pieces(cls, table: Table, column: Column, size: float) -> Iterator[Piece]:
        columns = cls._columns(table, column, Style(size))
        head = cls._head(table, columns, column, Style(size, Weight.BOLD))
        for position, cells in enumerate(table.rows):
            row = cls._row(table.title, cells, columns, Style(size), last=position == len(table.rows) - 1)
            if position == 0:
                yield together(table.title, [head, row])
            else:
                yield Piece(row.field, row.height, row.draw, heading=head)

    @classmethod
    def _columns(cls, table: Table, column: Column, style: Style) -> list[Column]:
        """Shares of the width in proportion to the longest cell, none beyond the largest share."""
        most = column.width * cls.LARGEST_SHARE
        asked = [
            min(max(style.width(cell) for text in texts for cell in text.split("\n")) + 2 * cls.MARGIN, most)
            for texts in zip(table.columns, *table.rows, strict=True)
        ]
        scale, left, columns = column.width / sum(asked), column.left, []
        for width in asked:
            columns.append(Column(left, width * scale))
            left += width * scale
        return columns

    @classmethod
    def _head(cls, table: Table, columns: list[Column], whole: Column, style: Style) -> Piece:
        names = cls._row(table.title, table.columns, columns, style, last=False)
        title_height = style.pitch + cls.PADDING
        ensure_one_line(table.title, table.title, style, whole.width)

        def draw(pen: Pen, top: float) -> None:
            pen.write(whole.left, top + cls.SPACE_ABOVE + style.rise, table.title, style)
            top += cls.SPACE_ABOVE + title_height
            names.draw(pen, top)
            pen.rule(whole.left, top, whole.right, top, thickness=HEAVY)

        return Piece(table.title, cls.SPACE_ABOVE + title_height + names.height, draw)

    @classmethod
    def _row(
        cls, field: str, cells: Sequence[str], columns: list[Column], style: Style, *, last: bool
    ) -> Piece:
        lines = [
            wrapped(cell, style, place.width - 2 * cls.MARGIN)
            for cell, place in zip(cells, columns, strict=True)
        ]
        height = max(len(cell) for cell in lines) * style.pitch + 2 * cls.PADDING
        left, right = columns[0].left, columns[-1].right

        def draw(pen: Pen, top: float) -> None:
            for cell, place in zip(lines, columns, strict=True):
                start = top + (height - len(cell) * style.pitch) / 2
                if len(cell) == 1:
                    pen.write_lines(place.middle, start, cell, style, Align.CENTRE)
                else:
                    pen.write_lines(place.left + cls.MARGIN, start, cell, style)
            for place in columns[1:]:
                pen.rule(place.left, top, place.left, top + height)
            pen.rule(left, top, right, top)
            pen.rule(left, top + height, right, top + height, thickness=HEAVY if last else LIGHT)

        return Piece(field, height, draw)
