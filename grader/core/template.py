"""The prompt's templates: Jinja2 in an immutable sandbox, where a missing name is an error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from grader.core.digest import digest
from grader.errors import PromptError

if TYPE_CHECKING:
    from jinja2 import Template

SOURCE_CAP = 64 * 1024
"""Longest source of one template, in characters."""
OUTPUT_CAP = 2 * 1024 * 1024
"""Longest rendered prompt, in characters: far above any answer the settings let through."""


@dataclass(frozen=True, kw_only=True)
class PromptTemplates:
    """The sources of the judge's three messages.

    `system` is given the rubric, `user` the answer's lines, `repair` what was wrong with a reply.
    Compiled at first use. Rendering raises PromptError, also for a template that does not compile.
    """

    system: str
    user: str
    repair: str

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hex, of the three sources."""
        sources = {"system": self.system, "user": self.user, "repair": self.repair}
        return digest("grader.prompt.v1", sources)

    def render(self, name: str, **values: Any) -> str:
        """The text of `system`, `user` or `repair`, at most OUTPUT_CAP characters."""
        from jinja2 import TemplateError

        try:
            return _capped(name, self._compiled[name].generate(values))
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError) as error:
            raise _wrong(name, error) from error
        except (ValueError, RecursionError) as error:
            raise _wrong(name, error) from error

    @cached_property
    def _compiled(self) -> dict[str, Template]:
        from jinja2 import StrictUndefined, TemplateError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        # No escaping: the output is a prompt, not markup. Data is made safe in grader.core.prompt.
        environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        compiled = {}
        for name in ("system", "user", "repair"):
            source: str = getattr(self, name)
            if len(source) > SOURCE_CAP:
                raise PromptError(
                    f"the {name} prompt has {len(source)} characters",
                    f"Shorten it to {SOURCE_CAP} at the most",
                )
            try:
                compiled[name] = environment.from_string(source)
            except TemplateError as error:
                raise _wrong(name, error) from error
        return compiled


def _capped(name: str, pieces: Any) -> str:
    taken: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > OUTPUT_CAP:
            raise PromptError(
                f"the rendered {name} prompt exceeds {OUTPUT_CAP} characters",
                "Shorten the answer or the template",
            )
        taken.append(piece)
    return "".join(taken)


def _wrong(name: str, error: Exception) -> PromptError:
    line = getattr(error, "lineno", None)
    place = f"prompts/judge.{name}.j2" + (f":{line}" if line else "")
    return PromptError(f"{place}: {str(error).rstrip('.')}", "Mend the template")
