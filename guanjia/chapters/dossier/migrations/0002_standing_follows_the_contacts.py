"""
What a login may do for a household follows from its contacts.

Contacts are found by their number. A login that stands without a contact's number being its own
stands no more, and whoever is not the contact that decides no longer decides.
"""

import hmac
from hashlib import sha256

import guanjia.vault.fields
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def print_of(phone: str) -> str:
    number = phone if phone.startswith("+") else f"+86{phone}"
    key = sha256(b"search:" + settings.VAULT_KEYS[-1].encode()).digest()
    return hmac.new(key, f"phone:{number}".encode(), sha256).hexdigest()[:32]


def file_and_settle(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    Contact = apps.get_model("dossier", "Contact")
    Standing = apps.get_model("dossier", "Standing")
    Tie = apps.get_model("org", "Tie")
    deciding: dict[tuple[int, int], bool] = {}
    for contact in Contact.objects.select_related("user").order_by("id"):
        filed = print_of(contact.phone) if contact.phone else ""
        is_own = contact.user is not None and contact.user.phone_print == filed
        user_id = contact.user_id if is_own else None
        Contact.objects.filter(id=contact.id).update(phone_print=filed, user_id=user_id)
        if user_id is not None:
            one = (contact.household_id, user_id)
            deciding[one] = deciding.get(one, False) or contact.is_decider
    for standing in Standing.objects.select_related("household").order_by("id"):
        decides = deciding.get((standing.household_id, standing.user_id))
        if decides is None:
            standing.delete()
            continue
        word = "decider" if decides else "family"
        Standing.objects.filter(id=standing.id).update(standing=word)
        household = standing.household
        Tie.objects.get_or_create(
            user_id=standing.user_id,
            kind="client",
            row_id=household.id,
            until=None,
            defaults={"branch_id": household.branch_id, "since": household.opened_at},
        )


class Migration(migrations.Migration):

    dependencies = [
        ('dossier', '0001_initial'),
        ('org', '0005_a_link_is_for_one_thing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='former_phone',
            field=guanjia.vault.fields.EncryptedText(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='contact',
            name='phone_print',
            field=models.CharField(blank=True, default='', max_length=32),
            preserve_default=False,
        ),
        migrations.RunPython(file_and_settle, migrations.RunPython.noop, elidable=False),
    ]
