"""A file that is lost for good is given up by somebody, with a reason, and may still come back."""

import django.db.models.deletion
import guanjia.vault.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0005_a_look_is_an_access_record'),
    ]

    operations = [
        migrations.CreateModel(
            name='GivenUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_up_by', guanjia.vault.fields.EncryptedText()),
                ('reason', guanjia.vault.fields.EncryptedText()),
                ('given_up_at', models.DateTimeField()),
                ('brought_back_at', models.DateTimeField(null=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.file')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('brought_back_at', None)), fields=('file',), name='a_file_is_given_up_once_until_it_comes_back')],
            },
        ),
    ]
