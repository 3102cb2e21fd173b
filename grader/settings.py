"""Settings, and the only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from grader.errors import SettingsError

JudgeChoice = Literal["auto", "llm", "keyword", "panel", "replay"]
ReplyMode = Literal["normal", "record", "replay", "off"]

_VARIABLES = {
    "api_key": "OPENAI_API_KEY",
    "base_url": "OPENAI_BASE_URL",
}


_DATABASES = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
}


def variable(field: str) -> str:
    """The environment variable that sets a field: `GRADER_` and its name, OpenAI's own for two."""
    return _VARIABLES.get(field, f"GRADER_{field.upper()}")


def _names(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _database(value: Any) -> Any:
    """A database's URL with the one driver that is used. The URL may hold a password."""
    if not isinstance(value, str):
        return value
    scheme, there, rest = value.partition("://")
    if not there or scheme not in _DATABASES:
        raise ValueError(
            "not the URL of a database that is known: postgresql://... or sqlite:///..."
        )
    return f"{_DATABASES[scheme]}://{rest}"


class Settings(BaseModel):
    """All that can be set. Immutable and picklable; each field names its unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    api_key: SecretStr | None = None
    """Key for the endpoint; endpoints on this machine often need none."""
    base_url: Annotated[str, Field(pattern=r"^https?://[^\s]+$")] | None = None
    """Base URL of an OpenAI-compatible endpoint, up to and with `/v1`."""
    api_version: str | None = None
    """Azure's `api-version`; setting it selects the Azure client."""
    judge: JudgeChoice = "auto"
    """Who judges when a command does not say."""
    model: str = "gpt-5-mini"
    """The model's name at the endpoint."""
    panel: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    """Models of the panel, separated by commas; naming one twice draws two samples of it."""
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    """Sampling temperature; unset leaves it to the provider, as reasoning models demand."""
    seed: int | None = None
    max_tokens: int = Field(default=6000, ge=64, le=200_000)
    """Cap on a reply's tokens, reasoning included."""
    token_field: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    """The name under which the endpoint takes the cap; older servers know `max_tokens`."""
    deadline: float = Field(default=120.0, gt=0, le=3600)
    """Total seconds for one judgment, retries included."""
    attempts: int = Field(default=3, ge=1, le=3)
    """How often one request is sent at the most."""
    concurrency: int = Field(default=16, ge=1, le=10_000)
    """How many answers are judged at once at the most; fewer while the endpoint asks for it.

    This cap and the next two hold for all processes together that share a PostgreSQL database.
    """
    rpm: Annotated[int, Field(ge=1)] | None = None
    """Cap on requests a minute."""
    tpm: Annotated[int, Field(ge=1)] | None = None
    """Cap on tokens a minute, as estimated from the requests' length."""
    max_calls: Annotated[int, Field(ge=0)] | None = None
    """Cap on the requests of one run."""
    max_cost: Annotated[float, Field(ge=0)] | None = None
    """Cap on the cost of one run, in dollars; needs a model whose price is known."""
    batch_requests: int = Field(default=50_000, ge=1, le=50_000)
    """Most requests in one batch at the provider; fewer where its queue takes few tokens."""
    structured: Literal["json_schema", "json_object", "none"] = "json_schema"
    """How the reply's schema is asked for; what `grader doctor` finds the endpoint supports."""
    max_answer: int = Field(default=100_000, ge=1, le=10_000_000)
    """Longest answer taken, in characters."""
    replies: ReplyMode = "normal"
    """What is done with kept replies: used and added to, renewed, used alone, or left off."""
    replies_dir: Path | None = None
    """A folder of recorded replies to use in place of the database in GRADER_HOME."""
    rubrics: Path | None = None
    """A folder of your own rubrics, besides those that come with grader."""
    database: Annotated[str, BeforeValidator(_database)] | None = None
    """URL of the service's database (`postgresql://...`); unset is SQLite in home."""
    max_body: int = Field(default=2_000_000, ge=1000)
    """Longest body of a request to the service, in bytes."""
    max_upload: int = Field(default=100_000_000, ge=1000)
    """Largest table that the service takes for a batch, in bytes."""
    key_rpm: Annotated[int, Field(ge=1)] | None = None
    """Cap on the requests a minute of each API key."""
    key_cost: Annotated[float, Field(ge=0)] | None = None
    """Cap on the dollars that each tenant's grades of one day (UTC) may cost."""
    retention: Annotated[int, Field(ge=1)] | None = None
    """Days after which the service erases answers, quotes and batches; unset keeps them."""
    tracing: bool = False
    """Whether each call of a model is an OpenTelemetry span, for whatever exporter is set up."""
    slack_token: SecretStr | None = None
    """The Slack app's bot token (`xoxb-...`); with the signing secret it turns the app on."""
    slack_secret: SecretStr | None = None
    """The Slack app's signing secret."""
    slack_tenant: str = "local"
    """The tenant for which the Slack app grades."""
    slack_api: Annotated[str, Field(pattern=r"^https?://[^\s]+/$")] | None = None
    """Base URL of Slack's API; unset is Slack's own."""
    home: Path | None = None
    """Where all that is kept lies; unset is the platform's folder for user data."""

    @property
    def llm_configured(self) -> bool:
        """Whether there is an endpoint to ask: a key or a base URL is set."""
        return self.api_key is not None or self.base_url is not None

    @property
    def endpoint(self) -> str:
        return (self.base_url or "https://api.openai.com/v1").rstrip("/")

    @property
    def database_url(self) -> str:
        """Where the service keeps its record."""
        return self.database or f"sqlite:///{self.home_dir.absolute() / 'grader.sqlite3'}"

    @property
    def in_a_fleet(self) -> bool:
        """Whether other processes may share the database, and so what is limited."""
        return (self.database or "").startswith("postgresql")

    @property
    def jobs_url(self) -> str:
        """Where the service's jobs lie: in its database, or beside it if that is SQLite."""
        return self.database or f"sqlite:///{self.home_dir.absolute() / 'jobs.sqlite3'}"

    @property
    def home_dir(self) -> Path:
        if self.home is not None:
            return self.home.expanduser()
        from platformdirs import user_data_path

        return user_data_path("grader", appauthor=False)


def read_settings(environ: Mapping[str, str] | None = None, **changes: Any) -> Settings:
    """Settings from the environment, overridden by `changes` that are not None.

    Raises SettingsError that names the variable. An empty variable counts as unset.
    """
    env = os.environ if environ is None else environ
    values: dict[str, Any] = {
        field: env[name] for field in Settings.model_fields if env.get(name := variable(field))
    }
    values |= {field: value for field, value in changes.items() if value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = str(first["loc"][0])
        said = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(
            f"{variable(field)}: {said}", f"Set {variable(field)} to a valid value"
        ) from None
