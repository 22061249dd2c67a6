"""A case begins open: see issuance/models/triggers.py."""

from django.db import migrations

from issuance.models import triggers


class Migration(migrations.Migration):
    dependencies = [("issuance", "0003_reconciliation")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: triggers.create(schema_editor.connection),
            migrations.RunPython.noop,
        )
    ]
