"""E-mail 电子邮件, by the server the operator named."""

from __future__ import annotations

import hashlib
import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage

from huying.notices.ways.carrying import NotCarriedError, is_on
from huying.rules.delivery import Way, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huying.notices.ways.carrying import Message


class MailWay:
    """One plain letter to one mailbox; its id is made of the key, so that the same letter has the same id."""

    way = Way.MAIL

    def is_open(self) -> bool:
        """Tell whether the operator opened it."""
        return is_on("mail")

    def troubles(self) -> Iterator[str]:
        """Yield what is wrong with how it is set up."""
        if self.is_open() and settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
            yield "mail_from"

    def carry(self, message: Message) -> None:
        """Send it."""
        house = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
        headers = {
            "Message-ID": f"<{name}@{house}>",
            "X-Huying-Key": message.key,
            "Auto-Submitted": "auto-generated",
        }
        letter = EmailMessage(subject=message.title, body=f"{message.text}\n", to=[message.to], headers=headers)
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused:
            raise NotCarriedError(Why.BAD_ADDRESS) from None
        except BadHeaderError:
            raise NotCarriedError(Why.BROKEN) from None
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError):
            raise NotCarriedError(Why.UNREACHABLE) from None
        except smtplib.SMTPException:
            raise NotCarriedError(Why.REFUSED) from None
        except OSError:
            raise NotCarriedError(Why.UNREACHABLE) from None
