"""Files out of Debian packages: in a folder or downloaded by apt, without root and without installing anything."""

import shutil
import subprocess
import tarfile
from collections.abc import Collection
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO, Final

MAGIC: Final = b"!<arch>\n"
HEADER: Final = 60
NO_APT: Final = """\
The demo's pictures come from Debian's packages, and there is no apt-get on this machine.
Download them elsewhere (on Debian 12: apt-get download {packages})
and name their folder: make demo DEBS=FOLDER"""


class Unavailable(Exception):
    """Packages cannot be had; the text says what to do."""


def gather(packages: Collection[str], cache: Path, given: Path | None) -> dict[str, Path]:
    """Each package's .deb file: from the folder that was given, from the cache, or downloaded into it.

    Packages that nobody has are left out. Raises Unavailable when none can be had.
    """
    cache.mkdir(parents=True, exist_ok=True)
    found = {name: deb for name in packages if (deb := _lying(name, given, cache)) is not None}
    missing = [name for name in packages if name not in found]
    if missing and given is None:
        _download(missing, cache)
        found |= {name: deb for name in missing if (deb := _lying(name, cache)) is not None}
    if not found:
        where = str(given) if given else "apt's sources"
        raise Unavailable(f"None of the demo's packages is in {where}. They are: {' '.join(packages)}")
    return found


def _lying(package: str, *folders: Path | None) -> Path | None:
    """The newest file of that package in the first folder that has one."""
    for folder in folders:
        files = sorted(folder.glob(f"{package}_*.deb"), key=lambda path: path.stat().st_mtime) if folder else []
        if files:
            return files[-1]
    return None


def _download(packages: Collection[str], cache: Path) -> None:
    """Have apt download what it knows; lists of our own are fetched when the machine's are missing or old."""
    apt = shutil.which("apt-get")
    if apt is None:
        raise Unavailable(NO_APT.format(packages=" ".join(packages)))
    print(f"Downloading {len(packages)} packages into {cache} (once) ...", flush=True)
    if _apt(apt, cache, "download", *packages):
        return
    lists = cache / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    own = ("-o", f"Dir::State::Lists={lists.resolve()}", "-o", f"Dir::Cache={(cache / 'apt').resolve()}")
    (cache / "apt" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    _apt(apt, cache, *own, "update")
    for package in packages:
        _apt(apt, cache, *own, "download", package)


def _apt(apt: str, cache: Path, *arguments: str) -> bool:
    quiet = ("-q", "-o", "APT::Sandbox::User=root")  # as root it would warn that its own user cannot write here
    done = subprocess.run([apt, *quiet, *arguments], cwd=cache, capture_output=True, text=True, check=False)
    return done.returncode == 0


def unpack(deb: Path, paths: Collection[str], into: Path) -> dict[str, Path]:
    """Files of a package by their paths in it, written under `into`; those it does not have are left out.

    Raises Unavailable for a file that is no package, or one whose compression needs dpkg.
    """
    found = {path: into / path for path in paths if (into / path).is_file()}
    wanted = set(paths) - found.keys()
    if wanted:
        with deb.open("rb") as file:
            name = _seek_data(file, deb)
            if name.endswith(".zst"):
                found |= _with_dpkg(deb, wanted, into)
            else:
                with tarfile.open(fileobj=file, mode="r|*") as tar:
                    found |= _take(tar, wanted, into)
    return found


def _seek_data(file: IO[bytes], deb: Path) -> str:
    """Go to where the files' archive begins; its name. A .deb is an ar archive (deb(5))."""
    if file.read(len(MAGIC)) != MAGIC:
        raise Unavailable(f"{deb} is no Debian package.")
    while len(header := file.read(HEADER)) == HEADER:
        name, size = header[:16].decode("ascii", "replace").strip().rstrip("/"), header[48:58]
        if name.startswith("data.tar"):
            return name
        with suppress(ValueError):
            file.seek(int(size) + int(size) % 2, 1)
            continue
        break
    raise Unavailable(f"{deb} holds no files: it is damaged. Delete it and try again.")


def _with_dpkg(deb: Path, wanted: Collection[str], into: Path) -> dict[str, Path]:
    dpkg = shutil.which("dpkg-deb")
    if dpkg is None:
        raise Unavailable(f"{deb} is compressed with zstd, which only dpkg-deb reads here, and it is not installed.")
    plain = subprocess.run([dpkg, "--fsys-tarfile", str(deb)], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=BytesIO(plain), mode="r|") as tar:
        return _take(tar, wanted, into)


def _take(tar: tarfile.TarFile, wanted: Collection[str], into: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for member in tar:
        path = member.name.removeprefix("./")
        content = tar.extractfile(member) if path in wanted and member.isfile() else None
        if content is not None:
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f"{target.name}.part")
            partial.write_bytes(content.read())
            partial.replace(target)
            found[path] = target
    return found
