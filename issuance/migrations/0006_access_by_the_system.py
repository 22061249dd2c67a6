from django.conf import settings
from django.db import migrations, models

from issuance.domain.access import Reason
from issuance.models import triggers


def create_triggers(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop_triggers(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("issuance", "0005_counter")]

    operations = [
        # SQLite alters a table by making it anew: its triggers would be lost, and those of others in the way.
        migrations.RunPython(drop_triggers, create_triggers),
        migrations.AlterField(
            "accessrecord",
            "by",
            models.ForeignKey(
                null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            "accessrecord", "reason", models.CharField("수행업무", max_length=12, choices=Reason.choices())
        ),
        migrations.RunPython(create_triggers, drop_triggers),
    ]
