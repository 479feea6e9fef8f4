"""How long a search over cases takes on PostgreSQL, for words that many, few or no cases hold.

    HUYING_DATABASE_URL=postgresql://… HUYING_DATA_DIR=DIR python bench/city.py --cases 1000000
    HUYING_DATABASE_URL=postgresql://… HUYING_DATA_DIR=DIR python bench/searches.py --markdown

Each search is asked one request at a time, as a page of the list, from `huying serve` on the same machine: by a clerk
of the city and by an officer of a street, who sees little of what is found. The filled city repeats its messages, so
that a word is either in thousands of cases or in none; no statistics tell parts that never stand together from those
that do.
"""

from __future__ import annotations

import argparse
import http.client
import time
from statistics import median, quantiles
from urllib.parse import quote, urlsplit

import probe
import psycopg
from common import database, last_object, run, server

WHO = ("city_clerk", "street_officer")
SEARCHES = {
    "a word that is everywhere": "小区",
    "a common word": "电梯",
    "a phrase": "电梯停运",
    "a compound": "海悦苑南区",
    "two parts": "海悦 电梯",
    "two parts that never meet": "公交站点 漏水",
    "beginning of initials": "hyy",
    "one character": "水",
    "nobody wrote it": "没有这个词",
}
HEAD = "| searched | found | city p50 / p95, ms | street p50 / p95, ms |\n|---|---|---|---|"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    logins = last_object(run("demo", "--scale", "small", "--no-serve", "--json"))["logins"]
    cookies = [probe.sign_in(each["username"], each["password"]) for each in _of(logins)]
    with psycopg.connect(database()) as bare:
        row = bare.execute("SELECT count(*) FROM cases_words").fetchone()
    print(f"{row[0] if row else 0} cases in the index of words")
    if options.markdown:
        print(HEAD)
    with server(workers=2, threads=2) as (address, _pid):
        for name, query in SEARCHES.items():
            times = [_timed(address, cookie, query, asked=options.requests) for cookie in cookies]
            shown = " | ".join(f"{median(each):.0f} / {quantiles(each, n=20)[-1]:.0f}" for each in times)
            print(f"| {name} ({query}) | {_found(query)} | {shown} |", flush=True)


def _of(logins: list[dict[str, str]]) -> list[dict[str, str]]:
    return [next(each for each in logins if each["role"] == role) for role in WHO]


def _found(query: str) -> str:
    from huying.cases import search  # noqa: PLC0415 - Django is set up by probe
    from huying.cases.models import Case  # noqa: PLC0415

    return f"{search.matching(Case.objects.all(), query).count():,}"


def _timed(address: str, cookie: str, query: str, *, asked: int) -> list[float]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    times = []
    for turn in range(asked + 3):
        began = time.perf_counter()
        connection.request("GET", f"/desk/cases/?q={quote(query)}", headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"the search for {query} was answered {answer.status}")
        if turn >= 3:
            times.append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    main()
