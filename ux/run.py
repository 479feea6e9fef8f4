"""Walks the paths on a running installation: `python -m ux.run --base http://127.0.0.1:8000 compound=… code=…`.

Paths of staff want who signs in: `clerk=NAME enterprise=NAME password=…`, as `huying demo` prints them. Paths that need
something not given are left out and named; those of a clerk want five cases that wait to be confirmed. Ends with 1
where a path costs more than its goal or goes no further.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from ux.walking import SIZES, Walk, paths, walk

NEEDED = re.compile(r"{(\w+)}")
RESIDENT, SIGN_IN = "resident", "/account/sign-in/"


def main(arguments: list[str]) -> int:
    """Walk every path that can be walked with what is given, and print what each costs."""
    parser = argparse.ArgumentParser(prog="python -m ux.run", description="Walk the paths of ux/paths.yaml.")
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="address of the installation")
    parser.add_argument("--who", default="", help="only the paths of one kind of user")
    named = "compound, name, initials, code, digits, link, case, clerk, enterprise, password"
    parser.add_argument("given", nargs="*", metavar="NAME=VALUE", help=named)
    options = parser.parse_args(arguments)
    given = dict(each.split("=", 1) for each in options.given)
    over: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for path in paths(options.who):
            over += _walked(browser, path, base=options.base, given=given)
        browser.close()
    print("\n".join(over) or "every path costs no more than its goal")
    return bool(over)


def _walked(browser: Browser, path: Walk, *, base: str, given: dict[str, str]) -> list[str]:
    staff = set() if path.who == RESIDENT else {path.who, "password"}
    missing = sorted((set(NEEDED.findall(str(path.steps))) | staff) - given.keys())
    if missing:
        print(f"{path.name}: left out, needs {', '.join(missing)}")
        return []
    context = browser.new_context(viewport=SIZES[path.device], java_script_enabled=path.script)
    page = context.new_page()
    if staff:
        _sign_in(page, base=base, name=given[path.who], password=given["password"])
    try:
        cost = walk(page, path, base=base, given=given)
    except PlaywrightError as error:
        return [f"{path.name}: it went no further at {page.url}: {error.message.splitlines()[0]}"]
    finally:
        context.close()
    counted = f"{cost.fields} fields, {cost.screens} screens, {cost.taps} taps, {cost.keys} keys"
    print(f"{path.name}: {counted}, {cost.seconds:.0f} s")
    return cost.over


def _sign_in(page: Page, *, base: str, name: str, password: str) -> None:
    page.goto(base + SIGN_IN)
    page.fill("main input[name=username]", name)
    page.fill("main input[name=password]", password)
    with page.expect_navigation(wait_until="load"):
        page.locator("main form button[type=submit]").click()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
