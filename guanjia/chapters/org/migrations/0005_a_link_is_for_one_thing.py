"""A link is for one thing and signs nobody in; it is known in which branch somebody is client or worker."""

import django.db.models.deletion
import guanjia.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0004_links_that_signed_in_are_over'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('row_id', models.BigIntegerField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.branch')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('client', 'worker'))), name='tie_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('user', 'kind', 'row_id'), name='tie_is_held_once_at_a_time'),
        ),
        migrations.RemoveField(model_name='entrylink', name='target'),
        migrations.RemoveField(model_name='entrylink', name='user'),
        migrations.AddField(
            model_name='entrylink',
            name='branch',
            field=models.ForeignKey(default=None, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.branch'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entrylink',
            name='household_id',
            field=models.BigIntegerField(default=None),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entrylink',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='entrylink',
            name='phone',
            field=guanjia.vault.fields.EncryptedText(default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entrylink',
            name='phone_print',
            field=models.CharField(default=None, max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entrylink',
            name='purpose',
            field=models.CharField(default=None, max_length=8),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='entrylink',
            name='subject_id',
            field=models.BigIntegerField(default=None),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='entrylink',
            index=models.Index(fields=['phone_print'], name='link_by_phone'),
        ),
        migrations.AddIndex(
            model_name='entrylink',
            index=models.Index(fields=['household_id'], name='link_by_household'),
        ),
        migrations.AddConstraint(
            model_name='entrylink',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ('offer', 'survey', 'visit'))), name='link_purpose_is_known'),
        ),
    ]
