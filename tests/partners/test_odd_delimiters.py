"""A file may name any sign as what stands between its cells: the page reads it, or refuses it, in words."""

import pytest

from etl.partners import ledger
from tests.support.delivered import PARTNER, folder
from tests.support.screen import opened, told


@pytest.mark.parametrize("sign", ["€", '"', "<", "*", "$", " "])
def test_a_file_with_an_odd_sign_between_its_cells_is_shown(sign, data):
    text = f"sep={sign}\nBRIN{sign}Schooljaar{sign}Programma\n900A{sign}2020-2021{sign}Taal\n"
    ledger.receive(folder(data), PARTNER, "brug.csv", text.encode(), "lokaal")
    app = opened("partnerdata", deel="aanleveren", partner=PARTNER)
    app.selectbox(key=f"left-lying-{PARTNER}").select_index(0).run()
    assert not app.exception
    seen = told(app)
    assert "Foutcode" not in seen
    assert "Hoe het bestand wordt gelezen" in seen or "Niet ingenomen" in seen
