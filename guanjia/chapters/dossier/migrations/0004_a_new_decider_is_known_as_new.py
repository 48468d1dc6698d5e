"""It is known since when somebody decides in the place of another."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0003_one_login_decides'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='decides_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
