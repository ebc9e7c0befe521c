"""The stories that the articles belong to, from the file of gold facts."""

from __future__ import annotations

from pathlib import Path

from evals.linting.whole import Groups
from rag.errors import UsageError


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
                    raise ValueError(f"{name} is in the groups {story[name]} and {group['id']}")
                story[name], split[name] = str(group["id"]), str(group["split"])
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise UsageError(
            f"The groups of articles in {path} cannot be read: {error}.",
            remedy="See evals/data/README.md for the form of the file.",
            item=str(path),
        ) from error
    return Groups(story=story, split=split)
