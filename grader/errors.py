"""Every error of grader, as one tree. An error says what happened and what to do about it.

GraderError
├── InputError            what was handed in cannot be read: mend the named field or row
├── SettingsError         a setting is missing or wrong: set the named variable
├── RubricError           a rubric file is wrong: mend the named file, line and field
│   └── UnknownRubric     no rubric has this id
├── PromptError           a prompt template is missing or wrong
├── NotFound              nothing of yours has this id
├── Conflict              what is kept stands against it: a held grade, a key used for another body
├── AccessDenied          no key, an unknown one, or one without the scope that this needs
├── LimitReached          more than is allowed at a time: wait, or send less
├── StoreError            what is kept cannot be read or written: see to the named file
└── JudgeError            the judge could not give a judgment
    ├── Unreachable       the connection failed, was reset or broke off      (retried)
    ├── ServerFailed      the provider answered 5xx                          (retried)
    ├── RateLimited       429, wait and try again                            (retried)
    ├── QuotaExhausted    429, the account has no budget left
    ├── RequestRejected   400, 401, 403, 404: a setting is wrong
    ├── DeadlineExceeded  the total time allowed for one judgment ran out
    ├── ReplyMalformed    not the JSON that was asked for                    (repaired once)
    ├── PaidInVain        the model replied, but gave no judgment
    │   ├── ReplyTruncated    cut off at the token cap                       (asked once more)
    │   └── JudgeRefused      the model declined or a content filter stopped it
    ├── ReplayMiss        replay only, and this request was never recorded
    ├── CircuitOpen       too many failures in a row, the provider is left alone for a while
    └── QuorumMissed      too few members of a panel gave a judgment
"""

from __future__ import annotations

from grader.usage import Usage


class GraderError(Exception):
    """Base of all errors of this package.

    `message` says what happened, `hint` what to do about it; `str()` joins the two.
    `retryable` tells whether the same call may succeed a moment later.
    """

    retryable = False

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message

    @property
    def code(self) -> str:
        """A stable name for programs: the class name in kebab case, such as `rate-limited`."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


class InputError(GraderError):
    """What was handed in cannot be used. The message names the field or row; mend it and retry."""


class SettingsError(GraderError):
    """A setting is missing or has a wrong value. The message names the environment variable."""


class RubricError(GraderError):
    """A rubric file is wrong. `where` is `file:line`, `field` the dotted path inside the file."""

    def __init__(self, message: str, hint: str = "", *, where: str = "", field: str = "") -> None:
        place = ": ".join(part for part in (where, field) if part)
        super().__init__(f"{place}: {message}" if place else message, hint)
        self.where = where
        self.field = field


class UnknownRubric(RubricError):
    """No rubric has this id. `grader rubrics list` shows those there are."""


class PromptError(GraderError):
    """A prompt template is missing, too large or refers to something it is not given."""


class StoreError(GraderError):
    """What is kept cannot be read or written. The message names the database or file."""


class NotFound(GraderError):
    """Nothing of this tenant's has this id. What belongs to another is not found either."""


class Conflict(GraderError):
    """What is kept stands against it, such as a legal hold. The hint says what to do first."""


class AccessDenied(GraderError):
    """No API key, an unknown or revoked one, or one without the scope that this needs.

    `known` tells whether the caller is known and only lacks the scope.
    """

    def __init__(self, message: str, hint: str = "", *, known: bool = False) -> None:
        super().__init__(message, hint)
        self.known = known


class LimitReached(GraderError):
    """A limit on size, rate or spend is reached. `retry_after` is in seconds, None if in vain."""

    def __init__(self, message: str, hint: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class JudgeError(GraderError):
    """The judge could not give a judgment; the answer is ungraded, never graded low.

    `usage` is what asking took all the same, as far as it is known.
    """

    usage = Usage()


class Unreachable(JudgeError):
    """The endpoint could not be reached or broke off. Check the base URL and the network."""

    retryable = True


class ServerFailed(JudgeError):
    """The provider answered with a server error (5xx). It is retried a few times.

    `retry_after` is in seconds, None when it did not say.
    """

    retryable = True

    def __init__(self, message: str, hint: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class RateLimited(JudgeError):
    """The provider asks to slow down. `retry_after` is in seconds, None when it did not say."""

    retryable = True

    def __init__(self, message: str, hint: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class QuotaExhausted(JudgeError):
    """The account has no budget left. Retrying cannot help; top it up or use another key."""


class BudgetSpent(JudgeError):
    """The limit that you set on calls or cost is reached. What is graded is kept."""


class RequestRejected(JudgeError):
    """The provider rejects the request as it stands (4xx). The hint says what to set."""


class DeadlineExceeded(JudgeError):
    """The time allowed for one judgment ran out. Raise GRADER_DEADLINE or use a faster model."""


class ReplyMalformed(JudgeError):
    """The reply is not the JSON that was asked for. `reply` is its text, for the repair attempt."""

    def __init__(self, message: str, hint: str = "", *, reply: str = "") -> None:
        super().__init__(message, hint)
        self.reply = reply


class PaidInVain(JudgeError):
    """The model replied, but gave no judgment."""

    def __init__(self, message: str, hint: str = "", *, usage: Usage | None = None) -> None:
        super().__init__(message, hint)
        self.usage = usage or Usage()


class ReplyTruncated(PaidInVain):
    """The reply was cut off at the token cap. Raise GRADER_MAX_TOKENS."""


class JudgeRefused(PaidInVain):
    """The model declined or a content filter stopped it. A person has to grade this answer."""


class ReplayMiss(JudgeError):
    """Only recorded replies are allowed, and there is none for this request. Record it first."""


class CircuitOpen(JudgeError):
    """The provider failed several times in a row and is left alone for a while."""


class QuorumMissed(JudgeError):
    """Too few members of the panel gave a judgment for a median to mean anything."""
