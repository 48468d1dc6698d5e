"""The homes of households: where they are, what is in them, how one gets in."""

from django.db import models

from guanjia.chapters.dossier.models.records import Household, OfHousehold
from guanjia.vault.fields import CoarseDegrees, EncryptedText
from guanjia.vault.masking import masked_address


class Home(OfHousehold):
    """
    A place where the household is served. `rooms` and `facilities` are lists of words.

    `no_photo_rooms` names those rooms where no picture may be taken.
    """

    household = models.ForeignKey(Household, models.CASCADE, related_name="homes")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, default="flat")
    district = models.CharField(max_length=60, blank=True)
    address = EncryptedText()
    access_note = EncryptedText(blank=True)
    area_m2 = models.PositiveIntegerField(null=True, blank=True)
    rooms = models.JSONField(default=list, blank=True)
    no_photo_rooms = models.JSONField(default=list, blank=True)
    facilities = models.JSONField(default=list, blank=True)
    latitude = CoarseDegrees(null=True, blank=True)
    longitude = CoarseDegrees(null=True, blank=True)

    @property
    def area(self) -> str:
        """In which part of the town it lies: the district, else how its address begins."""
        return self.district or masked_address(self.address)

    @property
    def label(self) -> str:
        """What it is called where the address is not shown; never nothing."""
        return self.name or self.area

    @property
    def whole_address(self) -> str:
        """The address with its district, said once."""
        if self.address.startswith(self.district):
            return self.address
        return f"{self.district} {self.address}"

    def __str__(self) -> str:
        return f"home {self.pk} of {self.household_id}"
