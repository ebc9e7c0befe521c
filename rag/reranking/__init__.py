"""Re-ranking: a local model looks at the passages found and says which are most useful.

Listwise, as by Sun et al. 2023 ("Is ChatGPT Good at Search? Investigating Large Language Models
as Re-Ranking Agents", EMNLP: RankGPT): the model sees labelled passages and replies with labels,
most useful first. Long lists are read in overlapping windows from the end to the front, so that
a good passage rises from window to window.

Passages are foreign text and the reply is not trusted. It can change the order and nothing else:
what it invents or repeats is dropped, what it leaves out keeps its old order behind the rest.
Where it cannot be used, or is late, the old order stands and ``Reranked.trouble`` says why.
"""

from __future__ import annotations

from rag.reranking.reranker import Reranked, Reranker

__all__ = ["Reranked", "Reranker"]
