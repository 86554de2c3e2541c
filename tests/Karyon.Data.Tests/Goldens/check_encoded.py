#!/usr/bin/python3
"""Decodes the files that Karyon's own encoders wrote (encoded/) with other programs and writes encoded/expected.json: SHA-256 of their pixels.

Pixels follow a formula, repeated here; every file must be read with just these pixels by at least one other program, and none of
the listed programs may read others. Which ones agreed is noted. Pillow reduces 16-bit colour to 8 bits, so OpenCV reads that.

    KARYON_WRITE_ENCODED=1 .../Karyon.Data.Tests --filter-class '*EncodedFileTests'     writes the files
    /usr/bin/python3 check_encoded.py        Pillow 9.4, OpenCV 4.6, tifffile 2023.2.3, tiffcp of libtiff 4.5, numpy 1.24
"""
import hashlib, json, os, subprocess, tempfile
import cv2
import numpy as np
import tifffile
from PIL import Image

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "encoded")
SPREAD = {8: 1, 16: 197, 32: 70001}
KIND = {8: "u1", 16: "<u2", 32: "<u4"}


def formula(shape, bits, step):
    y, x, c = np.meshgrid(*(np.arange(n, dtype=np.int64) for n in shape), indexing="ij")
    x = x // step
    return ((x * x * (3 + c) + y * 7 * (c + 1) + x * y + x // 5 * (y // 3) * 11) * SPREAD[bits] % (1 << bits)).astype(KIND[bits])


def by_pillow(path):
    with Image.open(path) as image:
        array = np.asarray(image)
        # Pillow widens 16-bit grey of a PNG to mode I, and has no 16-bit colour.
        return array.astype("<u2") if image.mode in ("I", "I;16") and path.endswith(".png") else array


def by_opencv(path):
    array = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if array is None: raise ValueError("not read")
    if array.ndim == 3: array = array[..., [2, 1, 0, 3][:array.shape[2]]]
    return array


def by_libtiff(path):
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "plain.tif")
        subprocess.run(["tiffcp", "-c", "none", "-s", path, plain], check=True, capture_output=True)
        return tifffile.imread(plain)


def microns(path):
    with Image.open(path) as image:
        if path.endswith(".png"):
            dpi = image.info.get("dpi")
            return 25400 / dpi[0] if dpi else None
        tags = image.tag_v2
        if 282 not in tags: return None
        return {2: 25400, 3: 10000}[tags[296]] / float(tags[282])


expected = {}
for name in sorted(os.listdir(here)):
    if name == "expected.json": continue
    path = os.path.join(here, name)
    step = 100 if name.startswith("wide") else 1
    bits = 32 if "32" in name else 16 if "16" in name else 8
    channels = 4 if "rgba" in name or "cmyk" in name else 2 if "alpha" in name else 1 if "grey" in name or "wide" in name else 3
    with Image.open(path) as opened: width, height = opened.size
    pixels = formula((height, width, channels), bits, step)
    agreed, differing = [], []
    readers = {"pillow": by_pillow, "opencv": by_opencv, "tifffile": tifffile.imread, "libtiff": by_libtiff}
    for program, read in readers.items():
        if path.endswith(".png") and program in ("tifffile", "libtiff"): continue
        # Pillow reduces colour of 16 bits; OpenCV widens grey with alpha, and multiplies colours of a TIFF by alpha.
        if program == "pillow" and bits == 16 and channels > 1: continue
        if program == "opencv" and (channels == 2 or path.endswith(".tif")): continue
        try:
            array = read(path).reshape(height, width, channels)
        except Exception as error:
            print(name, program, error)
            continue
        if array.dtype == np.int32: array = array.astype("<u4")
        (agreed if array.dtype == pixels.dtype and np.array_equal(array, pixels) else differing).append(program)
    assert agreed and not differing, (name, agreed, differing)
    expected[name] = {"width": width, "height": height, "channels": channels, "bits": bits, "sha256": hashlib.sha256(pixels.tobytes()).hexdigest(), "microns": microns(path), "agreed": agreed}
with open(os.path.join(here, "expected.json"), "w") as f:
    f.write("{\n" + ",\n".join("%s: %s" % (json.dumps(k), json.dumps(v)) for k, v in expected.items()) + "\n}\n")
print(len(expected), "files,", sum(os.path.getsize(os.path.join(here, n)) for n in expected), "bytes")
