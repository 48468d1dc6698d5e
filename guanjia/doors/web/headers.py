"""What every answer tells the browser: to keep nothing, and which of its senses a page may use."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

USED = ("camera", "geolocation", "microphone")
"""What pages of ours ask for: photos of the work, where somebody arrives, a voice note."""
UNUSED = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "display-capture",
    "fullscreen",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join([*(f"{name}=(self)" for name in USED), *(f"{name}=()" for name in UNUSED)])


class TellTheBrowser:
    """
    Adds to each answer what protects whoever reads it.

    Pages hold homes, health and numbers, so a browser keeps none of them: after signing out at a
    shared machine, the way back shows nothing. An answer that says itself how it may be kept, such
    as the board that is asked for again and again, stays as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["Permissions-Policy"] = PERMISSIONS
        answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return answer
