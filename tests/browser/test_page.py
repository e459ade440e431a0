"""The rehearsal page with the real bot behind it, used as a person uses it."""

from pathlib import Path

import pytest

from tests.browser.driver import CHROMIUM, Browser
from tests.world import World, world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine"),
]
AINO, BERTIL, CLEO = 7000001, 7000002, 7000003
PHONES = (AINO, BERTIL, CLEO)


@pytest.fixture
async def town(tmp_path: Path):
    async with world(tmp_path) as one:
        yield one


@pytest.fixture
async def browser(town: World):
    async with Browser() as one:
        await one.dark(False)
        await one.set_size(1400, 900)
        await one.open(f"{town.rehearsal.url}/")
        yield one
        assert one.complaints == []


async def begin(browser: Browser, person: int) -> None:
    await browser.click(f"#person-{person} .start")
    await browser.wait_for(f"document.querySelector('#person-{person} .key')")


async def text_of(browser: Browser, person: int) -> str:
    return await browser.evaluate(f"document.querySelector('#person-{person} .log').innerText")


async def test_three_people_side_by_side_are_greeted_each_in_their_language(browser: Browser):
    for person in PHONES:
        await begin(browser, person)

    texts = [await text_of(browser, person) for person in PHONES]

    assert "Olen botti" in texts[0]
    assert "Jag är en bot" in texts[1]
    assert "I am a bot" in texts[2]


async def test_the_banner_says_in_three_languages_that_this_is_a_rehearsal(browser: Browser):
    said = await browser.evaluate("document.querySelector('.banner').innerText")

    assert all(word in said for word in ("Harjoitus", "Övning", "Rehearsal"))


async def test_a_pressed_button_changes_the_message_in_its_place(browser: Browser):
    await begin(browser, CLEO)
    await browser.click(f"#person-{CLEO} .key", "I got a blackmail message")

    await browser.wait_for(
        f"document.querySelector('#person-{CLEO} .log').innerText.includes('Step 1 of 8')"
    )

    bots = await browser.evaluate(f"document.querySelectorAll('#person-{CLEO} .bot').length")
    assert bots == 1


async def test_a_number_can_be_copied_with_one_press(browser: Browser):
    await begin(browser, CLEO)
    await browser.click(f"#person-{CLEO} .key", "Talk to a person")
    await browser.click(f"#person-{CLEO} .key", "116 006")

    await browser.wait_for("document.querySelector('.toast')?.textContent.includes('116 006')")


async def test_one_can_write_and_use_commands_with_the_keyboard_alone(browser: Browser):
    await begin(browser, AINO)
    await browser.evaluate(f"document.querySelector('#person-{AINO} .field').focus()")
    await browser.type("/crisis")
    await browser.key("Enter")
    await browser.wait_for(
        f"document.querySelector('#person-{AINO} .log').innerText.includes('hätänumero')"
    )

    for _ in range(60):
        await browser.key("Tab", shift=True)
        if await browser.evaluate("document.activeElement.classList.contains('key')"):
            break
    focused = await browser.evaluate("document.activeElement.textContent")
    await browser.key("Enter")

    assert focused
    await browser.wait_for("!document.querySelector('.key.waiting')")


async def test_a_button_that_is_no_longer_known_is_explained_in_a_dialog(
    browser: Browser, town: World
):
    await begin(browser, CLEO)
    # The button of somebody else, as a changed client could send it: the bot's key has moved on.
    town.running.store.keyring.button = b"another key"

    await browser.click(f"#person-{CLEO} .key", "I feel bad right now")

    await browser.wait_for("document.querySelector('dialog[open]')?.textContent.includes('/start')")
    await browser.key("Escape")


async def test_what_is_foreign_stays_text(browser: Browser):
    await begin(browser, AINO)
    await browser.evaluate(f"document.querySelector('#person-{AINO} .field').focus()")
    await browser.type("<img src=x onerror=alert(1)><b>hei</b>")
    await browser.key("Enter")

    await browser.wait_for(
        f"document.querySelector('#person-{AINO} .mine:last-of-type, #person-{AINO} .log')"
        ".innerText.includes('<img src=x')"
    )

    assert await browser.evaluate("document.querySelectorAll('.log img').length") == 0


async def test_a_person_and_a_group_can_be_added(browser: Browser):
    await browser.click("#add-person")
    await browser.click("dialog button", "Add")
    await browser.wait_for("document.querySelectorAll('.column').length === 4")
    await browser.click("#add-group")
    await browser.click("dialog button", "Make")

    await browser.wait_for(
        f"[...document.querySelectorAll('#person-{AINO} .chats option')]"
        ".some(o => o.textContent.startsWith('Staff'))"
    )


async def test_the_journal_shows_the_raw_calls_and_a_fault_can_be_ordered(
    browser: Browser, town: World
):
    await begin(browser, AINO)
    await browser.click("#toggle-journal")
    await browser.wait_for("document.querySelector('.journal').innerText.includes('sendMessage')")
    await browser.click("#panel button", "Order")
    await browser.wait_for("document.querySelector('.toast')?.textContent.includes('429')")

    await browser.click("#panel button", "All off")

    await browser.wait_for(
        "[...document.querySelectorAll('.toast')].some(t => t.textContent.includes('off'))"
    )


async def test_on_a_narrow_screen_tabs_choose_whose_phone_is_seen(browser: Browser):
    await browser.set_size(375, 800, mobile=True)
    await browser.click("#tabs button", "Bertil")

    await browser.wait_for(
        "[...document.querySelectorAll('.column')].filter(c => c.checkVisibility()).length === 1"
    )

    assert await browser.evaluate(f"document.querySelector('#person-{BERTIL}').checkVisibility()")
    assert await browser.evaluate("document.documentElement.scrollWidth <= 375")


@pytest.mark.parametrize("dark", [True, False])
async def test_all_text_has_enough_contrast_in_light_and_dark(browser: Browser, dark: bool):
    await begin(browser, AINO)
    if dark:
        await browser.click("#theme")

    ratios = await browser.evaluate(CONTRAST)

    assert ratios
    assert min(ratio for _, ratio in ratios) >= 4.5, sorted(ratios, key=lambda one: one[1])[:5]


CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (c) => { canvas.clearRect(0,0,1,1); canvas.fillStyle = c; canvas.fillRect(0,0,1,1);
    return [...canvas.getImageData(0,0,1,1).data]; };
  const light = ([r,g,b]) => { const f = (v) => (v/=255) <= .03928 ? v/12.92 : ((v+.055)/1.055)**2.4;
    return .2126*f(r)+.7152*f(g)+.0722*f(b); };
  const ground = (e) => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255,255,255]; };
  const seen = [...document.querySelectorAll('.banner b, .bar *, .phone-head *, .text, .meta, .key')]
    .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()));
  return seen.map(e => { const a = light(rgb(getComputedStyle(e).color)), b = light(ground(e));
    return [e.className || e.tagName, (Math.max(a,b)+.05)/(Math.min(a,b)+.05)]; });
})()"""
