"""A line may be set at a time that does not suit the household, if it says why."""

import guanjia.vault.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('planning', '0006_a_line_knows_the_area_it_is_priced_for'),
    ]

    operations = [
        migrations.AddField(
            model_name='planline',
            name='overruled',
            field=guanjia.vault.fields.EncryptedText(blank=True),
        ),
    ]
