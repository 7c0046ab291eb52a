"""Placement at full size: ours beside the peers, over the floor, and from files to a file.

    .venv/bin/python benchmarks/placement.py [--students 100000] [--largest 1000000] [--files]

A seeded market: 20 choices, a post for every 20 students, correlated tastes, correlated scores
of 100 levels with ties, one lottery, places ≈ 0.95 of the students. The *floor* is one scan of
the lists with the cutoffs known, on as many threads, measured beside the kernel. Best of
`--repeat` runs; every result is certified and equal on every engine before a time is printed.
`--files` goes from Parquet files to a certified Parquet result in a process of its own. The load
of the machine is printed first: beside other work on its two cores no time means anything.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from silian.cultivation.engine.placement.certificate import certify
from silian.cultivation.engine.placement.lottery import places
from silian.cultivation.engine.placement.market import Market, Reserve
from silian.cultivation.engine.placement.solve import engine_for, solve
from silian.cultivation.engine.placement.state import Slots, State

CHOICES, LEVELS, SEED, PER_POST = 20, 100, 20260101, 20
PART = 250_000
QUOTED = {
    "MatchingMarkets (numba, MIT)": 1.98,
    "martinsielfeld/school-choice-assignment (R, MIT)": 17.8,
    "Parcoursup (Java, AGPL-3)": 29.9,
    "py-school-match (Python, GPL-3; an easier instance)": 51.7,
}
"""Seconds at 100,000 × 5,000 × 20, measured elsewhere on two cores, and marked so."""
PEER = "matching"
PEER_VERSION = "1.4.3"


def draw(students: int, seed: int = SEED) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Posts by choice (n, 20) int32, score levels (n, 20) int16, capacities (m,) int32."""
    rng = np.random.default_rng(seed)
    posts = max(students // PER_POST, CHOICES)
    quality = rng.standard_normal(posts, dtype=np.float32)
    chosen = np.empty((students, CHOICES), np.int32)
    levels = np.empty((students, CHOICES), np.int16)
    for first in range(0, students, PART):
        last = min(first + PART, students)
        rows = last - first
        start, step = rng.integers(0, posts, rows), rng.integers(1, posts // CHOICES + 1, rows)
        own = (start[:, None] + step[:, None] * np.arange(CHOICES)) % posts
        taste = 3 * quality[own] + rng.standard_normal((rows, CHOICES), dtype=np.float32)
        chosen[first:last] = np.take_along_axis(own, np.argsort(-taste, axis=1), 1)
        ability = rng.standard_normal((rows, 1), dtype=np.float32)
        score = 0.7 * ability + 0.7 * rng.standard_normal((rows, CHOICES), dtype=np.float32)
        levels[first:last] = np.clip(LEVELS / 2 + LEVELS / 8 * score, 0, LEVELS - 1)
    capacity = rng.multinomial(int(students * 0.95), np.full(posts, 1 / posts))
    return chosen, levels, np.maximum(capacity, 1).astype(np.int32)


def market_of(chosen: np.ndarray, levels: np.ndarray, capacity: np.ndarray) -> Market:
    """The engine's market: key = level, then lottery."""
    students = len(chosen)
    bits = max(students - 1, 1).bit_length()
    lot = places(SEED, students).astype(np.int64)
    words = np.empty((students, CHOICES), np.int64)
    for first in range(0, students, PART):
        part = slice(first, first + PART)
        key = (levels[part].astype(np.int64) << bits) | lot[part, None]
        words[part] = (key << 32) | chosen[part]
    start = np.arange(students + 1, dtype=np.int64) * CHOICES
    return Market(
        start.astype(np.int32), words.reshape(-1), capacity, np.zeros_like(capacity)
    )  # fmt: skip


def best(call: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Best wall time of some runs in seconds, and the last result."""
    quickest, result = float("inf"), None
    for _ in range(repeat):
        begin = time.perf_counter()
        result = call()
        quickest = min(quickest, time.perf_counter() - begin)
    return quickest, result


def settled(market: Market, threads: int, compiled: bool) -> tuple[float, State]:
    """Seconds of the kernel alone, its working arrays made beforehand."""
    posts = np.arange(market.posts, dtype=np.int32)
    state = State.empty(Slots(market.start, market.words, market.capacity, posts))
    engine = engine_for(market.students, threads, compiled)
    begin = time.perf_counter()
    engine.settle(state)
    return time.perf_counter() - begin, state


def kernel(market: Market, threads: int, repeat: int, compiled: bool = True) -> tuple[float, State]:
    """Best seconds of the kernel, and its last state."""
    runs = [settled(market, threads, compiled) for _ in range(repeat)]
    return min(seconds for seconds, _state in runs), runs[-1][1]


def floor(market: Market, state: State, threads: int, repeat: int) -> float:
    """Best seconds of one scan with the cutoffs known."""
    from silian.cultivation.engine.placement import kernels
    from silian.cultivation.engine.placement.compiled import in_parallel

    cutoff = np.where(state.cutoff > 0, state.cutoff - 1, state.cutoff)
    found = np.empty(market.students, np.int32)
    bounds = np.linspace(0, market.students, threads + 1).astype(np.int64)

    def scan(i: int) -> None:
        kernels.scan(market.start, market.words, cutoff, bounds[i], bounds[i + 1], found)

    seconds, _none = best(lambda: in_parallel(scan, threads), repeat)
    assert np.array_equal(found, state.pos), "the scan must find the result"
    return seconds


def measure(students: int, options: argparse.Namespace) -> dict[str, Any]:
    """One line of the growth table, milliseconds."""
    market = market_of(*draw(students))
    one, first = kernel(market, 1, options.repeat)
    two, second = kernel(market, 2, options.repeat)
    assert np.array_equal(first.pos, second.pos), "threads must not matter"
    scan_one = floor(market, first, 1, options.repeat)
    scan_two = floor(market, first, 2, options.repeat)
    proof, certificate = best(lambda: certify(market, first.held()), options.repeat)
    assert certificate.right
    line = {
        "students": students,
        "posts": market.posts,
        "kernel_1": one * 1e3,
        "kernel_2": two * 1e3,
        "floor_1": scan_one * 1e3,
        "floor_2": scan_two * 1e3,
        "ratio_1": one / scan_one,
        "ratio_2": two / scan_two,
        "certificate": proof * 1e3,
    }
    if students <= options.rounds:
        slow, third = kernel(market, 1, 1, compiled=False)
        assert np.array_equal(first.pos, third.pos), "NumPy rounds must agree"
        line["numpy"] = slow * 1e3
    return line


def rules(students: int, repeat: int) -> dict[str, float]:
    """Reserves and minimum sizes over the plain round, as whole solutions, in seconds."""
    market = market_of(*draw(students))
    plain, _found = best(lambda: solve(market), repeat)
    tenth = np.arange(market.posts) % 10 == 0
    wide = np.where(tenth, 2 * market.capacity, market.capacity).astype(np.int32)
    minimum = np.where(tenth, wide, 0).astype(np.int32)
    small = Market(market.start, market.words, wide, minimum)
    closing, found = best(lambda: solve(small), repeat)
    members = np.arange(students) % 5 == 0
    kept = tuple(Reserve(post, 0, 1) for post in range(0, market.posts, 2))
    reserved = Market(market.start, market.words, market.capacity, market.minimum, kept, (members,))
    reserve, _found = best(lambda: solve(reserved), repeat)
    return {
        "plain_seconds": plain,
        "minimums_seconds": closing,
        "closings": len(found.closings),
        "minimums_over_plain": closing / plain,
        "reserves_seconds": reserve,
        "reserves_over_plain": reserve / plain,
    }


def write_files(folder: Path, students: int) -> None:
    """S, P, F and R in Parquet; R stands line for line beside F, as one query writes both."""
    import duckdb

    chosen, levels, capacity = draw(students)
    owner = np.repeat(np.arange(students, dtype=np.int32), CHOICES)
    post = chosen.reshape(-1)
    tables: dict[str, dict[str, np.ndarray]] = {
        "S": {"student_id": np.arange(students, dtype=np.int32)},
        "P": {"post_id": np.arange(len(capacity), dtype=np.int32), "capacity": capacity},
        "F": {"student_id": owner, "post_id": post,
              "rank": np.tile(np.arange(1, CHOICES + 1, dtype=np.int16), students)},
        "R": {"student_id": owner, "post_id": post, "score": levels.reshape(-1)},
    }  # fmt: skip
    for name, columns in tables.items():
        link = duckdb.connect()
        link.register("given", columns)
        link.execute(f"COPY given TO '{folder / name}.parquet' (FORMAT PARQUET)")


CHILD = """
import sys, time
begin = time.perf_counter()
sys.path.insert(0, sys.argv[1])
import json, resource
from pathlib import Path
from silian.cultivation.engine.placement.certificate import certify
from silian.cultivation.engine.placement.round_files import read_round, write_result
from silian.cultivation.engine.placement.solve import solve
folder, steps = Path(sys.argv[2]), {}
def step(name):
    steps[name] = time.perf_counter() - begin - sum(steps.values())
step("imports")
found = read_round(*(folder / f"{n}.parquet" for n in "SPFR"), seed=1)
step("read")
placement = solve(found.market)
step("solve")
assert certify(found.market, placement.entry).right
step("certify")
write_result(found, placement.entry, folder / "OUT.parquet")
step("write")
steps["total"] = time.perf_counter() - begin
steps["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(steps))
"""


def from_files(students: int, repeat: int) -> dict[str, float]:
    """Parquet to certified Parquet in a process of its own; seconds by step, MiB at the peak."""
    with tempfile.TemporaryDirectory() as name:
        write_files(Path(name), students)
        source = str(Path(__file__).resolve().parents[1] / "src")
        command = [sys.executable, "-c", CHILD, source, name]
        runs = []
        for _ in range(repeat + 1):
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            runs.append(json.loads(done.stdout))
    return min(runs, key=lambda one: float(one["total"]))


PEER_CHILD = """
import json, sys, time
import numpy as np
sys.setrecursionlimit(10**6)
from matching.games import HospitalResident
z = np.load(sys.argv[1])
lists, keys, capacity = z["lists"], z["keys"], z["capacity"]
begin = time.perf_counter()
residents = {s: own.tolist() for s, own in enumerate(lists)}
order = np.argsort(-keys, axis=None, kind="stable")
hospitals = {p: [] for p in range(len(capacity))}
for at in order:
    hospitals[int(lists.flat[at])].append(int(at) // lists.shape[1])
hospitals = {p: own for p, own in hospitals.items() if own}
places = {p: int(capacity[p]) for p in hospitals}
game = HospitalResident.create_from_dictionaries(residents, hospitals, places)
found = game.solve(optimal="resident")
seconds = time.perf_counter() - begin
post = [-1] * len(lists)
for hospital, own in found.items():
    for one in own:
        post[int(one.name)] = int(hospital.name)
print(json.dumps({"seconds": seconds, "post": post}))
"""


def peer(students: int, limit: int, repeat: int) -> dict[str, Any]:
    """The peer on the same market, with building; or why there is no figure."""
    from importlib import util

    if util.find_spec(PEER) is None:
        return {"peer": f"{PEER} is not here: pip install {PEER}=={PEER_VERSION}"}
    market = market_of(*draw(students))
    ours, state = kernel(market, 2, repeat)
    wanted = np.where(state.held() >= 0, market.post[np.maximum(state.held(), 0)], -1)
    with tempfile.NamedTemporaryFile(suffix=".npz") as file:
        np.savez(file, lists=market.post.reshape(-1, CHOICES), capacity=market.capacity,
                 keys=market.key.reshape(-1, CHOICES))  # fmt: skip
        file.flush()
        command = [sys.executable, "-c", PEER_CHILD, file.name]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
        except subprocess.TimeoutExpired:
            least = limit / ours
            return {"peer": f"{PEER}: not finished after {limit} s: more than {least:,.0f} times"}
    if done.returncode:
        return {"peer": f"{PEER} failed: {done.stderr.strip().splitlines()[-1:]}"}
    found = json.loads(done.stdout)
    assert found["post"] == wanted.tolist(), "the peer must find the same assignment"
    return {
        "peer": f"{PEER}: {found['seconds']:.2f} s, ours {ours * 1e3:.2f} ms, same result",
        "times": round(found["seconds"] / ours),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--largest", type=int, default=0, help="growth in tens up to here")
    parser.add_argument("--rounds", type=int, default=1_000_000, help="NumPy rounds up to here")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--files", action="store_true", help="Parquet to certified Parquet")
    parser.add_argument("--peer-students", type=int, default=1000)
    parser.add_argument("--peer-seconds", type=int, default=60)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    measure(2000, options)  # compilation
    sizes = [options.students]
    while sizes[-1] * 10 <= options.largest:
        sizes.append(sizes[-1] * 10)
    heading = False
    for students in sizes:
        line = measure(students, options)
        if not heading:
            print("  ".join(f"{name:>11}" for name in line) + "   (ms)")
            heading = True
        print("  ".join(f"{value:11,.1f}" for value in line.values()), flush=True)
    ours, _state = kernel(market_of(*draw(100_000)), 2, options.repeat)
    for name, seconds in QUOTED.items():
        print(f"quoted, 100,000 × 5,000 × 20: {name}: {seconds} s, {seconds / ours:,.0f} times")
    print(peer(options.peer_students, options.peer_seconds, options.repeat))
    print({k: round(v, 2) for k, v in rules(options.students, options.repeat).items()})
    if options.files:
        print({k: round(v, 2) for k, v in from_files(sizes[-1], options.repeat).items()})


if __name__ == "__main__":
    main()
