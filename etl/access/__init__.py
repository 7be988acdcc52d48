"""Who may do what, as whoever keeps a closed server writes it down: one file outside the project."""

from etl.access.reading import AccessFaulty, Fault, read, read_text
from etl.access.table import ALL, ROLES, Grant, Listed, Provider, Table, clean, day_of, first_table, today

__all__ = [
    "ALL", "ROLES", "AccessFaulty", "Fault", "Grant", "Listed", "Provider", "Table", "clean", "day_of",
    "first_table", "read", "read_text", "today",
]  # fmt: skip
