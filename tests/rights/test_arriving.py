"""What really arrives from a running server: two people of different places on one process, strangers on every path.

Every closed figure of the build is planted, so whatever is not a person's own is known where it arrives.
"""

from __future__ import annotations

import itertools
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, ForwardMsg
from websockets.sync.client import ClientConnection

from pages import PAGES
from tests.support.persons import HEADER, OTHERS, OWN
from tests.support.rounds import sampled
from tests.support.served import Served, serving
from tests.support.visits import pages, run, until_finished, visiting

pytestmark = pytest.mark.xdist_group("rights")  # they share a server
PATIENCE = 60  # seconds until a server answers
VIEWS = [
    ("gka-regionaal", f"gebied={place}&weergave={view}")
    for view in ("ouders", "afstroom", "advies")
    for place in (OWN, OTHERS[0], f"regio&gemeenten={OWN},{OTHERS[0]}&regionaam=Kust")
] + [("landelijk", ""), ("indicatoren", "indicator=gka_afstroom_pct"), ("gesprekspakket", f"gebied={OTHERS[0]}")]


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("rights")) as found:
        yield found


def sent(connection: ClientConnection, path: str, query: str = "") -> bytes:
    """Every byte of one run of a page."""
    return b"\n".join(message.SerializeToString() for message in run(connection, path, query))


def looking(base: str, who: str, seconds: float, found: dict[str, list[bytes]]) -> None:
    """Goes round the same views as everybody else, for so long."""
    last = time.monotonic() + seconds
    with visiting(base, headers={HEADER: who}) as connection:
        for path, query in itertools.cycle(VIEWS):
            found[who].append(sent(connection, path, query))
            if time.monotonic() > last and len(found[who]) > 2:  # both have seen a place of their own
                return


def together(served: Served, seconds: float) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {"coordinator": [], "neighbour": []}
    people = [threading.Thread(target=looking, args=(served.base, who, seconds, found)) for who in found]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return found


def check_together(served: Served, seconds: float) -> int:
    found = together(served, seconds)
    assert served.of_others.found_in(*found["coordinator"]) == set()
    assert served.of_the_rest.found_in(*found["neighbour"]) == set()
    assert served.all.found_in(*found["coordinator"])
    assert served.all.found_in(*found["neighbour"])
    return sum(map(len, found.values()))


def test_two_people_at_once_never_get_a_row_of_each_other(served):
    assert check_together(served, 1) > 4


@pytest.mark.slow
def test_two_people_for_a_minute_never_get_a_row_of_each_other(served):
    assert check_together(served, 60) > 50


def fetched(base: str, path: str, who: str = "") -> tuple[int, bytes]:
    """Status and body of a plain request; the headers belong to what is searched."""
    asked = urllib.request.Request(base + path, headers={HEADER: who} if who else {})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, str(answer.headers).encode() + answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


PATHS = [page.path for page in PAGES]


@pytest.mark.parametrize("path", sampled(PATHS, ("gka-regionaal", "partnerdata")))
def test_a_direct_hit_tells_a_stranger_nothing_closed(path, served):
    """With and without a session, of nobody and of somebody who is on no list; the pages are those of strangers."""
    assert served.all.found_in(fetched(served.base, f"/{path}")[1]) == set()
    for who in ("", "not listed"):
        with visiting(served.base, headers={HEADER: who}) as connection:
            messages = run(connection, path, f"gebied={OWN}")
            assert served.all.found_in(*(one.SerializeToString() for one in messages)) == set()
            assert pages(messages) & {"partnerdata", "dekking", "logboek"} == set()


def offered(connection: ClientConnection) -> list[str]:
    """Addresses of the files that a page offers, made as a press on the button makes them."""
    messages = run(connection, "gka-regionaal", f"gebied={OWN}&weergave=ouders")
    deltas = [one.delta.new_element.download_button for one in messages
              if one.HasField("delta") and one.delta.new_element.HasField("download_button")]  # fmt: skip
    session = next(one.new_session.initialize.session_id for one in messages if one.HasField("new_session"))
    found = []
    for button in deltas:
        message = BackMsg()
        message.backend_operation_request.request_id = button.id
        message.backend_operation_request.session_id = session
        message.backend_operation_request.deferred_file.file_id = button.deferred_file_id
        connection.send(message.SerializeToString())
        found.append(until_answered(connection).deferred_file.url)
    return found


def until_answered(connection: ClientConnection) -> BackendOperationResponse:
    while True:
        message = ForwardMsg.FromString(connection.recv(timeout=60))
        if message.HasField("backend_operation_response"):
            assert not message.backend_operation_response.error_msg
            return message.backend_operation_response


def test_a_file_that_somebody_made_is_nobody_elses(served):
    with visiting(served.base, headers={HEADER: "coordinator"}) as connection:
        addresses = offered(connection)
        assert addresses
        for address in addresses:
            status, data = fetched(served.base, address, "coordinator")
            assert status == 200
            assert served.all.found_in(data)
            for other in ("", "not listed", "neighbour", "analyst"):
                assert fetched(served.base, address, other)[0] == 404


ENDPOINTS = (
    "/", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/_stcore/message", "/_stcore/upload_file",
    "/_stcore/allowed-message-origins", "/_stcore/agent/openapi.json", "/app/static/", "/static/", "/media/",
    "/media/0123456789abcdef.csv", "/component/x/y.html", "/bidi-components/x/y.js", "/geo/", "/geo/../partners/",
    "/data/warehouse/current.json", "/..%2f..%2fdata/warehouse/current.json",
)  # fmt: skip


def test_no_endpoint_of_the_server_has_anything_closed(served):
    """What a server of this kind answers besides its pages, and the map files."""
    for path in (*ENDPOINTS, *(f"/geo/{path.name}" for path in sorted(served.geo.iterdir())[:2])):
        assert served.all.found_in(fetched(served.base, path)[1]) == set(), path
    upload = urllib.request.Request(f"{served.base}/_stcore/upload_file/x/y", data=b"x", method="PUT")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(upload, timeout=30)


@pytest.mark.slow
def test_nothing_that_the_first_page_leads_to_has_anything_closed(served):
    """Every script, style and picture of it, and every map file."""
    _status, first = fetched(served.base, "/")
    linked = {f"/{one.decode().lstrip('./')}" for one in re.findall(rb'(?:src|href)="([^":]+)"', first)}
    scripts = sorted(one for one in linked if one.endswith((".js", ".css", ".png", ".json")))
    assert scripts
    looked = [*scripts, *(f"/geo/{path.name}" for path in sorted(served.geo.iterdir()))]
    assert len(looked) > 5
    for path in looked:
        assert served.all.found_in(fetched(served.base, path)[1]) == set(), path


def test_a_forged_message_of_a_widget_brings_nothing(served):
    """A choice of the next municipality, told to the page as its own box would."""
    with visiting(served.base, headers={HEADER: "coordinator"}) as connection:
        run(connection, "gka-regionaal", f"gebied={OWN}&weergave=ouders")
        message = BackMsg()
        message.rerun_script.page_name = "gka-regionaal"
        message.rerun_script.query_string = f"gebied={OTHERS[0]}&weergave=ouders"
        for name in ("$$ID-x-gka-regionaal-gebied", "gka-regionaal-gebied"):
            message.rerun_script.widget_states.widgets.add(id=name, string_value=OTHERS[0])
        connection.send(message.SerializeToString())
        assert served.of_others.found_in(*(one.SerializeToString() for one in until_finished(connection))) == set()
