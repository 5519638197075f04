"""`python -m bench.faults --seed N`: faults in an order of the seed's, under load, and a check of every write.

    python -m bench.faults --seed 7 --minutes 30 --faults 200

Needs Linux and the right to mount a small disk and to reset connections (root). Exit codes: 0 nothing lost, doubled or
broken, and no request longer than the goal; 1 something was; the last line says what.
"""

import asyncio
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Annotated

import httpx
import typer

from bench.faults.check import check
from bench.faults.clients import CLIENT_SECONDS, Seen, read, write
from bench.faults.kinds import Kind, drawn
from bench.faults.victim import Victim, told, victim

LONGEST_SECONDS = 5.0
CALM_SECONDS = (0.3, 1.5)
"""Between a service that has come back and the next fault."""


def main(
    seed: Annotated[int, typer.Option(help="Decides which faults, in which order, how long.")] = 1,
    minutes: Annotated[float, typer.Option(help="Longest run.")] = 30.0,
    faults: Annotated[int, typer.Option(help="Most faults.")] = 200,
    writers: Annotated[int, typer.Option()] = 16,
    readers: Annotated[int, typer.Option()] = 16,
    disk_mb: Annotated[int, typer.Option(help="Size of the disk.")] = 1500,
    deadline: Annotated[float, typer.Option(help="Of the service; longer only beside other work.")] = 5.0,
) -> None:
    """Run faults under load and check every acknowledged write."""
    with tempfile.TemporaryDirectory(prefix="graphsvc-faults-") as folder:
        plan = Plan(seed, minutes, faults, writers, readers, disk_mb, deadline)
        good = asyncio.run(run(Path(folder), plan))
    raise typer.Exit(0 if good else 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """One run."""

    seed: int
    minutes: float
    faults: int
    writers: int
    readers: int
    disk_mb: int
    deadline: float


async def run(folder: Path, plan: Plan) -> bool:
    """Whether everything held."""
    random, seen, stop = Random(plan.seed), Seen(), asyncio.Event()
    async with victim(folder, plan.disk_mb, plan.deadline) as target:
        limits = httpx.Limits(max_connections=plan.writers + plan.readers + 4)
        async with httpx.AsyncClient(
            base_url=target.url, timeout=CLIENT_SECONDS, trust_env=False, limits=limits
        ) as client:
            works = [write] * plan.writers + [read] * plan.readers
            tasks = [
                asyncio.create_task(work(client, seen, Random(f"{plan.seed} {number}"), stop))
                for number, work in enumerate(works)
            ]
            happened = await harass(target, drawn(random, plan.faults), random, plan.minutes * 60, seen)
            await asyncio.sleep(2)
            stop.set()
            await asyncio.gather(*tasks)
        await target.stop_for_good()
        verdict = await check(target, seen)
    kinds = Counter(name for name, _ in happened)
    back = [seconds for _, seconds in happened]
    print(told({"faults": len(happened), "kinds": dict(kinds), "seed": plan.seed}))
    print(told({"back_p50": _p(back, 50), "back_p95": _p(back, 95), "back_max": round(max(back, default=0), 1)}))
    print(told({"acknowledged": len(seen.acknowledged), "repeats": seen.repeats, "reads": seen.reads}))
    print(told({"answers": dict(seen.codes.most_common()), "longest_request": round(seen.longest, 2)}))
    for line in unexpected(folder / "service.log"):
        print(line)
    print(told(asdict(verdict)))
    return verdict.is_good and seen.longest <= max(LONGEST_SECONDS, plan.deadline)


async def harass(
    target: Victim, kinds: Sequence[Kind], random: Random, seconds: float, seen: Seen
) -> list[tuple[str, float]]:
    """Let one fault after the other happen, each after the service has come back; name and seconds until then."""
    end, happened = time.monotonic() + seconds, list[tuple[str, float]]()
    for kind in kinds:
        if time.monotonic() > end:
            break
        before = seen.longest
        await kind.does(target, random)
        back = await target.until_ready()
        happened.append((kind.name, back))
        print(told({"n": len(happened), "fault": kind.name, "back": round(back, 2), "ack": len(seen.acknowledged),
                    "longest": round(seen.longest, 2) if seen.longest > before else None}), flush=True)  # fmt: skip
        await asyncio.sleep(random.uniform(*CALM_SECONDS))
    return happened


def unexpected(log: Path) -> list[str]:
    """Lines of the service's log that tell of an exception, each once; the last ten."""
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if "exception" in line]
    return list({line.partition('"event"')[2]: line for line in lines}.values())[-10:]


def _p(values: Sequence[float], percent: int) -> float:
    if len(values) < 2:
        return round(sum(values), 2)
    return round(statistics.quantiles(values, n=100)[percent - 1], 2)


if __name__ == "__main__":
    typer.run(main)
