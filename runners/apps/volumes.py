"""What the programs beside this one share: reading volumes with words for what is wrong, and writing them."""

import os
import sys
import warnings

import nibabel
import numpy

SUFFIXES = (".nii.gz", ".nii", ".img", ".hdr")


def fail(path, what):
    """Ends the program with a sentence about a file."""
    print(f"{os.path.basename(path)}: {what}", file=sys.stderr)
    sys.exit(1)


def load(path, dimensions=None):
    """The image and its numbers; ends the program where it is none, is cut, or has other dimensions."""
    try:
        image = nibabel.load(path)
        numbers = image.get_fdata(dtype=numpy.float32)
    except (nibabel.filebasedimages.ImageFileError, nibabel.spatialimages.HeaderDataError):
        fail(path, "it is no image that is read here; NIfTI (.nii, .nii.gz) is.")
    except (OSError, EOFError, ValueError):
        fail(path, "it is cut or damaged: send it again.")
    except MemoryError:
        fail(path, "it needs more memory than this app may use.")
    # A single volume is often written as a series of one.
    while numbers.ndim > 3 and numbers.shape[-1] == 1:
        numbers = numbers[..., 0]
    if dimensions is not None and numbers.ndim != dimensions:
        wanted = "one volume" if dimensions == 3 else "a series of volumes"
        fail(path, f"it has {numbers.ndim} dimensions, and {wanted} is needed, which has {dimensions}.")
    if numbers.size == 0:
        fail(path, "its header gives the image no size.")
    bad = int(numbers.size - numpy.isfinite(numbers).sum())
    if bad:
        print(f"WARNING: {bad} voxels hold no number, and count as 0.", flush=True)
        numbers = numpy.nan_to_num(numbers, nan=0, posinf=0, neginf=0)
    return image, numbers


def spacing(image):
    """Size of a voxel in millimetres, of the first three axes."""
    zooms = [float(each) for each in image.header.get_zooms()[:3]]
    return [each if each > 0 else 1.0 for each in zooms]


def stem(path):
    """`sub-01_T1w.nii.gz` is `sub-01_T1w`."""
    name = os.path.basename(path)
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


def save(folder, name, like, numbers, dtype=numpy.float32):
    """Writes numbers with the place in space of the image that they come from."""
    header = like.header.copy()
    header.set_data_dtype(dtype)
    header.set_slope_inter(1, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = nibabel.Nifti1Image(numbers.astype(dtype), like.affine, header)
    image.header["descrip"] = b"Atelier"
    nibabel.save(image, os.path.join(folder, name))
    print(f"Wrote {name}", flush=True)
