"""A household may say what it likes to eat, and that somebody smokes there."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0012_habits_hold_no_diets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='preference',
            name='preference_is_a_time_or_a_code',
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), ('kind__in', ('not_before', 'not_after')), ('minute__gt', 0), ('minute__lt', 1440)), models.Q(('kind__in', ('language', 'cuisine', 'pet', 'smoking')), ('minute', None), models.Q(('code', ''), _negated=True)), _connector='OR'), name='preference_is_a_time_or_a_code'),
        ),
    ]
