"""Indonesian questions of an event: "kapan berakhirnya?", "lokasinya di mana?", "kenapa?"."""

from __future__ import annotations

import re

from rag.conversation.aim import Aim
from rag.conversation.happenings import happening, without_details
from rag.conversation.slots import slots
from rag.conversation.topic import topic, without_end

_VERB = (
    r"berakhir|dimulai|mulai|digelar|diadakan|diselenggarakan|berlangsung|terjadi|selesai|usai"
    r"|rampung|bubar|kelar|dibuka|ditutup|dilanjutkan|ditunda|dibatalkan|batal|diumumkan"
)
_TIME = (
    r"(?:sejak |sampai |hingga |mulai )?kapan|di ?mana|(?:tanggal|jam|pukul) berapa|hari apa"
    r"|berapa (?:lama|hari|jam)|bagaimana|kenapa|mengapa"
)
_WHILE = r"(?:(?:sudah|akan|baru|masih|jadi|akhirnya|persisnya|tepatnya|itu) )*"
_ASKED = re.compile(rf"(?P<ask>{_TIME}) (?P<how>{_WHILE})(?P<verb>{_VERB})(?:nya)?", re.I)
_ASKED_LAST = re.compile(
    rf"(?P<how>{_WHILE})(?P<verb>{_VERB})(?P<nya>nya)?(?: (?P<ask>{_TIME}))?", re.I
)
_WHETHER = re.compile(
    rf"(?:apa(?:kah)? )?(?P<how>sudah|telah|masih|jadi|akan|belum) (?P<verb>{_VERB}|ada)(?:nya)?"
    r"(?: (?:atau )?(?:belum|tidak|enggak|nggak|gak|kah))?",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"(?:apa(?:kah)? )?(?P<how>sudah|telah|masih|jadi|belum) (?P<verb>(?:di|ter|ber)\w+|lunas|sah)"
    r" (?:atau )?(?:belum|tidak|enggak|nggak|gak)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?P<ask>(?:sejak |sampai |hingga )?kapan|di ?mana|(?:tanggal|jam|pukul) berapa|hari apa"
    r"|berapa (?:lama|hari))(?: (?:itu|tersebut|tadi|nya|ya|saja|persisnya|tepatnya"
    r"|kejadian(?:nya|itu)?|acaranya|aksinya))*",
    re.IGNORECASE,
)
_LASTS = re.compile(r"sampai|hingga|lama|berapa hari", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:jumlah |total |banyaknya )?(?P<who>(?:buruh|pekerja|karyawan|pegawai|anggota|orang|guru"
    r"|sopir|pengemudi|perawat|perusahaan|pabrik)\b.*?) yang (?P<did>.+)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?:jumlah|total|banyaknya|peserta|massa|korban|delegasi|utusan)\b", re.IGNORECASE
)
_FORCE = re.compile(
    r"(?P<how>(?:mulai |sudah |akan |resmi )*)(?P<verb>berlaku)(?:nya)?(?P<rest>"
    r"(?: (?:mulai|sejak|dari|sampai))? (?:kapan|tanggal berapa|apa|berapa lama|di mana).*)",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"(?P<ask>berapa(?: persen| rupiah| besar)?)? ?(?P<verb>naik|turun|kenaikan|penurunan)(?:nya)?"
    r"(?P<rest> (?:jadi |menjadi )?berapa(?: persen| rupiah| besar)?)?",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(?P<ask>berapa )?(?P<noun>besar|besaran|nilai|total|jumlah|nominal|angka)nya"
    r"(?P<last> berapa)?",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:upah|gaji|iuran|denda|kompensasi|tunggakan|santunan|kerugian|anggaran|subsidi|bantuan"
    r"|dana|uang|tunjangan|bonus|pesangon|thr)\b",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"(?:perundingan|negosiasi|mediasi|rapat|sidang|kongres|pertemuan)", re.IGNORECASE
)


def asked(aim: Aim) -> str:
    """Read "kapan berakhirnya?", "di mana digelar?", "udah selesai belum?"."""
    event = happening(aim.base)
    if event is None:
        return ""
    whether = _WHETHER.fullmatch(aim.text)
    if whether:
        return f"Apakah {event.text} {whether['how']} {whether['verb']}"
    match = _ASKED.fullmatch(aim.text) or _ASKED_LAST.fullmatch(aim.text)
    if match is None or not (match["ask"] or match["nya"]):
        return ""
    how = re.sub(r"\b(?:itu|akhirnya|persisnya|tepatnya) ", "", match["how"])
    return f"{match['ask'] or 'kapan'} {event.text} {how}{match['verb']}"


def whether(aim: Aim) -> str:
    """Read "sudah dibayar belum?" of the sum or thing that was spoken of."""
    match = _DONE.fullmatch(aim.text)
    if match is None:
        return ""
    return f"Apakah {amount(aim.base) or aim.about} {match['how']} {match['verb']}"


def bare(aim: Aim) -> str:
    """Read "kapan?", "di mana itu?", "berapa lama?" after a question that names an event."""
    event, match = happening(aim.base), _BARE.fullmatch(aim.text)
    if event is None or match is None:
        return ""
    return f"{match['ask']} {event.text}{' berlangsung' if _LASTS.search(match['ask']) else ''}"


def why(base: str) -> str:
    """Return what a why is of: "pekerja di-PHK PT X" of "berapa pekerja yang di-PHK PT X?"."""
    whole = without_details(topic(base, whole=True))
    counted = _COUNTED.fullmatch(whole)
    if counted:
        return f"{counted['who']} {counted['did']}"
    event = happening(base)
    return event.text if event and _HEAD.match(whole) else whole


def in_force(aim: Aim) -> str:
    """Read "mulai berlaku kapan?": of an agreement, or of what was agreed at talks."""
    match = _FORCE.fullmatch(aim.text)
    if match is None:
        return ""
    event = happening(aim.base)
    settled = event is not None and _SETTLED.match(event.noun)
    thing = f"hasil {event.text}" if event and settled else aim.about
    return f"{thing} {aim.text}"


def amount(base: str) -> str:
    """Return the sum that a question names, "pesangon buruh PT X", or ""."""
    about = without_end(topic(base))
    figure = next((slot for slot in slots(about) if slot.kind == "figure"), None)
    noun = _SUM.search(about)
    starts = [figure.start] if figure else []
    starts += [noun.start()] if noun else []
    if not starts:
        return ""
    start = min(starts)
    if re.search(r"\bkenaikan\s+\Z", about[:start], re.IGNORECASE):
        start = about[:start].lower().rindex("kenaikan")
    told = re.sub(r"\b(\w{3,})nya\b", r"\1", about[start:])
    named = [each for each in slots(about[:start]) if each.kind in ("organisation", "place")]
    given = any(each.kind in ("organisation", "place") for each in slots(told))
    return told if given or not named else f"{told} {named[-1].text}"


def sized(aim: Aim) -> str:
    """Read "naik berapa persen?", "besarnya berapa?", "totalnya?" of a sum."""
    text = aim.text
    moved, size, told = _MOVED.fullmatch(text), _SIZE.fullmatch(text), amount(aim.base)
    if not told:
        return ""
    if moved and (moved["ask"] or moved["rest"]):
        verb = moved["verb"].lower()
        told = re.sub(r"\A(?:kenaikan|penurunan) ", "", told, flags=re.IGNORECASE)
        asks = (moved["rest"] or moved["ask"]).strip()
        if verb.endswith("an"):
            return f"{asks} {verb} {told}"
        return f"{told} {verb} {asks}"
    if size:
        noun = size["noun"].lower()
        return f"{noun} {told} berapa" if size["last"] else f"berapa {noun} {told}"
    return ""
