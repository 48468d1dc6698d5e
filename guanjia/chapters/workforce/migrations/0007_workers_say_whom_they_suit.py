"""It is noted of workers what they speak and cook, and to which homes they do not go."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workforce', '0006_workers_may_show_their_face'),
    ]

    operations = [
        migrations.AddField(
            model_name='worker',
            name='avoids',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='worker',
            name='cuisines',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='worker',
            name='languages',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='worker',
            name='smokes',
            field=models.BooleanField(blank=True, null=True),
        ),
    ]
