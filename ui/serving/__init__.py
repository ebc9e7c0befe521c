"""How the page stands in the office: by which names, how far, encrypted by whom, and only once."""

from ui.serving.reach import LOOPBACK, Reach

__all__ = ["LOOPBACK", "Reach"]
