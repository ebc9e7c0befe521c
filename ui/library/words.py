"""The words of the library's pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The library's words in one language."""

    library: str
    list_label: str
    search: str
    search_hint: str
    title: str
    outlet: str
    published: str
    added: str
    language: str
    kind: str
    tag: str
    author: str
    section: str
    first: str
    last: str
    day_hint: str
    undated: str
    every: str
    apply: str
    clear: str
    more_filters: str
    chosen: str
    drop: str
    sort: str
    sorted_up: str
    sorted_down: str
    found: str
    one_found: str
    range_shown: str
    nothing_found: str
    nothing_how: str
    without_it: str
    put_right: str
    empty: str
    empty_how: str
    empty_add: str
    empty_sample: str
    to_imports: str
    paging: str
    before: str
    after: str
    page_of: str
    no_outlet: str
    no_language: str
    no_date: str
    untitled: str
    estimated: str
    back: str
    text: str
    facts: str
    ask: str
    question: str
    original: str
    elsewhere: str
    withdrawn: str
    withdrawn_how: str
    about_it: str
    subjects: str
    same_story: str
    versions: str
    until: str
    old_version: str
    to_current: str
    no_current: str
    addresses: str
    citing: str
    citing_one: str
    remove: str
    remove_how: str
    remove_sure: str
    no_article: str
    removed: str
    no_article_remedy: str
    no_version: str
    no_version_remedy: str
    statistics: str
    glance: str
    articles: str
    outlets: str
    oldest: str
    newest: str
    stories: str
    stories_told: str
    sentences: str
    characters: str
    address_count: str
    old_versions: str
    by_month: str
    by_month_hint: str
    month: str
    plot: str
    plot_told: str
    earlier: str
    by_outlet: str
    by_outlet_hint: str
    small_told: str
    rest_of: str
    more_outlets: str
    by_language: str
    by_kind: str
    as_table: str
    total: str
    new_tab: str
    scroll: str
    languages: Mapping[str, str]
    kinds: Mapping[str, str]
    origins: Mapping[str, str]
    reasons: Mapping[str, str]
    filters: Mapping[str, str]
