"""Which time of a question is a wish about publication, and which names a subject.

The rules and their reasons are in docs/adr/0005. In doubt nothing is filtered: the words of the
time are then searched like other words, which loses less than hiding the right article.
"""

from __future__ import annotations

import re
from datetime import date

from rag.periods.clauses import LOOSE, Clause
from rag.periods.line import Line
from rag.periods.spans import day_in

_MEMORY = 20  # years; what is older than a newspaper's archive is told in later articles


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"(?<= )(?:" + "|".join(" ".join(phrases).split()) + r")(?= )")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WHEN = re.compile(
    r" kapan(?:kah)?(?! (?:pun|saja)) "
    r"| (?:~year|tanggal|~month|~day|pukul|~hour|~week) (?:ke ?-? ?)?(?:berapa|apa|mana)(?:kah)? "
    r"|(?:^ |, | and )when | since when "
    r"| (?:what|which) (?:exact )?(?:~year|date|~day|~month|time) "
)
_COMPARED = _any(
    "(?:di)?banding(?:kan)? perbandingan(?:nya)? bandingkan membandingkan ketimbang versus vs"
    " compared? compares comparison selisih(?:nya)? perbedaan beda(?:nya)? difference"
)
_PLANNED = _any(
    "akan rencana(?:nya)? direncanakan berencana merencanakan bakal hendak jadwal(?:nya)?"
    " dijadwalkan agenda will plans? planned planning scheduled schedule upcoming going.to"
    " jelang menjelang"
)
_IN_FORCE = _any(
    "berlaku(?:nya)? diberlakukan efektif effective in.force takes?.effect takes?.force"
    " mulai.diterapkan"
)
_DEADLINE = _any(
    "harus wajib paling selambat batas tenggat(?:nya)? tempo dibayar(?:kan)? membayar cair"
    " dicairkan dibagikan disalurkan habis berakhir kontrak(?:nya)? kedaluwarsa diperpanjang"
    " perpanjangan ditunda mundur masa target ditargetkan lunas diselesaikan selesai rampung"
    " must due deadline paid pay expires? expired extended postponed contracts? deferred"
    " until.further completed? finish(?:ed)?"
)
_FOUNDED = _any(
    "(?:di)?lahir(?:kan)? (?:di)?dirikan berdiri(?:nya)? dibentuk born founded established formed"
)
_COUNTING = _any(
    "berapa(?:kah)? jumlah(?:nya)? total(?:nya)? angka(?:nya)? persentase how.many how.much"
    " number.of rata.-.rata"
)
_MEASURED = _any(
    "pengangguran inflasi pertumbuhan ekspor impor pdb tpt sakernas statistik survei indeks neraca"
    " laba unemployment inflation growth exports? imports? gdp surveys? index profits?"
    " penduduk angkatan.kerja usia.kerja penganggur(?:nya)? kemiskinan population labou?r.force"
    " poverty"
)
_SET_BEFORE = _any(
    "ump umk umr ump/umk umsp umsk ums upah.minimum(?:.[^ #~]+){0,2} upah.terendah minimum.wages?"
    " apbn apbd rapbn rapbd anggaran cuti.bersama libur.nasional kenaikan.upah"
    " wage.(?:increase|hike)"
)
_YEAR_FOLLOWS = re.compile(r" (?:[^ ]+ ){0,2}(?:~year )?#[0-9]{4} ")
_TOPIC = _set("soal tentang mengenai terkait perihal isu menyangkut about on regarding over")
_EVENT = _set(
    "demo aksi mogok unjuk protes tuntutan tuntut menuntut rapat sidang unras konflik sengketa"
    " perselisihan kasus berita perundingan rally strike protest demand demands dispute news"
)
_PAID = _set(
    "gaji gajinya upah upahnya honor honornya iuran tunjangan lembur cicilan bonus slip tagihan"
    " tunggakan pesangon iurannya salary salaries wage wages pay payroll dues allowance"
)
_HAPPENED = _set(
    "terjadi digelar berlangsung diadakan diselenggarakan dilakukan dilaporkan diberitakan"
    " dilangsungkan muncul diterbitkan terbit dimuat dipublikasikan ditayangkan happened happen"
    " held published"
)
_PUBLISHED = _set(
    "berita beritanya artikel kabar liputan pemberitaan diberitakan terbit diterbitkan dimuat"
    " dipublikasikan ditayangkan news article articles coverage headlines published"
)
_COPULAS = _set("adalah ialah yaitu yakni merupakan menjadi is was are were")
_BETWEEN = _set("pada di dari tanggal yang dalam from on in of the dated edisi")
_LISTING = _set("dan atau maupun serta and or nor , / & -")
_WITHIN = {"month", "quarter", "half", "year", "rolling"}


def asks_when(line: Line) -> bool:
    """Tell a question for a date: then dates in it help to find the answer, not to filter."""
    return bool(_WHEN.search(line.text))


def compares(line: Line) -> bool:
    """Tell a question that sets two times against each other."""
    return bool(_COMPARED.search(line.text))


def is_listed(clause: Clause, beside: Clause, line: Line) -> bool:
    """Tell two times of a list: "pada tahun 2003 dan 2004", "bulan ini atau bulan lalu"."""
    between = line.tokens[clause.end : beside.start]
    return bool(between) and set(between) <= _LISTING


def filters(clause: Clause, line: Line, today: date, oldest: date | None) -> bool:
    """Tell a time of publication from one that names a subject, a plan, a deadline or a start."""
    if not _has_bounds_in_reach(clause, today, oldest):
        return False
    if published_then(clause, line):
        return True
    if not _is_adverbial(clause, line):
        return False
    return not (
        _is_planned(clause, line, today)
        or _is_effect_or_deadline(clause, line)
        or _is_counted_over(clause, line, today)
        or _is_measured_for(clause, line)
        or _is_set_for_the_year(clause, line)
        or _is_paid_for(clause, line)
    )


def _has_bounds_in_reach(clause: Clause, today: date, oldest: date | None) -> bool:
    """Tell whether the time lies neither in the future nor before any archive."""
    first, last = clause.first, clause.last
    if first is not None and first > today:
        return False
    if first is None and (last is None or last >= today):
        return False
    floor = day_in(today.year - _MEMORY, today.month, today.day)
    if oldest is not None:
        floor = oldest if last is not None else min(oldest, floor)
    known = last if last is not None else first
    return known is not None and known >= floor


def published_then(clause: Clause, line: Line) -> bool:
    """Tell "berita November 2025", "artikel yang terbit pada 3 Maret 2026"."""
    if clause.bind in {"before", "until", "after"} or clause.moment.weak:
        return False
    place = clause.start - 1
    while place >= 0 and line.tokens[place] in _BETWEEN and clause.start - place < 4:
        place -= 1
    return place >= 0 and line.tokens[place] in _PUBLISHED


def _is_adverbial(clause: Clause, line: Line) -> bool:
    """Tell whether the time stands there as the time of what happened, not as part of a name."""
    moment, bind = clause.moment, clause.bind
    if bind == "other":
        return clause.kind in {"day", "week"} and moment.relative and _loose(line, clause)
    if bind == "start":
        return moment.past
    if bind == "range":
        return True
    if moment.weak:
        return bind == "since" or (bind in {"before", "until"} and not moment.relative)
    if clause.kind == "day":
        # A single past day is reported before and after it: its words are searched instead.
        return bind == "since" or moment.relative == (bind in {"in", "none"})
    return moment.relative or bind != "none" or _tells_time_alone(clause, line)


def _tells_time_alone(clause: Clause, line: Line) -> bool:
    """Tell a time that needs no binding word: "November 2025", but no year after a noun."""
    if clause.moment.past or clause.kind in {"quarter", "half"}:
        return True
    before = line.tokens[clause.start - 1] if clause.start else ""
    if clause.kind == "month":
        object_of = before in _COPULAS or (before.startswith("me") and before.endswith("kan"))
        return clause.moment.dated or (line.tokens[clause.start] == "~month" and not object_of)
    return before in _HAPPENED or (not before and _opens(line, clause))


def _loose(line: Line, clause: Clause) -> bool:
    """Tell "demands of last week's rally" from "for last week", "like last week"."""
    return line.tokens[clause.start] in LOOSE


def _opens(line: Line, clause: Clause) -> bool:
    """Tell "Tahun 2025, apa ..." and "2025, apa ...", where nothing can own the year."""
    after = line.tokens[clause.end] if clause.end < len(line.tokens) else ""
    return line.tokens[clause.start] == "~year" or after == ","


def _is_planned(clause: Clause, line: Line, today: date) -> bool:
    """Plans are published before their time; "rencana ... minggu lalu" is over already."""
    if clause.bind in {"since", "after"} or not _PLANNED.search(line.text):
        return False
    return not clause.moment.relative or clause.last is None or clause.last >= today


def _is_effect_or_deadline(clause: Clause, line: Line) -> bool:
    if _IN_FORCE.search(line.text):
        return not (clause.moment.relative and clause.kind in {"day", "week"})
    if clause.bind in {"before", "until"}:
        return bool(_DEADLINE.search(line.text))
    return not clause.moment.relative and bool(_FOUNDED.search(line.text))


def _is_counted_over(clause: Clause, line: Line, today: date) -> bool:
    """A count over a year, or up to a day, is published after it; so no upper bound holds."""
    if clause.last is None or not _COUNTING.search(line.text):
        return False
    if clause.bind == "until":
        return True
    long = clause.bind == "range" or clause.kind in {"year", "half", "quarter"}
    return long and not clause.moment.relative and clause.last < today


def _is_measured_for(clause: Clause, line: Line) -> bool:
    """A statistic of a month or year comes out weeks after it."""
    if clause.last is None or clause.kind not in _WITHIN - {"rolling"}:
        return False
    return any(
        line.tokens[max(0, line.index(match.start()) - 1)] not in _TOPIC
        for match in _MEASURED.finditer(line.text)
    )


def _is_set_for_the_year(clause: Clause, line: Line) -> bool:
    """A minimum wage or a budget is decided in the year before the one it is for."""
    if clause.kind != "year" or clause.bind in {"since", "after", "before"}:
        return False
    return any(
        not _YEAR_FOLLOWS.match(line.text, match.end())
        or line.index(match.end()) >= clause.start - 1
        for match in _SET_BEFORE.finditer(line.text)
    )


def _is_paid_for(clause: Clause, line: Line) -> bool:
    """What is paid is paid for a time: "gaji bulan lalu", "last month's wages"."""
    if clause.bind != "none" or clause.kind not in {"month", "year", "rolling"}:
        return False
    after = line.tokens[clause.end : clause.end + 1]
    if after and after[0] in _PAID and line.tokens[clause.end - 1] == "s":
        return True
    for place in range(clause.start - 1, max(-1, clause.start - 4), -1):
        word = line.tokens[place]
        if word in _TOPIC or word in _EVENT or not word[0].isalpha():
            return False
        if word in _PAID:
            minimum = line.tokens[place + 1] == "minimum" or line.tokens[place - 1] == "minimum"
            owner = line.tokens[place - 1] if place else ""
            return not minimum and owner not in _TOPIC | _EVENT
    return False
