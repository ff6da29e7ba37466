#!/usr/bin/env python3
"""The browser tests: one broker, one dashboard and one Chromium for all of them; prints a line a test and a summary."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
import unittest
from datetime import datetime, timezone
from pathlib import Path

import pictures
from browser import Browser, BrowserMissing
from case import PageTest
from history import history
from rows import MINUTE, time_text
from services import ROOT, ProgramMissing, program
from showcase import showcase
from stage import Stage, StageBroken

HERE = Path(__file__).resolve().parent


class Result(unittest.TestResult):
    """A line a test, as it ends; evidence of a failure while it is still there."""

    def __init__(self):
        super().__init__()
        self._began = 0.0
        self._faults = 0

    def startTest(self, test):
        super().startTest(test)
        self._began, self._faults = time.monotonic(), len(self.failures + self.errors)

    def stopTest(self, test):
        super().stopTest(test)
        said = "ok  " if len(self.failures + self.errors) == self._faults else "FAIL"
        print(f"{said} {time.monotonic() - self._began:5.1f} s  {test.id()}", flush=True)

    def addFailure(self, test, err):
        self._keep(test)
        super().addFailure(test, err)

    def addError(self, test, err):
        self._keep(test)
        super().addError(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._keep(test)
        super().addSubTest(test, subtest, err)

    def _keep(self, test) -> None:
        if not isinstance(test, PageTest):
            return
        try:
            test.keep_evidence()
        except Exception as fault:  # a browser that is gone must not hide why
            print(f"     no evidence kept: {fault}")


def _minute(text: str) -> int:
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=timezone.utc)
    return int(moment.timestamp()) * 1000


def picture(options: argparse.Namespace, temporary: Path) -> None:
    newest = options.at or int(time.time()) * 1000 // MINUTE * MINUTE
    stage = Stage(temporary / "stage")
    try:
        stage.start(showcase(newest))
        browser = Browser(temporary / "browser")
        try:
            pictures.take(browser, stage, options.pictures)
        finally:
            browser.close()
    finally:
        stage.close()


def run(options: argparse.Namespace, temporary: Path) -> Result:
    PageTest.folder = options.keep
    newest = options.at or int(time.time()) * 1000 // MINUTE * MINUTE
    began = time.monotonic()
    stage = PageTest.stage = Stage(temporary / "stage")
    try:
        stage.start(history(newest))
        print(f"browser: {len(stage.expected)} rows up to --at {time_text(newest)[:16]}Z, read after "
              f"{time.monotonic() - began:.1f} s, by {program()}", flush=True)
        browser = PageTest.browser = Browser(temporary / "browser")
        try:
            print(f"browser: Chromium {browser.version}", flush=True)
            loader = unittest.TestLoader()
            loader.testNamePatterns = [f"*{pattern}*" for pattern in options.only] or None
            suite = loader.discover(str(HERE / "features"))
            result = Result()
            suite.run(result)
            return result
        finally:
            browser.close()
    finally:
        stage.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, add_help=False, prog="Tests/Browser/run")
    parser.add_argument("only", nargs="*")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--at", type=_minute)
    parser.add_argument("--keep", type=Path, default=ROOT / ".build" / "browser")
    options = parser.parse_args()
    # Not sys.exit: unittest takes that for an error of the test that runs, and goes on with the next.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not options.pictures:
        shutil.rmtree(options.keep, ignore_errors=True)
        options.keep.mkdir(parents=True)
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="adtally-browser-", ignore_cleanup_errors=True) as temporary:
            if options.pictures:
                picture(options, Path(temporary))
                print(f"browser: {len(list(options.pictures.glob('*.png')))} pictures in {options.pictures}")
                return 0
            result = run(options, Path(temporary))
    except (ProgramMissing, BrowserMissing) as missing:
        print(f"Tests/Browser/run: {missing}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("Tests/Browser/run: interrupted", file=sys.stderr)
        return 1
    except StageBroken as broken:
        print(f"Tests/Browser/run: {broken}", file=sys.stderr)
        return 1
    return report(result, options.keep, time.monotonic() - began)


def report(result: Result, keep: Path, seconds: float) -> int:
    faults = result.failures + result.errors
    for test, trace in faults:
        print(f"\n--- {test.id()}\n{trace}")
    if faults:
        print(f"the page, the console and the logs of what failed are in {keep / 'failed'}")
    for finding, looks in sorted(PageTest.seen_by_axe.items()):
        print(f"axe, which fails nothing: {finding} (in {len(looks)} looks)")
    print(f"browser: {seconds:.0f} s; {len(list(keep.glob('*.png')))} pictures in {keep}")
    if not result.testsRun:
        print("browser: no test has this name", file=sys.stderr)
        return 2
    failed = len({getattr(test, "test_case", test).id() for test, _ in faults})
    print(f"browser: {result.testsRun - failed} passed, {failed} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
