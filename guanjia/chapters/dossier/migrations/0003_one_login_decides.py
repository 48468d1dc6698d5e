"""One login at most decides for a household, and a contact is found by its number."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0002_standing_follows_the_contacts'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['phone_print'], name='contact_by_phone'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.UniqueConstraint(condition=models.Q(('standing', 'decider')), fields=('household',), name='one_login_decides_for_a_household'),
        ),
    ]
