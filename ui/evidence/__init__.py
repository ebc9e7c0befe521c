"""How a person checks an answer in seconds: the panel, the reader, figures by date.

``view`` arranges what the panel beside the chat shows, ``reader`` serves whole articles with the
evidence marked, ``drawing`` draws a dated series or a timeline below an answer.
"""
