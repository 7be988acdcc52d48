"""What readers keep in a file of its own, with the digest of all it says: one that was damaged since is known."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SEAL = "sha256"


def sealed(told: Mapping[str, Any]) -> str:
    """What a file is to hold, as JSON with the digest of it. Raises ValueError for what JSON does not take."""
    return json.dumps({**told, SEAL: _digest(told)}, ensure_ascii=False, allow_nan=False, indent=1)


def opened(text: str) -> dict[str, Any]:
    """What was sealed; of before seals as it is. Raises ValueError for a text with another letter than was written."""
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("not what was kept")
    seal = told.pop(SEAL, None)
    if seal is not None and seal != _digest(told):
        raise ValueError("damaged since it was kept")
    return told


def _digest(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, allow_nan=False).encode()).hexdigest()
