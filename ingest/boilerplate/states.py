"""Pages that are no article: errors, checks for robots, logins, notices; and articles cut short.

A newsroom's server answers much with a page: "not found", "just a moment", "subscribe to read".
Saved as a file it looks like an article of a few lines, and would answer questions. So a page is
refused where its headline, or the few lines it has, say in so many words what it is. A long text
is never refused by its headline: "404 Buruh Dirumahkan" is news.

What is only a part of an article stays, because what it says is true, and a line that starts with
``INCOMPLETE`` in ``Document.removed`` says what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.errors import DocumentError

INCOMPLETE = "[incomplete] "
"""What stands in ``Document.removed`` before a line that tells of text on another page."""
_SHORT = 150  # words; notices have fewer, articles more
_BRIEF = 40  # words; with no more a headline is enough to tell
_NOTICE = 500  # code points
_LINE = 120  # code points
_TAIL = 60  # code points at the end of a line, where a link to the rest stands
_LONGEST = 80  # code points of a notice's headline

_STATES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("the page was not found", re.compile(
        r"^not found\W*$|^(?:error\W*)?(?:404|410)(?:\W+(?:error|not found|page not found"
        r"|halaman tidak\b.*))?\W*$"
        r"|\b(?:(?:page|article|content|story|url)\b.{0,40}(?:\bnot|n['’]t|\bno longer|\bcannot)"
        r" (?:be )?"
        r"(?:found|available|exist)|(?:halaman|artikel|berita|konten|laman)(?: yang (?:anda"
        r"|kamu) (?:cari|tuju|minta))? "
        r"(?:ini )?(?:tidak|tak|belum) (?:dapat |bisa )?(?:di ?temukan|tersedia|ada\b)"
        r"|^(?:oops|ups|maaf|sorry)\W+.{0,40}(?:not found|tidak (?:di ?temukan|tersedia)))", re.I)),
    ("the server was in trouble", re.compile(
        r"^(?:(?:http )?error\W*)?50[0-4]\b(?:\W+\w+){0,4}\W*$|internal server error|bad gateway"
        r"|service (?:temporarily )?unavailable|gateway time-?out|database connection error"
        r"|error establishing a database connection|(?:situs|website|site) (?:sedang )?"
        r"(?:dalam (?:perbaikan|pemeliharaan)|under (?:maintenance|construction))", re.I)),
    ("access was denied, or a check for robots stands before it", re.compile(
        r"^just a moment\W*$|attention required\W+cloudflare|^access (?:to this page )?(?:has been "
        r"|is )?denied\W*$|you (?:do not|don['’]t) have (?:permission|access) to|403\W+forbidden"
        r"|^forbidden\W*$|are you (?:a )?(?:human|robot)\b|(?:verify|verifying|confirm|prove)"
        r"(?: that)? you(?:['’]re| are) (?:a )?(?:human|not a robot)|checking (?:your browser"
        r"|if the site connection)|performing security verification|please complete the "
        r"(?:security check|captcha)|^akses (?:anda )?(?:ditolak|diblokir)\W*$|akses anda"
        r" (?:ditolak"
        r"|diblokir)|(?:verifikasi|pastikan) (?:bahwa )?(?:anda|kamu) (?:bukan robot|manusia)"
        r"|request unsuccessful\W+incapsula|pardon our interruption|you have been blocked"
        r"|unusual traffic from your", re.I)),
    ("it asks for JavaScript", re.compile(
        r"(?:please )?(?:enable|turn on|activate) (?:javascript|js\b|cookies)|javascript (?:is )?"
        r"(?:disabled|required|must be enabled|not (?:enabled|available))|(?:this (?:app|site"
        r"|page)|"
        r"you need to).{0,30}(?:requires?|enable|works best with) javascript|(?:aktifkan|nyalakan|"
        r"hidupkan) javascript|javascript (?:tidak aktif|harus diaktifkan|dimatikan)", re.I)),
    ("it asks to log in", re.compile(
        r"^(?:log ?in|sign ?in|masuk)(?: (?:to|ke|untuk|with|dengan)\b.{0,40})?\W*$|(?:please"
        r"|silakan|"
        r"harap|you must|anda harus|you need to) (?:log ?in|sign ?in|masuk|login)\b|(?:forgot"
        r"|lupa) "
        r"(?:your )?(?:password|kata sandi)|(?:belum|don't) (?:punya|have an) (?:akun"
        r"|account)", re.I)),
    ("it asks to subscribe", re.compile(
        r"(?:subscribe|register|berlangganan|daftar) (?:now |sekarang )?(?:to|untuk|agar) "
        r"(?:continue|read|keep|membaca|melanjutkan|lanjut|bisa)|(?:this|artikel|konten|berita) "
        r"(?:article|content|story|ini) (?:is |hanya |khusus |eksklusif |only )+(?:for|untuk"
        r"|available|"
        r"bagi|tersedia)? ?.{0,20}(?:subscribers?|members?|pelanggan|anggota)|already a subscriber"
        r"|sudah (?:berlangganan|menjadi pelanggan)", re.I)),
    ("it asks for consent to cookies", re.compile(
        r"(?:we value|your) privacy|before you continue to|(?:we|kami|situs ini|this (?:site"
        r"|website)) "
        r"(?:and our (?:\d+ )?partners )?(?:uses?|menggunakan|memakai|stores?) (?:\w+"
        r" )?(?:cookies?|"
        r"kuki)|(?:manage|accept|terima|kelola) (?:all |semua )?(?:cookies?|kuki|consent)", re.I)),
)  # fmt: skip
_MORE = re.compile(
    r"(?:halaman|page|hal\.|laman)\s*:?\s*1?\s*(?:(?:dari|of|/)\s*(?:[2-9]|[1-9]\d)\b.{0,40}$"
    r"|(?:\W*\d{1,2}\b){2,}\W*(?:(?:selanjutnya|berikutnya|lanjut|next|tampilkan semua|show all)"
    r"\W*)?$|(?:selanjutnya|berikutnya|2)\W*$)"
    r"|(?:\d{1,2}\W+){2,}(?:selanjutnya|berikutnya|lanjut|next|tampilkan semua|show all)\W*$"
    r"|next page\W*$|(?:bersambung|to be continued)(?: ke (?:halaman|bagian) \d+)?\W*$"
    r"|selanjutnya\W{1,3}halaman\b.{0,30}$|(?:lanjut(?:kan)?|baca) (?:ke |di )?halaman "
    r"(?:selanjutnya|berikutnya|\d+)\W*$",
    re.I,
)
_WALL = re.compile(
    r"\b(?:subscribe|sign (?:in|up)|log ?in|register|berlangganan|langganan|daftar|masuk)\b.{0,60}"
    r"\b(?:to|untuk|agar bisa) (?:continue reading|keep reading|read (?:more|on|the (?:full|rest))"
    r"|unlock|(?:melanjutkan|lanjut|terus) membaca|membaca (?:selengkapnya|artikel|berita|konten))",
    re.I,
)
_CUT = re.compile(
    r"(?:\.\.\.|…)(\s*[\[(]?\s*(?:baca\s+|lihat\s+)?(?:selengkapnya|selanjutnya|(?:read\s+)?more"
    r"|continue reading)\W*)$|(\[(?:…|\.\.\.|\+\d+ chars)\]\W*)$",
    re.I,
)


def refuse_notices(name: str, title: str, texts: Sequence[str]) -> None:
    """Refuse a page that is a notice instead of an article.

    Args:
        name: of the file, for the message.
        title: what the page calls itself.
        texts: the lines that would become the article.

    Raises:
        DocumentError: the page says that it is something else; the message says what.
    """
    words = sum(len(text.split()) for text in texts)
    if words > _SHORT:
        return
    for why, pattern in _STATES:
        named = pattern.search(title.strip()) is not None and len(title) <= _LONGEST
        said = sum(len(text.split()) for text in texts if pattern.search(text))
        if (named and words <= _BRIEF) or said * 2 > words or (named and said):
            raise DocumentError(
                f"{name} holds no article: {why}.",
                remedy="Open the address in a browser, wait for the article, and save it again.",
                item=name,
            )


def leads_on(text: str) -> bool:
    """Tell whether a line says that the article goes on elsewhere: other pages, "read more"."""
    return len(text) <= _LINE and _MORE.match(text) is not None


def marked(text: str) -> str:
    """Put ``INCOMPLETE`` before a removed text that tells of more behind a link or a payment."""
    return INCOMPLETE + text if asks_to_pay(text, _NOTICE) or leads_on(text) else text


def asks_to_pay(text: str, longest: int = _LINE) -> bool:
    """Tell whether a line says that the rest is for those who log in or pay."""
    return len(text) <= longest and _WALL.search(text) is not None


def cut_at(text: str) -> int:
    """Return where a line stops with a link to its rest ("... selengkapnya"); 0 if it does not."""
    found = _CUT.search(text, max(0, len(text) - _TAIL))
    return max(found.start(1), found.start(2)) if found else 0
