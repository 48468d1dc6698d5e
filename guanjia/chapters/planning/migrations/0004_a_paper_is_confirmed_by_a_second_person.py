"""
A household may sign on paper, which a second person confirms.

An approval is given by a person with a code or on paper: never both, never neither.
"""

import django.db.models.deletion
import guanjia.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('planning', '0003_a_wish_may_come_by_link'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='approval',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='PaperSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_name', guanjia.vault.fields.EncryptedText()),
                ('signed_on', models.DateField()),
                ('file_id', models.BigIntegerField()),
                ('brought_at', models.DateTimeField()),
                ('reason', guanjia.vault.fields.EncryptedText(blank=True)),
                ('status', models.CharField(choices=[('waiting', 'waiting'), ('confirmed', 'confirmed'), ('refused', 'refused'), ('taken_back', 'taken_back'), ('lapsed', 'lapsed')], default='waiting', editable=False, max_length=16)),
                ('status_since', models.DateTimeField(blank=True, null=True)),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='planning.planversion')),
            ],
        ),
        migrations.AddField(
            model_name='approval',
            name='paper',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='planning.papersignature'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paper', None), ('user__isnull', False)), models.Q(('paper__isnull', False), ('user', None)), _connector='OR'), name='approval_is_given_by_a_person_or_on_paper'),
        ),
        migrations.AddConstraint(
            model_name='papersignature',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('waiting', 'confirmed', 'refused', 'taken_back', 'lapsed'))), name='signed_paper_status_is_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='papersignature',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('waiting', 'confirmed'))), fields=('version', 'status'), name='version_has_one_paper_in_each_living_state'),
        ),
        migrations.AddConstraint(
            model_name='papersignature',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by', None), models.Q(('checked_by', models.F('brought_by')), _negated=True), _connector='OR'), name='paper_is_checked_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='papersignature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'confirmed'), _negated=True), ('checked_by__isnull', False), _connector='OR'), name='confirmed_paper_says_by_whom'),
        ),
    ]
