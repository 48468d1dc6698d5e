"""
Visits are kept under digests of their browsers' keys.

Those that are kept under the keys themselves end here: whoever has read the table could take them
over.
"""

from django.db import migrations

import guanjia.vault.fields


class Migration(migrations.Migration):

    dependencies = [
        ("org", "0002_a_visit_knows_its_user_and_link"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM org_session", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="session",
            name="session_key",
            field=guanjia.vault.fields.DigestText(
                max_length=40, primary_key=True, serialize=False
            ),
        ),
    ]
