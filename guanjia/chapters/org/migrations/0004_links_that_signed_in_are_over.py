"""
Links that signed somebody in are over, and the visits that began with them.

From here on a link opens one page and signs nobody in; those of before cannot be turned into such.
"""

from django.db import migrations

OVER = (
    "DELETE FROM org_session WHERE link_id IS NOT NULL",
    "DELETE FROM org_entrylink",
)


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0003_visits_are_kept_under_digests'),
    ]

    operations = [
        migrations.RunSQL(list(OVER), migrations.RunSQL.noop),
    ]
