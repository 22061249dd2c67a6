from django.db import migrations, models

from issuance.models import triggers


def _drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


def _create(apps, schema_editor):
    triggers.create(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('issuance', '0002_triggers'),
    ]

    operations = [
        migrations.RunPython(_drop, _create),
        migrations.AddField(
            model_name='case',
            name='candidates',
            field=models.JSONField(default=list, verbose_name='비슷한 원장 행'),
        ),
        migrations.AddField(
            model_name='case',
            name='changed_since',
            field=models.JSONField(default=list, verbose_name='발급 뒤 바뀐 내용'),
        ),
        migrations.AlterField(
            model_name='case',
            name='verdict',
            field=models.CharField(choices=[('match', '일치'), ('differs', '불일치'), ('not_found', '원본 없음'), ('duplicate', '중복 발급'), ('also_issued', '정식 발급됨'), ('ambiguous', '원본 여럿'), ('undecidable', '판단 불가')], max_length=12, verbose_name='대조 결과'),
        ),
        migrations.RunPython(_create, _drop),
    ]
