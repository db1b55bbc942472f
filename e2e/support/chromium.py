"""Chromium as people use it: pages in two widths, light and dark, looked at by axe, with no word in its console."""

import json
from pathlib import Path

from axe_selenium_python import Axe
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from .certificates import CertificateAuthority

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
#: What the browser says of an answer with an error status is no fault of the page.
EXPECTED = "Failed to load resource: the server responded with a status of"


def is_mistaken(fault: dict) -> bool:
    """Whether axe objects to what is right: it does not know `one-time-code`, which HTML has for such fields."""
    return fault["id"] == "autocomplete-valid" and all(
        'autocomplete="one-time-code"' in node["html"] for node in fault["nodes"])


class Chromium:
    """One browser with a profile of its own."""

    def __init__(self, authority: CertificateAuthority, pictures: Path, language: str = "en"):
        self.pictures = pictures
        pictures.mkdir(parents=True, exist_ok=True)
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--hide-scrollbars", f"--lang={language}", f"--accept-lang={language}",
                         f"--ignore-certificate-errors-spki-list={authority.fingerprint}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(60)
        self._look(1280, "light")

    def close(self) -> None:
        self.driver.quit()

    def open(self, url: str) -> None:
        self.driver.get(url)

    @property
    def text(self) -> str:
        """What the page shows."""
        # An element could be gone by the time that it is asked: pages follow each other by themselves.
        return self.driver.execute_script("return document.body ? document.body.innerText : ''")

    @property
    def source(self) -> str:
        return self.driver.page_source

    def find(self, selector: str):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def button(self, name: str):
        """The button that a screen reader calls so."""
        for button in self.all("button"):
            if name in (button.get_attribute("aria-label"), button.text):
                return button
        raise LookupError(f"no button {name!r} on {self.driver.current_url}:\n{self.text[:800]}")

    def wait_for(self, text: str) -> None:
        try:
            WebDriverWait(self.driver, 30).until(lambda _: text in self.text)
        except TimeoutException:
            raise AssertionError(f"{text!r} did not come:\n{self.text[:800]}") from None

    def post_form(self, action: str, fields: dict[str, str]) -> None:
        """Posts a form as the page of an identity provider does."""
        inputs = "".join(f"<textarea name={json.dumps(name)}></textarea>" for name in fields)
        self.open(f"data:text/html,<form method=post action={json.dumps(action)}>{inputs}</form>")
        for name, value in fields.items():
            self.driver.execute_script(
                "document.getElementsByName(arguments[0])[0].value = arguments[1]", name, value)
        self.driver.execute_script("document.forms[0].submit()")

    def run_scripts(self, wanted: bool) -> None:
        """Whether pages may run scripts, which post the forms that lead from one server to the other."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not wanted})

    def fields(self) -> dict[str, str]:
        """Hidden fields of the page's forms."""
        return {field.get_attribute("name"): field.get_attribute("value") for field in self.all("input[type=hidden]")}

    def picture(self, name: str) -> None:
        self.driver.save_screenshot(str(self.pictures / f"{name}.png"))

    def inspect(self, name: str) -> None:
        """Takes pictures of the page, and fails for what axe, the console or a width of 360 points object to."""
        faults = []
        for width in WIDTHS:
            for scheme in SCHEMES:
                self._look(width, scheme)
                self.picture(f"{name}.{width}.{scheme}")
                wide = self.driver.execute_script("return document.documentElement.scrollWidth")
                if wide > width:
                    faults.append(f"{width}: {wide} points wide")
                axe = Axe(self.driver)
                axe.inject()
                faults += [f"{width} {scheme}: {fault['id']}: {[node['html'][:200] for node in fault['nodes'][:3]]}"
                           for fault in axe.run()["violations"] if not is_mistaken(fault)]
        self._look(1280, "light")
        faults += self.complaints()
        assert not faults, f"{name}: " + "\n".join(faults)

    def complaints(self) -> list[str]:
        """What the browser says in its console: faults of scripts, and of the Content-Security-Policy."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING") and EXPECTED not in entry["message"]]

    def _look(self, width: int, scheme: str) -> None:
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            # Without motion: a colour that is on its way to another is none to be looked at.
            "features": [{"name": "prefers-color-scheme", "value": scheme},
                         {"name": "prefers-reduced-motion", "value": "reduce"}]})
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
