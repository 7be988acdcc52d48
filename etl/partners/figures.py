"""Numbers as people read them, in Dutch or English; used for texts that are written into files."""

import math

from babel.numbers import format_decimal

NO_DATA = {"nl": "geen gegevens", "en": "no data"}


def shown(value: float | None, decimals: int, unit: tuple[str, str], language: str) -> str:
    """'0,87 punt per leerling': the value with its unit (one, many); no value gives 'geen gegevens'."""
    if value is None or math.isnan(value):
        return NO_DATA[language]
    digits = "0" * int(decimals)
    number = format_decimal(round(value, decimals) + 0.0, f"#,##0.{digits}" if digits else "#,##0", locale=language)
    number = number.replace("-", "\N{MINUS SIGN}")
    word = unit[0] if abs(round(value, decimals)) == 1 else unit[1]
    return f"{number}\N{NO-BREAK SPACE}{word}" if word else number
