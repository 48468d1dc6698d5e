"""SMS by Tencent Cloud (SendSms of 2021-01-11)."""

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
    BLOCKED,
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

ADDRESS = "sms.tencentcloudapi.com"
REGION = "ap-guangzhou"
LONGEST_KEY = 512
"""Of SessionContext, which comes back with the answer and with receipts."""

REFUSALS = {
    "FailedOperation.PhoneNumberInBlacklist": BLOCKED,
    "FailedOperation.PhoneNumberParseFail": NUMBER,
    "InvalidParameterValue.IncorrectPhoneNumber": NUMBER,
    "InvalidParameterValue.ContentLengthLimit": TEMPLATE,
    "InvalidParameterValue.TemplateParameterFormatError": TEMPLATE,
    "InvalidParameterValue.TemplateParameterLengthLimit": TEMPLATE,
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": TEMPLATE,
    "FailedOperation.TemplateIncorrectOrUnapproved": TEMPLATE,
    "FailedOperation.TemplateIdNotExist": TEMPLATE,
    "FailedOperation.TemplateUnapprovedOrNotExist": TEMPLATE,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": TEMPLATE,
    "FailedOperation.MissingTemplateToModify": TEMPLATE,
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone": TEMPLATE,
    "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone": TEMPLATE,
    "FailedOperation.SignatureIncorrectOrUnapproved": SIGNATURE,
    "FailedOperation.ContainSensitiveWord": REFUSED,
}
OURS = (
    "AuthFailure",
    "UnauthorizedOperation",
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.ForbidAddMarketingTemplates",
    "InvalidParameterValue.SdkAppIdNotExist",
    "UnauthorizedOperation.SdkAppIdIsDisabled",
    "UnsupportedOperation.UnsuportedRegion",
    "IpInBlacklist",
    "IpNotInWhitelist",
)
"""How those begin that say nothing of the message: nothing goes out until somebody mends our account."""
OF_ONE_NUMBER = "LimitExceeded.PhoneNumber"
NOT_HEARD = ("ClientNetworkError", "ServerNetworkError")
UNREADABLE = ("JSONDecodeError", "ValueError", "KeyError", "TypeError", "AttributeError")


class Tencent:
    """Sends SMS by Tencent Cloud."""

    def __init__(
        self, account: Account | None = None, *, address: str = ADDRESS, scheme: str = "https"
    ) -> None:
        # Whoever sends nothing this way does not wait for the library to be read.
        from tencentcloud.common.credential import Credential
        from tencentcloud.common.profile.client_profile import ClientProfile
        from tencentcloud.common.profile.http_profile import HttpProfile
        from tencentcloud.sms.v20210111.sms_client import SmsClient

        hush("tencentcloud_sdk_common", "urllib3")
        self.account = account or own_account()
        profile = ClientProfile(
            httpProfile=HttpProfile(
                protocol=scheme,
                endpoint=address,
                reqTimeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER),
            )
        )
        self.client = SmsClient(Credential(self.account.key, self.account.secret), REGION, profile)

    def send(self, message: Message) -> None:
        """Send the registered text that says what the message says."""
        from tencentcloud.common.exception.tencent_cloud_sdk_exception import (
            TencentCloudSDKException,
        )
        from tencentcloud.sms.v20210111.models import SendSmsRequest

        fit = fitting(self.account.templates, message.text)
        request = SendSmsRequest()
        request.PhoneNumberSet = [message.address]
        request.SmsSdkAppId = self.account.app
        request.SignName = self.account.sign
        request.TemplateId = fit.template.id
        request.TemplateParamSet = _in_order(fit.values)
        request.SessionContext = message.key[:LONGEST_KEY]
        try:
            answer = self.client.SendSms(request)
        except TencentCloudSDKException as error:
            raise _not_sent(str(error.get_code())) from error
        answers: list[Any] = list(answer.SendStatusSet or [])
        if len(answers) != 1:
            raise NotSent(GARBLED)
        if answers[0].Code != "Ok":
            raise _not_sent(str(answers[0].Code))


def _in_order(values: dict[str, str]) -> list[str]:
    """Return the values as {1}, {2} and so on want them, whatever order the text has them in."""
    if all(name.isascii() and name.isdecimal() for name in values):
        return [values[name] for name in sorted(values, key=int)]
    return list(values.values())


def _not_sent(code: str) -> NotSent:
    """Return what to make of the provider's own code; what we do not know is tried again."""
    if code in REFUSALS:
        return Refused(REFUSALS[code], code)
    if code.startswith(OF_ONE_NUMBER):
        return NotSent(THROTTLED, code)
    if code.startswith(OURS):
        return Unreachable(ACCOUNT, code)
    if code in NOT_HEARD:
        return Unreachable(SILENT, code)
    if code in UNREADABLE:
        return NotSent(GARBLED, code)
    if code.startswith(("InternalError", "RequestLimitExceeded", "LimitExceeded")):
        return Unreachable(BUSY, code)
    return NotSent(BUSY, code)
