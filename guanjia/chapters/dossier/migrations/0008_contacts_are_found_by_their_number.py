"""
Contacts are found by their number again where a change of the vault's key lost them.

Their fingerprints were then made of the number as it is written, not as it is compared.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from guanjia.vault.keys import fingerprint

HOME = "+86"


def file_anew(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Make each fingerprint of the whole number, as a login has it."""
    rows = apps.get_model("dossier", "Contact").objects.using(schema.connection.alias)
    for pk, phone, filed in rows.exclude(phone_print="").values_list("pk", "phone", "phone_print"):
        number = phone if phone.startswith("+") else f"{HOME}{phone}"
        right = fingerprint("phone", number)
        if phone and filed != right:
            rows.filter(pk=pk).update(phone_print=right)


class Migration(migrations.Migration):

    dependencies = [
        ("dossier", "0007_births_are_sealed"),
    ]

    operations = [migrations.RunPython(file_anew, migrations.RunPython.noop)]
