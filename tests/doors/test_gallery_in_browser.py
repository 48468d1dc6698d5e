"""The parts as a browser shows them: readable by all, usable by key, thumb and without scripts."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Route

from tests.browsers import Browser

pytestmark = pytest.mark.browser

LARGE_SYSTEM_TYPE = "document.documentElement.style.fontSize = '175%'"
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
STANDARD = {
    "runOnly": LEVELS,
    # The checker would copy imported style sheets into the page, which the content policy forbids.
    "preload": False,
}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing: what matters is asserted."""


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """Serve the gallery alone; it needs no database."""
    with override_settings(ROOT_URLCONF="guanjia.doors.web.gallery.urls", DEBUG=True):
        application = StaticFilesHandler(get_wsgi_application())
        with make_server("127.0.0.1", 0, application, _Server, _Quiet) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}/"
            server.shutdown()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", ["", "record/"])
def test_the_desk_is_accessible(browser: Browser, gallery: str, page: str, theme: str) -> None:
    window = browser.desk()
    window.goto(f"{gallery}{page}?theme={theme}")

    found = Axe().run(window, options=STANDARD)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", ["phone/", "visit/"])
def test_the_phone_is_accessible_in_sunlight(
    browser: Browser, gallery: str, page: str, theme: str
) -> None:
    window = browser.phone()
    window.goto(f"{gallery}{page}?theme={theme}")

    found = Axe().run(
        window,
        options=STANDARD | {"runOnly": [*LEVELS, "wcag2aaa"]},
    )

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("page", ["", "visit/", "list/", "record/"])
def test_nothing_is_wider_than_a_phone_with_large_system_type(
    browser: Browser, gallery: str, page: str
) -> None:
    window = browser.phone()
    window.goto(gallery + page)

    assert not window.evaluate(TOO_WIDE)
    window.evaluate(LARGE_SYSTEM_TYPE)
    assert not window.evaluate(TOO_WIDE)


def test_a_form_is_sent_once_however_often_its_button_is_pressed(
    browser: Browser, gallery: str
) -> None:
    window = browser.desk()
    window.goto(gallery)
    sent: list[str] = []

    def note(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            route.fulfill(status=204)
        else:
            route.continue_()

    window.route("**/*", note)

    window.locator("form[data-unsaved] [data-busy]").evaluate("b => { b.click(); b.click() }")
    window.wait_for_timeout(300)

    assert sent == [gallery]


def test_a_confirmation_opens_in_place_and_closes_by_key(browser: Browser, gallery: str) -> None:
    window = browser.desk()
    window.goto(gallery)

    window.locator("[data-dialog=sample]").click()
    assert window.locator("dialog#sample").is_visible()
    window.keyboard.press("Escape")
    assert not window.locator("dialog#sample").is_visible()


def test_without_scripts_the_same_button_leads_to_a_page_that_asks(
    browser: Browser, gallery: str
) -> None:
    window = browser.desk(java_script_enabled=False)
    window.goto(gallery)

    window.locator("[data-dialog=sample]").click()

    assert window.url == f"{gallery}?confirm"


def test_without_scripts_a_chart_is_its_rows(browser: Browser, gallery: str) -> None:
    window = browser.desk(java_script_enabled=False)
    window.goto(gallery + "record/")

    assert window.locator(".plot table").is_visible()
    assert not window.locator(".plot-canvas").is_visible()


def test_with_scripts_a_chart_is_drawn_and_its_rows_fold_away(
    browser: Browser, gallery: str
) -> None:
    window = browser.desk()
    window.goto(gallery + "record/")

    window.locator(".plot-canvas canvas").wait_for()
    assert not window.locator(".plot table").is_visible()


def test_the_choice_of_dark_is_remembered(browser: Browser, gallery: str) -> None:
    window = browser.desk(color_scheme="light")
    window.goto(gallery)

    window.locator("[data-theme-switch]").click()
    window.reload()

    assert window.locator("html[data-theme=dark]").count() == 1


def test_the_keyboard_walks_along_the_rows(browser: Browser, gallery: str) -> None:
    window = browser.desk()
    window.goto(gallery + "list/")

    for key in "jjk":
        window.keyboard.press(key)

    assert window.evaluate("document.activeElement.textContent") == "王秀英家"


def test_a_signature_drawn_with_a_finger_goes_with_the_form(browser: Browser, gallery: str) -> None:
    window = browser.phone()
    window.goto(gallery + "phone/")
    pad = window.locator("[data-signature] canvas")
    pad.wait_for()
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()

    assert box is not None
    window.mouse.move(box["x"] + 40, box["y"] + 40)
    window.mouse.down()
    window.mouse.move(box["x"] + 140, box["y"] + 90, steps=6)
    window.mouse.up()

    assert window.locator("input[name=signature]").input_value().startswith("data:image/png")
