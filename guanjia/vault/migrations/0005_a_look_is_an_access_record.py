"""What is kept of a look at personal data is called an access record; its guards go with it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0004_a_rotation_says_when_all_was_encrypted"),
    ]

    operations = [
        migrations.RenameModel("Look", "AccessRecord"),
        migrations.RenameField("accessrecord", "looked_at", "accessed_at"),
        migrations.RenameIndex(
            "accessrecord", new_name="access_record_by_object", old_name="look_by_object"
        ),
    ]
