"""No way in lies in the outbox: a message names its link, and the address is made when it goes out."""

from django.db import migrations, models

FORGET = "UPDATE outbound_notice SET link = '' WHERE link LIKE '%/go/%'"


class Migration(migrations.Migration):

    dependencies = [
        ('outbound', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='entry_link',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
    ]
