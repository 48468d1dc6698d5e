"""Rendering pages from finished values: a template that asks the database for anything is a fault."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanjia.doors.actors import actor_of
from guanjia.kernel.errors import NotNow


class QueryInTemplate(AssertionError):
    """A template reached for the database; give it a finished value instead."""


def _no_query(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    raise QueryInTemplate(sql)


def page(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """
    Render `template`, or its named part (`page.html#part`), with every query already made.

    :raises QueryInTemplate: if the template asks the database for anything
    """
    words.setdefault("actor", actor_of(request))
    with connection.execute_wrapper(_no_query):
        answer = render(request, template, words, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = str(NotNow.again_after_seconds)
    return answer
