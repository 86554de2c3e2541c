#!/usr/bin/python3
"""Writes shared-png.json and shared-tiff.json: SHA-256 of the decoded pixels of the images in ../shared, by Pillow and tifffile.

    /usr/bin/python3 make_shared_hashes.py [folder of shared]      Pillow 9.4, tifffile 2023.2.3, numpy 1.24

Samples are hashed interleaved, row after row, 16-bit ones as little endian. A TIFF that neither program reads is listed with the
reason. JPEG inside TIFF is decoded by libjpeg-turbo through Pillow.
"""
import glob, hashlib, json, os, sys, warnings
import numpy as np
import tifffile
from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
shared = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "../../../../shared")
Image.MAX_IMAGE_PIXELS = None
warnings.simplefilter("ignore")


def entry(array):
    array = array.reshape(array.shape[0], array.shape[1], -1)
    little = array.astype(array.dtype.newbyteorder("<"))
    return {"width": array.shape[1], "height": array.shape[0], "channels": array.shape[2], "bits": array.dtype.itemsize * 8,
            "sha256": hashlib.sha256(np.ascontiguousarray(little).tobytes()).hexdigest()}


def save(name, result):
    with open(os.path.join(here, name), "w") as f:
        f.write("{\n" + ",\n".join("%s: %s" % (json.dumps(k), json.dumps(v)) for k, v in sorted(result.items())) + "\n}\n")
    print(name, len(result))


pngs = {}
for path in glob.glob(shared + "/**/*.png", recursive=True):
    with Image.open(path) as image:
        array = np.asarray(image)
        if image.mode.startswith("I"):   # Pillow widens 16-bit grey
            array = array.astype(np.uint16)
        pngs[os.path.relpath(path, shared)] = entry(array)
save("shared-png.json", pngs)

tiffs = {}
for path in sorted(glob.glob(shared + "/**/*", recursive=True)):
    if "/hostile/" in path or not path.lower().endswith((".tif", ".tiff", ".svs", ".scn", ".ndpi")):
        continue
    compression, reasons, result = None, [], None
    try:
        with tifffile.TiffFile(path) as file:
            page = file.pages[0]
            compression = int(page.compression)
            array = page.asarray()
            if page.planarconfig == 2 and page.samplesperpixel > 1: array = np.moveaxis(array, 0, -1)
            if page.photometric == 3: array = (page.colormap.T >> 8).astype(np.uint8)[array]
            if page.photometric == 0: array = np.iinfo(array.dtype).max - array
            result = entry(array)
    except Exception as error:
        reasons.append("tifffile: " + str(error)[:80])
    if result is None:
        try:
            with Image.open(path) as image:
                array = np.asarray(image.convert("RGB") if image.mode in ("P", "RGBX") else image)
                if image.mode.startswith("I"): array = array.astype(np.uint16)
                result = entry(array)
        except Exception as error:
            reasons.append("Pillow: " + str(error)[:21])
    tiffs[os.path.relpath(path, shared)] = dict(result or {"unread": reasons}, compression=compression)
save("shared-tiff.json", tiffs)
