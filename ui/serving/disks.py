"""Whether the archive lies on a disk of this machine.

SQLite's write-ahead log keeps its index in memory shared by all processes of one machine, and needs
locks that hold: "all processes using a database must be on the same host computer; WAL does not
work over a network filesystem" (sqlite.org/wal.html).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath

from rag.errors import UsageError

_NETWORK = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs afpfs webdav davfs davfs2 9p ncpfs ncp afs openafs coda"
    " auristorfs ceph glusterfs lustre beegfs beegfs_nodev gpfs orangefs pvfs2 gfs gfs2 ocfs2"
    " vboxsf vmhgfs prl_fs drvfs".split()
)
"""File systems that other machines serve or share (nfs … ocfs2), and folders that a virtual machine
borrows from its host (9p, vboxsf, vmhgfs, prl_fs, drvfs): no memory is shared across those."""

_NETWORK_FUSE = frozenset(
    "sshfs glusterfs ceph s3fs goofys gcsfuse rclone davfs davfs2 curlftpfs smbnetfs gvfsd-fuse"
    " gvfs-fuse-daemon vmhgfs-fuse moosefs mfs lizardfs juicefs seaweedfs kio-fuse grpcfuse"
    " google-drive-ocamlfuse".split()
)
"""What stands behind "fuse." where it is a server's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mount:
    """One mounted file system: where, of which kind, and (Windows) whether the drive is remote."""

    point: str
    kind: str
    remote: bool = False


def refuse_network_share(folder: Path) -> None:
    """Refuse a folder on which the archive would break sooner or later.

    Raises:
        UsageError: the folder lies on a share or on a folder borrowed from another system.
    """
    import psutil

    mounts = [
        Mount(point=each.mountpoint, kind=each.fstype, remote="remote" in each.opts.split(","))
        for each in psutil.disk_partitions(all=True)
    ]
    kind = network_kind(_resolved(folder), mounts)
    if kind:
        raise UsageError(
            f"The folder {folder} is on a network share or borrowed from another machine ({kind}). "
            "The archive would break there: its database needs a disk of this machine.",
            remedy="Copy the folder to a local disk and name it: --data-dir FOLDER. Keep the share "
            "for backups (./tanya ingest export).",
            item=str(folder),
        )


def network_kind(folder: PurePath, mounts: Sequence[Mount]) -> str:
    """Return the kind of the file system of a folder if another machine serves it, else "".

    Args:
        folder: absolute, links followed.
        mounts: in the order of mounting; of two on one point the later one is seen.
    """
    if isinstance(folder, PureWindowsPath) and folder.drive.startswith("\\\\"):
        return "UNC"
    found: Mount | None = None
    length = -1
    for mount in mounts:
        point = type(folder)(mount.point)
        if len(point.parts) >= length and (folder == point or point in folder.parents):
            found, length = mount, len(point.parts)
    if found is None:
        return ""
    kind = found.kind.lower()
    behind = kind.removeprefix("fuse.") if kind.startswith("fuse.") else ""
    served = kind in _NETWORK or behind in _NETWORK_FUSE or found.remote
    return (kind or "remote") if served else ""


def _resolved(folder: Path) -> Path:
    """Follow links; a folder that is not there yet lies where it will be made."""
    try:
        return folder.resolve()
    except OSError:
        return folder.absolute()
