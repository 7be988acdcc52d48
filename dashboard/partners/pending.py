"""Deliveries that were taken in or out while the build in use still counts as before: named, with a button.

As after a process that was killed before its refresh. While another process is at it, it is true for those seconds.
"""

from __future__ import annotations

import dataclasses

from dashboard.frame.language import _
from dashboard.frame.warehouse import Reader
from dashboard.partners import deeds, deliver, delivered, files
from dashboard.partners.deeds import Done


def show(reader: Reader, partner_id: str = "") -> None:
    """Of one partner or of all one's own; nothing when the atlas counts as things stand."""
    if not (waiting := files.pending(reader.access)):
        return
    partners = files.with_new(reader.run("partners"), reader.access)
    partners = partners[partners["partner_id"] == partner_id] if partner_id else partners
    names = dict(zip(partners["partner_id"], partners["name"], strict=True))
    if waiting := [one for one in waiting if one.partner_id in names]:
        told = [_sentence(one, names[one.partner_id]) for one in waiting]
        kept = told[0] if len(told) == 1 else "\n".join(f"- {sentence}" for sentence in told)
        deeds.bring_in(kept, "bring-in", lambda: _bring_in(waiting, reader, partner_id))


def _sentence(one: files.Delivery, partner: str) -> str:
    name = delivered.named({"file_name": one.file_name, "partner_name": partner, "received_on": one.received_at})
    if one.is_accepted:
        return _("{name} is taken in and not in the atlas yet.", name=name)
    return _("{name} is taken out and still counts in the atlas.", name=name)


def _bring_in(waiting: list[files.Delivery], reader: Reader, partner_id: str) -> None:
    """Brings the atlas up to date, and tells of one that was taken in what its taking in would have told."""
    files.bring_up_to_date(reader.access)
    done = Done(_("The atlas is up to date."))
    if len(waiting) == 1 and waiting[0].is_accepted:
        (one,) = waiting
        done = deliver.result(one.delivery_id, one.partner_id, one.file_name, reader.access)
    # the next step is one of page Partnerdata
    deeds.finish(dataclasses.replace(done, next_label="", next_choices=()) if partner_id else done)
