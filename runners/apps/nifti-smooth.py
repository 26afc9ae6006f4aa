"""Smooths a volume, or each volume of a series, with a Gaussian kernel; the mean of the image stays.

    python3 nifti-smooth.py --output FOLDER [--fwhm 6] [--inside] FILE
"""

import argparse
import sys

import numpy
from scipy.ndimage import gaussian_filter
from volumes import load, save, spacing, stem

# How wide a bell curve is at half its height, in its standard deviations.
FWHM = 2.354820045


def smooth(volume, sigmas, inside):
    """Mirrored at the edges of the box, so that nothing is lost there."""
    if not inside:
        return gaussian_filter(volume, sigmas)
    mask = (volume != 0).astype(numpy.float32)
    weight = gaussian_filter(mask, sigmas)
    return numpy.where(mask > 0, gaussian_filter(volume, sigmas) / numpy.maximum(weight, 1e-6), 0)


def main():
    parser = argparse.ArgumentParser(description="Smooths a NIfTI image.")
    parser.add_argument("--output", default=".")
    parser.add_argument("--fwhm", type=float, default=6.0)
    parser.add_argument("--inside", action="store_true")
    parser.add_argument("--version", action="version", version="nifti-smooth 1.0.0")
    parser.add_argument("file")
    options = parser.parse_args()
    if not 0 <= options.fwhm <= 100:
        parser.error("--fwhm is a number of millimetres from 0 to 100.")

    image, numbers = load(options.file)
    if numbers.ndim < 3:
        numbers = numbers.reshape(numbers.shape + (1,) * (3 - numbers.ndim))
    sigmas = [options.fwhm / FWHM / each for each in spacing(image)]
    sizes = " × ".join(map(str, numbers.shape))
    print(f"{sizes}, kernel of {options.fwhm:g} mm", flush=True)
    volumes = numbers.reshape(numbers.shape[:3] + (-1,))
    for at in range(volumes.shape[3]):
        volumes[..., at] = smooth(volumes[..., at], sigmas, options.inside)
        if volumes.shape[3] > 1:
            print(f"Volume {at + 1} of {volumes.shape[3]}", flush=True)
    save(options.output, f"{stem(options.file)}_smooth.nii.gz", image, volumes.reshape(numbers.shape))


if __name__ == "__main__":
    sys.exit(main())
