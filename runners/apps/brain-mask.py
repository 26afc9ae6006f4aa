"""Takes the brain out of a T1 image of a head: a mask, and on demand the brain alone and a table of volumes.

    python3 brain-mask.py --output FOLDER [--threshold 0.5] [--write brain] [--write volumes] FILE

What is brighter than a threshold (Otsu's) falls apart into the brain and what surrounds the skull; the largest part is the
brain. Good enough for a first look, and for heads whose skull is dark.
"""

import argparse
import csv
import os
import sys

import numpy
from scipy import ndimage
from volumes import fail, load, save, spacing, stem

BINS = 256
# Bridges between brain and scalp are thinner, and gaps between folds narrower.
BRIDGE_MM = 2.5
FOLD_MM = 6.0
ROUNDS = 30
TISSUES = ("CSF inside the mask", "Grey matter", "White matter")


def otsu(values):
    """The value that parts a set in two whose own spreads are smallest."""
    counts, edges = numpy.histogram(values, bins=BINS)
    middles = (edges[:-1] + edges[1:]) / 2
    below = numpy.cumsum(counts)
    above = below[-1] - below
    sums = numpy.cumsum(counts * middles)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return middles[int(numpy.nanargmax(between[:-1]))]


def ball(radius, voxel):
    """A ball of millimetres, in voxels; at least the voxel itself."""
    reach = [int(radius // each) for each in voxel]
    grid = numpy.ogrid[tuple(slice(-each, each + 1) for each in reach)]
    return sum((axis * size) ** 2 for axis, size in zip(grid, voxel)) <= radius**2


def largest(mask):
    parts, count = ndimage.label(mask)
    if count == 0:
        return mask
    sizes = numpy.bincount(parts.ravel())
    sizes[0] = 0
    return parts == sizes.argmax()


def brain_of(numbers, voxel, share):
    """The largest bright part, without bridges, its folds closed and its chambers filled."""
    ends = numpy.percentile(numbers, (0.5, 99.5))
    if not ends[1] > ends[0]:
        return None
    bright = numpy.clip(numbers, *ends) > otsu(numpy.clip(numbers, *ends)) * (0.5 + share)
    bridge = ball(max(BRIDGE_MM, max(voxel)), voxel)
    core = largest(ndimage.binary_erosion(bright, bridge))
    # Grown back, but only over what was bright before.
    part = ndimage.binary_dilation(core, bridge) & bright
    fold = ball(max(FOLD_MM, max(voxel)), voxel)
    around = [each // 2 + 1 for each in fold.shape]
    closed = ndimage.binary_closing(numpy.pad(part, [(each, each) for each in around]), fold)
    inner = tuple(slice(each, size + each) for each, size in zip(around, part.shape))
    return ndimage.binary_fill_holes(closed[inner])


def tissues_of(values):
    """Parts the brain in three by brightness: each voxel goes to the nearest of three means."""
    means = numpy.percentile(values, (5, 40, 85)).astype(float)
    for _ in range(ROUNDS):
        edges = (means[:-1] + means[1:]) / 2
        kinds = numpy.digitize(values, edges)
        moved = numpy.array([values[kinds == at].mean() if (kinds == at).any() else means[at] for at in range(3)])
        if numpy.allclose(moved, means):
            break
        means = moved
    return numpy.bincount(kinds, minlength=3)


def write_volumes(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("tissue", "volume", "unit"))
        table.writerows(rows)
    print(f"Wrote {os.path.basename(path)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Takes the brain out of an image of a head.")
    parser.add_argument("--output", default=".")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--write", action="append", default=[], choices=("brain", "volumes"))
    parser.add_argument("--version", action="version", version="brain-mask 1.0.0")
    parser.add_argument("file")
    options = parser.parse_args()
    if not 0 <= options.threshold <= 1:
        parser.error("--threshold is a number from 0 to 1.")

    image, numbers = load(options.file, dimensions=3)
    voxel = spacing(image)
    print(f"{' × '.join(map(str, numbers.shape))}, {' × '.join(f'{each:g}' for each in voxel)} mm", flush=True)
    mask = brain_of(numbers, voxel, options.threshold)
    if mask is None or not mask.any():
        fail(options.file, "nothing in it stands out from the rest: it shows no head, or the threshold is too high.")
    touched = [side for at, side in enumerate("x y z".split()) if mask.take((0, -1), axis=at).any()]
    if touched:
        print(f"WARNING: the mask touches the edge of the image along {', '.join(touched)}.", flush=True)
    cm3 = numpy.prod(voxel) / 1000
    name = stem(options.file)
    save(options.output, f"{name}_mask.nii.gz", image, mask, numpy.uint8)
    if "brain" in options.write:
        save(options.output, f"{name}_brain.nii.gz", image, numpy.where(mask, numbers, 0))
    counts = [int(each) for each in tissues_of(numbers[mask])]
    rows = [("Brain", int(mask.sum())), *reversed(list(zip(TISSUES, counts)))]
    for tissue, voxels in rows:
        print(f"{tissue}: {voxels * cm3:,.0f} cm³", flush=True)
    if "volumes" in options.write:
        lines = [(tissue, f"{voxels * cm3:.1f}", "cm³") for tissue, voxels in rows]
        write_volumes(os.path.join(options.output, "volumes.csv"), lines)


if __name__ == "__main__":
    sys.exit(main())
