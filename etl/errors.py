"""Errors of the ETL; the class says who must act, the text says expected, found and what to do."""

from collections.abc import Sequence


class EtlError(Exception):
    """Base of all errors that the command line shows as one message instead of a traceback."""

    exit_code = 1


class Offline(EtlError):
    """No publisher can be reached: there is no network. The old build stays."""

    exit_code = 3


class SourceIncomplete(EtlError):
    """A file is absent or cut off: fetch it again."""


class SourceChanged(EtlError):
    """The publisher changed the file's shape: adapt its column map or dialect."""


class ContractBroken(EtlError):
    """The shape is right but the values break the source's contract: look at the data."""


class UploadRejected(EtlError):
    """A person's own file cannot be taken: the sender must mend it."""


class DiskFull(EtlError):
    """There is no room for what was asked: make room on the disk of the data folder."""


class NotWritable(EtlError):
    """This user may not write in the data folder: give the right to, or name another folder."""


class DeedsAway(NotWritable):
    """PostgreSQL, which has what people enter, cannot be reached: what is here stays readable. Try again later."""

    exit_code = 3

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Expected an answer of the PostgreSQL that has what people enter, found none ({reason}). Nothing was "
            "written; what was known here can still be read. Try again when it answers."
        )


class Unconfirmed(DeedsAway):
    """PostgreSQL went away when it was asked to keep what it had: whether it did is not known."""

    def __init__(self, reason: str) -> None:
        EtlError.__init__(
            self,
            f"Expected the PostgreSQL that has what people enter to confirm, found no answer ({reason}). Whether it "
            "was written is not known: look whether it is there when it answers, before doing it again.",
        )


class Busy(EtlError):
    """Another build holds the data folder: wait until it is done."""


class StoreAway(EtlError):
    """The store that machines share cannot be reached, or broke off: the build that is here stays. Try again."""

    exit_code = 3


class MartOnly(EtlError):
    """The build in use was pulled from a store: it holds what pages read, not what it was made from."""

    def __init__(self) -> None:
        super().__init__(
            "Expected a build that was made here, found one that was pulled from the store: it has the tables of pages "
            "only. Do this where builds are made, then publish: python -m etl publish"
        )


class BuildDamaged(EtlError):
    """The published build is not what was published: build it again, what people entered is kept apart from it."""


class OtherVersion(EtlError):
    """The published build is of another version of the program, so it cannot be refreshed: build the edition again."""

    def __init__(self, edition: str) -> None:
        super().__init__(
            "Expected the build to be made by this version of the program, found one of another version. "
            f"Build the edition again: python -m etl build --edition {edition}"
        )
        self.edition = edition


class DeclarationBroken(EtlError):
    """A file that declares sources, editions or indicators is wrong: mend the keys that the text names."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n  ".join([f"{len(faults)} fault(s) in what is declared. Nothing was done.", *faults]))
        self.faults = tuple(faults)
