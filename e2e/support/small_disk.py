"""A disk that can be filled, and emptied again."""

import errno
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

#: Times that a disk is asked to give what it says it has.
TRIES = 100


def can_be_made() -> bool:
    """Whether this process may mount a file system: root in a container may lack the right."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=False, capture_output=True)
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
    return mounted.returncode == 0


class SmallDisk:
    """A file system in memory at `folder`."""

    def __init__(self, folder: Path, megabytes: int, owner: str):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        user = pwd.getpwnam(owner)
        options = f"size={megabytes}m,mode=0700,uid={user.pw_uid},gid={user.pw_gid}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True, capture_output=True)

    @property
    def _ballast(self) -> Path:
        # The servers look at what is in their folder by name alone.
        return self.folder / "ballast"

    def fill(self) -> None:
        """Takes all the room there is, which grows less while the server writes."""
        with self._ballast.open("wb") as file:
            for _ in range(TRIES):
                room = os.statvfs(self.folder)
                try:
                    return os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_bsize)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
        raise RuntimeError(f"{self.folder} has never as much room as it says")

    def drain(self) -> None:
        """Gives it back."""
        self._ballast.unlink(missing_ok=True)

    def clear(self) -> None:
        """Deletes all that is on it."""
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def unmount(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=False, capture_output=True)
