"""Every page, as each audience opens it: three widths, two languages, light and dark.

What must hold on all of them: it answers, in the language asked for; one h1; nothing runs off sideways; no script
error and no request that fails; and axe, the accessibility rules, finds nothing.
"""

from collections.abc import Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from tests.pages.conftest import Site

PUBLIC = ["/", "/credits/1/", "/runs/hibiki-base-256/", "/how/", "/proof/", "/login/"]
CONTRIBUTOR = [
    "/me/",
    "/me/pictures/",
    "/me/upload/",
    "/me/credit/",
    "/me/statements/",
    "/me/payout/",
    "/me/leave/",
]
STAFF = [
    "/staff/",
    "/staff/review/",
    "/staff/kin/",
    "/staff/collect/",
    "/staff/guidelines/",
    "/staff/runs/",
    "/staff/runs/hibiki-base-256/",
    "/staff/runs/hibiki-base-256/adjust/",
    "/staff/runs/hibiki-base-256/alarm/",
    "/staff/runs/hibiki-base-256/declared/",
    "/staff/runs/hibiki-base-256/likenesses/",
    "/staff/runs/hibiki-base-256/contributors/",
    "/staff/runs/hibiki-base-256/tokens/",
    "/staff/month/",
    "/staff/prove/",
    "/staff/trial-balance/",
]
LOOKS = [(320, "ja", "light"), (320, "en", "dark"), (768, "ja", "dark"), (1440, "en", "light"), (1440, "ja", "light")]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def opened(browser: Browser, site: Site, *, width: int, language: str, scheme: str, login: str = "") -> Page:
    """A page of a fresh visitor, signed in where a login is named."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale=language,
        color_scheme="dark" if scheme == "dark" else "light",
        base_url=site.address,
    )
    page = context.new_page()
    if login:
        page.goto("/login/")
        page.fill("input[name=username]", login)
        page.fill("input[name=password]", site.password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/login/" not in address)
    return page


def faults(page: Page, addresses: Sequence[str], language: str) -> list[str]:
    """What does not hold on these pages."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    page.on("requestfailed", lambda request: found.extend(failure(request)))
    for address in addresses:
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            found.append(f"{address}: answered {answer.status if answer else 'nothing'}")
            continue
        found += [f"{address}: {fault}" for fault in faults_of(page, language)]
    return found


def failure(request: Request) -> list[str]:
    """A request that failed; those that ended because the page was left did not."""
    left = request.failure == "net::ERR_ABORTED"
    return [] if left else [f"{request.frame.url}: {request.url} failed, {request.failure}"]


def faults_of(page: Page, language: str) -> list[str]:
    """What does not hold on the page that is open."""
    told: list[str] = []
    if page.get_attribute("html", "lang") != language:
        told.append(f"speaks {page.get_attribute('html', 'lang')}")
    if page.locator("h1").count() != 1:
        told.append(f"has {page.locator('h1').count()} h1")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        told.append(f"runs {overflow} px off sideways")
    violations = Axe().run(page).response["violations"]
    return told + [f"axe {rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in violations]


@pytest.mark.parametrize(("width", "language", "scheme"), LOOKS)
@pytest.mark.parametrize(
    ("login", "addresses"), [("", PUBLIC), ("ada", CONTRIBUTOR), ("eve", STAFF)], ids=["public", "contributor", "staff"]
)
def test_every_page_holds(
    browser: Browser, site: Site, login: str, addresses: list[str], width: int, language: str, scheme: str
) -> None:
    page = opened(browser, site, width=width, language=language, scheme=scheme, login=login)
    assert faults(page, addresses, language) == []
    page.context.close()


@pytest.mark.parametrize(("width", "language", "scheme"), LOOKS[:3])
@pytest.mark.parametrize(
    ("login", "listing"),
    [("ada", "/me/pictures/"), ("ada", "/me/pictures/?state=duplicate"), ("eve", "/staff/review/")],
    ids=["own", "turned-down", "review"],
)
def test_the_page_of_one_picture_holds(
    browser: Browser, site: Site, login: str, listing: str, width: int, language: str, scheme: str
) -> None:
    page = opened(browser, site, width=width, language=language, scheme=scheme, login=login)
    page.goto(listing)
    address = page.locator(".picture-title a").first.get_attribute("href")
    assert address is not None
    assert faults(page, [address], language) == []
    page.context.close()


def test_a_reviewer_goes_through_the_queue_by_keyboard(browser: Browser, site: Site) -> None:
    page = opened(browser, site, width=1440, language="en", scheme="light", login="eve")
    page.goto("/staff/review/")
    page.keyboard.press("n")
    page.wait_for_url("**/staff/review/*/")
    first = page.url
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert page.url == first
    page.keyboard.press("d")
    page.keyboard.type("npua")
    assert page.url == first
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.locator("#id_reason").select_option("unfinished")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address != first)
    assert "Declined:" in page.locator(".notice").inner_text()
    page.keyboard.press("u")
    page.wait_for_url(f"{first}undo/")
    page.keyboard.press("Enter")
    page.wait_for_url(first)
    assert "waits again" in page.locator(".notice").inner_text()
    page.context.close()


def test_a_visitor_switches_the_language_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="ja", java_script_enabled=False, base_url=site.address)
    page = context.new_page()
    page.goto("/")
    assert page.get_attribute("html", "lang") == "ja"
    page.get_by_role("button", name="English").first.click()
    assert page.get_attribute("html", "lang") == "en"
    page.goto("/how/")
    assert page.get_attribute("html", "lang") == "en"
    context.close()
