"""Failure mode 12, zip bomb and zip slip: members of a publisher's zip, and of a workbook."""

import io
import warnings
import zipfile

import pytest

from etl.apart import archive
from etl.decoding import archives
from etl.errors import SourceChanged
from etl.partners.intake import workbook
from tests.support import hostile_files as hostile

ODD = {
    "leads outside": [("../../evil.csv", b"x")],
    "leads outside the Windows way": [("a\\..\\..\\evil.csv", b"x")],
    "from the root": [("/evil.csv", b"x")],
    "of a drive": [("C:evil.csv", b"x")],
    "twice": [("a.csv", b"x"), ("a.csv", b"y")],
    "with a line end": [("a\nb.csv", b"x")],
}


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("case", ODD)
def test_a_publishers_zip_with_an_odd_member_is_refused_by_name(case):
    data = hostile.zipped([("good.csv", b"a;b"), *ODD[case]])
    with opened(data) as held, pytest.raises(SourceChanged, match="odd names: \\['") as refusal:
        archives.member("test", held, "good.csv")
    assert "Look at the publication" in str(refusal.value)


def test_an_ordinary_zip_is_read():
    with opened(hostile.zipped([("folder/good.csv", b"a;b"), ("readme..txt", b"x")])) as held:
        assert archives.member("test", held, "folder/good.csv") == b"a;b"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_unpacks_without_bounds_is_refused(method):
    """Python's readers of these two give all bytes at once, whatever one asks for."""
    refused = pytest.raises(SourceChanged, match=r"packed otherwise: \['good.csv'\]")
    with opened(hostile.zipped([("good.csv", bytes(1_000_000))], method)) as held, refused:
        archives.member("test", held, "good.csv")


def test_too_many_members_are_refused():
    data = hostile.zipped((f"{n}.csv", b"") for n in range(101))
    with opened(data) as held, pytest.raises(SourceChanged, match="found 101 members"):
        archives.refuse_odd("test", held)


@pytest.mark.parametrize(
    "name", [name for name, (_, word) in hostile.WORKBOOKS.items() if word in ("members", "unpacked")]
)
def test_a_workbook_is_refused_on_its_directory(name):
    make, word = hostile.WORKBOOKS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        data = make()
    assert workbook.refusal(data) == word


def test_bytes_are_counted_while_they_come_out():
    """A directory that says 1 kB for 6 MB: more than says so is broken, and no more than bounded is ever unpacked."""
    data = bytearray(hostile.zipped([("a.bin", bytes(6_000_000))]))
    for place in (data.find(b"a.bin") - 8, data.rfind(b"a.bin") - 22):
        data[place : place + 4] = (1000).to_bytes(4, "little")
    with opened(bytes(data)) as held, pytest.raises((archive.Refused, *archive.DAMAGED)):
        list(archive.unpacked(held, len(data)))
