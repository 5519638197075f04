"""A running service: its settings, its graph once there is one, and what is done beside the requests."""

import asyncio
import gc
import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry

from graphsvc.access.authenticator import SERVICE, make_authenticator
from graphsvc.access.deputies.seats import take_seat
from graphsvc.access.key_checks import verify_field_keys
from graphsvc.access.sealing.keys import field_keys
from graphsvc.access.sign_in.discovery import http_client
from graphsvc.access.sign_in.kept_sessions import forget_ended
from graphsvc.app.attachments import files_of, uploads_of
from graphsvc.app.event_sending import addresses_of, event_sender_of
from graphsvc.app.notices import dispatcher_of, ways_of
from graphsvc.app.patrol import appraisal_days_of, case_desk_of, find_handling, resource_finder_of, workdays_of
from graphsvc.app.planning import keep_asked, plan_ahead, warm
from graphsvc.attachments.store.removal import sweep
from graphsvc.cases.deputies.left_behind import end_left
from graphsvc.cases.entrusting import left_behind as cases_left_behind
from graphsvc.cases.holidays import read_table
from graphsvc.cases.holidays.local_days import POLL_SECONDS, LocalDays
from graphsvc.cases.holidays.store import follow, refresh
from graphsvc.cases.model.calendar import parse_hours
from graphsvc.cases.model.categories import Handlings
from graphsvc.cases.recounting.effects import Sweeps
from graphsvc.cases.recounting.recounting import Recounting
from graphsvc.cases.store.escalation import Climbed, climb
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.command.appraisal.acts import tell_undecided
from graphsvc.command.model import handling
from graphsvc.command.rules import read_tables
from graphsvc.coverage.model.thresholds import parse_bounds
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph, Transaction, no_span
from graphsvc.db.embedded.process import Reached, connect_or_start
from graphsvc.db.embedded.watch import Unfit, keep_room, room_to_start, until_unfit
from graphsvc.db.long_work import LongWork
from graphsvc.db.migrations import migrate, require_migrated
from graphsvc.errors import GraphsvcError, StartRefused
from graphsvc.exchange.sending.event_sender import keep_sending_events
from graphsvc.gql.document.profiles import contract_of
from graphsvc.gql.execution.attached import AttachedGraph
from graphsvc.gql.execution.context import Tools
from graphsvc.gql.execution.documents import CACHE_BYTES, Documents
from graphsvc.gql.execution.executor import Executor
from graphsvc.gql.planning.guards import guards
from graphsvc.log.audit.start import verify_record_key
from graphsvc.log.chain import Record
from graphsvc.log.events import Event
from graphsvc.log.feed import Feed
from graphsvc.log.idempotency import forget
from graphsvc.log.record_key import record_key
from graphsvc.matching.store.adoption import FOLDER, read_local
from graphsvc.matching.store.matcher import Matcher
from graphsvc.matching.store.phrasebook import memory_of, read_book
from graphsvc.matching.store.understanding import Understanding
from graphsvc.notices.sending.dispatcher import keep_sending
from graphsvc.notices.sending.guarded import networks
from graphsvc.notices.store.telling import derive
from graphsvc.notices.store.telling import forget as forget_notices
from graphsvc.patrol.store.items import hold
from graphsvc.patrol.store.visits import LeavingDaysOff, tell_missed
from graphsvc.places.model.groups import GroupRules
from graphsvc.places.model.points import ServiceRules
from graphsvc.places.store.ports import ResourceFinder
from graphsvc.registration.cards.card import CardSeals
from graphsvc.registration.model.point_rules import read_rules, usual_rules
from graphsvc.registration.model.sign_in import ActivityCodes
from graphsvc.registration.store.points import close_periods
from graphsvc.registration.store.posts import end_past
from graphsvc.registration.store.service_records import confirm_signed_in
from graphsvc.rounds import InTurn, SteadyClock, Vitals, Work, keep_attached, keep_doing
from graphsvc.rounds.asked import AskedStatements
from graphsvc.schema import graphql_schema, registered
from graphsvc.settings import Settings
from graphsvc.standing import Standing
from graphsvc.tasks.store import left_behind as shares_left_behind
from graphsvc.tasks.store.admission import Admission
from graphsvc.tasks.store.tasks import repeat
from graphsvc.text.model import SentenceModel, model_of
from graphsvc.text.texts import Texts
from graphsvc.web.authentication import Entrance
from graphsvc.web.draining import Draining
from graphsvc.web.limits.allowances import allowances
from graphsvc.web.limits.front import Limits
from graphsvc.web.logs import RequestLog
from graphsvc.web.metrics.figures import Figures
from graphsvc.web.metrics.requests import RequestMetrics
from graphsvc.web.tracing import Tracing, tracer_to

T = TypeVar("T")

log = logging.getLogger(__name__)

AT_WORK_AT_ONCE = 2  # rounds of due work; half of the heavy places stay for callers
COLLECTED_AFTER = 25_000  # objects made before the garbage collector looks at them


def documents(cache_bytes: int = CACHE_BYTES) -> Documents:
    """The schema's documents, each prepared once while there is room in a cache of so many bytes."""
    return Documents(graphql_schema(), registered(), guards(registered()), cache_bytes=cache_bytes)


def set_aside() -> None:
    """Keep the garbage collector from walking the schema and what else stays: a walk took 90 ms in mid-request.

    A large document makes tens of thousands of objects; Python's own threshold of 700 walks them dozens of times.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER, 10, 10)


def _today() -> date:
    return day_in_china(utc_now())


class Service:
    """A running service: its settings, and its graph once there is one."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.documents = documents(settings.document_cache_mb * 1024 * 1024)
        self.contract = contract_of(settings)
        self.local_days = LocalDays(read_table(settings.holidays) if settings.holidays else ())
        self.calendar = replace(parse_hours(settings.working_hours), days=self.local_days)  # refused here, not later
        self.point_rules = read_rules(settings.point_rules) if settings.point_rules else usual_rules()
        self.thresholds = parse_bounds(settings.audit_bounds, self.point_rules.most())
        self.handling_rules = handling.read_rules(settings.handling_rules_file)
        files = (settings.responsibilities_file, settings.rating_aspects_file, settings.appraisal_terms_file)
        tables = read_tables(*files)
        key = record_key(settings)
        self.record = Record(key, sm3=settings.algorithms == "guomi")
        self.requests = RequestLog(hmac.digest(key, b"subjects in logs", "sha256"), utc_now)
        self.keys = field_keys(settings)
        self.http = http_client()
        self.current = AttachedGraph()
        door, limits = make_authenticator(settings, self.http, utc_now), Limits(allowances(settings))
        seats = partial(take_seat, self.current, utc_now)
        self.entrance = Entrance(door, limits, utc_now, seats=seats)
        self.texts = Texts()
        self.understanding = Understanding()
        self.refused: Callable[[StartRefused], None] = lambda refusal: log.error("%s", refusal.en)
        self.draining: Draining | None = None
        self.vitals = Vitals(settings.stuck_seconds)
        operations = self.contract.trusted.operations
        url = settings.traces_url
        self.tracing = Tracing(tracer_to(url), operations) if url else None
        if self.tracing is not None:
            self.http.event_hooks["request"].append(self.tracing.carry)
        self.registry = CollectorRegistry()
        self.standing = Standing(self, None if settings.neo4j_uri else settings.data_dir.absolute())
        self.counted = RequestMetrics(operations, self.registry)
        self.registry.register(Figures(self.standing.figures))
        self.reached: Reached | None = None
        self.graph: Graph | None = None
        self.asked = AskedStatements(settings.data_dir.absolute() / "asked.json")
        self._beside: list[asyncio.Task[None]] = []
        self._reading: asyncio.Task[None] | None = None
        self.files = files_of(settings)
        self.uploads = uploads_of(settings, self.current, self.files)
        self.ways = ways_of(settings)
        codes = ActivityCodes(hmac.digest(key, b"codes of activities", "sha256"))
        self.card_seals = CardSeals(hmac.digest(key, b"quarterly cards", "sha256"))
        handlings = Handlings(partial(find_handling, self.handling_rules))
        self.admission = Admission(hold)
        kept = (self.texts, self.calendar, self.thresholds, self.point_rules, self.handling_rules, *tables)
        addresses = addresses_of(self.record, networks(settings.notice_networks))
        patrols = (self.admission, case_desk_of(self.calendar, handlings), workdays_of(self.calendar, self.local_days))
        appraising = appraisal_days_of(self.calendar, self.local_days)
        groups = GroupRules(settings.group_threshold)
        services = ServiceRules(timedelta(days=settings.service_stale_days))
        ruled = (codes, self.card_seals, handlings, addresses, appraising, services, groups)
        others = (*ruled, *patrols, self.local_days, Sweeps())
        tools: Tools = {each.__class__: each for each in (*kept, *others)}
        self._executor = Executor(
            self.documents, self.current, self.record, self.keys, self.contract, now=utc_now, tools=tools
        )

    @property
    def feed(self) -> Feed:
        """What followers of the record wait for."""
        return self._executor.feed

    def executor(self) -> Executor:
        """What answers requests; without a database it refuses what needs one, and lets who follows changes wait."""
        return self._executor

    async def attach(self, *, migrating: bool = False) -> Graph:
        """Reach or start the database and see that it may be worked on; goes on from where an earlier attempt stopped.

        Nothing is done while it is attached.

        Args:
            migrating: run the migrations that are due, instead of refusing a graph that lacks some.
        Raises:
            StartRefused: migrations are due, or the keys at hand are not the graph's.
            SetupError, Unavailable: it cannot be reached or started.
        """
        if self.current.attached is not None and self.graph is not None:
            return self.graph
        if self.settings.neo4j_uri is None:
            room_to_start(self.settings.data_dir)
        self.reached = self.reached or await connect_or_start(self.settings)
        self.graph = self.graph or Graph(self.reached.address, Timing.of(self.settings))
        told = self.tracing.statement if self.tracing is not None else no_span
        self.graph.span = self.asked.noting(told) if self.settings.plan_ahead else told
        if migrating:
            await migrate(self.graph, utc_now())
        elif later := await require_migrated(self.graph, utc_now()):
            log.info("%d migrations wait until no older process is left: graphsvc migrate --after", len(later))
        await self._verify_keys(self.graph)
        await refresh(self.graph, self.local_days)
        await warm(self.graph, self.documents, self.contract.trusted.texts, utc_now())
        matcher = Matcher(self.graph, self.understanding)
        self._executor.tools[Matcher] = matcher
        self._executor.tools[ResourceFinder] = resource_finder_of(matcher)
        self.current.attached = self.graph
        self._reading = asyncio.create_task(self._read_model(matcher))
        self._beside = [self._reading]
        if self.settings.plan_ahead:
            self.asked.read(_today())
            self._beside.append(asyncio.create_task(plan_ahead(self.graph, self.asked, _today())))
            self._beside.append(asyncio.create_task(keep_asked(self.asked, _today)))
        set_aside()
        return self.graph

    async def _verify_keys(self, graph: Graph) -> None:
        """Know the keys before anything is read or written with them."""
        patient, now = LongWork(graph), utc_now()
        await verify_field_keys(patient, self.keys, now)
        for district in await verify_record_key(patient, self.record, now):
            log.error("the record of %s ends with a seal that does not hold; nothing is appended to it", district)

    async def model_read(self) -> SentenceModel | None:
        """The sentence model, once it is read; None when it is switched off or cannot be had."""
        if self._reading:
            await self._reading
        return self.texts.model

    async def understanding_read(self) -> Understanding:
        """What reads texts for matching, once the model and the phrase book are read."""
        await self.model_read()
        return self.understanding

    async def _read_model(self, matcher: Matcher) -> None:
        """Fetch and read the model beside the first requests, which are answered by words until it is there.

        Then the phrase book, whose vectors take half a minute to make and are kept in the cache.
        """
        try:
            model = self.texts.model = self.texts.model or await model_of(self.settings)
            local = read_local(self.local_matching)
            if self.understanding.readings is None:
                self._understand_by(Understanding(model, weights=local.weights), matcher)
            await matcher.warm(_today())
            if model is not None and not self.understanding.remembers:
                memory = await memory_of(model, read_book(), self.phrase_cache, local.phrases)
                self._understand_by(Understanding(model, memory, local.weights), matcher)
        except GraphsvcError as away:
            log.warning("%s", away.en)
        except Exception:  # requests go on by words; nobody else would tell of it
            log.exception("the sentence model is not used")

    @property
    def local_matching(self) -> Path:
        """The folder of a locality's own phrases and weights."""
        return self.settings.data_dir.absolute() / FOLDER

    @property
    def phrase_cache(self) -> Path:
        """Where vectors of the phrase book are kept."""
        return self.settings.cache_dir.absolute() / "phrases"

    def _understand_by(self, understanding: Understanding, matcher: Matcher) -> None:
        self.understanding = understanding
        matcher.use(understanding)

    async def keep_attached(self) -> None:
        """Attach until it works, and again when an embedded Neo4j cannot go on.

        The service answers SERVICE_UNAVAILABLE meanwhile.
        """
        await keep_attached(self, self.vitals, lambda refusal: self.refused(refusal))

    async def transact(self, work: Callable[[Any], Awaitable[T]]) -> T:
        """Do `work` in one transaction of the graph.

        Raises:
            Unavailable: there is none yet.
        """
        return await self.current.transact(work, Lane.HEAVY)

    async def keep_working(self) -> None:
        """Count by the holidays that other processes are told, and do what falls due unless another process does."""
        clock = SteadyClock(utc_now, self.settings.clock_settle_seconds)
        following = Work("following holidays", partial(follow, local=self.local_days))
        async with asyncio.TaskGroup() as at_work:
            at_work.create_task(keep_doing(self, following, self._append, clock, self.vitals, POLL_SECONDS))
            if self.settings.ladder_seconds:
                at_work.create_task(self._keep_due_done(clock))

    async def _keep_due_done(self, clock: SteadyClock) -> None:
        """The ladder of late cases, tasks that come again, keys that nobody repeats any more, notices, and so on."""
        pause = self.settings.ladder_seconds
        sweeping = partial(sweep, files=self.files, kept_days=self.settings.attachment_days)
        due = (
            Work("escalation", self._climb),
            Work("recounting clocks", Recounting(self.calendar, self.local_days).once),
            Work("cases of who has left", partial(cases_left_behind.take_back, calendar=self.calendar)),
            Work("deputies who have left", end_left),
            Work("tasks of who has left", shares_left_behind.take_back),
            Work("tasks whose receivers have left", shares_left_behind.ComingBack().once),
            Work("recurring tasks", partial(repeat, admission=self.admission)),
            Work("forgetting keys", forget),
            Work("forgetting sessions", forget_ended),
            Work("erasing files", sweeping),
            Work("closing points", close_periods),
            Work("ending posts", end_past),
            Work("telling missed visits", tell_missed),
            Work("telling undecided objections", tell_undecided),
            Work("visits on days off", LeavingDaysOff(workdays_of(self.calendar, self.local_days)).once),
            Work("confirming services", partial(confirm_signed_in, rules=self.point_rules)),
            Work("forgetting notices", partial(forget_notices, kept_days=self.settings.notice_days)),
        )
        telling, often = Work("telling notices", derive), self.settings.notice_seconds
        graph = InTurn(self, AT_WORK_AT_ONCE)
        async with asyncio.TaskGroup() as at_work:
            for work in due:
                at_work.create_task(keep_doing(graph, work, self._append, clock, self.vitals, pause))
            at_work.create_task(keep_doing(graph, telling, self._append, clock, self.vitals, often))
            dispatcher = dispatcher_of(self.settings, self.current, self.record, self.ways)
            at_work.create_task(keep_sending(dispatcher, self.vitals))
            events = event_sender_of(self.settings, self.current, self.record, self.ways)
            at_work.create_task(keep_sending_events(events, self.vitals))

    async def _climb(self, tx: Transaction, now: datetime) -> Climbed:
        return await climb(tx, now, self.calendar)

    async def _append(self, tx: Transaction, events: Sequence[Event], now: datetime) -> None:
        await self.record.append(tx, events, SERVICE.subject, SERVICE.role, now)

    async def until_unfit(self) -> Unfit:
        """Return when an embedded Neo4j has to be started anew: this process's own, or another's that has ended."""
        child = self.reached.child if self.reached else None
        graph, folder, reserve = self.graph, self.settings.data_dir, self.settings.disk_reserve_mb * 1_000_000
        assert graph is not None, "what is attached has a graph"
        if child is not None:
            return await until_unfit(graph, child, folder, reserve)
        assert self.reached is not None, "what has a graph is attached"
        if self.settings.neo4j_uri is not None:
            await asyncio.Event().wait()  # it comes back at its address, by somebody else's hand
        room = asyncio.create_task(keep_room(graph, folder, reserve))
        try:
            await self.reached.ended()
        finally:
            room.cancel()
        return Unfit.ENDED

    @property
    def has_lost_its_database(self) -> bool:
        """Whether the Neo4j this process started has ended."""
        return self.reached is not None and self.reached.child is not None and self.reached.child.has_ended

    async def detach(self) -> None:
        """Let go of the graph, and end the Neo4j this process started."""
        self.current.attached = None
        for task in self._beside:
            task.cancel()
        self._beside, self._reading = [], None
        if self.graph is not None:
            if self.settings.plan_ahead:
                self.asked.write(_today())
            await self.graph.close()
            self.graph = None
        if self.reached is not None:
            await self.reached.release()
            self.reached = None

    async def close(self) -> None:
        """Let go of everything; the service is not used again."""
        await self.detach()
        await self.http.aclose()
        await self.ways.close()

    async def is_ready(self) -> bool:
        """Whether the database answers now."""
        return self.current.attached is not None and await self.current.attached.ready()
