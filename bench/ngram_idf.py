"""Make ``rag/data/ngram_idf.bin``: how rare each bucket of n-grams is in a news collection.

Usage: python bench/ngram_idf.py CORPUS.jsonl[.gz] OUT.bin
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

from rag.embedding import bucket_weights


def main(corpus: str, out: str) -> None:
    """Read every fourth article of a BEIR corpus and write the table."""
    opener = gzip.open if corpus.endswith(".gz") else open
    with opener(corpus, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = [f"{record.get('title', '')} {record['text'][:1000]}" for record in records[::4]]
    Path(out).write_bytes(bucket_weights(texts))


if __name__ == "__main__":
    main(*sys.argv[1:])
