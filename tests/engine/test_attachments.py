"""Attachments on a real Neo4j: uploaded over HTTP, shown by steps, seen as these, taken away and swept up."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from starlette.applications import Starlette

from graphsvc.access.principal import Principal
from graphsvc.app.attachments import attachment_desk
from graphsvc.attachments.model.kinds import LARGEST_FILE
from graphsvc.attachments.store import uploads as uploading
from graphsvc.attachments.store.files import Files, hash_of, open_files
from graphsvc.attachments.store.removal import UNUSED, sweep
from graphsvc.attachments.store.uploads import CYPHER, Upload, Uploads
from graphsvc.cases.store.showing import TEXTS
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import Conflict, TooManyOpen, Unauthenticated, Unavailable
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.executor import Executor
from graphsvc.web.attachments import endpoint as attachments
from tests.attachments.pictures import PDF, photograph
from tests.conftest import KEYS, RECORD
from tests.engine.desk import (
    COMMUNITY,
    DISCOVER,
    DISTRICT_OFFICE,
    ELSEWHERE,
    FOUND,
    GRID,
    POWER,
    STREET_OFFICE,
    VIEWER,
    WATER,
    Desk,
)
from tests.engine.modelled import modelled, written
from tests.plans import scans
from tests.shared_graph import everything

CALLERS = {each.subject: each for each in (GRID, COMMUNITY, STREET_OFFICE, WATER, POWER, ELSEWHERE, VIEWER)}
HALF = "attachment-" + "a" * 32
FORM = {"GraphQL-Require-Preflight": "1"}
SHOWN = """
query ($id: ID!) { case(id: $id) { steps { nodes { action attachments { nodes { id kind name sha256 url thumbnailUrl
  byteCount latitude step { action } } } } } attachments { totalCount } } }"""
REMOVE = """
mutation ($id: ID!, $version: Int!) { removeAttachment(id: $id, expectedVersion: $version, reason: "照片里有身份证") {
  id state version } }"""


class Door:
    """Knows callers by their tokens; `full` has no place for anybody."""

    full = False

    async def caller(self, scope: Any, headers: Any) -> Principal:
        token = headers.get(b"authorization", b"").decode().removeprefix("Bearer ")
        if token not in CALLERS:
            raise Unauthenticated("no token of a known caller")
        return CALLERS[token]

    @contextmanager
    def holding(self, caller: Principal, what: Any) -> Iterator[None]:
        if self.full:
            raise TooManyOpen(1)
        yield


@dataclass
class Office:
    """The endpoints over a town's graph and a folder, and who asks them."""

    desk: Desk
    entrance: Any
    uploads: Uploads
    client: httpx.AsyncClient
    folder: Path

    def executor(self) -> Executor:
        return Executor(self.desk.known, self.desk.graph, RECORD, KEYS, now=lambda: self.desk.now)

    async def send(self, caller: Principal, content: bytes, name: str = "现场.jpg", **more: Any) -> httpx.Response:
        return await self.client.post(
            "/attachments",
            files={"file": (name, content)},
            headers=FORM | {"Authorization": f"Bearer {caller.subject}"},
            **more,
        )

    async def upload(self, caller: Principal, content: bytes, **more: Any) -> Any:
        answer = await self.send(caller, content, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def fetch(self, caller: Principal, id_: str, more: str = "") -> httpx.Response:
        return await self.client.get(f"/attachments/{id_}{more}", headers={"Authorization": f"Bearer {caller.subject}"})

    async def shown(self, content: bytes | None = None) -> tuple[Any, Any]:
        """A case with a photograph, and the photograph."""
        sent = await self.upload(GRID, photograph() if content is None else content)
        case = (await self.desk.data(GRID, DISCOVER, case=FOUND | {"attachments": [sent["id"]]}))["discoverCase"]
        return case, sent

    def on_disk(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())

    async def sweep(self, later: timedelta, kept_days: int = 0) -> Any:
        return await self.desk.graph.transact(
            lambda tx: sweep(tx, self.desk.now + later, self.uploads.files, kept_days)
        )


@pytest.fixture
async def office(desk: Desk, tmp_path: Path) -> AsyncIterator[Office]:
    files = open_files("", tmp_path / "attachments", None, None, "", "")
    office = Office(desk, Door(), Uploads(desk.graph, files), None, tmp_path / "attachments")  # type: ignore[arg-type]
    served = Starlette(routes=attachments.routes(attachment_desk(office)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://test") as client:
        office.client = client
        yield office


async def count(graph: Graph, label: str) -> int:
    ((found,),) = await graph.read(Statement(f"MATCH (n:{label}) RETURN count(n)"))
    return int(found)


async def test_a_photograph_is_uploaded_shown_by_a_step_and_downloaded(office: Office) -> None:
    case, sent = await office.shown()
    step = (await office.desk.data(COMMUNITY, SHOWN, id=case["id"]))["case"]["steps"]["nodes"][0]
    (found,) = step["attachments"]["nodes"]
    assert found == {
        "id": sent["id"],
        "kind": "JPEG",
        "name": "现场.jpg",
        "sha256": sent["sha256"],
        "url": f"/attachments/{sent['id']}",
        "thumbnailUrl": f"/attachments/{sent['id']}/thumbnail",
        "byteCount": sent["byteCount"],
        "latitude": None,
        "step": {"action": "DISCOVER"},
    }
    whole = await office.fetch(COMMUNITY, sent["id"])
    assert (whole.status_code, hash_of(whole.content)) == (200, sent["sha256"])
    assert whole.headers["content-type"] == "image/jpeg"
    assert whole.headers["content-disposition"] == "inline; filename*=UTF-8''%E7%8E%B0%E5%9C%BA.jpg"
    small = await office.fetch(COMMUNITY, sent["id"], "/thumbnail")
    assert (small.status_code, small.headers["content-type"]) == (200, "image/jpeg")
    assert len(small.content) < len(whole.content)


async def test_what_is_written_is_what_the_model_names(office: Office) -> None:
    _, sent = await office.shown()
    await office.desk.data(STREET_OFFICE, REMOVE, id=sent["id"], version=1)
    await office.shown(PDF)
    agreed = await office.upload(GRID, photograph(), data={"keepPlace": "true"})
    await office.desk.data(GRID, DISCOVER, case=FOUND | {"attachments": [agreed["id"]]})
    assert await written(office.desk.graph, "Attachment") == modelled("Attachment")


async def test_the_record_holds_the_hash_under_its_seal(office: Office) -> None:
    case, sent = await office.shown()
    text = "query ($id: ID!) { auditTrail(subject: $id) { nodes { action after } } }"
    (entry,) = (await office.desk.data(DISTRICT_OFFICE, text, id=case["id"]))["auditTrail"]["nodes"]
    assert entry["action"] == "CASE_DISCOVER"
    assert orjson.loads(entry["after"])["attachments"] == {sent["id"]: sent["sha256"]}


async def test_an_attachment_is_seen_as_its_case_is(office: Office) -> None:
    case, sent = await office.shown()
    case = await office.desk.step(COMMUNITY, "acceptCase", case)
    document = "query ($id: ID!) { node(id: $id) { id } }"
    for called, sees in ((False, {"grid-worker", "community", "street"}), (True, {"water"})):
        if called:
            more = ', departments: ["unit-water"], kind: HARD_PROBLEM'
            await office.desk.step(STREET_OFFICE, "whistleCase", case, more)
        for caller in (GRID, COMMUNITY, STREET_OFFICE, WATER, POWER, ELSEWHERE, VIEWER):
            seen = caller.subject in sees or (called and caller.subject in {"grid-worker", "community", "street"})
            for more in ("", "/thumbnail"):
                assert (await office.fetch(caller, sent["id"], more)).status_code == (200 if seen else 404)
            found = (await office.desk.ask(caller, document, id=sent["id"])).body["data"]["node"]
            assert (found is not None) == seen
    assert (await office.client.get(f"/attachments/{sent['id']}")).status_code == 401


async def test_an_upload_that_no_step_shows_is_nobodys_to_see(office: Office) -> None:
    sent = await office.upload(GRID, photograph())
    for caller in (GRID, COMMUNITY, STREET_OFFICE):
        assert (await office.fetch(caller, sent["id"])).status_code == 404
    assert await count(office.desk.graph, "Node&Attachment") == 0


async def test_a_step_shows_only_what_its_own_taker_has_uploaded_and_once(office: Office) -> None:
    _, used = await office.shown()
    mine, theirs = await office.upload(GRID, photograph()), await office.upload(COMMUNITY, photograph())
    before = await everything(office.desk.graph, "Case", "Step", "LogEntry", "Attachment")
    for ids in ([used["id"]], [theirs["id"]], ["attachment-" + "0" * 32], [mine["id"], theirs["id"]]):
        body = (await office.desk.ask(GRID, DISCOVER, case=FOUND | {"attachments": ids})).body
        assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        assert await everything(office.desk.graph, "Case", "Step", "LogEntry", "Attachment") == before
    body = (await office.desk.ask(GRID, DISCOVER, case=FOUND | {"attachments": [mine["id"]] * 2})).body
    assert "errors" not in body
    for wrong in (["javascript:alert(1)"], ["https://elsewhere.example/a.jpg"], [mine["id"]] * 10):
        body = (await office.desk.ask(GRID, DISCOVER, case=FOUND | {"attachments": wrong})).body
        assert body["errors"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "MALFORMED_ID")


async def test_a_place_has_its_limit(office: Office) -> None:
    body = (await office.desk.ask(GRID, DISCOVER, case=FOUND | {"place": "栋" * 20_000})).body
    assert body["errors"][0]["extensions"]["field"] == ["case", "place"]


async def test_two_steps_at_once_do_not_both_show_an_upload(office: Office) -> None:
    sent = await office.upload(GRID, photograph())
    asked = (office.desk.ask(GRID, DISCOVER, case=FOUND | {"attachments": [sent["id"]]}) for _ in range(4))
    answers = await asyncio.gather(*asked)
    assert sorted("errors" in each.body for each in answers) == [False, True, True, True]
    assert await count(office.desk.graph, "Case") == 1


async def test_departments_show_what_they_have_done(office: Office) -> None:
    case, _ = await office.shown()
    case = await office.desk.step(COMMUNITY, "acceptCase", case)
    more = ', departments: ["unit-water"], kind: HARD_PROBLEM'
    case = await office.desk.step(STREET_OFFICE, "whistleCase", case, more)
    call = case["calls"]["nodes"][0]["id"]
    for name in ("signCall", "respondCall", "handleCall"):
        case = await office.desk.step(WATER, name, case, f', call: "{call}"')
    report = await office.upload(WATER, PDF, name="验收单.pdf")
    await office.desk.step(WATER, "resolveCall", case, f', call: "{call}", attachments: ["{report["id"]}"]')
    found = await office.fetch(COMMUNITY, report["id"])
    assert (found.content, found.headers["content-type"]) == (PDF, "application/pdf")
    assert found.headers["content-disposition"].startswith("attachment; ")
    assert (await office.fetch(COMMUNITY, report["id"], "/thumbnail")).status_code == 404
    assert (await office.desk.data(STREET_OFFICE, SHOWN, id=case["id"]))["case"]["attachments"]["totalCount"] == 2


async def test_the_place_is_told_with_consent_alone(office: Office) -> None:
    assert "latitude" not in await office.upload(GRID, photograph())
    agreed = await office.upload(GRID, photograph(), data={"keepPlace": "true"})
    assert (agreed["latitude"], agreed["longitude"]) == (29.562639, 106.57)


@pytest.mark.parametrize(
    ("content", "more", "status", "code"),
    [
        (b"<html>", {}, 400, "BAD_USER_INPUT"),
        (b"", {}, 400, "BAD_USER_INPUT"),
        (photograph()[:2000], {}, 400, "BAD_USER_INPUT"),
        (b"\xff\xd8\xff" + b"\0" * LARGEST_FILE, {}, 400, "BAD_USER_INPUT"),
        (photograph(), {"data": {"keepPlace": "maybe"}}, 400, "BAD_USER_INPUT"),
    ],
    ids=["kind", "empty", "damaged", "large", "consent"],
)
async def test_what_is_not_taken_leaves_nothing(
    office: Office, content: bytes, more: Any, status: int, code: str
) -> None:
    answer = await office.send(GRID, content, **more)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (status, code)
    assert office.on_disk() == []
    assert await count(office.desk.graph, "Upload") == 0


async def test_who_may_not_upload_is_refused_before_the_body_is_read(office: Office) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    form = {"Content-Type": "multipart/form-data; boundary=x"}
    for headers, status in (
        (form | FORM, 401),
        (form | FORM | {"Authorization": "Bearer viewer"}, 403),
        (form | {"Authorization": "Bearer grid-worker"}, 400),
        (FORM | {"Authorization": "Bearer grid-worker", "Content-Type": "image/jpeg"}, 415),
        (form | FORM | {"Authorization": "Bearer grid-worker", "Content-Length": "99999999999"}, 400),
    ):
        answer = await office.client.post("/attachments", content=never(), headers=headers)
        assert answer.status_code == status, answer.text
    office.entrance.full = True
    assert (await office.send(GRID, photograph())).status_code == 429


@pytest.mark.parametrize(
    "body",
    [b"", b"--x\r\n", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nno file\r\n--x--\r\n', b"\xff" * 500],
    ids=range(4),
)
async def test_a_form_that_is_none_is_refused(office: Office, body: bytes) -> None:
    headers = FORM | {"Authorization": "Bearer grid-worker", "Content-Type": "multipart/form-data; boundary=x"}
    answer = await office.client.post("/attachments", content=body, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_USER_INPUT")


async def test_a_body_that_goes_on_without_end_is_cut_off(office: Office) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
        while sent < 10 * LARGEST_FILE:
            sent += 1 << 20
            yield b"\0" * (1 << 20)

    headers = FORM | {"Authorization": "Bearer grid-worker", "Content-Type": "multipart/form-data; boundary=x"}
    answer = await office.client.post("/attachments", content=endless(), headers=headers)
    assert answer.status_code == 400
    assert sent <= LARGEST_FILE + (2 << 20)


class Failing(Files):
    """A store that fails when the file itself is written, after its thumbnail."""

    async def write(self, id_: str, content: bytes, thumbnail: bytes | None) -> None:
        await super().write(id_ + ".half", content, None)
        raise Unavailable("附件存储暂时不可用。", "The store is away.")


async def test_a_file_half_written_is_never_shown_and_is_swept_up(office: Office, tmp_path: Path) -> None:
    whole = office.uploads.files
    office.uploads.files = Failing(whole._make)
    with pytest.raises(Unavailable):
        await office.uploads.take(
            Upload("a.jpg", photograph()), "attachment-" + "a" * 32, "grid-worker", office.desk.now
        )
    body = (await office.desk.ask(GRID, DISCOVER, case=FOUND | {"attachments": ["attachment-" + "a" * 32]})).body
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    office.uploads.files = whole
    assert (await office.sweep(UNUSED / 2)).due == 0
    assert (await office.sweep(UNUSED * 2)).due == 1
    assert await count(office.desk.graph, "Upload") == 0


async def test_uploads_that_no_step_shows_are_swept_up_and_those_shown_stay(office: Office) -> None:
    _, kept = await office.shown()
    await office.upload(GRID, photograph())
    await office.upload(COMMUNITY, PDF)
    assert (await office.sweep(UNUSED * 2)).due == 2
    assert office.on_disk() == sorted([kept["id"], kept["id"] + ".thumbnail"])
    assert (await office.fetch(GRID, kept["id"])).status_code == 200
    assert (await office.sweep(UNUSED * 2)).due == 0


async def test_one_caller_cannot_fill_the_disk(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST_WAITING", 2)
    for _ in range(2):
        await office.upload(GRID, PDF)
    assert (await office.send(GRID, PDF)).status_code == 409
    await office.upload(COMMUNITY, PDF)


async def test_an_official_takes_an_attachment_away_and_its_hash_stays(office: Office) -> None:
    _, sent = await office.shown()
    for caller, code in ((GRID, "FORBIDDEN"), (COMMUNITY, "FORBIDDEN"), (ELSEWHERE, "NOT_FOUND")):
        before = await everything(office.desk.graph, "Attachment", "LogEntry")
        body = (await office.desk.ask(caller, REMOVE, id=sent["id"], version=1)).body
        assert body["errors"][0]["extensions"]["code"] == code
        assert await everything(office.desk.graph, "Attachment", "LogEntry") == before
    removed = (await office.desk.data(STREET_OFFICE, REMOVE, id=sent["id"], version=1))["removeAttachment"]
    assert removed == {"id": sent["id"], "state": "REMOVED", "version": 2}
    assert (await office.fetch(STREET_OFFICE, sent["id"])).status_code == 404
    body = (await office.desk.ask(STREET_OFFICE, REMOVE, id=sent["id"], version=2)).body
    assert body["errors"][0]["extensions"]["code"] == "CONFLICT"
    assert (await office.sweep(timedelta())).due == 1
    assert office.on_disk() == []
    text = "query ($id: ID!) { auditTrail(subject: $id) { nodes { action before note } } }"
    (entry,) = (await office.desk.data(DISTRICT_OFFICE, text, id=sent["id"]))["auditTrail"]["nodes"]
    assert (entry["action"], entry["note"]) == ("ATTACHMENT_REMOVED", "照片里有身份证")
    assert orjson.loads(entry["before"]) == {"sha256": sent["sha256"]}


async def test_contents_are_kept_for_the_days_set_after_a_case_is_closed(office: Office) -> None:
    case, sent = await office.shown()
    _, open_still = await office.shown()
    case = await office.desk.step(COMMUNITY, "acceptCase", case)
    case = await office.desk.step(COMMUNITY, "settleCase", case, ', note: "已修好"')
    case = await office.desk.step(COMMUNITY, "feedBackCase", case)
    case = await office.desk.step(GRID, "rateCase", case, ", rating: 5")
    await office.desk.step(COMMUNITY, "closeCase", case)
    assert (await office.sweep(timedelta(days=29), kept_days=30)).events == ()
    swept = await office.sweep(timedelta(days=31), kept_days=30)
    assert [(event.action, event.subject) for event in swept.events] == [("ATTACHMENT_REMOVED", sent["id"])]
    assert (await office.fetch(COMMUNITY, sent["id"])).status_code == 404
    assert (await office.fetch(COMMUNITY, open_still["id"])).status_code == 200
    assert office.on_disk() == sorted([open_still["id"], open_still["id"] + ".thumbnail"])


async def test_a_file_that_was_changed_on_disk_is_not_given_out(office: Office) -> None:
    _, sent = await office.shown()
    (path,) = (path for path in office.folder.rglob("*") if path.name == sent["id"])
    path.write_bytes(photograph((10, 10)))
    answer = await office.fetch(COMMUNITY, sent["id"])
    assert answer.json()["errors"][0]["extensions"]["code"] == "SEAL_BROKEN"


async def test_too_many_waiting_is_a_conflict_before_anything_is_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_WAITING", 0)
    with pytest.raises(Conflict):
        await office.uploads.take(Upload(None, PDF), "attachment-" + "b" * 32, "grid-worker", office.desk.now)
    assert office.on_disk() == []


@pytest.mark.parametrize("name", sorted({*CYPHER, *TEXTS}))
async def test_no_statement_reads_every_node_of_a_label(desk: Desk, known: Documents, name: str) -> None:
    given = {
        "id": "a",
        "by": "a",
        "at": desk.now,
        "now": desk.now,
        "before": desk.now,
        "most": 5,
        "found": {},
        "ids": ["a"],
        "expected": 1,
        "scope": ["500103"],
        "step": "a",
    }
    assert await scans(desk.graph, Statement((CYPHER | TEXTS)[name], given), products=True) == set()
