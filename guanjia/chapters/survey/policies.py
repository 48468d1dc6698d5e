"""Who is asked, who may answer, and who may read the answers."""

from django.db.models import Q, QuerySet

from guanjia.chapters.dispatch.queries import was_sent
from guanjia.chapters.dossier.policies import within_care
from guanjia.chapters.survey.models import Invitation
from guanjia.kernel.actors import AS_CLIENT, Actor, Verdict, no
from guanjia.kernel.words import _

READERS = ("manager", "care", "butler", "consultant", "inspector", "owner", "head_office")


def visible_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Return the invitations of the actor's homes, link or of the branches whose answers they read."""
    return Invitation.objects.filter(
        Q(household_id__in=tuple(actor.homes))
        | Q(id=actor.ticket_for("survey"))
        | within_care(actor, *READERS)
    )


def may_invite(actor: Actor, branch_id: int) -> Verdict:
    """Test whether the actor may ask a household of the branch."""
    return actor.require_role("care", "manager", "butler", at=branch_id)


def may_answer(actor: Actor, invitation: Invitation) -> Verdict:
    """
    Test whether the actor is of the household that was asked, or holds the link sent to it.

    Whoever was sent does not say how their own work was.
    """
    if invitation.visit_id and was_sent(worker_id=actor.worker_id, visit_id=invitation.visit_id):
        return no(_("Whoever was sent cannot say for the household how the work was."))
    if invitation.household_id in actor.homes or invitation.pk == actor.ticket_for("survey"):
        return AS_CLIENT
    return no(_("Only the household that was asked can answer."))
