"""The column that says when a key had encrypted everything is called by what it says."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_how_far_a_new_key_has_come_is_known")]

    operations = [migrations.RenameField("rotation", "sealed_at", "encrypted_at")]
