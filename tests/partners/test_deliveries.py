"""Partners' files are never lost and never count twice: the store under kills, repeats and two people at once."""

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from etl.errors import UploadRejected
from etl.partners import intake
from etl.partners import ledger as deliveries
from etl.partners import tables as partners
from tests.support.environment import DEEDS

FILE = (
    b"school;plaats;programma;schooljaar;aantal\n"
    b"De Eik;Aderveen;Debatles;2024-2025;12\n"
    b"De Beuk;Boskerk;Debatles;2024-2025;ca. 20\n"
)


@pytest.fixture
def root(deeds_folder: Path) -> Path:
    return deeds_folder / "partners" / "nederland"


def take_in(root: Path, partner_id: str = "eik", data: bytes = FILE, name: str = "eik.csv") -> str:
    found, _was_here = deliveries.receive(root, partner_id, name, data, "test")
    proposal = intake.propose(name, data)
    deliveries.tell(root, "accepted", "test", delivery_id=found, **partners.taken(proposal.layout, proposal.columns))
    return found


def dying(real, moment: int, seen: list[int]):
    """`real`, that kills its process at the moment (counted in `seen`) just before or just after it ran."""

    def call(*args, **kwargs):
        seen[0] += 1
        if seen[0] == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **kwargs)
        seen[0] += 1
        if seen[0] == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return call


def deliver(root: Path) -> None:
    """What page and command do: the partner, the bytes, the taking in; each only when it is not there yet."""
    facts = {"name": "Eik", "partner_kind": "offer", "website": "", "contact": "", "is_fictional": True}
    if "eik" not in deliveries.read(root).partners:
        deliveries.tell(root, "partner", "test", partner_id="eik", **facts)
    found, _ = deliveries.receive(root, "eik", "eik.csv", FILE, "test")
    if not deliveries.read(root).deliveries[found].is_accepted:
        proposal = intake.propose("eik.csv", FILE)
        deliveries.tell(
            root, "accepted", "test", delivery_id=found, **partners.taken(proposal.layout, proposal.columns)
        )


def killed_while_delivering(root: Path, moment: int) -> bool:
    """Delivers in a process of its own that dies at the n-th moment around something reaching the disk."""
    child = os.fork()
    if child == 0:
        seen = [0]
        os.replace, os.fsync = dying(os.replace, moment, seen), dying(os.fsync, moment, seen)
        deliver(root)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_killed_at_any_moment_a_delivery_is_whole_or_absent_and_counts_once_after_it_is_sent_again(root):
    moments, home = 0, root.parent
    while killed_while_delivering(root := home / f"store{moments}", moments + 1):
        moments += 1
        for path in (root / "files").glob("[!.]*"):
            assert path.read_bytes() == FILE
        for delivery in deliveries.read(root).deliveries.values():
            assert deliveries.content(root, delivery) == FILE
        deliver(root)
        ledger = deliveries.read(root)
        assert list(ledger.partners) == ["eik"]
        (delivery,) = ledger.deliveries.values()
        assert delivery.is_accepted
    # four things reach the disk (partner, bytes, received, accepted), each by a sync, a rename and a sync of the folder
    assert moments == 24 if DEEDS not in os.environ else moments > 24


def test_the_same_file_of_the_same_partner_is_recognised(root):
    first, was_here = deliveries.receive(root, "eik", "eik.csv", FILE, "test")
    again, is_here = deliveries.receive(root, "eik", "kopie van eik.csv", FILE, "iemand anders")
    assert (first, was_here, is_here) == (again, False, True)
    assert len(deliveries.read(root).deliveries) == 1


def test_the_same_bytes_of_two_partners_are_two_deliveries(root):
    take_in(root, "eik")
    take_in(root, "beuk")
    assert {d.partner_id for d in deliveries.read(root).deliveries.values()} == {"eik", "beuk"}
    assert len(list((root / "files").iterdir())) == 1


def test_many_at_once_all_succeed(root):
    files = [FILE + f"De Linde {n};Citerhoek;Les;2024-2025;{n}\n".encode() for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda data: take_in(root, data=data), [*files, *files]))
    ledger = deliveries.read(root)
    assert len(set(found)) == 12 == len(ledger.deliveries)
    assert all(d.is_accepted for d in ledger.deliveries.values())


def test_withdrawn_and_erased_deliveries_do_not_count_and_their_story_stays(root):
    kept, gone = take_in(root), take_in(root, "beuk", FILE + b"\n")
    deliveries.tell(root, "withdrawn", "test", delivery_id=kept)
    deliveries.erase(root, gone, "test")
    ledger = deliveries.read(root)
    assert [deliveries.state(ledger.deliveries[d]) for d in (kept, gone)] == ["withdrawn", "erased"]
    assert deliveries.content(root, ledger.deliveries[kept]) == FILE
    with pytest.raises(UploadRejected, match="found 0 others"):
        deliveries.content(root, ledger.deliveries[gone])


def test_erasing_leaves_the_bytes_that_another_partner_sent_too(root):
    mine, theirs = take_in(root, "eik"), take_in(root, "beuk")
    deliveries.erase(root, mine, "test")
    assert deliveries.content(root, deliveries.read(root).deliveries[theirs]) == FILE


def test_what_was_erased_can_be_sent_again(root):
    found = take_in(root)
    deliveries.erase(root, found, "test")
    again, was_here = deliveries.receive(root, "eik", "eik.csv", FILE, "test")
    assert (again, was_here) == (found, False)
    assert deliveries.state(deliveries.read(root).deliveries[found]) == "received"


def test_bytes_that_were_changed_on_disk_are_not_used(root):
    found = take_in(root)
    (path,) = (root / "files").iterdir()
    path.write_bytes(FILE.replace(b"12", b"99"))
    with pytest.raises(UploadRejected, match="sha256"):
        deliveries.content(root, deliveries.read(root).deliveries[found])


def test_only_the_owner_may_read_what_was_sent(root):
    take_in(root)
    modes = {oct(path.stat().st_mode & 0o777) for path in root.rglob("*") if path.is_file()}
    assert modes == {"0o600"}


def test_the_next_delivery_reads_its_columns_as_the_last_one_was_corrected(root):
    found, _ = deliveries.receive(root, "eik", "eik.csv", FILE, "test")
    proposal = intake.propose("eik.csv", FILE)
    columns = {**proposal.columns, 4: ""}
    deliveries.tell(root, "accepted", "test", delivery_id=found, **partners.taken(proposal.layout, columns))
    remembered = partners.remembered(deliveries.read(root), "eik")
    again = intake.propose("eik2.csv", FILE.replace(b"12", b"15"), remembered)
    assert again.columns[4] == ""
    assert again.why[4] == "remembered"
    assert partners.remembered(deliveries.read(root), "beuk") == {}


def test_a_partner_without_letters_is_refused():
    with pytest.raises(UploadRejected, match="letters or digits"):
        deliveries.slug(" --- ")


def test_an_event_is_plain_json_with_who_and_when(root):
    deliveries.tell(root, "decision", "ans", partner_id="eik", fingerprint="ab", school_id="99XX00")
    (path,) = (root / "events").iterdir()
    event = json.loads(path.read_text())
    assert (event["by"], event["school_id"]) == ("ans", "99XX00")
    assert event["at"].endswith("+00:00")
    assert os.listdir(root) == ["events"]
