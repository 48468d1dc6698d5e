"""What somebody who holds nothing learns, and breaks, at the door: nothing."""

import pytest
from django.urls import reverse

from guanjia.outbound.models import Notice
from tests.world.company import ledger_size, login

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "13712341001", "13712341002"


def test_sending_the_code_again_tells_nobody_whether_a_number_is_known(client_factory):
    login("吴女士", phone=KNOWN)
    answers = []
    for number in (KNOWN, UNKNOWN):
        visitor = client_factory()
        asked = visitor.post("/sign-in/", {"phone": number})
        again = visitor.post(asked.url, {"action": "resend"})
        answers.append((asked.status_code, again.status_code, again.url))

    assert answers[0] == answers[1]
    assert answers[0][1] == 302
    assert {notice.address[-11:] for notice in Notice.objects.filter(kind="code")} == {KNOWN}


@pytest.mark.parametrize(
    "credential", ["{}", "[]", "1", '{"id": "x"}', '{"id": "AA", "response": {"a": 1}}', "null"]
)
def test_a_passkey_that_is_none_is_refused_in_words(client, credential):
    size = ledger_size()
    client.get(reverse("account_login"))

    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert answer.status_code in {302, 422}
    assert ledger_size() == size
    assert client.get("/me/").status_code == 302
