"""Makes one volume of a series: its mean over time, and on demand how much each voxel varies.

    python3 mean-of-series.py --output FOLDER [--skip 0] [--write sd] [--write tsnr] FILE
"""

import argparse
import csv
import os
import sys

import numpy
from volumes import fail, load, save, stem


def write_course(path, means, skipped):
    """The mean of each volume: a scanner's drift and a person's jumps are seen there."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("volume", "mean"))
        table.writerows((at, f"{mean:.6g}") for at, mean in enumerate(means, skipped + 1))
    print(f"Wrote {os.path.basename(path)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="The mean of a series of volumes.")
    parser.add_argument("--output", default=".")
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--write", action="append", default=[], choices=("sd", "tsnr"))
    parser.add_argument("--version", action="version", version="mean-of-series 1.0.0")
    parser.add_argument("file")
    options = parser.parse_args()
    if options.skip < 0:
        parser.error("--skip is not negative.")

    image, numbers = load(options.file, dimensions=4)
    count = numbers.shape[3]
    if options.skip >= count:
        fail(options.file, f"it has {count} volumes, and {options.skip} are to be left out: none is left.")
    kept = numbers[..., options.skip :]
    print(f"Mean of {kept.shape[3]} of {count} volumes", flush=True)
    name = stem(options.file)
    # In the precision of the sum, or a long series loses its last digits.
    mean = kept.mean(axis=3, dtype=numpy.float64)
    save(options.output, f"{name}_mean.nii.gz", image, mean)
    if options.write:
        deviation = kept.std(axis=3, dtype=numpy.float64)
        if "sd" in options.write:
            save(options.output, f"{name}_sd.nii.gz", image, deviation)
        if "tsnr" in options.write:
            ratio = numpy.divide(mean, deviation, out=numpy.zeros_like(mean), where=deviation > 0)
            save(options.output, f"{name}_tsnr.nii.gz", image, ratio)
    course = kept.mean(axis=(0, 1, 2), dtype=numpy.float64)
    write_course(os.path.join(options.output, "volumes.csv"), course, options.skip)


if __name__ == "__main__":
    sys.exit(main())
