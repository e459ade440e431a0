"""Telegram's refusals, in Telegram's own words.

The sentences are part of the interface (bots compare them), so they are written exactly as
api.telegram.org answers them, small letter after the prefix included.
"""

from bot.rehearsal.shape import Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
WEBHOOK_SET = "Conflict: terminated by setWebhook request"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refusal(Exception):
    """A call is answered with `code` and `description` instead of a result."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> Json:
        """Answer the refusal as Telegram's JSON."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class Unwilling(Exception):
    """A person cannot do this; the people's side answers it as `{"error": …}` with 400."""


def bad(description: str, parameters: Json | None = None) -> Refusal:
    """400: the call itself is wrong."""
    return Refusal(400, f"Bad Request: {description}", parameters)


def forbidden(description: str) -> Refusal:
    """403: the call is right, but this chat does not hear this bot."""
    return Refusal(403, f"Forbidden: {description}")


def conflict(description: str) -> Refusal:
    """409: somebody else already fetches this bot's updates."""
    return Refusal(409, description)


def too_many(seconds: int) -> Refusal:
    """429: come back after `seconds`."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
