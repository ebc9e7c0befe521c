"""What the page has to say in each of its languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """The labels of one language. Fields with ``{}`` are filled with ``str.format``."""

    tagline: str
    skip: str
    theme: str
    new: str
    articles: str
    newest: str
    empty_archive: str
    empty_how: str
    empty_add: str
    empty_sample: str
    greeting: str
    promise: str
    box: str
    placeholder: str
    send: str
    stop: str
    ready: str
    chosen_off: str
    unreachable: str
    missing: str
    refused: str
    without_model: str
    switch_on: str
    copy: str
    copied: str
    vectors_catching_up: str
    vectors_unavailable: str
    status_trouble: str
    searching: str
    reading: str
    writing: str
    quoting: str
    waiting: str
    seconds: str
    stopped: str
    stopped_empty: str
    busy: str
    empty_question: str
    too_long: str
    trouble: str
    what_to_do: str
    unexpected: str
    unexpected_remedy: str
    unexpected_state: str
    conversation: str
    review: str
    review_means: str
    repaired: str
    repaired_means: str
    as_of: str
    by_quotes: str
    by_model: str
    no_answer: str
    source: str
    evidence: str
    evidence_for: str
    evidence_empty: str
    nearest: str
    nearest_means: str
    also_read: str
    open_original: str
    no_date: str
    about: str
    no_outlet: str
    untitled: str
    back: str
    show_evidence: str
    correction: str
    right_of_reply: str
    retraction: str
    retracted: str
    results_for: str
    search_typed: str
    only_period: str
    none_of_period: str
    drop_period: str
    newest_first: str
    own_filter: str
    as_typed: str
    all_times: str
    published_on: str
    published_since: str
    published_until: str
    from_outlet: str
    filter: str
    filter_set: str
    filter_wrong: str
    filter_first: str
    filter_last: str
    filter_outlet: str
    filter_day: str
    filter_name: str
    filter_help: str
    filter_holds: str
    filter_clear: str
    no_such_date: str
    wrong_order: str
