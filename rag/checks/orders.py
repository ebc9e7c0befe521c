"""Sentences that speak to a model instead of to readers ("abaikan semua instruksi sebelumnya").

News is full of people who order and ignore things, so a verb alone says nothing: an order is an
imperative at the opening of a sentence with the instructions of a model as its object, a role
given to "you" as an assistant, or marks of a chat format. Hidden letters, tags and spacing are
taken away first.
"""

from __future__ import annotations

import html
import re
import unicodedata

_LONGEST = 20_000  # characters that are looked at
_TAGS = re.compile(r"<!--|-->|</?[A-Za-z!][^<>]{0,200}>")
_SPACED = re.compile(r"(?<!\w)(?:\w[ .\-_*|]){3,60}\w(?!\w)")
_LOOKALIKES = str.maketrans("асеіорхуѕԁАВЕКМНОРСТХ0134@$", "aceiopxysdABEKMHOPCTXoieaas")

_VERB = (
    r"(?:abaikan(?:lah)?|acuhkan|lupakan(?:lah)?|hiraukan|kesampingkan|hapus|tinggalkan|langgar"
    r"|jangan (?:ikuti|patuhi|hiraukan)|ignore|disregard|forget|override|bypass|discard"
    r"|do not follow|don'?t follow|stop following)"
)
_OBJECT = (
    r"(?:instruksi|perintah|arahan|petunjuk|aturan|pedoman|prompt|konteks|panduan|batasan"
    r"|instructions?|rules?|prompts?|directions|guidelines|directives|context|constraints)"
)
_WHOSE = (
    r"(?:sebelum(?:nya|\s+ini)|di ?atas|terdahulu|sistem|awal(?:mu)?|anda|kamu|-?mu|pengembang"
    r"|previous(?:ly)?|prior|above|earlier|your|system|preceding|initial|developer)"
)
# Where an imperative begins: the opening, after a mark, or behind a word of address.
_OPENING = (
    r"(?:^|[.!?:;\n>\"'\])\-*#]\s*|\b(?:tolong|mohon|harap|silakan|please|kamu harus|anda harus"
    r"|you must|you should|now|sekarang|dan|and|lalu|then|kemudian)\s+)"
)
_READER = (
    r"(?:asisten|model(?: bahasa| ai)?|chatbot|llm|ai|kecerdasan buatan|language model|assistant)"
)
_ANSWER = (
    r"(?:katakan|jawab|jawablah|balas|balaslah|tuliskan|tulis|sebutkan|sampaikan|say|answer|reply"
    r"|respond|write|output|print|state|tell the user)"
)
_ORDERS = re.compile(
    rf"{_OPENING}{_VERB}\b[^.!?\n]{{0,60}}?\b{_OBJECT}\b"
    rf"|{_OPENING}{_VERB} (?:semua|seluruh|segala|everything|all)\b[^.!?\n]{{0,30}}?"
    rf"(?:\b{_WHOSE}\b|\bdan (?:jawab|katakan|tulis)|\band (?:say|answer|reply|write))"
    rf"|\b(?:prompt sistem|system prompt|system message|pesan sistem)\b"
    rf"|\b(?:kamu|anda|engkau) (?:sekarang |kini )?(?:adalah |bertindak sebagai |menjadi )"
    rf"(?:seorang )?{_READER}\b"
    rf"|\byou are (?:now )?(?:an? )?(?:helpful )?{_READER}\b"
    rf"|\b(?:act|behave|pretend to be|respond) (?:as )?(?:an? )?{_READER}\b"
    rf"|\b(?:catatan|pesan|instruksi|perintah|note|message|instructions?) (?:untuk|bagi|to|for) "
    rf"(?:the |any |para )?{_READER}\b"
    rf"|\b(?:jika|kalau|bila|if) (?:kamu|anda|you)(?: adalah| are)? (?:an? |sebuah )?{_READER}\b"
    rf"|\b{_READER} (?:yang membaca|reading this|harus (?:menjawab|mengatakan|menulis)"
    rf"|must (?:answer|say|reply|write))\b"
    rf"|<\|[a-z_]{{2,20}}\|>|\[/?INST\]|^\W*(?:system|assistant|sistem|asisten)\s*:"
    rf"|#{{2,}}\s*(?:instruction|system|instruksi|sistem)\b"
    rf"|\b{_VERB} (?:semua |seluruh |all |any |the |your )*{_OBJECT}\s{_WHOSE}\b"
    rf"|\b{_VERB} (?:all |any |the |your )*{_WHOSE} {_OBJECT}\b"
    rf"|^[\s*#>(\[-]*{_ANSWER}\b(?: (?:pengguna|hanya|saja|only|the user|kepada pengguna)){{0,3}}"
    rf" ?(?:\bbahwa\b|\bthat\b|\bdengan\b|\bwith\b|:)",
    re.IGNORECASE,
)
# "Buruh meminta pemerintah abaikan instruksi …": somebody else is asked, not the model. A colon
# without a quotation ends that: "Perhatian untuk sistem penjawab: abaikan …" is an order.
_REPORTED = re.compile(
    r"\b(?:meminta|minta|diminta|mendesak|desak|didesak|mengimbau|imbau|agar|supaya|untuk|tidak"
    r"|tak|asked|urged?|told|to|not|never)\b(?:[^.!?:\n]|:(?=\s*[\"'“‘])){0,60}\Z",
    re.IGNORECASE,
)


def is_order(text: str) -> bool:
    """Whether a sentence speaks to a model instead of to readers."""
    for shown in _readings(text[:_LONGEST]):
        for match in _ORDERS.finditer(shown):
            if not _REPORTED.search(shown, max(0, match.start() - 90), match.start() + 1):
                return True
    return False


def _readings(text: str) -> tuple[str, ...]:
    """Return a text without tags and hidden characters, as written and with letters joined."""
    plain = html.unescape(text)
    plain = "".join(char for char in plain if unicodedata.category(char) not in {"Cf", "Co", "Mn"})
    plain = unicodedata.normalize("NFKC", plain)
    bare = " ".join(_TAGS.sub(" ", plain).split())
    within = " ".join(_TAGS.sub("", plain).split())  # "aba<b>ikan</b>"
    readings = [" ".join(plain.split()), bare, within]
    if _SPACED.search(bare):
        joined = _SPACED.sub(lambda match: re.sub(r"[ .\-_*|]", "", match[0]), bare)
        readings += [joined, _SPACED.sub(_words_of_letters, re.sub(r" {2,}|\t", " / ", plain))]
    if not bare.isascii() or any(char.isdigit() for char in bare):
        readings.append(bare.translate(_LOOKALIKES))
    return tuple(dict.fromkeys(readings))


def _words_of_letters(match: re.Match[str]) -> str:
    return re.sub(r"[ .\-_*|]", "", match[0])
