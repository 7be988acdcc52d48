"""Boxes side by side, row by row: on a phone, where columns stand under each other, their order stays."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def places(wide: int) -> Iterator[DeltaGenerator]:
    """One place after the other, `wide` of them beside each other."""
    for _row in count():
        yield from st.columns(wide, gap="small")
