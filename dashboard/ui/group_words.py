"""The groups that figures are told of, in words: types of education, advices, parents' education, kinds of school."""

from __future__ import annotations

from dashboard.frame.language import _


def type_words() -> dict[str, str]:
    """The types of education in the order of their level; those without one last."""
    return {
        "pro": _("practical education (pro)"), "vmbo_b": "vmbo-basis", "vmbo_k": "vmbo-kader",
        "vmbo_g": _("vmbo, mixed (g)"), "vmbo_t": _("vmbo, theoretical (t)"), "havo": "havo", "vwo": "vwo",
        "havo_vwo_3": "havo/vwo 3", "bridge": _("bridge years"), "international": _("international"),
        "vavo": _("sent out to adult education (vavo)"),
    }  # fmt: skip


def _advice_words() -> dict[str, str]:
    return {
        "vmbo_b_k": "vmbo-basis/kader", "vmbo_k_gt": "vmbo-kader/gt", "vmbo_gt": "vmbo-gt",
        "vmbo_gt_havo": "vmbo-gt/havo", "havo_vwo": "havo/vwo", "not_possible": _("no advice possible"),
    }  # fmt: skip


def _parent_words() -> dict[str, str]:
    return {
        "parents_high": _("Parents with high education"), "parents_middle": _("Parents with middle education"),
        "parents_low": _("Parents with low education"),
    }  # fmt: skip


def _other_words() -> dict[str, str]:
    """Kinds of school, weights of the former rule, and parts of tests by their levels."""
    subjects = _subject_words()
    levels = {f"{part}_{level}": f"{word} {level}" for part, word in subjects.items() for level in ("1F", "1S2F", "2F")}
    kinds = {code: code.upper() for code in ("bo", "sbo", "so", "vso", "vo")} | {"so_vso": "SO/VSO", "vmbo": "vmbo"}
    return {**subjects, **levels, **kinds, "weight_030": "0,3", "weight_120": "1,2"}


def _subject_words() -> dict[str, str]:
    return {"arithmetic": _("arithmetic"), "language": _("language care"), "reading": _("reading")}


def _test_words() -> dict[str, str]:
    """End tests by the name of their provider; those of special primary education apart."""
    names = {
        "cet": _("Central end test (CET)"), "iep": "IEP", "route8": "Route 8", "dia": "Dia", "amn": "AMN", "doe": "DOE",
        "lib": "Leerling in beeld",
    }  # fmt: skip
    return names | {f"{code}_sbo": f"{name} (SBO)" for code, name in names.items()}


def words(code: str) -> str:
    """A group in words; what nobody here knows is told as its source calls it."""
    known = {
        **type_words(), **_advice_words(), **_parent_words(), **_test_words(), **_other_words(),
        "all": _("All together"),
    }  # fmt: skip
    return known.get(code, code.replace("_", " "))
