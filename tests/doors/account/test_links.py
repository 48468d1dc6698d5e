"""Coming by a link: one page, for a while, and nobody is signed in by it."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from guanjia.chapters.dossier.models import Consent, Standing
from guanjia.chapters.org import commands
from guanjia.chapters.org.models import EntryLink, User
from guanjia.chapters.org.queries import token_of
from guanjia.chapters.planning.models import ChangeWish, PlanVersion
from guanjia.ledger.models import Event
from guanjia.outbound.models import Notice
from tests.world import homes, people, plans
from tests.world.company import HANDOFFS, ledger_size, login, open_branch, phone_number, staff

pytestmark = pytest.mark.django_db
PHONE = "13712341001"


def now():
    return timezone.now()


@pytest.fixture
def branch():
    people.ready()
    branch = open_branch()
    type(branch).objects.filter(id=branch.pk).update(phone="021-62345678")
    return branch


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, phone=PHONE, by=lin)


@pytest.fixture
def offered(wu, lin, monday_morning):
    return plans.offered_plan(wu, by=lin)


@pytest.fixture
def desk(at_desk, lin):
    return at_desk(lin)


def link_to(version):
    """Return the address that the consultant's page shows for an offer."""
    household = version.plan.household
    link = commands.make_link(
        actor=HANDOFFS,
        purpose="offer",
        subject_id=version.pk,
        household_id=household.pk,
        branch_id=household.branch_id,
        phone=household.contacts.get(is_decider=True).phone,
        expires_at=version.answer_by,
        at=version.offered_at,
    )
    return f"/go/{token_of(link.pk)}/"


def code_sent():
    """Return the one-time code that the outbox holds, as its reader gets it."""
    words = Notice.objects.filter(kind="code").latest("id").words
    return "".join(character for character in words if character.isdigit())[:6]


def test_a_link_opens_its_page_when_somebody_asks_for_that(client, offered):
    """Requirement 8.3: a link lets a client read what it was made for."""
    address = link_to(offered)

    shown = client.get(address).content.decode()
    assert "og:title" in shown, "a messenger draws a card from it"
    assert "021-62345678" in shown, "whoever does not expect it can call"

    answer = client.post(address, follow=True)
    assert answer.redirect_chain[-1][0] == f"/plans/{offered.pk}/answer/"
    assert answer.status_code == 200


def test_a_robot_that_fetches_the_address_opens_nothing(client, offered):
    address = link_to(offered)
    size = ledger_size()

    for _time in range(3):
        assert client.get(address).status_code == 200
    client.head(address)

    assert EntryLink.objects.get().opened_at is None
    assert ledger_size() == size
    assert client.get(f"/plans/{offered.pk}/answer/").status_code == 302, "nothing was opened"
    assert not User.objects.exclude(phone_verified_at=None).exists()


def test_a_link_signs_nobody_in(client, offered):
    homes.client_actor(offered.plan.household)

    client.post(link_to(offered))

    assert SESSION_KEY not in client.session
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/me/",
        "/me/messages/",
        "/me/password/new/",
        "/me/second-factor/",
        "/my/",
        "/my/visits/",
        "/my/consents/",
        "/households/",
        "/households/{household}/",
        "/plans/{version}/",
        "/plans/{version}/paper.pdf",
        "/plans/{other}/answer/",
        "/today/",
    ],
)
def test_a_link_opens_nothing_else(client, offered, lin, branch, address):
    other = plans.offered_plan(homes.open_household(branch, name="李家", by=lin), by=lin)
    client.post(link_to(offered))

    answer = client.get(
        address.format(household=offered.plan.household_id, version=offered.pk, other=other.pk)
    )

    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")


def test_a_link_shows_no_confidences(client, offered):
    client.post(link_to(offered))

    shown = client.get(f"/plans/{offered.pk}/answer/").content.decode()

    assert offered.goal not in shown
    assert "paper.pdf" not in shown
    assert PHONE not in shown
    assert "137••••1001" in shown, "where the code would go"


def test_a_link_withdraws_no_consent(client, offered):
    household = offered.plan.household
    consent = household.consents.get(purpose="health")
    client.post(link_to(offered))

    client.post(f"/households/{household.pk}/consents/{consent.pk}/withdrawal/")
    client.post(f"/my/consents/{household.pk}/{consent.pk}/withdrawal/")

    assert Consent.objects.get(id=consent.pk).withdrawn_at is None


def test_a_link_signs_no_plan_and_declines_none(client, offered):
    client.post(link_to(offered))
    size = ledger_size()

    signed = client.post(
        f"/plans/{offered.pk}/answer/", {"number": offered.number, "signed_name": "吴女士"}
    )
    declined = client.post(f"/plans/{offered.pk}/answer/no/", {"number": offered.number})

    assert signed.status_code == 403
    assert declined.status_code == 302, "to where one signs in"
    assert PlanVersion.objects.get(id=offered.pk).status == "offered"
    assert ledger_size() == size


def test_a_wish_by_link_is_on_record_as_by_link(client, offered):
    client.post(link_to(offered))

    client.post(
        f"/plans/{offered.pk}/answer/wish/", {"number": offered.number, "words": "周三行吗"}
    )

    assert ChangeWish.objects.get().user is None
    assert Event.objects.get(kind="plan.change_asked").role == "link"


def test_with_the_code_the_page_is_theirs(client, offered):
    """Requirement 8.3: whoever signs has shown, with a code, whose telephone it is."""
    address = f"/plans/{offered.pk}/answer/"
    client.post(link_to(offered))

    asked = client.post("/sign-in/mine/")
    assert asked.status_code == 302
    assert Notice.objects.get(kind="code").address.endswith(PHONE)
    page = client.get(asked.url).content.decode()
    assert PHONE not in page

    answer = client.post(asked.url, {"code": code_sent(), "next": address})
    assert answer.url == address

    shown = client.get(address).content.decode()
    assert offered.goal in shown
    signed = client.post(address, {"number": offered.number, "signed_name": "吴女士"})
    assert signed.status_code == 302
    offered.refresh_from_db()
    assert offered.status == "accepted"
    assert offered.approval.user.phone.endswith(PHONE)


def test_the_code_goes_to_the_contact_whoever_holds_the_link(client, desk, offered):
    """A colleague who opens the client's link gets no further than reading it."""
    shown = desk.post(f"/plans/{offered.pk}/link/").content.decode()
    address = "/go/" + shown.split("/go/")[1].split("/")[0] + "/"
    client.post(address)

    client.post("/sign-in/mine/")

    assert Notice.objects.get(kind="code").address.endswith(PHONE)
    assert not Standing.objects.exists()


def test_signing_ends_the_link(client, client_factory, offered):
    address = link_to(offered)
    reader = client_factory()
    reader.post(address)
    assert reader.get(f"/plans/{offered.pk}/answer/").status_code == 200

    plans.accept(offered)

    assert reader.get(f"/plans/{offered.pk}/answer/").status_code == 302
    over = client.post(address)
    assert over.status_code == 409
    assert "021-62345678" in over.content.decode()


def test_revoking_the_link_ends_the_visit_at_its_next_page(client, offered):
    address = link_to(offered)
    client.post(address)

    commands.revoke_link(actor=HANDOFFS, link_id=EntryLink.objects.get().pk, at=now())

    assert client.get(f"/plans/{offered.pk}/answer/").status_code == 302
    assert client.get(address).status_code == 409


def test_the_visit_ends_with_the_link(client, offered):
    address = link_to(offered)
    client.post(address)

    EntryLink.objects.update(
        created_at=offered.offered_at - timedelta(days=8),
        expires_at=offered.offered_at - timedelta(days=1),
    )

    assert client.get(f"/plans/{offered.pk}/answer/").status_code == 302
    assert client.get(address).status_code == 409


@pytest.mark.parametrize("token", ["guessed", "1-", "²" * 40])
def test_a_link_that_nobody_made_is_a_page_with_a_way_on(client, token):
    size = ledger_size()

    for asked in (client.get, client.post):
        answer = asked(f"/go/{token}/")
        assert answer.status_code == 404
        assert "/sign-in/" in answer.content.decode()
    assert ledger_size() == size


@pytest.mark.parametrize("token", ["%00", "a" * 5000, "..%2F..%2F"])
def test_what_is_no_link_at_all_is_no_page(client, token):
    assert client.get(f"/go/{token}/").status_code == 404


def test_whoever_is_signed_in_stays_who_they_are(client, offered):
    li = login("李先生", phone=phone_number())
    client.force_login(li)

    client.post(link_to(offered))
    client.post(
        f"/plans/{offered.pk}/answer/wish/", {"number": offered.number, "words": "周三行吗"}
    )

    assert client.session[SESSION_KEY] == str(li.pk)
    assert ChangeWish.objects.get().user == li, "who pressed is on record"


def test_a_colleague_does_not_act_by_a_clients_link(desk, offered):
    desk.post(link_to(offered))
    size = ledger_size()

    refused = desk.post(
        f"/plans/{offered.pk}/answer/wish/", {"number": offered.number, "words": "周三行吗"}
    )

    assert refused.status_code == 403
    assert not ChangeWish.objects.exists()
    assert ledger_size() == size


class TestANumberThatSignsInElsewhere:
    """A consultant notes the owner's number as a contact's and asks for a link."""

    @pytest.fixture
    def owner(self, branch):
        return staff("owner", branch, name="老板 周建国")

    @pytest.fixture
    def trap(self, owner, monday_morning):
        """A household of another branch whose decider has the owner's number."""
        elsewhere = open_branch(name="徐汇店")
        self.stranger = homes.consultant_of(elsewhere)
        phone = User.objects.get(id=owner.user_id).phone
        household = homes.open_household(elsewhere, phone=phone, by=self.stranger)
        return plans.offered_plan(household, by=self.stranger)

    def test_the_link_is_not_shown_but_sent_to_the_telephone(self, at_desk, trap, owner):
        shown = at_desk(self.stranger).post(f"/plans/{trap.pk}/link/").content.decode()

        assert "/go/" not in shown
        assert Event.objects.filter(kind="plan.offer_sent").exists()

    def test_nobody_becomes_the_owner_by_it(self, client, trap, owner):
        client.post(link_to(trap))

        assert client.get("/settings/").status_code == 302
        client.post("/me/password/new/", {"password1": "n3wpass-word", "password2": "n3wpass-word"})
        assert not User.objects.get(id=owner.user_id).has_usable_password()
        client.post("/sign-in/mine/")
        assert Notice.objects.get(kind="code").user_id == owner.user_id, "the code is the owner's"


class TestPagesOfDesks:
    """For clients and workers they are not there."""

    @pytest.fixture
    def family(self, at_desk, wu):
        return at_desk(homes.client_actor(wu))

    @pytest.mark.parametrize(
        "address", ["/households/{}/", "/households/", "/today/", "/search/", "/services/"]
    )
    def test_a_client_does_not_find_them(self, family, wu, address):
        assert family.get(address.format(wu.pk)).status_code == 404

    def test_a_client_sees_their_own_page(self, family):
        assert family.get("/my/").status_code == 200


class TestTheFamilysConsents:
    """Who decides takes a consent back where they read it."""

    def test_the_decider_withdraws_and_agrees(self, at_desk, wu):
        """Requirement 8.4: a consent is withdrawn as easily as it is given."""
        family = at_desk(homes.client_actor(wu))
        consent = wu.consents.get(purpose="health")

        assert "健康" in family.get("/my/consents/").content.decode()
        asked = family.get(f"/my/consents/{wu.pk}/{consent.pk}/withdrawal/")
        assert "健康" in asked.content.decode(), "one reads what it is that ends"
        family.post(f"/my/consents/{wu.pk}/{consent.pk}/withdrawal/")
        assert Consent.objects.get(id=consent.pk).withdrawn_at

        family.post(f"/my/consents/{wu.pk}/", {"purpose": "photos"})
        assert wu.consents.filter(purpose="photos", withdrawn_at=None).exists()

    def test_a_relative_reads_and_changes_nothing(self, at_desk, wu, lin):
        relative = at_desk(homes.relative_actor(wu, by=lin))
        consent = wu.consents.get(purpose="health")
        size = ledger_size()

        assert relative.get("/my/consents/").status_code == 200
        relative.post(f"/my/consents/{wu.pk}/{consent.pk}/withdrawal/")

        assert Consent.objects.get(id=consent.pk).withdrawn_at is None
        assert ledger_size() == size

    def test_another_family_is_not_there(self, at_desk, wu, branch, lin):
        other = homes.open_household(branch, name="李家", by=lin)
        family = at_desk(homes.client_actor(other))
        consent = wu.consents.get(purpose="health")

        answer = family.post(f"/my/consents/{wu.pk}/{consent.pk}/withdrawal/")

        assert answer.status_code == 404
        assert Consent.objects.get(id=consent.pk).withdrawn_at is None
