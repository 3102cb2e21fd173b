"""A rubric laid out as YAML that people like to edit."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent
from typing import Any, Final

WIDTH: Final = 100
_IN_BLOCKS: Final = ("levels", "caps", "tells", "follow_ups")
"""Lists of which each item stands by itself, with a blank line between two."""


class Inline(dict[str, Any]):
    """A mapping that is written on one line, such as a rule: `{at_least: 3, of: L6}`."""


class InlineList(list[Any]):
    """A list that is written on one line."""


def laid_out(rubric: Mapping[str, Any], comment: str) -> str:
    """The YAML of a rubric's fields, in their order, under a comment."""
    head = "".join(f"# {line}".rstrip() + "\n" for line in comment.splitlines())
    parts = []
    for name, value in rubric.items():
        if name in _IN_BLOCKS and value:
            items = [indent(_dumped([item]), "  ") for item in value]
            parts.append(f"\n{name}:\n" + ("\n" if name != "levels" else "").join(items))
        else:
            space = "\n" if isinstance(value, list) else ""
            parts.append(space + _dumped({name: value}))
    return f"{head}\n{''.join(parts).lstrip()}"


def _dumped(value: Any) -> str:
    # Imported here, since only an import writes YAML.
    import yaml

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    def text(dumper: yaml.SafeDumper, said: str) -> yaml.ScalarNode:
        folded = len(said) > WIDTH - 20 and "\n" not in said
        return dumper.represent_scalar("tag:yaml.org,2002:str", said, style=">" if folded else None)

    def one_line(dumper: yaml.SafeDumper, mapping: Inline) -> yaml.MappingNode:
        return dumper.represent_mapping("tag:yaml.org,2002:map", mapping, flow_style=True)

    def one_line_list(dumper: yaml.SafeDumper, items: InlineList) -> yaml.SequenceNode:
        return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)

    Dumper.add_representer(str, text)
    Dumper.add_representer(Inline, one_line)
    Dumper.add_representer(InlineList, one_line_list)
    Dumper.ignore_aliases = lambda self, data: True  # type: ignore[method-assign]
    written: str = yaml.dump(
        value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH - 10
    )
    return written
