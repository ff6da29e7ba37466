"""Chromium, driven through WebDriver, and through its own protocol (CDP) for what WebDriver has no word for."""

from __future__ import annotations

import base64
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

_HERE = Path(__file__).resolve().parent
# Only pages of ours on 127.0.0.1 are visited, and many containers lack what the sandbox needs. Everything else keeps
# Chromium from asking for anything that is not on this machine.
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--no-proxy-server", "--no-first-run", "--no-pings",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-extensions", "--disable-domain-reliability", "--disable-client-side-phishing-detection",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication",
    "--force-color-profile=srgb", "--lang=en-US",
)
WIDTHS = {1440: 1000, 768: 1024, 360: 740}
"""Of the desktop, the tablet and the phone that every page must fit, and their heights"""
SCHEMES = "light", "dark"
KEYS = {"Tab": Keys.TAB, "Shift+Tab": Keys.SHIFT + Keys.TAB, "Enter": Keys.ENTER, "Space": Keys.SPACE,
        "Escape": Keys.ESCAPE, "Down": Keys.ARROW_DOWN, "Up": Keys.ARROW_UP, "Left": Keys.ARROW_LEFT,
        "Right": Keys.ARROW_RIGHT, "Backspace": Keys.BACKSPACE, "Home": Keys.HOME, "End": Keys.END}


class BrowserMissing(Exception):
    pass


def executable(name: str, variable: str) -> str:
    """- Raises BrowserMissing with what to do."""
    found = os.environ.get(variable) or shutil.which(name)
    if not found or not os.access(found, os.X_OK):
        raise BrowserMissing(f"{found or name} is not a program here: run scripts/setup --tests, or set {variable}")
    return found


class Browser:
    """One window for all tests; `reset` before each of them."""

    def __init__(self, folder: Path):
        """- Parameter folder: for the profile, and for downloads."""
        self.downloads = folder / "downloads"
        self.downloads.mkdir(parents=True)
        options = Options()
        options.binary_location = executable("chromium", "ADTALLY_CHROMIUM")
        for flag in (*_FLAGS, f"--user-data-dir={folder / 'profile'}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = Service(executable("chromedriver", "ADTALLY_CHROMEDRIVER"), log_output=str(folder / "chromedriver.log"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.set_page_load_timeout(30)
        self.driver.set_script_timeout(60)
        self.version = self.driver.capabilities["browserVersion"]
        self.cdp("Page.addScriptToEvaluateOnNewDocument", source=(_HERE / "recorder.js").read_text())
        self.cdp("Performance.enable")
        self.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))
        # Phones have none that take room, and a page should not be laid out anew when one appears.
        self.cdp("Emulation.setScrollbarsHidden", hidden=True)

    def cdp(self, command: str, **parameters) -> dict:
        return self.driver.execute_cdp_cmd(command, parameters)

    def reset(self, origin: str) -> None:
        """An empty page, nothing stored, and the desktop by day."""
        self.driver.get("about:blank")
        self.cdp("Storage.clearDataForOrigin", origin=origin, storageTypes="all")
        self.scripts(True)
        self.view(1440)
        self.scheme("light")
        self.console()

    # The looks

    def view(self, width: int, height: int = 0) -> None:
        """A window cannot be made as narrow as a phone, its view can."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height or WIDTHS.get(width, 900),
                 deviceScaleFactor=1, mobile=False)

    def scheme(self, name: str) -> None:
        """`light` or `dark`, as the operating system says it; without motion, so that nothing is caught half way."""
        self.cdp("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": name}, {"name": "prefers-reduced-motion", "value": "reduce"}])

    def scripts(self, are_on: bool) -> None:
        """Whether pages may run scripts, from the next one on; those of the tests run all the same."""
        self.cdp("Emulation.setScriptExecutionDisabled", value=not are_on)

    def screenshot(self, file: Path, tallest: int = 2600) -> None:
        """Of the whole page, to where it gets boring."""
        metrics = self.cdp("Page.getLayoutMetrics")
        height = max(metrics["cssLayoutViewport"]["clientHeight"], metrics["cssContentSize"]["height"])
        clip = {"x": 0, "y": 0, "width": metrics["cssLayoutViewport"]["clientWidth"], "height": min(height, tallest),
                "scale": 1}
        shot = self.cdp("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        file.write_bytes(base64.b64decode(shot["data"]))

    # What a person does

    def press(self, *keys: str) -> None:
        """`Tab`, `Shift+Tab`, `Enter`, … or a text that is typed."""
        for key in keys:
            actions = ActionChains(self.driver, duration=0)
            if "+" in key and key in KEYS:
                actions.key_down(Keys.SHIFT).send_keys(KEYS[key][1:]).key_up(Keys.SHIFT)
            else:
                actions.send_keys(KEYS.get(key, key))
            actions.perform()

    def download(self, act: Callable[[], object], seconds: float = 15) -> Path:
        """The file that comes of it, under the name it was given."""
        before, deadline = set(self.downloads.iterdir()), time.monotonic() + seconds
        act()
        while time.monotonic() < deadline:
            new = [file for file in set(self.downloads.iterdir()) - before if file.suffix != ".crdownload"]
            if new and not new[0].name.startswith(".org.chromium"):
                return new[0]
            time.sleep(0.05)
        raise AssertionError(f"no file came in {seconds} s")

    # What the tests see

    def script(self, body: str, *arguments):
        """The value of a function's body in the page; `arguments[0]` is the first of them."""
        return self.driver.execute_script(body, *arguments)

    def console(self) -> list[str]:
        """The lines since the last call: `SEVERE security http://… text`."""
        return [f"{line['level']} {line.get('source', '')} {line['message']}" for line in self.driver.get_log("browser")]

    def metrics(self) -> dict[str, float]:
        """Chromium's own sums for the page: `ScriptDuration`, `LayoutDuration`, `Nodes`, …; durations in seconds."""
        return {metric["name"]: metric["value"] for metric in self.cdp("Performance.getMetrics")["metrics"]}

    def close(self) -> None:
        self.driver.quit()
