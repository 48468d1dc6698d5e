"""Whatever is sent to the interface, it answers as documented and never with a fault of its own."""

from datetime import timedelta

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from guanjia.chapters.org import commands as org
from guanjia.config.wsgi import application
from guanjia.doors.clock import now
from tests.world import company, homes, people, plans

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 15
with override_settings(API_IS_DESCRIBED_TO_ALL=True):
    # The entrance asks the database how old it is, and there is none while tests are collected.
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
schema.app = application


@pytest.fixture
def token(own_database):
    """A house with something in it, and the token of somebody who may do much in it."""
    people.ready()
    branch = company.open_branch()
    manager = company.staff("manager", branch)
    household = homes.open_household(branch)
    plans.offered_plan(household, at=now())
    plans.booked_order(
        household, starts_at=(now() + timedelta(days=2)).replace(second=0, microsecond=0), at=now()
    )
    _row, token = org.make_token(actor=manager, name="fuzz", scopes=["read", "write"], at=now())
    return token


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_a_documented_one(case, token):
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
