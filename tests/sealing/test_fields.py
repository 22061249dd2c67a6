"""Sealed fields: text goes in and comes out, in its own row only."""

import copy
import uuid

import pytest
from django.db import models
from django.test.utils import isolate_apps

from issuance.sealing.fields import Sealed, SealedField, SealedRow, unsealer
from issuance.sealing.vault import SealBroken

with isolate_apps():

    class Resident(SealedRow, models.Model):
        id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        number = SealedField(null=True)
        name = SealedField(null=True)
        office = models.CharField(max_length=8)

        class Meta:
            app_label = "issuance"

    class Numbered(SealedRow, models.Model):
        id = models.BigAutoField(primary_key=True)
        number = SealedField(null=True)

        class Meta:
            app_label = "issuance"


def test_a_text_comes_out_as_it_went_in() -> None:
    resident = Resident()
    resident.seal("number", "850302-9000001")
    resident.seal("name", "홍길동(洪吉童)")
    assert (resident.unsealed("number"), resident.unsealed("name")) == ("850302-9000001", "홍길동(洪吉童)")


def test_a_null_is_an_empty_text_and_an_empty_text_is_sealed_like_any_other() -> None:
    resident = Resident()
    assert resident.unsealed("name") == ""
    resident.seal("name", "")
    assert (resident.unsealed("name"), resident.name is None) == ("", False)


def test_sealed_bytes_do_not_open_in_another_row_or_field() -> None:
    resident, other = Resident(), Resident()
    resident.seal("number", "850302-9000001")
    resident.name = copy.copy(resident.number)
    other.number = resident.number
    for row, field in ((resident, "name"), (other, "number")):
        with pytest.raises(SealBroken):
            row.unsealed(field)


def test_thousands_are_opened_as_one_is_each_in_its_own_row_and_field_only() -> None:
    resident, other = Resident(), Resident()
    resident.seal("number", "850302-9000001")
    number, name = unsealer(Resident, "number"), unsealer(Resident, "name")
    assert number(resident.number, resident.pk) == resident.unsealed("number") == "850302-9000001"
    assert number(None, resident.pk) == ""
    for opened, row in ((number, other), (name, resident)):
        with pytest.raises(SealBroken):
            opened(resident.number, row.pk)


def test_a_row_without_a_uuid_cannot_be_bound() -> None:
    with pytest.raises(TypeError):
        Numbered(id=1).seal("number", "850302-9000001")


def test_only_a_sealed_field_can_be_sealed() -> None:
    with pytest.raises(TypeError):
        Resident().seal("office", "11110515")


def test_sealed_bytes_show_nothing_of_themselves() -> None:
    resident = Resident()
    resident.seal("number", "850302-9000001")
    assert (repr(resident.number), str(resident.number)) == ("<sealed>", "<sealed>")


@pytest.mark.parametrize(
    ("stored", "given"), [(None, None), (b"\x01\x02", b"\x01\x02"), (memoryview(b"\x01"), b"\x01")]
)
def test_what_the_driver_gives_becomes_sealed_bytes(stored: object, given: bytes | None) -> None:
    value = SealedField().from_db_value(stored, None, None)
    assert (value, isinstance(value, Sealed)) == (given, given is not None)


def test_a_sealed_field_is_in_no_form_and_its_mixin_is_no_table() -> None:
    field = SealedField(null=True, editable=True)
    _, path, _, options = field.deconstruct()
    assert (field.editable, path, options.get("null")) == (False, "issuance.sealing.fields.SealedField", True)
    assert SealedRow._meta.abstract
