"""E-mail, by Django's mail settings."""

from contextlib import suppress
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from guanjia.outbound.messages.protocol import (
    ACCOUNT,
    BUSY,
    NUMBER,
    REFUSED,
    SILENT,
    Message,
    NotSent,
    Refused,
    Unreachable,
)

FOR_GOOD = 500
"""From here on a mail server's answer is final (RFC 5321, 4.2.1); below, it may be asked again."""


class Mail:
    """Sends e-mail by Django's mail settings."""

    def send(self, message: Message) -> None:
        """Send the message, marked with its key so that mail programs show it once."""
        host = settings.PUBLIC_ADDRESS.rpartition("/")[2].partition(":")[0] or "guanjia"
        server = get_connection()
        mail = EmailMessage(
            subject=message.title,
            body=message.text,
            to=[message.address],
            headers={"Message-ID": f"<{message.key.replace(' ', '')}@{host}>"},
            connection=server,
        )
        try:
            mail.send()
        except SMTPAuthenticationError as error:
            raise Unreachable(ACCOUNT, str(error.smtp_code)) from error
        except SMTPRecipientsRefused as error:
            code, _words = next(iter(error.recipients.values()), (0, b""))
            raise _not_sent(code, NUMBER) from error
        except SMTPConnectError as error:
            raise Unreachable(SILENT, str(error.smtp_code)) from error
        except SMTPSenderRefused as error:
            if error.smtp_code >= FOR_GOOD:
                raise Unreachable(ACCOUNT, str(error.smtp_code)) from error
            raise NotSent(BUSY, str(error.smtp_code)) from error
        except SMTPResponseException as error:
            raise _not_sent(error.smtp_code, REFUSED) from error
        except (SMTPException, OSError) as error:
            raise Unreachable(SILENT, type(error).__name__) from error
        except ValueError as error:
            # An address or a title that can stand in no letter's head.
            raise Refused(NUMBER, type(error).__name__) from error
        finally:
            # A server that did not let us in is still on the line.
            with suppress(OSError):
                server.close()


def _not_sent(code: int, for_good: str) -> NotSent:
    if code >= FOR_GOOD:
        return Refused(for_good, str(code))
    return NotSent(BUSY, str(code))
