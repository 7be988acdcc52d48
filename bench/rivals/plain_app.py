"""A map and a list as Streamlit and pydeck are used in their own guides: `streamlit run plain_app.py`.

Reads the prepared tables of the folder that BENCH_MATERIAL names, once; the map's colours are made at each run.
"""

import json
import os
from pathlib import Path

import pandas as pd
import pydeck as pdk
import streamlit as st

FOLDER = Path(os.environ["BENCH_MATERIAL"])
COLOURS = [[238, 244, 248], [196, 220, 235], [128, 179, 212], [56, 128, 176], [8, 58, 96]]


@st.cache_data
def table(name: str) -> pd.DataFrame:
    """One row per school, area or figure."""
    return pd.read_parquet(FOLDER / f"{name}.parquet")


@st.cache_data
def shapes(level: str) -> dict:
    """GeoJSON with a code and a name per area."""
    return json.loads((FOLDER / f"{level}.geojson").read_text())


def show_map() -> None:
    level = st.sidebar.selectbox("Level", ["district", "neighbourhood"])
    values = table("values").query("level == @level")
    indicator = st.sidebar.selectbox("Indicator", sorted(values["indicator_id"].unique()))
    chosen = values[values["indicator_id"] == indicator].set_index("area_code")["value"]
    classes = pd.qcut(chosen, 5, labels=False, duplicates="drop")
    country = table("values").query("level == 'country' and indicator_id == @indicator")["value"]
    st.metric("Country", f"{country.iloc[0]:,.0f}" if len(country) else "-")
    areas = shapes(level)
    for area in areas["features"]:
        code = area["properties"]["code"]
        area["properties"]["value"] = float(chosen[code]) if code in chosen.index else None
        area["properties"]["colour"] = COLOURS[int(classes[code])] if code in classes.index else [220, 220, 220]
    layer = pdk.Layer("GeoJsonLayer", areas, get_fill_color="properties.colour", pickable=True)
    view = pdk.ViewState(longitude=5.3, latitude=52.2, zoom=7)
    st.pydeck_chart(pdk.Deck([layer], initial_view_state=view, map_provider=None, tooltip={"text": "{name} {value}"}))


def show_list() -> None:
    schools = table("schools")
    town = st.sidebar.selectbox("Municipality", ["", *sorted(schools["municipality_code"].dropna().unique())])
    found = schools[schools["municipality_code"] == town] if town else schools
    st.write(f"{len(found)} schools")
    found = found.sort_values("po_need_per_pupil", ascending=False).head(100)
    st.dataframe(found)
    st.download_button("CSV", found.to_csv(index=False), "schools.csv")


st.set_page_config(layout="wide")
st.title("Schools and areas")
if st.sidebar.selectbox("View", ["map", "list"]) == "map":
    show_map()
else:
    show_list()
