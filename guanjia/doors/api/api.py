"""The programming interface: version 1, one router a chapter, refusals in one place."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from guanjia.db.troubles import not_now
from guanjia.doors.actors import actor_of
from guanjia.doors.api.bearer import Bearer
from guanjia.doors.api.problems import problem
from guanjia.doors.refusals import in_words, status_of
from guanjia.flow.chapter import modules_named
from guanjia.kernel.errors import Invalid, Refusal
from guanjia.kernel.shelves import Shelf


def _for_those_let_in(describe: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the description to programs with a good token and to desks that are signed in."""

    @wraps(describe)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        let_in = settings.API_IS_DESCRIBED_TO_ALL or actor_of(request).is_staff
        if let_in or bearer(request):
            return describe(request, *args, **kwargs)
        return unknown(request, AuthenticationError())

    return guarded


class DescribedOnce(NinjaAPI):
    """An interface whose description is composed when it is first asked for."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return what the interface offers; the same for everybody."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        compose = super().get_openapi_schema
        return descriptions.take(prefix, lambda: compose(path_prefix=prefix))


descriptions: Shelf[OpenAPISchema] = Shelf(1)
bearer = Bearer()
api = DescribedOnce(
    title="Guanjia",
    version="1",
    description=(
        "Households, plans, visits and what they achieved. Amounts are whole fen (1/100 yuan), "
        "times ISO 8601 with a zone, days are those of the branch. Every creating call takes a "
        "key of the caller's own, so that it may safely be repeated."
    ),
    auth=bearer,
    docs_url=None,
    docs_decorator=_for_those_let_in,
    urls_namespace="api",
)
for chapter in modules_named(settings.CHAPTERS, "guanjia.doors.api.{}"):
    api.add_router("", chapter.router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """A polite no of the house."""
    field = error.field if isinstance(error, Invalid) else ""
    said = problem(status_of(error), in_words(error), field)
    if error.again_after_seconds is not None:
        said["Retry-After"] = str(error.again_after_seconds)
    return said


@api.exception_handler(DatabaseError)
@api.exception_handler(OSError)
def hindered(request: HttpRequest, error: Exception) -> HttpResponse:
    """The house is busy or its disk is full; anything else is a fault of ours."""
    if in_the_way := not_now(error):
        return refused(request, in_the_way)
    raise error


@api.exception_handler(ObjectDoesNotExist)
@api.exception_handler(Http404)
def absent(request: HttpRequest, error: Exception) -> HttpResponse:
    """What the caller may not see does not exist for them."""
    return problem(404, gettext("There is no such thing here."))


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token, or one that is no longer good."""
    words = gettext("Please send a token that is still good: “Authorization: Bearer …”.")
    return problem(401, words)


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The request has not the documented shape; the first fault is named by its path."""
    first: dict[str, Any] = error.errors[0] if error.errors else {}
    path = ".".join(str(step) for step in first.get("loc", ())[1:])
    return problem(422, str(first.get("msg", "")), path)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Such as a body that is no JSON."""
    return problem(error.status_code, str(error))
