"""Malformed and hostile PDF, DOCX, ODT and EPUB files, and what must become of each."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Expected = Literal["stored", "failed"]
Made = tuple[str, bytes, Expected, str]  # name, content, what must become of it, what is odd

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SENTENCE = "Buruh pabrik kaca di Muara Selat menuntut upah Rp4.900.000 mulai Januari 2026."
_NOT_ALONE = ("300-aliran-besar.pdf", "bom-flate.pdf", "memuat-diri.pdf")
_LAUGHS = "<!DOCTYPE d [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 11)
) + "]>"  # fmt: skip
_OUTSIDE = "<!DOCTYPE d [<!ENTITY out SYSTEM 'file:///etc/passwd'>]>"


@dataclass(frozen=True, kw_only=True, slots=True)
class HostileFile:
    """A malformed or hostile file, what must become of it, and what is odd about it.

    ``expected`` is "failed" where it has to be refused with a reason and a remedy. ``alone`` is
    false where only the limits of a child process end it for sure.
    """

    path: Path
    expected: Expected
    why: str
    alone: bool = True


def hostile_files(folder: Path) -> list[HostileFile]:
    """Write all malformed and hostile files below ``folder``; say what is expected of each."""
    found = []
    for kind, make in KINDS.items():
        for name, data, expected, why in make():
            path = folder / kind / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            alone = name not in _NOT_ALONE
            found.append(HostileFile(path=path, expected=expected, why=why, alone=alone))
    return found


def _whole() -> dict[str, bytes]:
    from tests import format_files as files

    return {
        "pdf": files.article_pdf(),
        "docx": files.article_docx(),
        "odt": files.article_odt(),
        "epub": files.article_epub(),
    }


def _cut() -> Iterator[Made]:
    noise = random.Random(7)
    for form, data in _whole().items():
        for share in (2, 40, 75, 97):
            yield (f"potong-{share}.{form}", data[: len(data) * share // 100], "failed",
                   f"only the first {share}% of a {form}")  # fmt: skip
        middle = bytearray(data)
        for _ in range(400):
            middle[noise.randrange(len(middle) // 4, len(middle) * 3 // 4)] = noise.randrange(256)
        if form != "pdf":
            yield f"rusak.{form}", bytes(middle), "failed", f"a {form} with broken bytes"
        yield f"kosong.{form}", b"", "failed", f"an empty {form}"
        yield f"acak.{form}", noise.randbytes(50_000), "failed", f"random bytes called {form}"
        yield f"nol.{form}", bytes(100_000), "failed", f"NUL bytes called {form}"


def _encrypted(data: bytes, password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, owner_password="rahasia", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _pdfs() -> Iterator[Made]:
    from tests.format_files import article_pdf, lines_pdf

    text = [(60.0, 700.0, 11.0, _SENTENCE)]
    yield "terkunci.pdf", _encrypted(article_pdf(), "kunci"), "failed", "protected by a password"
    yield "kunci-pemilik.pdf", _encrypted(article_pdf(), ""), "stored", "opens without a password"
    yield "pindaian.pdf", lines_pdf([[], []], picture=(1, 2)), "failed", "scanned, no text layer"
    yield ("sebagian-pindaian.pdf", lines_pdf([text, [], text], picture=(2,)), "failed",
           "page 2 of 3 is scanned")  # fmt: skip
    yield "halaman-kosong.pdf", lines_pdf([[], []]), "failed", "blank pages only"
    yield "10000-halaman.pdf", _many_pages(10_000), "failed", "10,000 pages"
    yield (
        "300-aliran-besar.pdf",
        _many_pages(300, _stream(60_000_000)),
        "failed",
        "18 GB of streams",
    )
    yield "bom-flate.pdf", _many_pages(1, _stream(900_000_000)), "failed", "one stream of 900 MB"


def _stream(size: int) -> bytes:
    """Return a page's content that unpacks to ``size`` bytes of harmless operators."""
    block = b"q Q " * 250_000
    packer = zlib.compressobj(9)
    head = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + again * (size // len(block) - 1) + packer.flush()


def _many_pages(count: int, content: bytes = b"") -> bytes:
    """Return a PDF of pages that share one content stream (deflated), or have none."""
    kids = " ".join(f"{number + 4} 0 R" for number in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode(),
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(content) + content + b"\nendstream",
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>"
    objects += [page % (b"/Contents 3 0 R" if content else b"")] * count
    return _pdf(objects)


def _pdf(objects: list[bytes]) -> bytes:
    data, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(data)


def _odd_pdfs() -> Iterator[Made]:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s>>"
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    stream = b"<</Length 11>>stream\n/X Do /X Do\nendstream"
    own = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
        + (stream[2:])
    )
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    yield ("memuat-diri.pdf", _pdf([catalog, pages, page % b"/Resources<</XObject<</X 5 0 R>>>>",
           stream, own]), "failed", "a form that draws itself")  # fmt: skip
    loop = b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"
    yield "pohon-melingkar.pdf", _pdf([catalog, loop]), "failed", "a page tree that holds itself"
    yield ("acuan-melingkar.pdf", _pdf([catalog, pages, page % b"", b"5 0 R", b"4 0 R"]), "failed",
           "two objects that stand for each other")  # fmt: skip
    deep = b"[" * 100_000 + b"]" * 100_000
    yield ("daftar-dalam.pdf", _pdf([catalog, pages, page % (b"/A " + deep), stream]), "failed",
           "100,000 lists in each other")  # fmt: skip
    nested = b"<</Length %d>>stream\n%s\nendstream" % (600_000, b"q " * 300_000)
    yield (
        "q-dalam.pdf",
        _pdf([catalog, pages, page % b"", nested]),
        "failed",
        "300,000 saved states",
    )
    yield ("jumlah-bohong.pdf", _pdf([catalog, b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>",
           page % b"", stream]), "failed", "says it has two thousand million pages")  # fmt: skip
    huge = page.replace(b"595 842", b"1e30 -1e30")
    yield "ukuran-aneh.pdf", _pdf([catalog, pages, huge % b"", stream]), "failed", "an endless page"


def _docx(body: str, *, before: str = "", extra: Mapping[str, bytes | str] | None = None) -> bytes:
    from tests.format_files import zipped

    document = f"{before}<w:document xmlns:w='{_W}'><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document,
                   **(extra or {})})  # fmt: skip


def _p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _zips() -> Iterator[Made]:
    zeros = bytes(80_000_000)
    yield ("bom.docx", _docx(_p(_SENTENCE), extra={f"word/{n}.bin": zeros for n in range(4)}),
           "failed", "unpacks to 320 MB")  # fmt: skip
    yield "bom-xml.docx", _docx(" " * 70_000_000), "failed", "its text unpacks to 70 MB"
    yield "bom-rasio.docx", _docx(" " * 40_000_000), "failed", "its text grows a thousandfold"
    many = {f"word/media/{number}": b"" for number in range(6_000)}
    yield "6000-entri.docx", _docx(_p(_SENTENCE), extra=many), "failed", "6,000 entries"
    yield ("keluar.docx", _docx(_p(_SENTENCE), extra={"../../keluar.txt": b"x"}), "failed",
           "an entry's name leads out of the file")  # fmt: skip
    flagged = bytearray(_docx(_p(_SENTENCE)))
    for at in _positions(flagged, b"PK\x01\x02"):
        flagged[at + 8] |= 1
    yield "zip-terkunci.docx", bytes(flagged), "failed", "its entries are encrypted"
    lying = bytearray(_docx(_p(_SENTENCE * 5_000)))
    for at in _positions(lying, b"PK\x01\x02"):
        lying[at + 24 : at + 28] = (200).to_bytes(4, "little")
    yield "ukuran-bohong.docx", bytes(lying), "failed", "its directory says too little"
    twice = _docx(_p(_SENTENCE), extra={"word/Document.xml": b"x"})
    yield "dua-nama.docx", twice, "stored", "two names that differ by a capital"


def _positions(data: bytes | bytearray, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def _xml_bombs() -> Iterator[Made]:
    from tests.format_files import zipped

    for name, before, mark in (("tawa", _LAUGHS, "&a10;"), ("luar", _OUTSIDE, "&out;")):
        yield (f"{name}.docx", _docx(_p(_SENTENCE + mark), before=before), "failed",
               "declares entities")  # fmt: skip
        content = (
            f"{before}<o:document-content xmlns:o='urn:oasis:names:tc:opendocument:xmlns:"
            f"office:1.0'><o:body><o:text>{mark}</o:text></o:body></o:document-content>"
        )
        start = {"mimetype": "application/vnd.oasis.opendocument.text"}
        yield (f"{name}.odt", zipped({**start, "content.xml": content}, first_stored=True),
               "failed", "declares entities")  # fmt: skip
        yield (f"{name}.epub", zipped({"mimetype": "application/epub+zip",
               "META-INF/container.xml": f"{before}<container>{mark}</container>"},
               first_stored=True), "failed", "declares entities")  # fmt: skip
    deep = "<w:tbl><w:tr><w:tc>" * 5_000 + _p(_SENTENCE) + "</w:tc></w:tr></w:tbl>" * 5_000
    yield "dalam.docx", _docx(deep), "failed", "tables in each other, 5,000 deep"
    yield "tanpa-paragraf.docx", _docx(""), "failed", "no paragraph at all"


def _documents() -> Iterator[Made]:
    from tests.format_files import article_docx, article_epub, zipped

    yield ("3-juta-paragraf.docx", _docx("<w:p/>" * 3_000_000), "failed", "3 million paragraphs")
    mixed = "".join(f"<w:p w:id='{number * 7919 % 999_983}'/>" for number in range(450_000))
    yield "450000-paragraf.docx", _docx(mixed), "failed", "450,000 paragraphs, all different"
    yield "hanya-gambar.docx", _docx("<w:p><w:r><w:drawing/></w:r></w:p>" * 5), "failed", "pictures"
    stream = io.BytesIO(article_docx())
    with zipfile.ZipFile(stream, "a") as packed:
        packed.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" * 500)
    yield "makro.docx", stream.getvalue(), "stored", "a document with macros, which are not run"
    zero, override = "\u200b", "\u202e"
    text = _SENTENCE.replace("kaca", f"ka{zero}ca").replace("upah", f"{override}upah\u202c")
    yield "tak-terlihat.docx", _docx(_p(text)), "stored", "zero-width and bidi characters"
    yield "nul.docx", _docx(_p(_SENTENCE + "\x00")), "failed", "a NUL byte in its XML"
    protected = ("<encryption><e:EncryptedData xmlns:e='http://www.w3.org/2001/04/xmlenc#'><e:"
                 "EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/>"
                 "</e:EncryptedData></encryption>")  # fmt: skip
    stream = io.BytesIO(article_epub())
    with zipfile.ZipFile(stream, "a") as packed:
        packed.writestr("META-INF/encryption.xml", protected)
    yield "drm.epub", stream.getvalue(), "failed", "a protected book"
    yield "tanpa-paket.epub", zipped({"mimetype": "application/epub+zip"}), "failed", "no package"


def _named_wrongly() -> Iterator[Made]:
    whole = _whole()
    yield "pdf.txt", whole["pdf"], "stored", "a PDF called .txt"
    yield "docx.pdf", whole["docx"], "stored", "a DOCX called .pdf"
    yield "epub.docx", whole["epub"], "stored", "an EPUB called .docx"
    yield "odt.epub", whole["odt"], "stored", "an ODT called .epub"
    yield "teks.pdf", _SENTENCE.encode(), "failed", "text called .pdf"
    yield "halaman.docx", b"<html><p>" + _SENTENCE.encode(), "failed", "a page called .docx"
    yield "gambar.pdf", b"\x89PNG\r\n\x1a\n" + bytes(500), "failed", "a picture called .pdf"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    yield "lama.docx", old, "failed", "an old Word file called .docx"
    yield "sandi.docx", old + "EncryptedPackage".encode("utf-16-le"), "failed", "a protected DOCX"
    yield "kaya.docx", b"{\\rtf1 " + _SENTENCE.encode() + b"}", "failed", "RTF called .docx"


def _texts() -> Iterator[Made]:
    yield "satu-baris.txt", b"a" * 15_000_000, "failed", "one line of 15 MB"
    yield "satu-baris.html", b"<p>" + b"a " * 4_000_000, "failed", "a page of one line of 8 MB"
    yield "dalam.html", b"<div>" * 200_000, "failed", "200,000 elements in each other"
    yield "kurung.html", b"<" * 5_000_000, "failed", "5 MB of opening brackets"
    yield "campur.txt", f"“{_SENTENCE}”\n".encode() * 3 + b"\xe9\xff", "failed", "mixed encodings"
    yield "nul.txt", _SENTENCE.encode() + b"\x00" * 9, "failed", "NUL bytes in text"
    yield "besar.txt", b"a b\n" * 6_000_000, "failed", "24 MB of text"
    hidden = "\u200b".join(_SENTENCE) + "\u202e"
    yield "tak-terlihat.txt", hidden.encode(), "stored", "a zero-width space after every letter"
    yield "utf-16.txt", _SENTENCE.encode("utf-16"), "stored", "UTF-16"
    yield (
        "yaml.md",
        b"---\na: &a [x]\nb: [*a, *a]\n---\n" + _SENTENCE.encode(),
        "failed",
        "YAML bomb",
    )


KINDS: dict[str, Callable[[], Iterator[Made]]] = {
    "cut": _cut, "pdfs": _pdfs, "odd_pdfs": _odd_pdfs, "zips": _zips, "xml_bombs": _xml_bombs,
    "documents": _documents, "named_wrongly": _named_wrongly, "texts": _texts,
}  # fmt: skip
"""The makers of files by kind, which is also the name of their folder."""
