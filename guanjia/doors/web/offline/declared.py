"""What a chapter says of its pages that work without network."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.offline.telling import FromPhone


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflinePages:
    """
    The pages of a chapter that work without network.

    :param noun: what the acts are told of; receipts are keyed by it and by the row's number
    :param once: the chapter's command that does an act once; it takes the row as `<noun>_id`
    :param service_worker: the name of the address of the script that keeps pages: what stands beside
        and below it is within its reach
    :param away: the name of the address of what is shown instead of a page that is not kept
    :param away_page: the template of that
    :param kept: which addresses below are kept, as an expression on the rest of the path
    :param cards: what stands on another page without network: an expression on the rest of the
        path, and what replaces it
    """

    noun: str
    once: Callable[..., bool]
    service_worker: str
    away: str
    away_page: str = "offline.html"
    kept: str
    cards: tuple[tuple[str, str], ...] = ()

    def take(
        self,
        request: HttpRequest,
        row_id: int,
        *,
        about: str,
        form: FromPhone,
        act: Callable[[datetime], object],
    ) -> bool:
        """
        Do what a phone tells of a row, unless it was done before; return whether it was done now.

        :param about: which act upon the row it is, the same word as `data-act` of its form
        :param form: how it came, read already
        :param act: does it, given when it happened by our clock
        """
        return self.once(
            actor=actor_of(request),
            **{f"{self.noun}_id": row_id},
            about=about,
            sending=form.sending(),
            act=act,
            at=now(),
        )

    def answer_script(self, request: HttpRequest) -> HttpResponse:
        """Return the service worker; it may keep only what is beside and below its address."""
        address = reverse(self.service_worker)
        declared = {
            "scope": address.rpartition("/")[0] + "/",
            "away": reverse(self.away),
            "kept": self.kept,
            "cards": self.cards,
        }
        return render(
            request,
            "offline/service_worker.js",
            {"declared": json.dumps(declared)},
            content_type="text/javascript",
        )

    def answer_away(self, request: HttpRequest) -> HttpResponse:
        """Return what the phone shows instead of a page that it has not kept."""
        return page(request, self.away_page)
