"""Passkeys in a real browser with a virtual authenticator (CDP WebAuthn): made, used, refused, forgotten."""

import base64
import json
import time

import pytest

from holdfire.accounts import repo
from holdfire.accounts.model import Role
from holdfire.db.engine import write
from holdfire.web.app import create
from people import PASSWORD, Watch, copy, enrol
from serving import served

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def book(exercise_book, tmp_path):
    made = copy(exercise_book, tmp_path, Watch())
    enrol(made, "kellan-desk", Role.LIAISON, "kellan")
    return made


@pytest.fixture
def address(book):
    with served(create({"exercise": book})) as at:
        yield f"{at}/exercise"


class Device:
    """A browser with an authenticator of its own."""

    def __init__(self, browser, address):
        self.context = browser.new_context()
        self.page = self.context.new_page()
        self.address = address
        self.faults = []
        self.page.on("pageerror", lambda e: self.faults.append(str(e)))
        self.page.on("request", self.note)
        self.cdp = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self.authenticator = {"authenticatorId": made["authenticatorId"]}

    def note(self, request):
        if not request.url.startswith(self.address.rpartition("/")[0]):
            self.faults.append(f"asked {request.url}")

    def credentials(self):
        return self.cdp.send("WebAuthn.getCredentials", self.authenticator)["credentials"]

    def log_in(self):
        self.page.goto(f"{self.address}/login")
        self.page.fill("[name=name]", "kellan-desk")
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form button")
        self.page.wait_for_url(f"{self.address}/")

    def make(self, label="tablet"):
        self.page.goto(f"{self.address}/account")
        self.page.fill("#passkey-label", label)
        self.page.click("#passkey")
        self.page.wait_for_selector(f"th:has-text('{label}')")

    def log_out(self):
        self.page.click(".who button")
        self.page.wait_for_url(f"{self.address}/login")

    def use(self):
        self.page.goto(f"{self.address}/login?next=/exercise/cases")
        self.page.click("#passkey")

    def said(self):
        self.page.wait_for_selector("#passkey-said:visible")
        return self.page.inner_text("#passkey-said")


@pytest.fixture
def device(browser, address):
    made = Device(browser, address)
    made.log_in()
    made.make()
    yield made
    assert made.faults == []
    made.context.close()


def kept(book):
    with book.reading() as connection:
        return repo.passkeys(connection, "kellan-desk")


def test_a_passkey_logs_in_without_a_name_and_counts_its_use(device, book):
    (key,) = kept(book)
    assert (key.label, key.used) == ("tablet", None)
    device.log_out()
    device.use()
    device.page.wait_for_url(f"{device.address}/cases")
    assert "kellan-desk" in device.page.inner_text(".who")
    (used,) = kept(book)
    assert used.sign_count > key.sign_count
    assert used.used == book.clock()
    with book.reading() as connection:
        assert {s.way for s in repo.sessions(connection, "kellan-desk")} == {"passkey"}


def test_a_copied_authenticator_is_refused_once_the_other_has_moved_on(device, book):
    copied = device.credentials()[0]
    device.log_out()
    device.use()
    device.page.wait_for_url(f"{device.address}/cases")
    device.log_out()
    where = {**device.authenticator, "credentialId": copied["credentialId"]}
    device.cdp.send("WebAuthn.removeCredential", where)
    copied["signCount"] = 1
    device.cdp.send("WebAuthn.addCredential", {**device.authenticator, "credential": copied})
    (before,) = kept(book)
    with write(book.engine) as connection:
        assert repo.count_use(connection, before, 40, book.clock())
    device.use()
    assert "not accepted" in device.said()


def test_no_passkey_is_made_or_used_without_its_user_being_verified(device, book):
    device.log_out()
    device.cdp.send("WebAuthn.setUserVerified", {**device.authenticator, "isUserVerified": False})
    device.use()
    assert "not accepted" in device.said()
    device.page.goto(f"{device.address}/account")
    assert "/login" in device.page.url


def test_a_forgotten_passkey_and_a_disabled_account_are_refused(device, book):
    device.log_out()
    with write(book.engine) as connection:
        repo.set_disabled(connection, "kellan-desk", book.clock())
    device.use()
    assert "do not go together" in device.said()
    with write(book.engine) as connection:
        repo.set_disabled(connection, "kellan-desk", None)
    device.log_in()
    device.page.goto(f"{device.address}/account")
    device.page.click("td form button")
    device.page.wait_for_selector("td form button", state="detached")
    assert kept(book) == []
    device.log_out()
    device.use()
    assert "do not go together" in device.said()


def answer_of(device):
    """What the page posts at a login, taken on its way and not handed in."""
    taken = []
    device.page.route("**/login/passkey", lambda r: _take(r, taken))
    device.use()
    until = time.monotonic() + 20
    while not taken and time.monotonic() < until:
        device.page.wait_for_timeout(20)
    device.page.unroute("**/login/passkey")
    return json.loads(taken[0])


def _take(route, taken):
    if route.request.method == "POST":
        taken.append(route.request.post_data)
        route.abort()
    else:
        route.continue_()


def post(device, answer):
    done = device.page.request.post(
        f"{device.address}/login/passkey",
        data=json.dumps(answer),
        headers={"origin": device.address.rpartition("/")[0]},
        max_redirects=0,
    )
    return done.status


def changed(answer, **part):
    return {
        **answer,
        "credential": {**answer["credential"], "response": {**answer["credential"]["response"], **part}},
    }


def flip(text):
    raw = bytearray(base64.urlsafe_b64decode(text + "=="))
    raw[-1] ^= 1
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_an_answer_is_good_once_for_its_account_and_for_two_minutes(device, book):
    device.log_out()
    first = answer_of(device)
    forged = changed(first, signature=flip(first["credential"]["response"]["signature"]))
    assert post(device, forged) == 403
    assert post(device, first) == 403, "the refused try has spent the challenge"
    assert post(device, changed(answer_of(device), userHandle="AAAA")) == 403
    late = answer_of(device)
    book.clock.on(121)
    assert post(device, late) == 403
    good = answer_of(device)
    assert post(device, good) == 303
    assert post(device, good) == 403


def test_by_number_the_page_says_that_passkeys_need_a_name(browser, address):
    page = browser.new_page()
    page.goto(address.replace("localhost", "127.0.0.1") + "/login")
    assert page.is_visible("#passkey-not")
    assert not page.is_visible("#passkey")
    page.close()
