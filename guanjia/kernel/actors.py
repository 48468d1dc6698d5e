"""Who acts, and the answer to whether they may."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from guanjia.kernel.errors import NotAllowed
from guanjia.kernel.words import _

STAFF_ROLES = (
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
)
"""The roles a person can hold at a desk, widest first. Workers and clients are not among them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    Yes, or no with a reason that may be shown to the actor.

    :param role: as what the actor may: one of their roles, "worker" or "client"; "" if anybody may
    """

    allowed: bool
    reason: str = ""
    role: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """
        Pass if the verdict is yes.

        :raises NotAllowed: with the verdict's reason, if it is no
        """
        if not self.allowed:
            raise NotAllowed(self.reason)

    def let(self, actor: "Actor") -> "Actor":
        """
        Return the actor in the role that allows it: what they do now is recorded as done in it.

        :raises NotAllowed: with the verdict's reason, if it is no
        """
        self.require()
        return replace(actor, acting=self.role) if self.role else actor


YES = Verdict(True)
AS_WORKER = Verdict(True, role="worker")
AS_CLIENT = Verdict(True, role="client")


def no(reason: str) -> Verdict:
    """Return a refusing verdict; `reason` is a message id."""
    return Verdict(False, reason)


@dataclass(frozen=True, slots=True)
class Ticket:
    """
    What somebody who came by a link holds: sight of one thing, and no proof of who they are.

    A policy lets a ticket in by name or not at all; nothing follows from it by itself.

    :param purpose: what the link was made for, such as "offer"
    :param subject_id: of which row, such as the version on offer
    :param household_id: the household for which the link speaks
    """

    link_id: int
    purpose: str
    subject_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """
    Somebody, or a named part of the house, on whose behalf something is done.

    :param user_id: the signed-in user; None for the house itself
    :param name: shown nowhere but in logs; the ledger keeps ids only
    :param roles: branch id -> the staff roles held there
    :param everywhere: staff roles held in every branch (owner, head office, the house's actors)
    :param worker_id: the worker this user is, if any
    :param homes: household id -> standing ("decider" may say yes for the household, "family" not)
    :param ticket: the link by which they came, if they came by one
    :param acting: the role in which they do what they are doing; it is no right, and the same
        person in another role is the same actor
    """

    user_id: int | None
    name: str = ""
    roles: Mapping[int, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    everywhere: frozenset[str] = frozenset()
    worker_id: int | None = None
    homes: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    ticket: Ticket | None = None
    acting: str = field(default="", compare=False)

    def __hash__(self) -> int:
        """Equal actors have equal rights, so that what is worked out for one serves the other."""
        roles, homes = frozenset(self.roles.items()), frozenset(self.homes.items())
        return hash(
            (self.user_id, self.name, roles, self.everywhere, self.worker_id, homes, self.ticket)
        )

    @property
    def branches(self) -> frozenset[int]:
        """The branches where the actor holds any staff role by name."""
        return frozenset(self.roles)

    @property
    def roles_anywhere(self) -> frozenset[str]:
        """Every role that the actor holds, in whichever branch."""
        return self.everywhere.union(*self.roles.values())

    def roles_at(self, branch: int) -> frozenset[str]:
        """Return the roles the actor holds in a branch, there by name or everywhere."""
        return self.everywhere | self.roles.get(branch, frozenset())

    def holds(self, *roles: str, at: int) -> bool:
        """Test whether the actor holds one of `roles` in the branch `at`."""
        return not self.roles_at(at).isdisjoint(roles)

    def holds_anywhere(self, *roles: str) -> bool:
        """Test whether the actor holds one of `roles` in any branch."""
        return bool(self.branches_as(*roles)) or not self.everywhere.isdisjoint(roles)

    def branches_as(self, *roles: str) -> frozenset[int]:
        """Return the branches where the actor holds one of `roles` by name."""
        return frozenset(
            branch for branch, held in self.roles.items() if not held.isdisjoint(roles)
        )

    def ticket_for(self, purpose: str) -> int:
        """
        Return the row that a link for `purpose` opens to the actor; 0, which is no row, if none.

        Links speak for households: whoever works at a desk cannot act by one.
        """
        held = self.ticket
        return held.subject_id if held and held.purpose == purpose and not self.is_staff else 0

    @property
    def is_unproven(self) -> bool:
        """Whether a link is all that is known of the actor: nobody has shown who they are."""
        return self.user_id is None and self.ticket is not None

    @property
    def is_staff(self) -> bool:
        """Whether the actor works at a desk of the company, anywhere."""
        return bool(self.everywhere or self.roles)

    def require_role(self, *roles: str, at: int) -> Verdict:
        """Return yes, as the first of `roles` that the actor holds there, else the plain refusal."""
        return self.as_first_of(self.roles_at(at), *roles)

    def as_first_of(self, held: Collection[str], *roles: str) -> Verdict:
        """Return yes, as the first of `roles` that is among those `held`, else the plain refusal."""
        for role in roles:
            if role in held:
                return Verdict(True, role=role)
        return no(_("Your role does not include this. Ask a branch manager."))

    def usual_role(self, branch: int | None) -> str:
        """Return as what the actor does what anybody may: the widest role held there, if any."""
        held = self.everywhere if branch is None else self.roles_at(branch)
        for role in STAFF_ROLES:
            if role in held:
                return role
        return "worker" if self.worker_id else "client"


def house_actor(name: str, *roles: str) -> Actor:
    """
    Return the actor as whom a program of the house acts: a name, and the roles it needs, no more.

    Its acts appear in the ledger without a user and with its name as the role.
    """
    return Actor(user_id=None, name=name, everywhere=frozenset(roles))
