"""A record as a whole: showing it, and doing what its forms and buttons ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import NOT_SENT, Question, Sent, confirm, posted, press, submit, to
from guanjia.doors.web.forms.refusing import SAME
from guanjia.doors.web.record.declared import Looked, Row, Tab, TabLink, Words, nothing
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Refusal

View = Callable[..., HttpResponse]
Command = Callable[..., Any]
Said = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Generic[Row]):
    """
    Everything a record page has.

    :param address: the name of its page; it and the commands call the row `named`
    :param find: asks for the finished row: the actor, its number, when
    :param says: what the page says beyond its row, whichever tab is shown
    :param tabs: its sides, the usual one first
    :param usual: the tab shown where the address names none, if that depends on the row
    :param forms: the empty forms that stand on the page, by their names in the template
    """

    address: str
    template: str
    named: str
    find: Callable[[Actor, int, datetime], Row]
    says: Callable[[Looked[Row]], Words] = nothing
    tabs: tuple[Tab[Row], ...] = ()
    usual: Callable[[Row], str] | None = None
    forms: tuple[tuple[str, type[Form]], ...] = ()

    def show(
        self, request: HttpRequest, row_id: int, sent: Sent = NOT_SENT, **more: Any
    ) -> HttpResponse:
        """
        Show the record, with what was just refused or is shown only now.

        :raises Http404: if the address names a tab that there is none of
        """
        actor, at = actor_of(request), now()
        looked = Looked(request, actor, at, self.find(actor, row_id, at))
        words: Words = {name: form() for name, form in self.forms} | self.says(looked)
        if self.tabs:
            tab = self._tab(looked)
            words |= tab.load(looked) | {"tab": tab.name, "tabs": self._links(looked, tab, row_id)}
        words |= {"row": looked.row, "refusal": sent.words} | more
        return page(request, self.template, status=sent.status, **words)

    @property
    def view(self) -> View:
        """The page itself, where nothing is sent to it."""

        @require_GET
        def view(request: HttpRequest, **named: Any) -> HttpResponse:
            return self.show(request, named[self.named])

        return view

    def page(self, act: Command, form: str, **how: Any) -> View:
        """Return the page itself, which also takes in one of its forms; `how` is that of `form`."""
        return require_http_methods(["GET", "POST"])(self._taking(act, form, **how))

    def form(self, act: Command, form: str, **how: Any) -> View:
        """
        Return what takes in a form that stands on the page.

        :param form: its name among the record's forms
        :param how: `said`, `undo`, `page_says`, `display_name`, `unread` as those of `forms.submit`
        """
        return require_POST(self._taking(act, form, **how))

    def button(self, act: Command, *, said: Said = "", **how: Any) -> View:
        """Return what does an act at a press of a button; a refusal is said on the record."""

        @require_POST
        def view(request: HttpRequest, **named: Any) -> HttpResponse:
            sent = press(
                request,
                lambda: act(actor=actor_of(request), at=now(), **named),
                onward=self._back(request, named),
                said=str(said),
                **how,
            )
            return sent.answer or self.show(request, named[self.named], sent)

        return view

    def asked(
        self, act: Command, question: Callable[[Looked[Row]], Question], *, said: Said = ""
    ) -> View:
        """
        Return what asks first, as a dialog or a page of its own, and then does an act.

        :param question: what is asked; it raises the refusal of what may not be asked about
        """

        @require_http_methods(["GET", "POST"])
        def view(request: HttpRequest, **named: Any) -> HttpResponse:
            actor, at = actor_of(request), now()
            return confirm(
                request,
                lambda: question(
                    Looked(request, actor, at, self.find(actor, named[self.named], at))
                ),
                lambda: act(actor=actor, at=at, **named),
                onward=self._back(request, named),
                said=str(said),
            )

        return view

    def _taking(
        self,
        act: Command,
        form: str,
        *,
        said: Said = "",
        undo: str | Callable[[Any], str] = "",
        page_says: type[Refusal] | tuple[type[Refusal], ...] = (),
        field_names: Any = SAME,
        unread: Said = "",
    ) -> View:
        shape = dict(self.forms)[form]

        def view(request: HttpRequest, **named: Any) -> HttpResponse:
            filled = shape(posted(request))
            sent = submit(
                request,
                filled,
                lambda data: act(actor=actor_of(request), at=now(), **named, **data),
                onward=self._back(request, named),
                said=str(said),
                undo=undo,
                page_says=page_says,
                field_names=field_names,
                unread=str(unread),
            )
            return sent.answer or self.show(request, named[self.named], sent, **{form: filled})

        return view

    def _back(self, request: HttpRequest, named: dict[str, Any]) -> str:
        tab = request.GET.get("tab", "")
        query = {"tab": tab} if any(tab == one.name for one in self.tabs) else {}
        return to(self.address, named[self.named], **query)

    def _tab(self, looked: Looked[Row]) -> Tab[Row]:
        usual = self.usual(looked.row) if self.usual else self.tabs[0].name
        wanted = looked.request.GET.get("tab", usual)
        for tab in self.tabs:
            if tab.name == wanted:
                return tab
        raise Http404

    def _links(self, looked: Looked[Row], shown: Tab[Row], row_id: int) -> list[TabLink]:
        return [
            TabLink(
                tab.name,
                str(tab.label),
                to(self.address, row_id, tab=tab.name),
                tab is shown,
                tab.count(looked),
            )
            for tab in self.tabs
        ]
