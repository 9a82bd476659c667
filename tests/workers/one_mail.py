"""`python -m tests.workers.one_mail <call as JSON>`: a mail worker of one mail, for tests that kill it."""

from __future__ import annotations

import asyncio
import sys

from temporalio.testing import ActivityEnvironment

from workers.mail.activities import SmtpMail
from workflows.activities import StepCall

if __name__ == "__main__":
    call = StepCall.model_validate_json(sys.argv[1])
    asyncio.run(ActivityEnvironment().run(SmtpMail().send, call))
