"""
SMS by Alibaba Cloud (Dysmsapi, SendSms of 2017-05-25).

The client is the provider's core library, which signs and speaks; the newer generated client brings
twenty packages for the one call made here.
"""

import json
from typing import Any

from guanjia.outbound.messages.account import (
    SECONDS_TO_ANSWER,
    SECONDS_TO_CONNECT,
    Account,
    hush,
    own_account,
)
from guanjia.outbound.messages.protocol import (
    ACCOUNT,
    BUSY,
    GARBLED,
    NUMBER,
    REFUSED,
    SIGNATURE,
    SILENT,
    TEMPLATE,
    THROTTLED,
    Message,
    NotSent,
    Refused,
    Unreachable,
)
from guanjia.outbound.messages.registered import fitting

ADDRESS = "dysmsapi.aliyuncs.com"
REGION = "cn-hangzhou"
LONGEST_KEY = 256
"""Of OutId, which comes back with receipts and in the provider's own records."""

REFUSALS = {
    "isv.MOBILE_NUMBER_ILLEGAL": NUMBER,
    "isv.MOBILE_COUNT_OVER_LIMIT": NUMBER,
    "isv.NOT_SUPPORTED_COUNTRY": NUMBER,
    "isv.SMS_TEMPLATE_ILLEGAL": TEMPLATE,
    "isv.TEMPLATE_MISSING_PARAMETERS": TEMPLATE,
    "isv.TEMPLATE_PARAMS_ILLEGAL": TEMPLATE,
    "isv.SMS_CONTENT_ILLEGAL": TEMPLATE,
    "isv.INVALID_JSON_PARAM": TEMPLATE,
    "isv.INVALID_PARAMETERS": TEMPLATE,
    "isv.PARAM_LENGTH_LIMIT": TEMPLATE,
    "isv.PARAM_NOT_SUPPORT_URL": TEMPLATE,
    "isv.SMS_SIGNATURE_ILLEGAL": SIGNATURE,
    "isv.SMS_SIGN_ILLEGAL": SIGNATURE,
    "isv.SIGN_NAME_ILLEGAL": SIGNATURE,
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": SIGNATURE,
    "isv.SMS_TEST_SIGN_TEMPLATE_LIMIT": SIGNATURE,
    "isv.BLACK_KEY_CONTROL_LIMIT": REFUSED,
}
THROTTLES = {
    "isv.BUSINESS_LIMIT_CONTROL",
    "isv.DAY_LIMIT_CONTROL",
    "isv.MONTH_LIMIT_CONTROL",
    "isv.SMS_TEST_NUMBER_LIMIT",
}
OURS = (
    "isv.OUT_OF_SERVICE",
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.ACCOUNT_",
    "isv.PRODUCT_UN",
    "isv.BILLING_",
    "isv.DENY_IP",
    "isv.RAM_",
    "isp.RAM_",
    "InvalidAccessKey",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "Forbidden",
    "NoPermission",
    "InvalidTimeStamp",
    "IllegalTimestamp",
)
"""How those begin that say nothing of the message: nothing goes out until somebody mends our account."""
SERVER_ERROR = 500


class Alibaba:
    """Sends SMS by Alibaba Cloud."""

    def __init__(
        self, account: Account | None = None, *, address: str = ADDRESS, scheme: str = "https"
    ) -> None:
        # Whoever sends nothing this way does not wait for the library to be read.
        from aliyunsdkcore.client import AcsClient

        hush("aliyunsdkcore")
        self.account = account or own_account()
        self.address = address
        self.scheme = scheme
        self.client = AcsClient(
            self.account.key,
            self.account.secret,
            REGION,
            auto_retry=False,
            connect_timeout=SECONDS_TO_CONNECT,
            timeout=SECONDS_TO_ANSWER,
        )

    def send(self, message: Message) -> None:
        """Send the registered text that says what the message says."""
        from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException

        fit = fitting(self.account.templates, message.text)
        request = self._request(
            PhoneNumbers=_number(message.address),
            SignName=self.account.sign,
            TemplateCode=fit.template.id,
            TemplateParam=json.dumps(fit.values, ensure_ascii=False),
            OutId=message.key[:LONGEST_KEY],
        )
        try:
            answer = self.client.do_action_with_exception(request)
        except ServerException as error:
            code = str(error.get_error_code())
            if int(error.get_http_status()) >= SERVER_ERROR:
                raise Unreachable(BUSY, code) from error
            raise _not_sent(code) from error
        except ClientException as error:
            raise Unreachable(SILENT, str(error.get_error_code())) from error
        code = _code_in(answer)
        if code != "OK":
            raise _not_sent(code)

    def _request(self, **fields: str) -> Any:
        from aliyunsdkcore.request import CommonRequest

        request = CommonRequest(domain=self.address, version="2017-05-25", action_name="SendSms")
        request.set_method("POST")
        request.set_protocol_type(self.scheme)
        for name, value in fields.items():
            request.add_body_params(name, value)
        return request


def _number(phone: str) -> str:
    """Return a number as the provider wants it: eleven digits at home, else with its country's."""
    return phone.removeprefix("+86") if phone.startswith("+86") else phone.removeprefix("+")


def _code_in(answer: bytes) -> str:
    try:
        return str(json.loads(answer)["Code"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotSent(GARBLED) from error


def _not_sent(code: str) -> NotSent:
    """Return what to make of the provider's own code; what we do not know is tried again."""
    if code in REFUSALS:
        return Refused(REFUSALS[code], code)
    if code in THROTTLES:
        return NotSent(THROTTLED, code)
    if code.startswith(OURS):
        return Unreachable(ACCOUNT, code)
    if code.startswith("Throttling"):
        return Unreachable(BUSY, code)
    return NotSent(BUSY, code)
