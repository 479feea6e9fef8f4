"""Walks the paths on a running installation: `python -m ux.run --base http://127.0.0.1:8000 compound=… code=…`.

Paths that need something not given are left out and named. Ends with 1 where a path costs more than its goal.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys

from playwright.sync_api import Browser, sync_playwright

from ux.walking import SIZES, Walk, paths, walk

NEEDED = re.compile(r"{(\w+)}")


def main(arguments: list[str]) -> int:
    """Walk every path that can be walked with what is given, and print what each costs."""
    parser = argparse.ArgumentParser(prog="python -m ux.run", description="Walk the paths of ux/paths.yaml.")
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="address of the installation")
    parser.add_argument("--who", default="", help="only the paths of one kind of user")
    parser.add_argument("given", nargs="*", metavar="NAME=VALUE", help="compound, code, digits, link")
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
    missing = sorted(set(NEEDED.findall(str(path.steps))) - given.keys())
    if missing:
        print(f"{path.name}: left out, needs {', '.join(missing)}")
        return []
    context = browser.new_context(viewport=SIZES[path.device], java_script_enabled=path.script)
    cost = walk(context.new_page(), path, base=base, given=given)
    context.close()
    print(f"{path.name}: {cost.fields} fields, {cost.screens} screens, {cost.taps} taps, {cost.seconds:.0f} s")
    return cost.over


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
