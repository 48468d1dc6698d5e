from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0003_assigned_people_hold_a_pass")]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="fixed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
