"""Makes NIfTI images of DICOM files, or of zip archives of them, by dcm2niix.

    python3 dicom-to-nifti.py --output FOLDER [--keep-names] [--merge] FILE…
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

ENTRIES = 20_000
BYTES = 20_000_000_000
RATIO = 200
# Below this an entry is never a bomb, however well it packs.
SMALL = 1_000_000
PIECE = 1_048_576


def fail(path, what):
    print(f"{os.path.basename(path)}: {what}", file=sys.stderr)
    sys.exit(1)


def unpack(path, folder):
    """Every file gets a number for its name: what stands in an archive leads nowhere."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if len(entries) > ENTRIES:
                fail(path, f"it holds more than {ENTRIES:,} files.")
            if sum(each.file_size for each in entries) > BYTES:
                fail(path, "it unpacks to more than 20 GB.")
            if any(each.file_size > max(SMALL, RATIO * each.compress_size) for each in entries):
                fail(path, "something in it unpacks to more than two hundred times its size.")
            for at, entry in enumerate(entries):
                with archive.open(entry) as source, open(os.path.join(folder, f"{at:06}.dcm"), "wb") as target:
                    copy(source, target, entry.file_size)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        fail(path, f"it is no archive that can be unpacked: {error}.")
    return len(entries)


def copy(source, target, size):
    """No more than the archive's own list says."""
    left = size
    while piece := source.read(min(PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise zipfile.BadZipFile("an entry is larger than it says")
        target.write(piece)


def main():
    parser = argparse.ArgumentParser(description="DICOM to NIfTI.")
    parser.add_argument("--output", default=".")
    parser.add_argument("--keep-names", action="store_true")
    parser.add_argument("--merge", action="store_true")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    program = shutil.which("dcm2niix")
    if program is None:
        print("dcm2niix is not on this machine.", file=sys.stderr)
        return 3

    with tempfile.TemporaryDirectory() as folder:
        for at, path in enumerate(options.files):
            place = os.path.join(folder, str(at))
            os.mkdir(place)
            if zipfile.is_zipfile(path):
                print(f"{os.path.basename(path)}: {unpack(path, place)} files", flush=True)
            else:
                os.symlink(os.path.abspath(path), os.path.join(place, "0.dcm"))
        before = set(os.listdir(options.output))
        done = subprocess.run(
            [program, "-z", "y", "-b", "y", "-ba", "n" if options.keep_names else "y"]
            + ["-m", "1" if options.merge else "0", "-f", "%s_%d", "-o", options.output, folder],
            check=False,
        )
        made = [name for name in os.listdir(options.output) if name not in before and ".nii" in name]
    if not made:
        print("No image came out: no file is DICOM, or none holds an image.", file=sys.stderr)
        return done.returncode or 1
    print(f"{len(made)} {'image' if len(made) == 1 else 'images'}", flush=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
