"""The gallery's pages: parts on the desk, parts on the phone, and one page of each kind."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from guanjia.doors.web.context import THEMES
from guanjia.doors.web.gallery.samples import samples
from guanjia.doors.web.navigation import Link

PAGES = ("403", "403_csrf", "404", "500", "offline", "refusal", "confirm")
MENU = tuple(
    Link(words, "#", icon, key, words == "今日")
    for words, icon, key in (
        ("今日", "today", "t"),
        ("接电话", "phone", "n"),
        ("客户家庭", "home", "h"),
        ("服务看板", "board", "b"),
        ("排班", "calendar", "r"),
        ("服务人员", "people", "w"),
        ("回访", "message", "c"),
        ("评估", "chart", "e"),
        ("服务目录", "list", "s"),
    )
)


def _shown(request: HttpRequest, template: str, **words: object) -> HttpResponse:
    chosen = request.GET.get("theme", "")
    words["menu"] = MENU
    words["search_address"] = "#"
    words["frame"] = "phone.html" if request.GET.get("frame") == "phone" else "frame.html"
    if chosen in THEMES:
        words["theme"] = chosen
    return render(request, template, words)


@login_not_required
def desk(request: HttpRequest) -> HttpResponse:
    """Show every part in every state at the desk."""
    return _shown(request, "gallery/desk.html", **samples())


@login_not_required
def phone(request: HttpRequest) -> HttpResponse:
    """Show every part in every state on the phone."""
    return _shown(request, "gallery/phone.html", **samples())


@login_not_required
def visit(request: HttpRequest) -> HttpResponse:
    """Show a worker's visit: the phone card as it is meant."""
    return _shown(request, "gallery/visit.html", **samples())


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """Show a list as it is meant."""
    return _shown(request, "gallery/list.html", **samples())


@login_not_required
def record(request: HttpRequest) -> HttpResponse:
    """Show a record as it is meant."""
    return _shown(request, "gallery/record.html", **samples())


@login_not_required
def paper(request: HttpRequest) -> HttpResponse:
    """Show a paper as it is meant."""
    return _shown(request, "gallery/paper.html", **samples())


@login_not_required
def whole_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show the page for a refusal or an error."""
    if name not in PAGES:
        raise Http404
    return _shown(
        request,
        f"{name}.html",
        refusal="这份方案已经有新版本，请看最新的一版。",
        title="确认排班？",
        words="将通知 3 位客户、2 位阿姨。",
        verb="确认排班",
        action="#",
        back="#",
    )
