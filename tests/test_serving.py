"""From where the page can be reached; once, on a local disk; and what an installed page needs."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import httpx
import psutil
import pytest
from browser_server import running
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from rag.archive import Archive
from rag.errors import ArchiveError, UsageError
from rag.records import Role
from ui.cli import main, reach_of
from ui.serving import Reach, assets
from ui.serving.disks import Mount, network_kind, refuse_network_share
from ui.serving.once import LOCK, WHERE, only_page
from ui.serving.reach import (
    HERE,
    hosts_for,
    needs_sign_in,
    own_names,
    plain_name,
    plain_proxy,
    plain_root,
)

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "ui" / "static"


def reach(*given: str) -> Reach:
    from ui.cli import _parser

    return reach_of(_parser().parse_args(given))


# ---- from where ----


def test_by_itself_the_page_is_for_this_machine() -> None:
    for given in ((), ("--host", "localhost"), ("--host", "::1"), ("--host", "127.0.0.5")):
        found = reach(*given)
        assert found.alone and not needs_sign_in("127.0.0.1", found)
        assert set(found.hosts) == set(HERE.hosts)


@pytest.mark.parametrize(
    "given",
    [
        ("--host", "0.0.0.0"), ("--host", "::"), ("--host", "192.168.1.20"), ("--host", "kantor"),
        ("--name", "tanya.kantor.example"), ("--host", "0.0.0.0", "--name", "kantor"),
    ],
)  # fmt: skip
def test_nothing_goes_over_the_network_unencrypted_unasked(given: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as told:
        reach(*given)
    for option in ("--tls-cert", "--proxy", "--insecure-lan", "docs/serving.md"):
        assert option in told.value.remedy
    assert "passwords" in told.value.what
    for more in (("--insecure-lan",), ("--proxy", "127.0.0.1")):
        found = reach(*given, *more)
        assert needs_sign_in(given[1], found)


def test_whatever_carries_others_here_makes_everybody_sign_in() -> None:
    assert needs_sign_in("127.0.0.1", Reach(proxies=("127.0.0.1",)))
    assert needs_sign_in("127.0.0.1", Reach(hosts=("127.0.0.1", "kantor")))
    assert needs_sign_in("0.0.0.0", Reach())
    assert needs_sign_in("kantor", Reach())
    assert not needs_sign_in("127.0.0.1", Reach(root_path="/tanya"))


def test_the_page_knows_its_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    card = [
        psutil._ntuples.snicaddr(socket.AF_INET, "192.168.7.9", None, None, None),
        psutil._ntuples.snicaddr(socket.AF_INET6, "fe80::1%eth0", None, None, None),
        psutil._ntuples.snicaddr(socket.AF_APPLETALK, "aa:bb:cc:dd:ee:ff", None, None, None),
    ]
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: {"eth0": card})
    monkeypatch.setattr(socket, "gethostname", lambda: "Kantor.lan")
    assert own_names() == ("kantor.lan", "kantor", "kantor.local", "192.168.7.9", "fe80::1")
    found = reach("--host", "0.0.0.0", "--name", "Tanya.Kantor.Example.", "--insecure-lan")
    assert found.hosts[:4] == ("127.0.0.1", "localhost", "::1", "tanya.kantor.example")
    assert set(found.hosts[4:]) == set(own_names())


def test_names_proxies_and_paths_are_read_or_refused() -> None:
    assert plain_name(" [FE80::0001] ") == "fe80::1"
    assert hosts_for("10.0.0.1", (), ())[-1] == "10.0.0.1"
    assert plain_proxy("10.0.0.0/24") == "10.0.0.0/24"
    assert plain_proxy("10.0.0.7") == "10.0.0.7"
    assert [plain_root(each) for each in ("", "/", "tanya", "/tanya/", "/a/b")] == [
        "", "", "/tanya", "/tanya", "/a/b"
    ]  # fmt: skip
    for name in ("http://kantor", "kantor:80", "a/b", "", "*", "a..b", "x y"):
        with pytest.raises(UsageError):
            plain_name(name)
    for proxy in ("*", "0.0.0.0/0", "::/0", "kantor", ""):
        with pytest.raises(UsageError):
            plain_proxy(proxy)
    for path in ("/a//b", "/..", "/a/../b", "/é", "/a?b", "/library", "/static/x", "/tanya/x"):
        with pytest.raises(UsageError):
            plain_root(path)


def test_an_address_is_what_a_browser_takes() -> None:
    assert HERE.address("::1", 7860) == "http://[::1]:7860"
    far = Reach(certificate=Path("c"), key=Path("k"), root_path="/tanya")
    assert far.address("kantor", 443) == "https://kantor:443/tanya/"


# ---- certificates ----


@pytest.fixture(scope="module")
def pems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("NOT RUN: no openssl here")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "tanya.crt", folder / "tanya.key"
    made = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    made += ["-nodes", "-days", "2", "-keyout", str(key), "-out", str(cert)]
    made += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(made, check=True, capture_output=True, timeout=30)
    return cert, key


def test_a_certificate_is_tried_before_anything_starts(
    pems: tuple[Path, Path], tmp_path: Path
) -> None:
    cert, key = map(str, pems)
    assert reach("--host", "0.0.0.0", "--tls-cert", cert, "--tls-key", key).encrypts
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("-----BEGIN CERTIFICATE-----\nx\n")
    locked = tmp_path / "locked.key"
    lock = ["openssl", "pkcs8", "-topk8", "-in", key, "-out", str(locked), "-passout", "pass:x1x2"]
    subprocess.run(lock, check=True, capture_output=True, timeout=30)
    for pair in ((cert, "gone.key"), (cert, cert), (str(rubbish), key), (cert, str(locked))):
        with pytest.raises(UsageError) as told:
            reach("--tls-cert", pair[0], "--tls-key", pair[1])
        assert "docs/serving.md" in told.value.remedy
    with pytest.raises(UsageError, match="belong together"):
        reach("--tls-cert", cert)


def test_the_server_encrypts_and_hears_only_its_proxy(
    pems: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server alone, around a small program: scheme and sender as they arrive behind it."""
    from ui import server as serving

    def tell(request: Any) -> JSONResponse:
        return JSONResponse({"scheme": request.url.scheme, "client": request.client.host})

    class Program(Starlette):
        def __init__(self) -> None:
            super().__init__(routes=[Route("/", tell)])
            self.state.ending = threading.Event()

    monkeypatch.setattr(serving, "_program", lambda *_: Program())
    said = {"x-forwarded-for": "10.9.9.9", "x-forwarded-proto": "https"}
    trust = ssl.create_default_context(cafile=str(pems[0]))
    plain, own = {"scheme": "http", "client": "127.0.0.1"}, {"scheme": "https"}
    for found, told in (
        (Reach(), plain),
        (Reach(proxies=("10.0.0.2",)), plain),
        (Reach(proxies=("127.0.0.1",)), {"scheme": "https", "client": "10.9.9.9"}),
        (Reach(certificate=pems[0], key=pems[1]), {**own, "client": "127.0.0.1"}),
    ):
        listening = serving.bind("127.0.0.1", 0)
        server = serving.server_for(None, reach=found)  # type: ignore[arg-type]
        with running(server, listening):
            url = found.address("127.0.0.1", listening.getsockname()[1])
            answer = httpx.get(url, headers=said, verify=trust, trust_env=False)
            assert answer.json() == told
            assert "server" not in answer.headers


# ---- only once ----

HOLDING = """
import sys, time
from pathlib import Path
from ui.serving.once import only_page
with only_page(Path(sys.argv[1]), "http://127.0.0.1:7999"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_page_is_told_where_the_first_is(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "archive"
    with (
        only_page(folder, "https://kantor:7860/tanya/"),
        pytest.raises(UsageError) as told,
        only_page(folder, "http://127.0.0.1:7861"),
    ):
        pytest.fail("two pages")  # pragma: no cover
    assert "https://kantor:7860/tanya/" in told.value.what and str(folder) in told.value.what
    assert "--data-dir" in told.value.remedy
    assert not (folder / WHERE).exists()
    if os.name == "posix":
        assert stat.S_IMODE((folder / LOCK).stat().st_mode) == 0o600
    with only_page(folder, "http://127.0.0.1:7861"):
        assert (folder / WHERE).read_text() == "http://127.0.0.1:7861\n"


def test_a_killed_page_leaves_no_lock_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(UsageError, match="7999"), only_page(tmp_path, "x"):
            pytest.fail("two pages")
        first.kill()
    assert (tmp_path / LOCK).exists() and (tmp_path / WHERE).exists()
    with only_page(tmp_path, "http://127.0.0.1:7861"):
        assert "7861" in (tmp_path / WHERE).read_text()


def test_a_folder_that_cannot_be_held_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ArchiveError) as told, only_page(file / "archive", "x"):
        pytest.fail("held a file")
    assert "--data-dir" in told.value.remedy


# ---- on a local disk ----

MOUNTS = [
    Mount(point="/", kind="ext4"),
    Mount(point="/srv", kind="xfs"),
    Mount(point="/srv/share", kind="nfs4"),
    Mount(point="/srv/share/local", kind="ext4"),
    Mount(point="/auto", kind="autofs"),
    Mount(point="/auto", kind="cifs"),
    Mount(point="/orang/jauh", kind="fuse.sshfs"),
    Mount(point="/windows", kind="9p"),
    Mount(point="/usb", kind="fuseblk"),
    Mount(point="/over", kind="overlay"),
]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/data", ""), ("/srv/share", "nfs4"), ("/srv/share/a/b", "nfs4"),
        ("/srv/shared", ""), ("/srv/share/local/a", ""), ("/auto/a", "cifs"),
        ("/orang/jauh/a", "fuse.sshfs"), ("/orang", ""), ("/windows/berkas", "9p"),
        ("/usb/a", ""), ("/over/a", ""),
    ],
)  # fmt: skip
def test_the_nearest_mount_decides(folder: str, kind: str) -> None:
    assert network_kind(PurePosixPath(folder), MOUNTS) == kind


def test_drives_of_other_machines_are_seen_on_windows() -> None:
    drives = [
        Mount(point="C:\\", kind="NTFS"),
        Mount(point="Z:\\", kind="NTFS", remote=True),
        Mount(point="Y:\\", kind="", remote=True),
    ]
    for folder, kind in (
        ("C:\\data", ""),
        ("z:\\data", "ntfs"),
        ("Y:\\data", "remote"),
        ("\\\\server\\share\\data", "UNC"),
    ):
        assert network_kind(PureWindowsPath(folder), drives) == kind


@pytest.mark.parametrize("kind", ["nfs", "cifs", "smb3", "9p", "afs", "fuse.sshfs", "fuse.rclone"])
def test_a_share_is_refused_with_the_remedy(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = psutil._ntuples.sdiskpart("srv:/x", str(tmp_path.resolve()), kind, "rw")
    root = psutil._ntuples.sdiskpart("/dev/a", "/", "ext4", "rw")
    link = tmp_path.parent / f"link-{kind.replace('.', '-')}"
    link.symlink_to(tmp_path)
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: [part, root])
    for folder in (tmp_path, tmp_path / "not" / "yet", link / "archive"):
        with pytest.raises(UsageError) as told:
            refuse_network_share(folder)
        assert kind in told.value.what and "--data-dir" in told.value.remedy
    refuse_network_share(tmp_path.parent)
    monkeypatch.setattr("ui.server.serve", lambda *_, **__: pytest.fail("the page was served"))
    assert main(["--data-dir", str(tmp_path), "--port", free_port(), "--no-browser"]) == 2
    assert not list(tmp_path.iterdir()), "nothing is made there"


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


# ---- the command ----


@pytest.mark.parametrize("asked", [["--sign-in"], ["--allow-editing"], ["--proxy", "127.0.0.1"]])
def test_nobody_can_sign_in_before_somebody_was_let_in(
    asked: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.server.serve", lambda *_, **__: pytest.fail("the page was served"))
    given = [*asked, "--data-dir", str(tmp_path), "--port", free_port(), "--no-browser"]
    assert main(given) == 2
    told = capsys.readouterr().err
    assert f"./tanya ui users add NAME --data-dir {tmp_path}" in told and "Traceback" not in told


@pytest.mark.parametrize(
    ("given", "sign_in", "editing"),
    [
        ([], False, False), (["--sign-in"], True, False), (["--allow-editing"], True, True),
        (["--proxy", "127.0.0.1", "--root-path", "tanya"], True, False),
        (["--name", "kantor", "--insecure-lan"], True, False),
    ],
)  # fmt: skip
def test_the_page_gets_what_the_options_mean(
    given: list[str], sign_in: bool, editing: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Archive(tmp_path)) as archive:
        archive.people.add("ratna", Role.ADMIN, "hash")
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr("ui.server.serve", lambda *_, **named: seen.append(named))
    run = [*given, "--data-dir", str(tmp_path), "--port", free_port(), "--no-browser"]
    assert main(run) == 0
    house, found = seen[0]["house"], seen[0]["reach"]
    assert (house.sign_in, house.editing) == (sign_in, editing)
    assert found == reach(*given) and seen[0]["browser"] is False
    assert not (tmp_path / WHERE).exists()


def test_a_running_page_is_named_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.server.serve", lambda *_, **__: pytest.fail("the page was served"))
    with only_page(tmp_path, "http://127.0.0.1:7999"):
        assert main(["--data-dir", str(tmp_path), "--port", free_port(), "--no-browser"]) == 2
    assert "http://127.0.0.1:7999" in capsys.readouterr().err


def test_people_are_looked_after_by_their_own_command(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.accounts import cli as users

    seen: list[list[str]] = []

    def stand_in(argv: list[str]) -> int:
        seen.append(argv)
        return 3

    monkeypatch.setattr(users, "main", stand_in)
    assert main(["users", "add", "ratna"]) == 3
    assert seen == [["add", "ratna"]]


# ---- what an installed page is made of ----


def visit(path: str, language: str = "id", etag: str = "") -> Any:
    client = TestClient(Starlette(routes=list(assets.routes())))
    sent = {"accept-language": language, "if-none-match": etag}
    return client.get(path, headers=sent)


def test_the_manifest_is_relative_and_its_icons_are_there() -> None:
    answer = visit("/tanya/app.webmanifest")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    told = answer.json()
    assert (told["name"], told["short_name"], told["lang"]) == ("Tanya Serikat", "Tanya", "id")
    assert (told["start_url"], told["scope"], told["display"]) == ("../", "../", "standalone")
    assert re.fullmatch("#[0-9a-f]{6}", told["theme_color"])
    assert "http" not in answer.text, "no address of a host"
    assert visit("/tanya/app.webmanifest", "en-GB").json()["lang"] == "en"
    assert {icon.get("purpose", "any") for icon in told["icons"]} == {"any", "maskable"}
    from PIL import Image

    for icon in told["icons"]:
        file = STATIC / icon["src"]
        if file.suffix == ".png":
            with Image.open(file) as image:
                assert f"{image.width}x{image.height}" == icon["sizes"]
            assert file.stat().st_size < 8192
    with Image.open(STATIC / "apple-touch-icon.png") as image:
        assert image.size == (180, 180)
        assert "transparency" not in image.info, "black corners on a telephone"
    assert json.dumps(told)


def test_the_colours_are_the_themes_and_the_font_is_our_own() -> None:
    from ui.theme import variables

    answer = visit("/tanya/colours.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert variables() in answer.text
    assert "@media (prefers-color-scheme:dark) and (scripting:none){:root{--ts-" in answer.text
    assert answer.text.count("{") == answer.text.count("}")
    addresses = re.findall(r"url\('([^']+)'\)", answer.text)
    assert len(addresses) == 2
    for each in addresses:
        font = visit(f"/tanya/{each}")
        assert font.content[:4] == b"wOF2" and font.headers["content-type"] == "font/woff2"
    assert visit("/tanya/plex-100.woff2").status_code == 404
    again = visit("/tanya/colours.css", etag=answer.headers["etag"])
    assert (again.status_code, again.text) == (304, "")


def test_without_gradios_font_the_systems_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_fonts", dict)
    css = assets.colours.__wrapped__()
    assert "@font-face" not in css and "--ts-paper" in css
