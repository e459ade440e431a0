"""How updates reach the bot: by polling or by webhook."""

from typing import Any

from aiogram.methods import (
    Close,
    DeleteWebhook,
    GetMe,
    GetUpdates,
    GetWebhookInfo,
    LogOut,
    SetWebhook,
)

from bot.rehearsal.methods.register import offers
from bot.rehearsal.refusal import WEBHOOK_ACTIVE, bad, conflict
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

LONGEST_POLL = 50.0
MOST_AT_ONCE = 100


@offers(GetMe)
def get_me(town: Town, call: GetMe, plain: Json) -> Json:
    """Who the bot is."""
    return town.profile.me()


@offers(LogOut)
def log_out(town: Town, call: LogOut, plain: Json) -> bool:
    """Leave the cloud server; here nothing follows from it."""
    return True


@offers(Close)
def close(town: Town, call: Close, plain: Json) -> bool:
    """Close the bot instance; here nothing follows from it."""
    return True


@offers(GetUpdates)
async def get_updates(town: Town, call: GetUpdates, plain: Json) -> list[Json]:
    """Fetch updates; the offset confirms all earlier ones."""
    if town.webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
    # Values out of bounds are pulled into them, as on the real server.
    limit = min(max(100 if call.limit is None else call.limit, 1), MOST_AT_ONCE)
    seconds = min(max(float(call.timeout or 0), 0.0), LONGEST_POLL)
    town.updates.allow(call.allowed_updates)
    return await town.updates.poll(call.offset or 0, limit, seconds)


@offers(SetWebhook)
async def set_webhook(town: Town, call: SetWebhook, plain: Json) -> Any:
    """Have updates posted to an address; an empty one ends it."""
    if call.drop_pending_updates:
        town.updates.forget_all()
    if not call.url:
        await town.webhook.drop()
        return True
    secret = call.secret_token or ""
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not all(
        character.isascii() and (character.isalnum() or character in "_-") for character in secret
    ):
        raise bad("secret token contains unallowed characters")
    local = call.url.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))
    if not local and not call.url.startswith("https://"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    connections = min(max(call.max_connections or 40, 1), 100)
    town.updates.end_poll()
    town.updates.allow(call.allowed_updates)
    await town.webhook.point(call.url, secret, connections)
    return True


@offers(DeleteWebhook)
async def delete_webhook(town: Town, call: DeleteWebhook, plain: Json) -> Any:
    """Go back to getUpdates."""
    if call.drop_pending_updates:
        town.updates.forget_all()
    await town.webhook.drop()
    return True


@offers(GetWebhookInfo)
def get_webhook_info(town: Town, call: GetWebhookInfo, plain: Json) -> Json:
    """How delivery to the webhook goes."""
    return town.webhook.info()
