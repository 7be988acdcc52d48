"""CBS tables about areas: SES-WOA, key figures per wijk, and the areas each municipality lies in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl.sample.world.model import World
from etl.sample.world.names import WORDS

COLUMNS = WORDS["key_figures"]
_URBANITY = [
    "Zeer sterk stedelijk",
    "Sterk stedelijk",
    "Matig stedelijk",
    "Weinig stedelijk",
    "Niet stedelijk",
]
_CLASSES = [5e3, 1e4, 2e4, 5e4, 1e5, 1.5e5, 2.5e5]
_CLASS_NAMES = ["Minder dan 5 000 inwoners", "5 000 tot 10 000 inwoners", "10 000 tot 20 000 inwoners"]
_CLASS_NAMES += ["20 000 tot 50 000 inwoners", "50 000 tot 100 000 inwoners", "100 000 tot 150 000 inwoners"]
_CLASS_NAMES += ["150 000 tot 250 000 inwoners", "250 000 inwoners of meer"]


def _head(world: World) -> pd.DataFrame:
    """Codes and names of the dry wijken."""
    towns = world.places.municipalities.iloc[world.districts.municipality.astype(int)].reset_index(drop=True)
    wijken = world.places.districts
    head = pd.DataFrame({"WK_CODE": wijken.code, "WK_NAAM": wijken.name, "GM_CODE": towns.code, "GM_NAAM": towns.name})
    return head[~world.districts.is_water.astype(bool)]


def ses(world: World, path: Path) -> None:
    """One row per wijk: SES-WOA 2023, its spread and both changes; empty where CBS keeps it secret."""
    wijken, table = world.districts, _head(world)
    table["year"] = 2023
    table["SES"] = wijken.ses_shown
    shown = wijken.ses_shown.notna()
    table["SES_MAD"] = wijken.ses_spread.where(shown)
    table["SES_change"] = wijken.ses_change.where(shown)
    table["SES_MAD_change"] = wijken.ses_spread_change.where(shown)
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def key_figures(world: World, path: Path) -> None:
    """One row per wijk in the 121 columns of Kerncijfers; columns nothing needs stay empty."""
    wijken, head = world.districts, _head(world)
    wijken = wijken.loc[head.index]
    known = {name.rsplit("_", 1)[0]: name for name in COLUMNS}
    table = pd.DataFrame(index=head.index, columns=COLUMNS, dtype=object)
    table[head.columns] = head
    table["WijkenEnBuurten"], table["Gemeentenaam_1"] = head.WK_CODE, head.GM_NAAM
    table["SoortRegio_2"], table["IndelingswijzigingWijkenEnBuurten_4"] = "Wijk", 1
    for figures in (_people(wijken), _homes(wijken), _money(world.rng, wijken)):
        for name, values in figures.items():
            table[known[name]] = values
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def town_figures(world: World, path: Path) -> None:
    """One row per municipality and the country in the columns of the table of services, of which nothing needs most.

    Homes, incomes and education stay empty, as in CBS's release of 2020: they come from the districts.
    """
    towns, wijken = _towns(world), world.districts
    lived = wijken.groupby("municipality")[["population", "households"]].sum()
    benefits = _benefits(wijken).groupby(wijken.municipality).sum()
    rows = pd.DataFrame({
        "WijkenEnBuurten": [f"{code:<10}" for code in towns.code],
        "AantalInwoners_5": lived.population.astype(int).to_numpy(),
        "HuishoudensTotaal_28": lived.households.astype(int).to_numpy(),
        "PersonenPerSoortUitkeringBijstand_83": _whole(benefits, 10).astype(float).to_numpy(),
        "MateVanStedelijkheid_115": [float(_urban(density)) for density in towns.density],
    })  # fmt: skip
    country = pd.DataFrame([{"WijkenEnBuurten": "NL00      ", "AantalInwoners_5": int(lived.population.sum())}])
    table = pd.concat([country, rows]).reindex(columns=WORDS["town_figures"])
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path, compression="snappy")


def _benefits(wijken: pd.DataFrame) -> pd.Series:
    """Persons on social assistance, in small wijken too."""
    return wijken.population * np.exp(1.75 - 2.6 * wijken.ses.fillna(0)).clip(0.5, 28) / 240


def _whole(values: pd.Series, step: int = 5) -> pd.Series:
    """Rounded to a step, as integers that may be empty."""
    return (values / step).round().mul(step).astype("Int64")


def _people(wijken: pd.DataFrame) -> dict[str, pd.Series]:
    """Inhabitants by sex, age and background (groups left 0)."""
    people = wijken.population
    men = _whole(people * 0.495)
    figures = {"AantalInwoners": people, "Mannen": men, "Vrouwen": people - men}
    ages = ["k_0Tot15Jaar", "k_15Tot25Jaar", "k_25Tot45Jaar", "k_45Tot65Jaar", "k_65JaarOfOuder"]
    bands = ["age_0_14", "age_15_24", "age_25_44", "age_45_64", "age_65"]
    figures |= {name: wijken[band] for name, band in zip(ages, bands, strict=True)}
    adults = people - wijken.age_0_14
    low = (0.28 - 0.28 * wijken.ses).clip(0.1, 0.6)
    high = (0.29 + 0.30 * wijken.ses).clip(0.06, 0.7)
    shown = people >= 100
    figures |= {"OpleidingsniveauLaag": _whole(adults * low, 10).where(shown)}
    figures |= {"OpleidingsniveauMiddelbaar": _whole(adults * (1 - low - high), 10).where(shown)}
    return figures | {"OpleidingsniveauHoog": _whole(adults * high, 10).where(shown)}


def _homes(wijken: pd.DataFrame) -> dict[str, pd.Series]:
    """Households, land and urbanity; empty where nobody lives."""
    lived = wijken.households > 0
    size = (wijken.population / wijken.households.clip(lower=1)).round(1).where(lived)
    figures = {"HuishoudensTotaal": wijken.households, "Eenpersoonshuishoudens": wijken.singles}
    figures |= {"HuishoudensZonderKinderen": wijken.couples, "HuishoudensMetKinderen": wijken.families}
    water = (wijken.area_ha * (wijken.order % 4) / 90).round()
    land = (wijken.area_ha - water).round().clip(lower=1)
    figures |= {"GemiddeldeHuishoudensgrootte": size, "OppervlakteLand": land.astype(int)}
    figures |= {"OppervlakteWater": water.astype(int), "OppervlakteTotaal": (land + water).astype(int)}
    figures |= {"Bevolkingsdichtheid": (wijken.population / land * 100).round().where(lived).astype("Int64")}
    figures |= {"Woningvoorraad": (wijken.households * 0.99).round().astype(int)}
    figures |= {"MateVanStedelijkheid": wijken.urbanity.where(lived).astype("Int64")}
    return figures | {"Omgevingsadressendichtheid": wijken.address_density.where(lived).astype("Int64")}


def _money(rng: np.random.Generator, wijken: pd.DataFrame) -> dict[str, pd.Series]:
    """Home values, incomes and benefits, all bound to the SES of the wijk; empty for small wijken."""
    shown = wijken.households >= 100
    ses, noise = wijken.ses, rng.normal(0, 1, len(wijken))
    low = np.exp(1.75 - 2.6 * ses + 0.12 * noise).clip(0.5, 28)
    figures = {"GemiddeldeWOZWaardeVanWoningen": np.exp(5.78 + 0.75 * ses + 0.1 * noise).round().astype(int)}
    figures |= {"GemiddeldInkomenPerInwoner": (30.0 + 11 * ses + noise).round(1)}
    figures |= {"GemGestandaardiseerdInkomenVanHuish": (36.0 + 13 * ses + noise).round(1)}
    figures |= {"k_40HuishoudensMetLaagsteInkomen": (39 - 45 * ses + noise).clip(5, 95).round(1)}
    figures |= {"k_20HuishoudensMetHoogsteInkomen": (20 + 36 * ses + noise).clip(0.5, 75).round(1)}
    figures |= {"HuishoudensMetEenLaagInkomen": low.round(1), "HuishOnderOfRondSociaalMinimum": low.round(1)}
    figures |= {"PersonenPerSoortUitkeringBijstand": _whole(wijken.population * low / 240, 10)}
    figures |= {"PersonenPerSoortUitkeringAOW": _whole(wijken.age_65 * 0.94, 10)}
    return {name: values.astype(object).where(shown) for name, values in figures.items()}


def regions(world: World, path: Path) -> None:
    """One row per municipality and measure, long and all text, codes padded to 10 and names to 50."""
    rows = [row for town in _towns(world).itertuples() for row in _measures(town)]
    columns = ["Id", "Measure", "ValueAttribute", "Value", "StringValue", "RegioS"]
    numbered = [(str(i), measure, None, value, text, code) for i, (measure, value, text, code) in enumerate(rows)]
    arrays = [pa.array(values, pa.string()) for values in zip(*numbered, strict=True)]
    pq.write_table(pa.table(arrays, names=columns), path, compression="snappy")


def _towns(world: World) -> pd.DataFrame:
    """The municipalities with inhabitants and address density (weighted by households)."""
    wijken = world.districts.assign(addresses=world.districts.address_density * world.districts.households)
    total = wijken.groupby("municipality")[["population", "addresses", "households"]].sum()
    towns = world.places.municipalities.copy()
    towns["population"] = total.population
    towns["density"] = (total.addresses / total.households).round().astype(int)
    return towns


def _urban(density: float) -> int:
    """CBS's class of urbanity by addresses around an address: 1 is most urban."""
    return 5 - int(np.searchsorted([500, 1000, 1500, 2500], density, side="right"))


def _measures(town) -> list[tuple[str, str | None, str | None, str]]:
    """The measures of one municipality: (measure, value, text, municipality code)."""
    label = int(np.searchsorted(_CLASSES, town.population, side="right"))
    urban = _urban(town.density)
    number = int(town.corop_code[2:])
    codes = {"GM000B": town.code, "AM0001": f"AM{number}", "CR0001": town.corop_code}
    codes |= {"LD0001": "LD90", "PV0001": town.province_code, "ET0002": f"ET{number}01"}
    codes |= {"GM000E": str(label + 1), "ST0001": str(urban)}
    texts = {"GM000C_1": town.name, "GM000C_2": town.name.removeprefix("'s-"), "AM0002": town.corop_name}
    texts |= {"CR0002": town.corop_name, "LD0002": "Fictief Nederland", "PV0002": town.province_name}
    texts |= {"ET0001": town.corop_name, "GM000D": _CLASS_NAMES[label]}
    rows = [(measure, None, f"{text:<10}", town.code) for measure, text in codes.items()]
    rows += [(measure, None, f"{text:<50}", town.code) for measure, text in texts.items()]
    rows.append(("ST0002", None, f"{_URBANITY[urban - 1]:<25}", town.code))
    return [
        *rows,
        ("T001036_2", f"{town.population:.1f}", None, town.code),
        ("ST0003", f"{town.density:.1f}", None, town.code),
    ]
