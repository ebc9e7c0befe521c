"""Gradio's Blocks without the cost of keeping a second copy of every component."""

from __future__ import annotations

from typing import Any

import gradio as gr

_UNTOUCHED = {"__type__": "update"}  # what gr.skip() is: the browser leaves the component alone


class LeanBlocks(gr.Blocks):  # type: ignore[misc]  # gradio is not followed by mypy
    """Blocks in which an event that returns a dict costs only what that dict names.

    For every output, also those that a dict leaves out, Gradio 6.31 makes the component anew and
    reads its signature, to know its state on the server. Nothing of ours asks for that state: what
    the page needs to remember stands in ``ui.chat.Conversation``. With 30 people asking at once it
    was half of what the event loop did (py-spy over ``python -m bench.page load``), and all of them
    waited seconds for a sign of life.
    """

    async def postprocess_data(
        self,
        block_fn: Any,  # noqa: ANN401
        predictions: Any,  # noqa: ANN401
        state: Any,  # noqa: ANN401
    ) -> list[Any]:
        """Return what is sent for each output: a dict's values as they are, else nothing new.

        Raises:
            ValueError: the dict names what is no output of the event, or a ``gr.State``.
        """
        if not (isinstance(predictions, dict) and _names_components(predictions)):
            sent: list[Any] = await super().postprocess_data(block_fn, predictions, state)
            return sent
        values = {component._id: value for component, value in predictions.items()}
        drawn = {each._id for each in block_fn.outputs if not each.stateful}
        if strangers := [each for each in predictions if each._id not in drawn]:
            raise ValueError(f"{strangers[0]} is not drawn by {block_fn.name}")
        return [values.get(each._id, dict(_UNTOUCHED)) for each in block_fn.outputs]


def _names_components(predictions: dict[Any, Any]) -> bool:
    return bool(predictions) and all(isinstance(key, gr.blocks.Block) for key in predictions)
