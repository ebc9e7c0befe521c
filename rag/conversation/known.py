"""Places and organisations that the glossary knows, however they are written."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rag.glossary.entries import FILES, read_rows
from rag.language import fold, is_common_word
from rag.language.stopwords import listed

_DATA = Path(__file__).parent.parent / "data"
_HEADS = ("kota ", "kabupaten ", "provinsi ", "pulau ", "pt ", "the ")
_TAILS = (" city", " regency", " district", " province", " islands")
_TERMS = listed("""
    phk pkwt pkwtt pkb pp uu ruu k3 umkm apbn apbd sk ceo hrd may day pkl cuti wib rp idr tki pmi
    ngo lsm
""")
# Towns and regions of industry that the glossary lists under other names or not at all.
_TOWNS = listed("""
    bekasi bogor depok tangerang karawang purwakarta subang sukabumi cianjur cirebon indramayu
    majalengka sumedang garut tasikmalaya bandung serang cilegon lebak pandeglang semarang demak
    kudus jepara pati tegal brebes pekalongan batang kendal salatiga surakarta sragen klaten
    boyolali magelang sleman bantul surabaya sidoarjo gresik mojokerto pasuruan malang jember
    kediri madiun tuban lamongan banyuwangi medan batam pekanbaru padang palembang pontianak
    banjarmasin balikpapan samarinda makassar manado kendari morowali palu ambon jayapura mataram
    kupang denpasar purbalingga cilacap banyumas purworejo karanganyar ungaran cikarang weda
    konawe bontang dumai tanjungpinang jakarta yogyakarta halmahera lampung
""")


@cache
def _rows() -> tuple[frozenset[str], frozenset[str]]:
    places, bodies = set(_TOWNS), set[str]()
    for file in FILES:
        for _, (kind, indonesian, english, _source) in read_rows(_DATA / file):
            if kind not in ("place", "organisation"):
                continue
            for form in f"{indonesian}; {english}".split("; "):
                name = fold(form.removeprefix("~"))
                if len(name) > 2:
                    (places if kind == "place" else bodies).add(name)
                    if kind == "place":
                        places.add(_bare(name))
    return frozenset(places), frozenset(bodies - _TERMS)


def _bare(name: str) -> str:
    for head in _HEADS:
        name = name.removeprefix(head)
    for tail in _TAILS:
        name = name.removesuffix(tail)
    return name


def is_place(folded: str, *, capital: bool) -> bool:
    """Tell whether the glossary has these words as a place; a common word needs its capital."""
    return folded in _rows()[0] and (capital or " " in folded or not is_common_word(folded))


def is_body(folded: str, *, capital: bool) -> bool:
    """Tell whether the glossary has these words as an organisation."""
    return folded in _rows()[1] and (capital or " " in folded or not is_common_word(folded))


def is_term(folded: str) -> bool:
    """Tell whether an abbreviation is a word of the subject, not the name of a body."""
    return folded in _TERMS
