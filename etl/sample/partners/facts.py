"""The plain facts that the fictional partners told of their programmes: a fifth of them is unknown."""

from __future__ import annotations

from collections.abc import Mapping

from etl.sample.world.model import World

UNKNOWN = 0.2
_MOMENTS = ["in_school", "after_school", "project_week", "in_school,after_school"]
_MARKS = ["Keurmerk Voorbeeld Goed", "Keurmerk Voorbeeld Sterk", "geen"]


def of(world: World, partner_id: str, programme: Mapping[str, str], region: str) -> dict[str, str]:
    """fact_id -> what was told, without what is unknown. `region`: names of municipalities, with commas."""
    rng = world.own_rng(f"facts {partner_id} {programme['name']}")
    towns = region.split(", ")
    every = {
        "via_skb": str(rng.choice(["yes", "no"], p=[0.6, 0.4])),
        "learning_line": str(rng.choice(["yes", "no"], p=[0.25, 0.75])),
        "groups": f"{programme['group_from']} t/m {programme['group_to']}",
        "moment": str(rng.choice(_MOMENTS)),
        "quality_mark": str(rng.choice(_MARKS, p=[0.3, 0.2, 0.5])),
        "wants_volunteers": "yes" if programme["wants_volunteers"] == "true" else "no",
        "starts_in": ", ".join(towns[: int(rng.integers(1, len(towns) + 1))]),
        "working_area": region,
        "capacity": str(20 * int(rng.integers(1, 16))),
    }
    return {fact_id: value for fact_id, value in every.items() if rng.random() >= UNKNOWN}
