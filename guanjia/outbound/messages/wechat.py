"""
Messages of a WeChat service account, to the openid of somebody who follows it.

Spoken with directly: the client library that was in use for it has had no release since 2021. A
template of WeChat has keyed fields; the file of registered texts names our words with those keys as
placeholders ("${thing4} 的服务改在 ${time2}"), and what stands there is what WeChat shows.
"""

from typing import Any

import requests
from django.conf import settings

from guanjia.outbound.messages.account import SECONDS_TO_ANSWER, SECONDS_TO_CONNECT, hush
from guanjia.outbound.messages.protocol import (
    ACCOUNT,
    BLOCKED,
    BUSY,
    GARBLED,
    NUMBER,
    SILENT,
    TEMPLATE,
    Message,
    NotSent,
    Refused,
    Unreachable,
)
from guanjia.outbound.messages.registered import Fitting, Registered, fitting, read

ADDRESS = "https://api.weixin.qq.com"
LONGEST_KEY = 100
SPENT = {40001, 40014, 42001}
"""The token has had its time, or another took its place."""
REFUSALS = {
    40003: NUMBER,
    40037: TEMPLATE,
    41028: TEMPLATE,
    47003: TEMPLATE,
    43004: BLOCKED,
    43101: BLOCKED,
    43108: BLOCKED,
}
OURS = {40013, 40125, 40164, 40243, 41002, 41004, 48001, 48004, 50002, 61024, 89503}
"""Our account is wrong, shut, or calls from an address that is not on its list."""
QUOTA = {45009, 45011}


class WeChat:
    """Sends template messages, or subscribed notices, of a WeChat service account."""

    def __init__(
        self,
        *,
        app: str = "",
        secret: str = "",
        templates: tuple[Registered, ...] = (),
        address: str = ADDRESS,
    ) -> None:
        hush("urllib3")
        named = settings.WECHAT
        self.app = app or named["app"]
        self.secret = secret or named["secret"]
        self.templates = templates or read(named["templates"])
        self.address = address
        self.token = ""

    def send(self, message: Message) -> None:
        """Send the registered text that says what the message says, leading to its link."""
        fit = fitting(self.templates, message.words)
        path, body = _letter(message, fit)
        known = bool(self.token)
        answer = self._with_token(path, body)
        if answer in SPENT and known:
            self.token = ""
            answer = self._with_token(path, body)
        if answer:
            raise _not_sent(answer)

    def _with_token(self, path: str, body: dict[str, Any]) -> int:
        """Send the body with a token, fetched if there is none; return the provider's number."""
        self.token = self.token or self._new_token()
        answer = self._ask(path, body, access_token=self.token)
        code = answer.get("errcode")
        if not isinstance(code, int):
            raise NotSent(GARBLED)
        return code

    def _new_token(self) -> str:
        """
        Return the token of now: all processes get the same one, until it is nearly spent.

        It is good for two hours. When it has had its time, the provider says so and it is fetched
        anew; no clock is asked.
        """
        asked = {"grant_type": "client_credential", "appid": self.app, "secret": self.secret}
        answer = self._ask("/cgi-bin/stable_token", asked)
        token = answer.get("access_token")
        if isinstance(token, str) and token:
            return token
        code = answer.get("errcode")
        if code == -1:
            raise Unreachable(BUSY, "-1")
        raise Unreachable(ACCOUNT, str(code or ""))

    def _ask(self, path: str, body: dict[str, Any], **query: str) -> dict[str, Any]:
        try:
            answer = requests.post(
                f"{self.address}{path}",
                params=query,
                json=body,
                timeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # Its words hold the address that was asked, and that holds the token.
            raise Unreachable(SILENT, type(error).__name__) from None
        if answer.status_code != requests.codes.ok:
            raise Unreachable(BUSY, str(answer.status_code))
        try:
            found = answer.json()
        except ValueError as error:
            raise NotSent(GARBLED) from error
        if not isinstance(found, dict):
            raise NotSent(GARBLED)
        return found


def _letter(message: Message, fit: Fitting) -> tuple[str, dict[str, Any]]:
    """Return where a message is posted and what is posted there."""
    body: dict[str, Any] = {
        "touser": message.address,
        "template_id": fit.template.id,
        "data": {name: {"value": value} for name, value in fit.values.items()},
    }
    if dict(fit.template.options).get("subscribed"):
        return "/cgi-bin/message/subscribe/bizsend", body | {"page": message.link}
    # By this the provider itself brings one message once, if it is sent again within ten minutes.
    once = {"url": message.link, "client_msg_id": message.key[:LONGEST_KEY]}
    return "/cgi-bin/message/template/send", body | once


def _not_sent(code: int) -> NotSent:
    """Return what to make of the provider's own number; what we do not know is tried again."""
    if code in REFUSALS:
        return Refused(REFUSALS[code], str(code))
    if code in OURS or code in SPENT:
        return Unreachable(ACCOUNT, str(code))
    if code in QUOTA:
        return Unreachable(BUSY, str(code))
    return NotSent(BUSY, str(code))
