"""A household that asks to be forgotten waits, is confirmed and erased; what it asked is kept as a row."""

import django.db.models.deletion
import guanjia.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0009_what_a_household_said_is_reckoned_with'),
        ('org', '0007_trust_in_browsers_can_end'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(max_length=8)),
                ('who', guanjia.vault.fields.EncryptedText(blank=True)),
                ('reason', guanjia.vault.fields.EncryptedText(blank=True)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('kept_until', models.DateField(blank=True, null=True)),
                ('status', models.CharField(choices=[('asked', 'asked'), ('confirmed', 'confirmed'), ('taken_back', 'taken_back'), ('carried_out', 'carried_out')], default='asked', editable=False, max_length=16)),
                ('status_since', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='household',
            name='household_status_is_a_known_state',
        ),
        migrations.AlterField(
            model_name='household',
            name='status',
            field=models.CharField(choices=[('prospect', 'prospect'), ('past', 'past'), ('client', 'client'), ('dropped', 'dropped'), ('erased', 'erased')], default='prospect', editable=False, max_length=16),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('prospect', 'past', 'client', 'dropped', 'erased'))), name='household_status_is_a_known_state'),
        ),
        migrations.AddField(
            model_name='erasure',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='erasure',
            name='household',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='dossier.household'),
        ),
        migrations.AddField(
            model_name='erasure',
            name='noted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('asked', 'confirmed', 'taken_back', 'carried_out'))), name='erasure_status_is_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('asked', 'confirmed', 'carried_out'))), fields=('household',), name='household_is_forgotten_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ('page', 'phone', 'wechat', 'visit', 'letter'))), name='erasure_is_asked_in_a_known_way'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by__isnull', False), ('how', 'page'), ('noted_by', None)), models.Q(models.Q(('how', 'page'), _negated=True), ('asked_by', None), ('noted_by__isnull', False)), _connector='OR'), name='erasure_is_asked_on_the_page_or_noted'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('asked_at'))), name='erasure_waits_before_it_is_carried_out'),
        ),
        migrations.AddConstraint(
            model_name='erasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('confirmed', 'carried_out')), _negated=True), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='erasure_is_confirmed_by_a_person'),
        ),
    ]
