"""Content that nothing supports: sentences of other articles, filler that says little."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from evals.mutating.material import Material, is_english, sentences

_FILLER = (
    (
        "Hal ini menunjukkan pentingnya perhatian terhadap kesejahteraan pekerja.",
        "Kondisi tersebut tentu perlu mendapat perhatian serius dari semua pihak.",
        "Langkah ini diharapkan membawa dampak positif bagi masyarakat luas.",
        "Keputusan itu menuai beragam tanggapan dari berbagai kalangan.",
        "Dengan demikian, perkembangan persoalan ini masih perlu dipantau.",
        "Situasi ini mencerminkan tantangan besar dalam dunia ketenagakerjaan.",
        "Semua pihak berharap masalah ini segera menemukan jalan keluar.",
        "Peristiwa tersebut menjadi pelajaran berharga untuk masa mendatang.",
    ),
    (
        "This shows how important it is to pay attention to workers' welfare.",
        "The situation clearly deserves serious attention from everyone involved.",
        "The step is expected to have a positive impact on the wider community.",
        "The decision has drawn mixed reactions from many quarters.",
        "Overall, further developments should be monitored closely.",
        "All sides hope that a solution will be found soon.",
    ),
)
_CLAUSE = (
    (
        ", sehingga menimbulkan keresahan di kalangan masyarakat",
        ", yang dinilai banyak pihak sebagai langkah penting",
        ", demi meningkatkan kesejahteraan bersama",
        ", sebagai bagian dari upaya perbaikan berkelanjutan",
        ", meskipun sebagian kalangan meragukan hasilnya",
        ", yang berdampak besar bagi perekonomian daerah",
    ),
    (
        ", causing unrest among the public",
        ", which many observers consider an important step",
        ", in order to improve the welfare of all",
        ", despite doubts about the outcome",
    ),
)
_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b|\b[A-Z]{3,}\b|\d+")
_SHORTEST, _LONGEST = 8, 35  # words of an unrelated sentence


def _unrelated(material: Material, rng: random.Random) -> Iterator[str]:
    """Give sentences of other articles that share no name and no number with this article."""
    own = set(_NAME.findall(material.article))
    english = is_english(material.claim)
    pool = [
        sentence
        for text in material.others
        for sentence in sentences(text)[1:]
        if _SHORTEST <= len(sentence.split()) <= _LONGEST
        and sentence.endswith(".")
        and "|" not in sentence
        and sentence[0].isupper()
        and is_english(sentence) == english
        and not own & set(_NAME.findall(sentence)[1:])
    ]
    rng.shuffle(pool)
    yield from pool


def _ended(text: str) -> str:
    return text if text.rstrip()[-1:] in '.!?"”' else text.rstrip() + "."


def unrelated_added(material: Material, rng: random.Random) -> Iterator[str]:
    """Add a sentence of another article to the claim."""
    for sentence in _unrelated(material, rng):
        yield f"{_ended(material.claim)} {sentence}"


def unrelated_alone(material: Material, rng: random.Random) -> Iterator[str]:
    """Put a sentence of another article in the claim's place."""
    yield from _unrelated(material, rng)


def filler_added(material: Material, rng: random.Random) -> Iterator[str]:
    """Add a sentence that could be said of anything."""
    yield f"{_ended(material.claim)} {_filler(material, rng)}"


def filler_alone(material: Material, rng: random.Random) -> Iterator[str]:
    """Put a sentence that could be said of anything in the claim's place."""
    yield _filler(material, rng)


def _filler(material: Material, rng: random.Random) -> str:
    return rng.choice(_FILLER[is_english(material.claim)])


def filler_clause(material: Material, rng: random.Random) -> Iterator[str]:
    """Append a clause that could be said of anything to the claim's sentence."""
    claim = material.claim.rstrip()
    if claim.endswith("."):
        yield claim[:-1] + rng.choice(_CLAUSE[is_english(claim)]) + "."
