"""What an installed page needs: its manifest, and its colours and font for the plain pages.

There is no service worker: it could serve an answer, a role or a list of articles from before.
Browsers install a page by its manifest alone.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from ui import theme
from ui.serving.doors import KEPT_A_WEEK
from ui.web.shell import language_of

_FONTS = Path("templates", "frontend", "static", "fonts", "IBMPlexSans")
_WEIGHTS = {400: "Regular", 700: "Bold"}  # Gradio's SemiBold has the letter "a" and no other
_SAYS = {
    "id": "Bertanya kepada arsip berita perburuhan, dengan buktinya",
    "en": "Ask an archive of labour news, with its evidence",
}


def routes() -> list[Route]:
    """Return the routes; they stand before the folder of static files, below the same name."""
    return [
        Route("/tanya/app.webmanifest", _manifest),
        Route("/tanya/colours.css", _colours),
        Route("/tanya/plex-{weight:int}.woff2", _font),
    ]


async def _manifest(request: Request) -> Response:
    """Describe the page to a system that installs it. All addresses are relative to this one."""
    language = language_of(request)
    paper = re.findall(r"--ts-paper:(#\w+)", theme.variables())
    described = {
        "name": "Tanya Serikat",
        "short_name": "Tanya",
        "description": _SAYS[language],
        "lang": language,
        "dir": "ltr",
        "id": "../",
        "start_url": "../",
        "scope": "../",
        "display": "standalone",
        "background_color": paper[0],
        "theme_color": paper[0],
        "icons": [
            {"src": "icon.svg", "sizes": "any", "type": "image/svg+xml"},
            _icon("icon-192.png", 192),
            _icon("icon-512.png", 512),
            {**_icon("icon-maskable-192.png", 192), "purpose": "maskable"},
            {**_icon("icon-maskable-512.png", 512), "purpose": "maskable"},
        ],
    }
    return JSONResponse(
        described,
        media_type="application/manifest+json",
        headers={"vary": "accept-language, cookie"},
    )


def _icon(name: str, side: int) -> dict[str, str]:
    return {"src": name, "sizes": f"{side}x{side}", "type": "image/png"}


async def _colours(request: Request) -> Response:
    css = colours()
    tag = f'"{sha256(css.encode()).hexdigest()[:16]}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": tag})
    return Response(css, media_type="text/css", headers={"etag": tag})


async def _font(request: Request) -> Response:
    file = _fonts().get(request.path_params["weight"])
    if file is None:
        return Response(status_code=404)
    return FileResponse(file, media_type="font/woff2", headers={"cache-control": KEPT_A_WEEK})


@cache
def colours() -> str:
    """Return the style sheet of colours and font that stands below every plain page.

    The font is Gradio's copy, at an address of ours: Gradio's own may change, and is closed to
    whoever has not signed in yet. Where Gradio brings it no longer, the system's fonts stand in.
    Without scripts the system's wish for dark is followed; with them ``plain.js`` sets the class.
    """
    variables = theme.variables()
    dark = variables.partition(".dark")[2]
    faces = "".join(
        "@font-face{font-family:'IBM Plex Sans';font-style:normal;font-display:swap;"
        f"font-weight:{weight};src:url('plex-{weight}.woff2') format('woff2')}}\n"
        for weight in _fonts()
    )
    unscripted = f"@media (prefers-color-scheme:dark) and (scripting:none){{:root{dark}}}"
    return f"{faces}{variables}\n{unscripted}\n"


@cache
def _fonts() -> dict[int, Path]:
    """Return the weights that Gradio brings with their files, found without loading it."""
    gradio = find_spec("gradio")
    if gradio is None or gradio.origin is None:
        return {}
    folder = Path(gradio.origin).parent / _FONTS
    files = {weight: folder / f"IBMPlexSans-{name}.woff2" for weight, name in _WEIGHTS.items()}
    return {weight: file for weight, file in files.items() if file.is_file()}
