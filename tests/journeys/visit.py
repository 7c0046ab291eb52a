"""A person at the browser. Whatever the browser complains about fails the journey."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

SERIOUS = {"serious", "critical"}
HEIGHTS = {390: 844, 1440: 900}


class Visit:
    """One window of one person, with a width and a language."""

    def __init__(
        self, chromium: Any, address: str, width: int, language: str, folder: Path
    ) -> None:
        self.address = address
        self.folder = folder
        self.complaints: list[str] = []
        # Kinds of page that this journey has looked at already: see `governing.glance`.
        self.seen: set[str] = set()
        self.window = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            locale="en-GB" if language == "en" else "zh-CN",
            accept_downloads=True,
        )
        self.page = self.window.new_page()
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("response", self._fetched)

    def _heard(self, message: Any) -> None:
        # A refused page is answered with its status on purpose; journeys look at those themselves.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _fetched(self, response: Any) -> None:
        # Nothing is fetched from other machines, and no style, script or font is missing.
        if not response.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"fetched from elsewhere: {response.url}")
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.complaints.append(f"{response.status}: {response.url}")

    def sign_in(self, username: str, password: str) -> None:
        """Through the sign-in page, as everybody."""
        self.page.goto(f"{self.address}/account/login/")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", password)
        self.page.click("button.account-submit")
        self.page.wait_for_url(lambda url: "/account/login/" not in url)

    def open(self, path: str) -> Any:
        """Opens a page, waits until it is quiet, and looks at it: see `look`."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer.status == 200, (path, answer.status)
        self.look()
        return self.page

    def look(self) -> None:
        """No complaint of the browser, nothing wider than the window, nothing serious from axe."""
        self.page.wait_for_load_state("networkidle")
        where = self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{where}: {wide} px too wide"
        found = Axe().run(self.page).response["violations"]
        serious = [
            (rule["id"], [node["html"][:160] for node in rule["nodes"][:3]])
            for rule in found
            if rule["impact"] in SERIOUS
        ]
        assert serious == [], f"{where}: {serious}"
        assert self.complaints == [], f"{where}: {self.complaints}"

    def save(self, click: str) -> Path:
        """Clicks what downloads a file and returns where it lies."""
        with self.page.expect_download() as waiting:
            self.page.click(click)
        target = self.folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target

    def leave(self) -> None:
        self.window.close()
