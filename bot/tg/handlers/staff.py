"""Coming in as a member of staff. The screens of the work itself come with the work."""

from bot.domain.consent import NotKept
from bot.tg.context import Context, Said
from bot.tg.screens import staff as screens
from bot.usecases import staffing
from bot.usecases.staffing import LINK, Join


async def joins(said: Said, context: Context) -> bool:
    """Take up an invitation; return False, with nothing said or done, if this is no good one."""
    if not said.argument.startswith(LINK):
        return False
    wish = Join(context.order, said.argument.removeprefix(LINK), context.first_name)
    try:
        context.settled = await staffing.join(context.store, wish, now=context.now)
    except NotKept:
        await context.show(screens.not_yet(context.say))
        return True
    return context.settled
