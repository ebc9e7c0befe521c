"""The stories that the articles belong to, from the file of gold facts."""

from __future__ import annotations

from pathlib import Path

from evals.cases import why_unreadable
from evals.linting.whole import Groups
from rag.errors import UsageError


class _Twice(ValueError):
    """An article is in two groups."""


def read_groups(path: Path) -> Groups:
    """Read ``groups`` of a YAML file: each with ``id``, ``split`` and ``articles``.

    Raises:
        UsageError: the file cannot be read, or an article is in two groups.
    """
    import yaml

    story: dict[str, str] = {}
    split: dict[str, str] = {}
    try:
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            for name in group["articles"]:
                if name in story:
                    raise _Twice(f"{name} is in the groups {story[name]} and {group['id']}")
                story[name], split[name] = str(group["id"]), str(group["split"])
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise UsageError(
            f"The groups of articles in {path} cannot be read: {_why(error)}.",
            remedy="See evals/data/README.md for the form of the file.",
            item=str(path),
        ) from error
    return Groups(story=story, split=split)


def _why(error: Exception) -> str:
    """Return in plain words why the groups could not be read."""
    if isinstance(error, OSError | UnicodeDecodeError):
        return why_unreadable(error)
    if isinstance(error, _Twice):
        return str(error)
    if isinstance(error, KeyError | TypeError):
        return "it has no list “groups” of objects with id, split and articles"
    mark = getattr(error, "problem_mark", None)
    return "it is no valid YAML" + (f" (line {mark.line + 1})" if mark else "")
