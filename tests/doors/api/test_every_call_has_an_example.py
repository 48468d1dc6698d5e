"""A call without an example would be tried with the wrong method by the tests that walk all calls."""

from guanjia.doors.api.api import api
from tests.doors.bodies import BODIES


def test_every_call_that_changes_something_has_an_example():
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    changing = {
        (path.strip("/").replace("{", "<").replace("}", ">"), method.upper())
        for path, calls in paths.items()
        for method in calls
        if method != "get"
    }
    tried = {
        (route, method)
        for route, bodies in BODIES.items()
        if route.startswith("api/")
        for method in bodies
    }

    assert tried == changing
