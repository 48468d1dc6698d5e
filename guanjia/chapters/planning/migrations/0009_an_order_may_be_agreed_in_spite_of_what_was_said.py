"""A household may agree to a single order at a time at which it lets nobody in else."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('planning', '0008_an_offer_keeps_its_contract'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='despite_said',
            field=models.BooleanField(default=False),
        ),
    ]
