"""How a fault is planted: a row made by the actions, then written over, copied or deleted as no action would."""

from collections.abc import Callable
from typing import Any

from django.db import models

Plant = Callable[[], Callable[[], Any]]


def changed(make: Callable[[], models.Model], **fields: Any) -> Plant:
    """A row made by the actions, then written over as no action would."""

    def plant() -> Callable[[], Any]:
        row = make()
        values = {name: value() if callable(value) else value for name, value in fields.items()}
        return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)

    return plant


def twice(make: Callable[[], models.Model], **fields: Any) -> Plant:
    """The same row once more under a key of its own; `fields` differ."""

    def plant() -> Callable[[], Any]:
        row: Any = make()
        copy = type(row)._default_manager.get(pk=row.pk)
        values = {
            field.attname: getattr(copy, field.attname)
            for field in copy._meta.concrete_fields
            if not field.primary_key
        }
        for name, value in fields.items():
            values[name] = value() if callable(value) else value
        return lambda: type(row)._default_manager.bulk_create([type(row)(**values)])

    return plant


def gone(make: Callable[[], models.Model]) -> Plant:
    def plant() -> Callable[[], Any]:
        row: Any = make()
        return lambda: type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")

    return plant
