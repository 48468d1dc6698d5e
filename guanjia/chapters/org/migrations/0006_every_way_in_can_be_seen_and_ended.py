"""Every way in can be seen and ended; a role is offered to people who are known elsewhere; numbers leave a trace."""

import django.db.models.deletion
import django.db.models.functions.comparison
import guanjia.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0005_a_link_is_for_one_thing"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="began_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="device",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="session",
            name="seen_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="shown_by",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="user",
            name="former_phone",
            field=guanjia.vault.fields.EncryptedText(blank=True),
        ),
        migrations.CreateModel(
            name="RoleOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=16)),
                ("offered_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("lapsed", "lapsed"),
                        ],
                        default="offered",
                        editable=False,
                        max_length=16,
                    ),
                ),
                ("status_since", models.DateTimeField(blank=True, null=True)),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.branch",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ("offered", "accepted", "declined", "withdrawn", "lapsed"),
                            )
                        ),
                        name="role_offer_status_is_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                (
                                    "owner",
                                    "head_office",
                                    "administrator",
                                    "manager",
                                    "consultant",
                                    "butler",
                                    "dispatcher",
                                    "recruiter",
                                    "inspector",
                                    "care",
                                    "trainer",
                                    "finance",
                                ),
                            )
                        ),
                        name="offered_role_is_a_known_role",
                    ),
                    models.UniqueConstraint(
                        models.F("user"),
                        django.db.models.functions.comparison.Coalesce("branch", 0),
                        models.F("role"),
                        condition=models.Q(("status", "offered")),
                        name="role_is_offered_once_at_a_time",
                    ),
                ],
            },
        ),
    ]
