"""Corrections, rights of reply and retractions: what is one, and which article it is about.

A report about a right of reply is none, and a "koreksi upah" corrects no report: a heading counts
only in the form that newsrooms give it, and where it could be a headline too the text has to speak
in the newsroom's or the sender's own voice. The names found here lead to the article whichever of
the two arrives first (``rag.archive.concerning``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.documents import Line, folded
from rag.archive.concerning import day_name, title_name, url_name
from rag.language import dates
from rag.records import ArticleKind, Origin, SentenceKind

_STOP = r"(?:\s*[:–—|\]]|\s+-\s|\s*$)"  # what follows a heading that is a label
_REPORT = r"(?:berita|pemberitaan|artikel|tulisan|laporan)"
_LABELS = (
    (
        ArticleKind.CORRECTION,
        rf"(?:ralat|koreksi|erratum|errata|corrections?|pembetulan){_STOP}"
        rf"|(?:ralat|koreksi|pembetulan|klarifikasi) (?:redaksi|{_REPORT})\b"
        rf"|ralat (?:atas|untuk|dari)\b|(?:permohonan|permintaan) maaf redaksi\b"
        r"|editor['’]?s? correction\b|corrections? and clarifications?\b",
    ),
    (
        ArticleKind.RIGHT_OF_REPLY,
        rf"(?:hak (?:jawab|koreksi)|right of reply){_STOP}|right of reply (?:from|by|to)\b",
    ),
    (
        ArticleKind.RETRACTION,
        rf"(?:pencabutan|penarikan) {_REPORT}{_STOP}|(?:retraction|retraction notice){_STOP}"
        r"|retraction of\b",
    ),
    (
        ArticleKind.RETRACTED,
        rf"[\[(]\s*(?:{_REPORT} )?(?:dicabut|ditarik|retracted|withdrawn)\s*[\])]"
        rf"|{_REPORT} (?:ini )?(?:dicabut|ditarik){_STOP}|(?-i:DICABUT|DITARIK|RETRACTED)\s*[:–—]",
    ),
)
_LABEL = tuple((kind, re.compile(rf"\W*(?:{form})", re.I)) for kind, form in _LABELS)

# Headings that could be a headline about the matter too, and what the text then has to say.
_HEADING = (
    (ArticleKind.RIGHT_OF_REPLY, re.compile(r"hak (?:jawab|koreksi)\b", re.I)),
    (ArticleKind.RETRACTION, re.compile(rf"(?:pencabutan|penarikan) {_REPORT}\b", re.I)),
    (
        ArticleKind.RIGHT_OF_REPLY,
        re.compile(rf"(?:klarifikasi|tanggapan|bantahan|sanggahan)\b.*\b{_REPORT}\b", re.I),
    ),
    (
        ArticleKind.RETRACTION,
        re.compile(
            rf"(?:redaksi|kami)\b.{{0,60}}\b(?:mencabut|menarik|cabut|tarik) {_REPORT}", re.I
        ),
    ),
)
_NAMED_ONLY = 2  # of the headings, those that may stand before a bare name ("Hak Jawab PT Maju")
_VOICE = {
    ArticleKind.RIGHT_OF_REPLY: re.compile(
        r"\bhak (?:jawab|koreksi) (?:ini|tersebut) (?:kami|dimuat|disampaikan)"
        r"|\bdemikian(?:lah)? hak (?:jawab|koreksi)|\b(?:berikut|sebagai) hak (?:jawab|koreksi)\b"
        r"|\bredaksi (?:\S+ ){0,4}menerima (?:surat|hak jawab|tanggapan)"
        rf"|\b(?:sehubungan dengan|menanggapi|menyikapi) {_REPORT}\b.{{0,300}}\bkami\b"
        r"|\bkami (?:\S+ ){0,3}(?:menggunakan|menyampaikan|sampaikan|mengajukan) hak"
        r" (?:jawab|koreksi)",
        re.I | re.S,
    ),
    ArticleKind.RETRACTION: re.compile(
        rf"\b(?:redaksi|kami)\b(?:\s\S+){{0,8}}\s(?:mencabut|menarik) {_REPORT}"
        rf"|\b{_REPORT} (?:tersebut|ini|itu) (?:\S+ ){{0,3}}(?:kami )(?:cabut|tarik)",
        re.I,
    ),
}  # fmt: skip
# Verbs have these beginnings; a headline with one tells of something, a heading does not.
_VERB = re.compile(
    r"\b(?!berita|bersama|bersatu|berkah|menteri|media|medan|metro|medika|mega|merdeka|merah|mesin"
    r"|direk|dinas|disnaker|distri|divisi|diri|digital|dinamika|terkait|terhadap|tentang|tersebut"
    r"|terbatas|terpadu|terminal|terima)(?:di|me[mnlry]?|ber|ter)[a-z]{4,}|\b(?:tak|tidak|belum|"
    r"bukan|wajib|harus|minta|tolak|gugat|tuntut|soal|jadi|kini|akan|apa|bagaimana|mengapa)\b",
    re.I,
)
_OPENING = re.compile(
    rf"(?:(?:redaksi\b[^.!?“\"]{{0,60}}|kami )(?:meralat|mengoreksi|(?:mem|me)\w*minta maaf atas|"
    rf"memohon maaf atas)[^.!?]{{0,120}}\b(?:{_REPORT}|judul|penulisan|penyebutan)\b"
    rf"|(?:terdapat|ada) (?:kekeliruan|kesalahan) (?:\S+ ){{0,4}}{_REPORT}\b"
    r"|(?:an?|the|our) (?:\S+ ){0,3}(?:article|story|report)\b[^.!?]{0,240}\b(?:misstated"
    r"|misidentified|misspelled|misquoted|incorrectly|erroneously|wrongly)\b)",
    re.I,
)
_NOTE = re.compile(
    r"(?:catatan (?:redaksi|editor)|editor['’]s note|correction|ralat|koreksi)\b.{0,40}?[:–—-]"
    r".{0,300}",
    re.I | re.S,
)
_THIS = (
    r"(?:berita|artikel|tulisan|naskah|judul|this (?:article|story|report))(?: (?:ini|di atas))?"
)
_CORRECTED = re.compile(
    rf"\b{_THIS} (?:\S+ ){{0,3}}(?:diralat|dikoreksi|diperbaiki|been corrected|corrected)\b"
    r"|\bversi sebelumnya\b|\bearlier version\b|\bmengalami (?:perubahan|perbaikan|koreksi)\b",
    re.I,
)
_WITHDRAWN = re.compile(
    rf"\b{_THIS} (?:\S+ ){{0,3}}(?:dicabut|ditarik|retracted|withdrawn)\b", re.I
)
_SECTIONS = {
    "ralat": ArticleKind.CORRECTION,
    "ralatredaksi": ArticleKind.CORRECTION,
    "ralatberita": ArticleKind.CORRECTION,
    "corrections": ArticleKind.CORRECTION,
    "hakjawab": ArticleKind.RIGHT_OF_REPLY,
    "hakkoreksi": ArticleKind.RIGHT_OF_REPLY,
    "hakjawabkoreksi": ArticleKind.RIGHT_OF_REPLY,
}
_ABOUT = (ArticleKind.CORRECTION, ArticleKind.RIGHT_OF_REPLY, ArticleKind.RETRACTION)
_LABEL_WORDS = 8  # of a first line that is the label of the text below it
_BEGINNING, _END = 2500, 600  # code points in which a text says what it is
_URL = re.compile(r"https?://[^\s<>\"“”'’)\]]+", re.I)
_QUOTED = re.compile(r"“([^”]{10,250})”|\"([^\"]{10,250})\"|‘([^’]{10,250})’|«([^»]{10,250})»")
_IN_QUOTES = re.compile(r"“[^”]*”?|\"[^\"]*\"?")
_CUE = re.compile(
    r"(?:berita|pemberitaan|artikel|tulisan|laporan|berjudul|judul|bertajuk|tajuk|article|story"
    r"|report|headline|headlined|titled|entitled)\b[^.!?“\"‘«]{0,60}$",
    re.I,
)
_WHEN = re.compile(
    r"(?:terbit|diterbitkan|dimuat|tayang|ditayangkan|edisi|diunggah|dipublikasikan|published"
    r"|appeared|posted|tertanggal|tanggal)\b[^.!?]{0,40}$",
    re.I,
)
_TITLE_WORDS = 3
_MOST_NAMES = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognised:
    """What an article is to others, how sure that is, and what says so."""

    kind: ArticleKind
    origin: Origin
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Concern:
    """What a correction, reply or retraction is about: for people, and all names to find it by."""

    shown: str = ""
    names: tuple[str, ...] = ()


def recognise(title: str, section: str, lines: Sequence[Line]) -> Recognised:
    """Tell whether an article is a correction, a right of reply, a retraction, or withdrawn."""
    body = [line.text for line in lines if line.kind is SentenceKind.BODY]
    text = "\n".join(body)
    for place, label in (("title", title), ("first line", _label_line(body))):
        for kind, pattern in _LABEL:
            if label and pattern.match(label):
                return Recognised(kind=kind, origin=Origin.STATED, detail=f"the {place}")
    if (kind_of := _SECTIONS.get(folded(section))) is not None:
        return Recognised(kind=kind_of, origin=Origin.STATED, detail="the section")
    said = text[:_BEGINNING] + "\n" + text[-_END:]
    for number, (kind, pattern) in enumerate(_HEADING):
        if (found := pattern.match(title)) is None:
            continue
        if _VOICE[kind].search(said):
            return Recognised(kind=kind, origin=Origin.STATED, detail="the title and the text")
        about = _IN_QUOTES.sub("", title[found.end() :])  # the other article's title may have verbs
        if number < _NAMED_ONLY and not _VERB.search(about):
            return Recognised(kind=kind, origin=Origin.INFERRED, detail="the title")
    if any(_OPENING.match(line) for line in body[:2]):
        return Recognised(
            kind=ArticleKind.CORRECTION, origin=Origin.INFERRED, detail="how the text begins"
        )
    return _by_note(body)


def _by_note(body: Sequence[str]) -> Recognised:
    """Read the note that a newsroom puts before or after an article that it changed."""
    for line in (*body[:1], *body[-3:]):
        if _NOTE.match(line) is None and len(line) > _END:
            continue
        if _WITHDRAWN.search(line) and (_NOTE.match(line) or _WITHDRAWN.match(line)):
            return Recognised(
                kind=ArticleKind.RETRACTED, origin=Origin.STATED, detail="a note of the newsroom"
            )
        if _CORRECTED.search(line) and (_NOTE.match(line) or _CORRECTED.match(line)):
            detail = "a note says that the text was corrected after it was first published"
            return Recognised(kind=ArticleKind.NEWS, origin=Origin.STATED, detail=detail)
    return Recognised(kind=ArticleKind.NEWS, origin=Origin.UNKNOWN, detail="")


def _label_line(body: Sequence[str]) -> str:
    """Return the first line if it is the label of the text below it, or stands before a colon."""
    first = body[0] if body else ""
    return first if len(first.split()) <= _LABEL_WORDS or ":" in first[:30] else ""


# --- what it is about -------------------------------------------------------------------------


def concern_of(
    kind: ArticleKind,
    title: str,
    lines: Sequence[Line],
    *,
    own: tuple[str, date | None],
    given: str = "",
) -> Concern:
    """Return which article a correction, reply or retraction is about; nothing for other kinds.

    Args:
        kind: what the article is.
        title: its own; what follows "Ralat:" in it is often the title of the other.
        lines: of its text.
        own: its outlet, for newsrooms correct their own reports, and its date, which supplies the
            year of "13 February".
        given: what somebody gave as the article concerned: an address, a file's name, a title.
            Then the text is not asked.
    """
    if given:
        return Concern(shown=given, names=tuple(sorted(set(_given_names(given)) - {""})))
    if kind not in _ABOUT:
        return Concern()
    outlet, published = own
    text = "\n".join(line.text for line in lines)[: _BEGINNING * 2]
    quoted = list(dict.fromkeys(_quoted_titles(f"{title}\n{text}")))
    urls = list(dict.fromkeys(url.rstrip(".,;:") for url in _URL.findall(text)))
    days = list(dict.fromkeys(_days(text, published)))
    rest = _after_label(title)
    names = [url_name(url) for url in urls]
    names += [title_name(each) for each in (*quoted, *([rest] if rest else []))]
    names += [day_name(outlet, day) for day in days if outlet]
    kept = [*dict.fromkeys(name for name in names if name)][:_MOST_NAMES]
    return Concern(shown=_shown(quoted, urls, days, outlet), names=tuple(sorted(kept)))


def _shown(quoted: Sequence[str], urls: Sequence[str], days: Sequence[date], outlet: str) -> str:
    when = ", ".join(part for part in (outlet, str(days[0]) if days else "") if part)
    if quoted:
        return f"“{quoted[0]}”" + (f" ({when})" if days else "")
    return urls[0] if urls else (when if days else "")


def _given_names(given: str) -> Iterator[str]:
    yield given
    if "://" in given:
        yield url_name(given)
    elif len(given.split()) >= _TITLE_WORDS:
        yield title_name(given.strip("“”\"' "))


def _quoted_titles(text: str) -> Iterator[str]:
    """Yield what stands in quotation marks after "berita", "berjudul" and the like."""
    for match in _QUOTED.finditer(text):
        quoted = next(group for group in match.groups() if group).strip()
        said = quoted.endswith((",", ".")) or len(quoted.split()) < _TITLE_WORDS
        if not said and _CUE.search(text[max(0, match.start() - 120) : match.start()]):
            yield quoted


def _after_label(title: str) -> str:
    found = re.match(r"\W*(?:\w+ ){0,3}\w+\s*(?:[:–—]|\s-\s)\s*(.+)", title)
    if found is None or not any(p.match(title) for kind, p in _LABEL if kind in _ABOUT):
        return ""
    return found[1] if len(found[1].split()) > _TITLE_WORDS else ""


def _days(text: str, published: date | None) -> Iterator[date]:
    """Yield the days on which a text says that a report was published."""
    for mention in dates(text, published):
        if mention.precision != "day" or mention.first is None:
            continue
        before = text[max(0, mention.start - 60) : mention.start]
        in_brackets = re.search(r"[”\"’»]\s*\((?:[^()]{0,40}[,;] ?)?$", before)
        if (published is None or mention.first <= published) and (
            _WHEN.search(before) or in_brackets
        ):
            yield mention.first
