"""Lane B: the whole product against a model that lies, obeys documents, babbles or breaks.

The model is scripted and served over HTTP by the stand-in server of the checkout's tests. Each lie
is built from the evidence lines of the prompt that the product really sends. What counts is what
is shown: every claim as it streams, and the answer. A result here says that the product's checks
hold; it says nothing of how often a real model lies.
"""

from evals.lanes.hostile.section import measure

__all__ = ["measure"]
