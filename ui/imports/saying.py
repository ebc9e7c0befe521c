"""Which words the page of imports has; they are the same in both languages but for the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Names are the places where the words stand; ``said`` and the like are by code."""

    title: str
    lead: str
    read_only: str
    refresh: str
    now: str
    nothing_now: str
    before: str
    nothing_before: str
    when: str
    what: str
    outcome: str
    progress_of: str
    done_of: str
    done: str
    left_seconds: str
    left_minutes: str
    left_hours: str
    vectors: str
    last_item: str
    asked: str
    queued: str
    by: str
    stop: str
    more: str
    nothing_new: str
    handled: str
    ended: str
    add: str
    upload: str
    files: str
    files_hint: str
    same_name: str
    replace_it: str
    keep_both: str
    outlet: str
    outlet_hint: str
    upload_do: str
    too_large_here: str
    urls: str
    urls_field: str
    urls_hint: str
    urls_do: str
    feed: str
    feed_field: str
    feed_hint: str
    feed_do: str
    left_over: str
    left_over_do: str
    failed: str
    failed_none: str
    failed_count: str
    item: str
    why: str
    remedy: str
    tries: str
    next_try: str
    next_never: str
    next_due: str
    retry: str
    retry_all: str
    forget: str
    forget_sure: str
    feeds: str
    feeds_none: str
    feed_name: str
    checked: str
    never: str
    trouble: str
    new_items: str
    read_now: str
    unfollow: str
    unfollow_sure: str
    removed: str
    removed_none: str
    article: str
    removed_at: str
    put_back: str
    not_restorable: str
    undo: str
    journal: str
    journal_hint: str
    person: str
    earlier: str
    later: str
    of_item: str
    no_person: str
    forbidden: str
    forbidden_remedy: str
    not_listed: str
    not_listed_remedy: str
    no_article: str
    no_article_remedy: str
    too_much: str
    too_much_remedy: str
    no_form: str
    no_form_remedy: str
    no_room: str
    no_room_remedy: str
    full_queue: str
    full_queue_remedy: str
    bad_form: str
    bad_form_remedy: str
    archive: str
    archive_busy: str
    archive_busy_remedy: str
    archive_remedy: str
    bad_urls: str
    no_urls: str
    too_many_urls: str
    bad_feed: str
    no_files: str
    left_out_large: str
    left_out_kind: str
    left_out_many: str
    commands: Mapping[str, str]
    actions: Mapping[str, str]
    states: Mapping[str, str]
    counts: Mapping[str, str]
    said: Mapping[str, str]
