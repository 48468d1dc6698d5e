"""What tests of coming in ask for."""

import pytest
from django.test import Client


@pytest.fixture
def client_factory():
    """Make another browser, with cookies of its own."""
    return Client
