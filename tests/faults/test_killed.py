"""kill -9 of build, refresh and add in each phase: the pointer is good, the next run works, nothing is left by hand.

Which moments are hit is drawn by the seed; tests.support.environment.SEED names the variable that takes another one.
"""

import json
import os
import random
import resource
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from etl.partners import ledger
from tests.partners.test_deliveries import FILE, deliver
from tests.support import environment
from tests.support.killed import Kill, command, killed, litter, looked_at

SEED = int(os.environ.get(environment.SEED, "13"))
# what each command is killed in on edition 2020; a refresh and an add fetch nothing and are too small to spill
PHASES = {
    "build --edition": ("fetch", "draft", "spill", "write", "pointer"),
    "partner refresh": ("draft", "write", "pointer"),
    "partner add": ("event", "write", "pointer"),
}
ADDED = "brin;school;plaats;programma;schooljaar;aantal\n;De Eik;Aderveen;Les;2024-2025;{}\n"


def added(folder: Path, n: int) -> tuple[str, ...]:
    """The command that takes a file in which is the n-th: each makes another build."""
    file = folder / f"file{n}.csv"
    file.write_text(ADDED.format(n))
    return ("partner", "add", str(file), "--partner", f"Eik {n}", "--fictional", "--json")


def count(data: Path, world: str) -> dict[str, str]:
    """State by delivery."""
    found = ledger.read(data / "partners" / world).deliveries.values()
    return {one.delivery_id: ledger.state(one) for one in found}


@pytest.mark.slow  # in every run: killed in the middle of writing, here and in tests/partners/test_deliveries.py
def test_killed_in_each_phase_the_sample_stays_whole_and_the_next_run_works(sample_data, sample_files, tmp_path):
    data, draw = tmp_path / "data", random.Random(SEED)
    for name in ("warehouse", "partners"):
        shutil.copytree(sample_data / name, data / name)
    add = added(tmp_path, 1)
    build = ("build", "--edition", "voorbeeld", "--mirror", str(sample_files))
    kills = [
        Kill("fetch", draw.randint(1, 40), build),
        Kill("draft", draw.randint(1, 12), add),
        Kill("pointer", draw.randint(1, 3), add),
    ]
    for kill in kills:
        told = killed(data, kill)
        assert told.startswith(f"killed in {kill.phase}: ")
        looked_at(data)
    command(data, *add)
    looked_at(data)
    assert litter(data) == []
    assert [told for name, told in count(data, "voorbeeld").items() if name.startswith("eik-1")] == ["accepted"]


def cases(folder: Path, mirror: Path) -> list[Kill]:
    """Each phase of each command at least three times."""
    draw = random.Random(SEED)
    build = ("build", "--edition", "2020", "--mirror", str(mirror))
    again = ("partner", "refresh")
    ends = [(phase, nth) for phase in ("write", "pointer") for nth in (1, 2, 3)]
    adds = [Kill(phase, nth, added(folder, n)) for n, (phase, nth) in enumerate(ends, 9)]
    adds += [Kill("event", n, added(folder, n)) for n in range(1, 9)]
    late = [Kill(phase, nth, build) for phase, nth in ends]
    early = [Kill("draft", draw.randint(1, 30), build) for _ in range(3)]
    early += [Kill("spill", draw.randint(0, 3_000), build) for _ in range(3)]
    early += [Kill("fetch", draw.randint(1, 40), build) for _ in range(3)]
    refreshed = [Kill("draft", draw.randint(1, 12), again) for _ in range(3)]
    refreshed += [Kill(phase, nth, again) for phase, nth in ends]
    return [*adds, *late, *early, *refreshed]


def kill_all(data: Path, folder: Path, mirror: Path) -> list[str]:
    """Each case on one data folder; what was hit and how the next run went, one line each."""
    told = []
    for n, kill in enumerate(cases(folder, mirror)):
        if kill.phase in ("write", "pointer") and "add" not in kill.words:  # only another input is another build
            ledger.tell(data / "partners" / "nederland", "decision", "test", **decision(n))
        if kill.phase == "fetch":
            shutil.rmtree(data / "snapshots", ignore_errors=True)
        # at 250 MB it spills much and may end in want of memory before a later phase
        where = killed(data, kill, memory="250MB" if kill.phase == "spill" else "350MB")
        looked_at(data)
        left = litter(data)
        command(data, *(kill.words if "add" in kill.words else ("partner", "refresh")))
        looked_at(data)
        assert litter(data) == [], kill
        told.append(f"{' '.join(kill.words[:2])} | {where} | left then: {left} | next run: ok")
        print(told[-1], file=sys.stderr, flush=True)
    command(data, "build", "--edition", "2020", "--mirror", str(mirror))
    looked_at(data)
    assert litter(data) == []
    assert set(count(data, "nederland").values()) == {"accepted"}
    assert len(count(data, "nederland")) == 14
    return told


def decision(n: int) -> dict[str, str]:
    return {"partner_id": "eik", "fingerprint": f"{n}", "school_id": ""}


@pytest.mark.slow
@pytest.mark.realdata
def test_killed_in_each_phase_edition_2020_stays_whole_and_the_next_run_works(real_data, mirror, tmp_path):
    data = Path(shutil.copytree(real_data, tmp_path / "data"))
    told = kill_all(data, tmp_path, mirror)
    hits = Counter((line.split(" | ")[0], line.split("killed in ")[1].split(":")[0]) for line in told)
    assert set(hits) == {(words, phase) for words, phases in PHASES.items() for phase in phases}
    assert min(hits.values()) >= 3, hits


def cut_short(root: Path, nth: int, size: int) -> bool:
    """Delivers in a process of its own that dies in the middle of writing the n-th file, after `size` bytes."""
    child = os.fork()
    if child == 0:
        opened = [0]

        def limit(event: str, args: tuple) -> None:
            if event == "open" and str(root) in str(args[0]) and args[2] & (os.O_WRONLY | os.O_RDWR):
                opened[0] += 1
                if opened[0] == nth:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        sys.addaudithook(limit)
        deliver(root)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGXFSZ


@pytest.mark.parametrize("size", [0, 1, len(FILE) // 2])
def test_killed_in_the_middle_of_writing_no_half_file_or_event_counts(size, tmp_path):
    files = 0
    while cut_short(root := tmp_path / f"store{files}", files + 1, size):
        files += 1
        halves = [path for path in root.rglob(".*") if path.is_file()]
        assert [path.stat().st_size for path in halves] == [size], "it died in the middle"
        for path in (root / "files").glob("[!.]*"):
            assert path.read_bytes() == FILE
        for path in (root / "events").glob("[!.]*"):
            assert json.loads(path.read_text())["version"] == 1
        assert ledger.read(root).apart == []
        deliver(root)
        ledger.sweep(root)
        assert [path for path in root.rglob(".*") if path.is_file()] == []
        (delivery,) = ledger.read(root).deliveries.values()
        assert delivery.is_accepted
        assert ledger.content(root, delivery) == FILE
    assert files == 4  # partner, bytes, received, accepted
