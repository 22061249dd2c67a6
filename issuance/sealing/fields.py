"""Model fields that hold sealed text, bound to the row that holds them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import models

from issuance.sealing import vault


class Sealed(bytes):
    """Sealed bytes, which do not spread into logs and error pages."""

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Bytes that `SealedRow` sealed; never in a form."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "editable": False})

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        """Drivers give bytes or a view of memory; both become `Sealed`."""
        return None if value is None else Sealed(value)


class SealedRow(models.Model):
    """For models with a UUID as primary key, which is known before the row is stored."""

    class Meta:
        abstract = True

    def seal(self, name: str, text: str) -> None:
        """Set the field to `text`, sealed for this table, this row and this field; does not save."""
        self.seal_bytes(name, text.encode())

    def seal_bytes(self, name: str, plain: bytes) -> None:
        """The same for what is no text, such as a scan."""
        setattr(self, name, Sealed(vault.seal(plain, **self._place(name))))

    def unsealed(self, name: str) -> str:
        """The text of the field, empty where it is null; refuses, with `SealBroken`, another row's bytes."""
        return self.unsealed_bytes(name).decode()

    def unsealed_bytes(self, name: str) -> bytes:
        sealed: bytes | None = getattr(self, name)
        if sealed is None:
            return b""
        return vault.unseal(bytes(sealed), **self._place(name))

    def _place(self, name: str) -> dict[str, str]:
        field = self._meta.get_field(name)
        if not isinstance(field, SealedField):
            raise TypeError(f"{name} is not a sealed field")
        if not isinstance(self.pk, UUID):
            raise TypeError("a sealed row needs a UUID as its primary key")
        return {"table": self._meta.db_table, "row": str(self.pk), "field": name}


def unsealer(model: type[SealedRow], name: str) -> Callable[[bytes | None, UUID | str], str]:
    """`SealedRow.unsealed` of one field for thousands of rows that are read as bare values, each with its row's UUID."""
    opened = unsealer_of_bytes(model, name)
    return lambda sealed, row: opened(sealed, row).decode()


def unsealer_of_bytes(model: type[SealedRow], name: str) -> Callable[[bytes | None, UUID | str], bytes]:
    """The same of what is no text."""
    opened = vault.unsealer(model._meta.db_table, name)
    return lambda sealed, row: b"" if sealed is None else opened(bytes(sealed), str(row))
