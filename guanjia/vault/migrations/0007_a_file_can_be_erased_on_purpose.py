"""A file is erased on purpose: its row says when and why, and the disk holds it no more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0006_a_file_that_is_lost_can_be_given_up'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=20)),
                ('erased_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.file')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('removed_at', None)), fields=['file'], name='erased_file_to_be_removed')],
            },
        ),
    ]
