"""How long the verifier takes for a log of so many events: `python -m bench.verifier [EVENTS]`, heads of 1,000."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from huying.core.sealing import lines, merkle

VERIFIER = Path(__file__).resolve().parents[1] / "verifier" / "huying_verify.py"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
BATCH = 1000
FACTS = {
    "before": "handling",
    "after": "answered",
    "version": 7,
    "answer": 812345,
    "approvals_needed": 1,
    "note": "f" * 64,
}
AT = "2026-11-23T08:00:00.000000Z"


def event(seq: int) -> str:
    """Return an event as long as one of a case's step."""
    return lines.text_of(
        {
            "seq": seq,
            "id": seq + 1,
            "verb": "case.issue",
            "type": "cases.case",
            "object": seq % 300_000,
            "actor": seq % 977,
            "post": seq % 977,
            "at": AT,
            "recorded": AT,
            "request": f"{seq:032x}",
            "facts": FACTS,
        }
    )


def write(path: Path, events: int) -> None:
    """Write a log as the sealer would."""
    frontier: list[bytes] = []
    previous = lines.START
    public = KEY.public_key().public_bytes_raw().hex()
    with path.open("w", encoding="ascii") as stream:
        stream.write(lines.text_of({"bundle": "log", "format": 1, "made": AT}) + "\n")
        for number, first in enumerate(range(0, events, BATCH)):
            batch = [event(seq) for seq in range(first, min(first + BATCH, events))]
            leaves = [merkle.leaf("sha256", line.encode()) for line in batch]
            frontier = merkle.grow("sha256", frontier, first, leaves)
            facts = {
                "number": number,
                "epoch": 1,
                "hash": "sha256",
                "key": public,
                "begins": 0,
                "first": first,
                "at": AT,
            }
            tree = {"size": first + len(batch), "root": merkle.root("sha256", frontier).hex(), "count": len(batch)}
            record = lines.text_of(facts | tree | {"marks": lines.marks(leaves)})
            chained = merkle.digest("sha256", (previous + record).encode()).hex()
            signature = KEY.sign(b"huying-head-1\n" + chained.encode()).hex()
            head = {"record": record, "previous": previous, "hash": chained, "signature": signature}
            stream.write("".join(f"{line}\n" for line in [*batch, lines.text_of({"head": head})]))
            previous = chained


def main() -> None:
    """Make, verify, tell."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        write(path, events)
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-I", VERIFIER, path, "--json"], capture_output=True, text=True, check=True
        )
        seconds = time.monotonic() - began
        verdict = json.loads(done.stdout.splitlines()[-1])["verdict"]
        print(f"{events} events, {path.stat().st_size / 1e6:.0f} MB: {verdict} in {seconds:.1f} s")


if __name__ == "__main__":
    main()
