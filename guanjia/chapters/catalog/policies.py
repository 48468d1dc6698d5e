"""Who may read the catalogue and who decides what it says."""

from django.db.models import QuerySet

from guanjia.chapters.catalog.models import ServiceType, Sop
from guanjia.kernel.actors import Actor, Verdict, no
from guanjia.kernel.words import _

DECIDES = ("owner", "head_office", "administrator", "manager")


def visible_services(actor: Actor) -> QuerySet[ServiceType]:
    """Return all services for staff, those on offer for everybody else."""
    services = ServiceType.objects.all()
    return services if actor.is_staff else services.filter(is_offered=True)


def visible_sops(actor: Actor) -> QuerySet[Sop]:
    """Return every standard for staff; for workers and clients those that were ever in force."""
    sops = Sop.objects.all()
    if actor.is_staff:
        return sops
    return sops.exclude(status="draft").filter(service__in=visible_services(actor))


def may_change_catalogue(actor: Actor) -> Verdict:
    """
    Test whether the actor may change services, prices, requirements and standards.

    The catalogue is the whole company's, so a manager of any branch may: in a small company the
    manager of its only shop is who decides.
    """
    return actor.as_first_of(actor.roles_anywhere, *DECIDES) or no(
        _("Only a branch manager or the head office can change the catalogue.")
    )
