"""Settings: everything that may differ between two installations, read once from the environment."""

import os
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, Self

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_NEO4J_VERSION = "2026.08.1"
PREFIX = "GRAPHSVC_"
_OPTIONAL = (
    "neo4j_uri",
    "traces_url",
    "oidc_issuer",
    "trusted_documents",
    "point_rules",
    "public_url",
    "introspection_url",
    "revoked_file",
    "handling_rules_file",
    "rating_aspects_file",
    "responsibilities_file",
    "appraisal_terms_file",
    "catalogue_file",
    "s3_endpoint",
    "s3_region",
)
_SECRETS = (
    "neo4j_password",
    "record_key",
    "field_key",
    "introspection_secret",
    "s3_secret_key",
    "smtp_password",
    "oidc_client_secret",
)
_FILES = tuple(f"{name}_file" for name in _SECRETS)


class Settings(BaseSettings):
    """One value a line; each is set by the environment variable `GRAPHSVC_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    profile: Literal["developer", "production", "strict"] = Field(
        "developer",
        description="developer shows the explorer, hints, statements and the schema; production none of them; strict "
        "answers trusted documents only. `graphsvc serve` is production unless it is set.",
    )
    host: str = Field("127.0.0.1", description="Address the HTTP server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the HTTP server listens on.")
    loopback_only: bool = Field(
        False,
        description="The port of this container is published on the loopback address of its host alone, so that the "
        "developer profile may listen on all addresses of the container.",
    )

    public_url: str | None = Field(
        None,
        description="Address under which clients reach the service, such as https://party.example.cn; Open311's "
        "discovery tells it, and the console signs in by it. Empty: a path alone.",
    )
    cors_origins: str = Field(
        "", description="Origins whose pages may call from a browser, with commas: https://example.cn; * for all."
    )
    cors_headers: str = Field(
        "",
        description="Headers that pages of those origins may send besides the usual ones of GraphQL clients and "
        "traces, with commas; * for all.",
    )
    trusted_documents: Literal["off", "allow", "strict"] | None = Field(
        None,
        description="Whether documents are known by id, and only those; empty: allow, in profile strict: strict.",
    )
    trusted_manifests: str = Field("", description="Manifests of trusted documents, or folders of them, with commas.")
    introspection_roles: str = Field(
        "", description="Roles that may see the schema by introspection outside the profile developer, with commas."
    )
    cost_limit: int = Field(300_000, ge=1, description="Maximum cost of a document.")
    cost_limits: str = Field("", description="Other limits by role, with commas: AUDITOR=500000, VIEWER=5000.")
    document_cache_mb: int = Field(
        64, ge=1, description="Memory for documents, plans and prices that are kept ready, in MB."
    )

    neo4j_uri: str | None = Field(
        None, description="neo4j:// or bolt:// address of a running Neo4j; empty starts the embedded one."
    )
    neo4j_user: str = Field("neo4j", description="User at `neo4j_uri`.")
    neo4j_password_file: Path | None = Field(None, description="File that holds the password at `neo4j_uri`.")
    neo4j_password: SecretStr | None = Field(None, description="Password at `neo4j_uri`.", validate_default=True)
    neo4j_database: str = Field("neo4j", description="Database name.")

    record_key_file: Path | None = Field(None, description="File that holds what `record_key` would.")
    record_key: SecretStr | None = Field(
        None,
        min_length=32,
        description="Key that seals the record of changes; a developer's machine makes its own.",
        validate_default=True,
    )

    neo4j_version: str = Field(
        DEFAULT_NEO4J_VERSION, description="Version of the embedded Neo4j: a bundled or a pinned one."
    )
    pins_dir: Path = Field(
        default_factory=lambda: user_config_path("graphsvc") / "neo4j",
        description="Folder of lists of jars that `graphsvc neo4j pin` has made.",
    )
    maven_url: str = Field(
        "https://repo.maven.apache.org/maven2", description="Maven repository the embedded jars come from."
    )
    npm_url: str = Field("https://registry.npmjs.org", description="npm registry the explorer's files come from, once.")
    heap_mb: int = Field(512, ge=256, le=65536, description="Heap of the embedded Neo4j, in MB.")
    page_cache_mb: int = Field(512, ge=16, le=1_048_576, description="Page cache of the embedded Neo4j, in MB.")
    quick_jvm: bool = Field(
        False, description="Embedded Neo4j compiles little: starts faster, answers slower; for tests."
    )
    train_aot: bool = Field(True, description="Make later starts faster by a JVM cache trained once in the background.")
    plan_ahead: bool = Field(
        True,
        description="Have Neo4j plan in the background of a start what was asked in the last week (kept without values "
        "in the data folder) and what the audit asks.",
    )
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("graphsvc"), description="Folder of the embedded database."
    )
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("graphsvc"), description="Folder of downloaded jars and JVM caches."
    )

    deadline_seconds: float = Field(5.0, gt=0, description="Longest a light request may wait for the database.")
    heavy_deadline_seconds: float = Field(30.0, gt=0, description="Longest a heavy request may wait for the database.")

    traces_url: str | None = Field(
        None,
        description="Collector that traces are sent to by OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces.",
    )
    metrics_from: str = Field(
        "127.0.0.0/8, ::1/128",
        description="Networks whose callers may read /metrics, with commas; for others there is no such page.",
    )
    stuck_seconds: float = Field(
        120.0,
        gt=0,
        description="How long attaching the database or due work may fail, for reasons other than a database that is "
        "away, before /health/live answers 503.",
    )
    drain_seconds: float = Field(
        20.0, ge=0, description="Longest that requests under way are given to finish after SIGTERM."
    )
    disk_reserve_mb: int = Field(
        128, ge=0, description="Free space, in MB, on the disk of the embedded Neo4j below which nothing is written."
    )
    clock_settle_seconds: float = Field(
        600.0,
        ge=0,
        description="How long work that goes by the time of day waits after the clock has jumped by over a minute.",
    )

    text_model: Literal["on", "off"] = Field(
        "on", description="Match by the sentence model, fetched once (16 MB); off compares words and synonyms alone."
    )
    working_hours: str = Field(
        "09:00-12:30,14:00-18:00",
        description="Working hours of a workday in China, by which deadlines of cases count; then those of a season or "
        "of made-up workdays: ; 06-01..09-30 09:00-12:00,15:00-18:30; MAKE_UP 09:00-12:00.",
    )
    handling_rules_file: Path | None = Field(
        None, description="CSV file of a locality's handling rules (分级分类), which go before those of the service."
    )
    rating_aspects_file: Path | None = Field(
        None,
        description="CSV file of a locality's aspects of ratings (评议指标), which go before those of the service.",
    )
    responsibilities_file: Path | None = Field(
        None, description="CSV file of a locality's responsibilities (职责清单), which go before those of the service."
    )
    appraisal_terms_file: Path | None = Field(
        None,
        description="CSV file of a locality's terms of appraisals and ratings (考核评议期限), which go before those of "
        "the service.",
    )
    catalogue_file: Path | None = Field(
        None,
        description="CSV file that describes what the service shares (政务信息资源目录), in place of the one it comes "
        "with.",
    )
    holidays: Path | None = Field(
        None,
        description="CSV table of days off and days made up (day,kind,name; HOLIDAY or MAKE_UP) that goes before what "
        "is announced; a year of which it names days made up counts as announced. What is entered in the "
        "service goes before it.",
    )
    audit_bounds: str = Field(
        "",
        description="Bounds of the audit that differ from the usual ones, with semicolons: most_members=40; "
        "forces=CADRE,GRID_WORKER. `auditRules` lists them with their sources.",
    )
    point_rules: Path | None = Field(
        None,
        description="CSV table of rules of points for registered members and units that takes the place of the usual "
        "one; `pointRules` lists it with its sources.",
    )
    ladder_seconds: float = Field(
        15.0,
        ge=0,
        description="Between looks for cases to remind of, notify or escalate; 0: never, another process does.",
    )

    service_stale_days: int = Field(
        180,
        ge=1,
        description="Days for which what is told of a service point is relied on, once somebody has verified it.",
    )
    group_threshold: int = Field(
        5, ge=2, le=100, description="Counts of key groups below this are never told, from the next filing on."
    )
    notice_seconds: float = Field(
        2.0, gt=0, description="Between looks for changes that somebody is told of, while `ladder_seconds` is not 0."
    )
    notice_networks: str = Field(
        "",
        description="Networks that notices are sent to beside public addresses, with commas: 10.0.0.0/8 for systems of "
        "the own network, 127.0.0.0/8 for those of this machine.",
    )
    notice_timeout_seconds: float = Field(10.0, gt=0, le=20, description="Longest that a receiver may take to answer.")
    notice_retry_seconds: float = Field(
        5.0, gt=0, description="Pause after a receiver's first failure; it doubles with each, up to an hour."
    )
    notice_patience_hours: float = Field(
        24.0, gt=0, description="How long a notice is tried while its receiver is away, before it is given up."
    )
    smtp_host: str = Field("", description="Server that takes mail; empty: notices by mail wait.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the server that takes mail.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How mail is protected on its way to the server; none for a server on this machine."
    )
    smtp_from: str = Field("", description="Sender of mail, such as notices@party.example.cn; empty: no mail is sent.")
    smtp_user: str = Field("", description="User at the server that takes mail; empty: none.")
    smtp_password_file: Path | None = Field(None, description="File that holds what `smtp_password` would.")
    smtp_password: SecretStr | None = Field(
        None, description="Password at the server that takes mail.", validate_default=True
    )
    notice_days: int = Field(180, ge=0, description="Days that notices are kept; 0: for ever.")

    attachment_store: str = Field(
        "",
        description="Where contents of attachments are kept: s3://bucket/prefix; empty: the folder attachments in "
        "`data_dir`.",
    )
    attachment_days: int = Field(
        0, ge=0, description="Days after a case was closed that contents of its attachments are kept; 0: for ever."
    )
    s3_endpoint: str | None = Field(
        None, description="Address of a server that speaks S3, such as https://oss.example.cn; empty: Amazon's."
    )
    s3_region: str | None = Field(None, description="Region of the bucket.")
    s3_access_key: str = Field("", description="Access key; empty: what the environment of the machine gives.")
    s3_secret_key_file: Path | None = Field(None, description="File that holds what `s3_secret_key` would.")
    s3_secret_key: SecretStr | None = Field(None, description="Secret of the access key.", validate_default=True)
    scan_command: str = Field(
        "",
        description="Command that scans an upload for viruses, such as `clamdscan --no-summary -`: the file on its "
        "input; it ends with 0 for clean and 1 for infected. Empty: nothing is scanned.",
    )
    scan_seconds: float = Field(60.0, gt=0, description="Longest that the scanner may take for a file.")

    oidc_issuer: str | None = Field(
        None, description="Address of the OpenID Connect sign-in server; empty: development tokens of this machine."
    )
    oidc_audience: str = Field("graphsvc", min_length=1, description="What `aud` of an access token has to name.")
    oidc_algorithms: str = Field(
        "RS256, ES256, EdDSA", description="Signature algorithms allowed: of RS256, PS256, ES256, EdDSA, Ed25519."
    )
    oidc_client_id: str = Field(
        "",
        description="Name of the console as a client at the sign-in server (authorization code, PKCE), which sends "
        "browsers back to `public_url`/console/signed-in; empty: no console outside a developer's machine.",
    )
    oidc_client_secret_file: Path | None = Field(None, description="File that holds what the secret would.")
    oidc_client_secret: SecretStr | None = Field(
        None, description="Secret of that client; empty: a public client, known by PKCE alone.", validate_default=True
    )
    oidc_scope: str = Field("openid", description="Scopes that the console asks for, with spaces.")
    role_claim: str = Field("role", description="Claim of an access token that holds the role.")
    areas_claim: str = Field("areas", description="Claim that holds the area codes, as a list or a text.")
    unit_claim: str = Field("unit", description="Claim that holds the id of a department's unit.")

    revoked_file: Path | None = Field(
        None,
        description="File of tokens that hold no more, read again when it changes: `token ID` (its jti) or `subject "
        "NAME` with or without the moment up to which tokens are withdrawn, a line each.",
    )
    introspection_url: str | None = Field(
        None,
        description="Where the sign-in server tells whether a token is still active (RFC 7662), asked every half "
        "minute a token; empty: a token holds until its end.",
    )
    introspection_client: str = Field("graphsvc", description="Name of this service at `introspection_url`.")
    introspection_secret_file: Path | None = Field(None, description="File that holds what the secret would.")
    introspection_secret: SecretStr | None = Field(
        None, description="Secret of this service at `introspection_url`.", validate_default=True
    )

    algorithms: Literal["international", "guomi"] = Field(
        "international",
        description="What personal fields and the record are sealed by: AES-256-GCM and HMAC-SHA256, or 国密 SM4-GCM "
        "and HMAC-SM3. What the other has sealed opens and verifies too; `keys rotate` moves fields.",
    )
    field_key_file: Path | None = Field(None, description="File that holds what `field_key` would.")
    field_key: SecretStr | None = Field(
        None,
        description="Keys of sealed personal fields, newest first: name:base64 of 32 bytes, name:base64, …",
        validate_default=True,
    )

    trusted_proxies: str = Field(
        "", description="Addresses or networks of proxies whose X-Forwarded-For and -Proto are believed, with commas."
    )
    rate_per_second: float = Field(50.0, ge=0, description="Requests a second allowed to one caller; 0: no limit.")
    rate_burst: int = Field(200, ge=1, description="Requests one caller may send at once, before the rate holds.")

    sockets_per_caller: int = Field(20, ge=1, description="WebSockets one caller may hold open.")
    streams_per_caller: int = Field(
        100, ge=1, description="Operations one caller may follow at once, over all its sockets and event streams."
    )
    allowances: str = Field(
        "",
        description="Other limits by kind of caller, with semicolons: client rate=500 burst=2000 sockets=200 "
        "streams=2000 share=8; VIEWER rate=10; subject:gateway rate=2000. `client` is a system signed in for itself; "
        "`share` is how many callers' parts of the service it has while others ask too.",
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, given: str) -> str:
        """A name, or `*`, would let anybody say who he is."""
        for part in filter(None, (part.strip() for part in given.split(","))):
            try:
                network = ip_network(part)
            except ValueError:
                raise ValueError(f"{part} is no address or network such as 10.0.0.0/8") from None
            if network.prefixlen == 0:
                raise ValueError(f"{part} is every address there is: anybody could say who they are")
        return given

    @field_validator(*_OPTIONAL, *_SECRETS, *_FILES, mode="before")
    @classmethod
    def _unset(cls, given: Any) -> Any:
        """An empty variable is one that is not set, as compose files pass on what `.env` lacks."""
        return None if given == "" else given

    @field_validator(*_SECRETS, mode="before")
    @classmethod
    def _from_file(cls, given: Any, info: ValidationInfo) -> Any:
        """A secret may stand in a file, as container platforms hand them over; never in both places."""
        path = info.data.get(f"{info.field_name}_file")
        if path is None:
            return given
        if given not in (None, ""):
            raise ValueError(f"given twice: here and in GRAPHSVC_{str(info.field_name).upper()}_FILE")
        try:
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ValueError(f"the file {path} cannot be read") from None

    @model_validator(mode="after")
    def _known_variables(self) -> Self:
        """A typing error would leave a default in place without a word."""
        known = {f"{PREFIX}{name.upper()}" for name in type(self).model_fields}
        if unknown := sorted(
            name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known
        ):
            raise ValueError("; ".join(_not_a_setting(name, known) for name in unknown))
        return self


def _not_a_setting(name: str, known: set[str]) -> str:
    near = get_close_matches(name.upper(), sorted(known), 1)
    return f"{name} is no setting" + (f"; {near[0]} is" if near else "")
