"""What somebody eats otherwise than others, and what they cannot bear."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from guanjia.chapters.dossier.models.records import SAYERS, Household, Member, OfHousehold
from guanjia.vault.fields import EncryptedText

AT_MEALS = ("gluten", "shellfish", "fish", "egg", "peanut", "soy", "milk", "nut")
"""The eight kinds of food that labels have to name (GB 7718-2011, 4.4.3.1)."""

ON_VISITS = ("latex", "detergent", "pollen", "fur", "medicine")
DIETS = (
    "low_salt",
    "low_sugar",
    "low_fat",
    "low_purine",
    "soft",
    "liquid",
    "mild",
    "vegetarian",
    "no_pork",
    "no_beef",
    "no_raw",
)
DIET_CODES = {"diet": DIETS, "allergy": (*AT_MEALS, *ON_VISITS)}
"""What can be chosen, by kind; everything else is said in words."""

DIET_PURPOSES = ("meals", "visits", "file")
"""Who is told: whoever touches food there, everybody who comes, or nobody who comes."""

DIET_SOURCES = (*SAYERS, "assessment")


class DietNote(OfHousehold):
    """
    A diet or an allergy of the household or one member: a code of the list, words, or both.

    What it is lies encrypted, as what concerns health does. What no longer holds is ended and kept.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="diets")
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8)
    code = EncryptedText(blank=True)
    text = EncryptedText(blank=True)
    purpose = models.CharField(max_length=8)
    source = models.CharField(max_length=10, default="client")
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="diet_kind_is_known", condition=Q(kind__in=tuple(DIET_CODES))
            ),
            models.CheckConstraint(
                name="diet_purpose_is_known", condition=Q(purpose__in=DIET_PURPOSES)
            ),
            models.CheckConstraint(
                name="diet_source_is_known", condition=Q(source__in=DIET_SOURCES)
            ),
            models.CheckConstraint(name="diet_says_something", condition=~Q(code="") | ~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.household_id}"
