"""What a household said about times, language and pets is kept so that it can be reckoned with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0008_contacts_are_found_by_their_number'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('code', models.CharField(blank=True, max_length=8)),
                ('minute', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('said_by', models.CharField(default='client', max_length=6)),
                ('said_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to='dossier.household')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('household', 'kind', 'code'), name='preference_stands_once'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), ('kind__in', ('not_before', 'not_after')), ('minute__gt', 0), ('minute__lt', 1440)), models.Q(('kind__in', ('language', 'pet', 'smoking')), ('minute', None), models.Q(('code', ''), _negated=True)), _connector='OR'), name='preference_is_a_time_or_a_code'), models.CheckConstraint(condition=models.Q(('said_by__in', ('client', 'family', 'staff'))), name='preference_was_said_by_somebody')],
            },
        ),
    ]
