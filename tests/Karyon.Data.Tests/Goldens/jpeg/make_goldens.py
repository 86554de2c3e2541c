#!/usr/bin/python3
"""Makes the small JPEG files of this folder and the digests of their pixels.

Needs cjpeg and jpegtran (libjpeg-turbo 2.1) and Pillow 9.4 (over libjpeg-turbo 2.1). The picture is computed here.
expected.json: per file the size, Pillow's mode and the SHA-256 of Pillow's pixels; null where the decoder must refuse.
encoded.json: the first 16 digits of the SHA-256 of the files that cjpeg -baseline makes of some pictures of expected.json (as Pillow reads them).
shared.json (with the folder ../shared as argument): the same for every JPEG of the data, by path within that folder.
"""
import hashlib, io, json, os, subprocess, sys
import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))


def picture(width, height, seed):
    """Purple discs on pink with grain: something like stained tissue, with edges in luma and chroma."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    rgb = np.stack([220 + 20 * np.sin(x / 9), 150 + 30 * np.cos(y / 7), 190 + 15 * np.sin((x + y) / 11)], axis=-1)
    for _ in range(max(1, width * height // 250)):
        cx, cy, r = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(2, 7)
        rgb[(x - cx) ** 2 + (y - cy) ** 2 < r * r] = rng.uniform([60, 20, 90], [120, 80, 170])
    return np.clip(rgb + rng.normal(0, 6, rgb.shape), 0, 255).astype(np.uint8)


def ppm(pixels):
    height, width = pixels.shape[:2]
    kind = b"P5" if pixels.ndim == 2 else b"P6"
    return kind + b"\n%d %d\n255\n" % (width, height) + pixels.tobytes()


def run(data, *command):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def scans(text):
    path = "/tmp/scans.txt"
    with open(path, "w") as file:
        file.write(text)
    return path


def strip_segment(data, marker):
    at = data.index(bytes([0xFF, marker]))
    return data[:at] + data[at + 2 + int.from_bytes(data[at + 2:at + 4], "big"):]


def patch(data, marker, offset, value):
    """Sets a byte of a segment; offset 0 is the marker's second byte."""
    at = data.index(bytes([0xFF, marker])) + 1
    return data[:at + offset] + bytes([value]) + data[at + offset + 1:]


def main():
    files = {}
    base = picture(45, 37, 1)
    p = ppm(base)
    for name, args in {
        "444": ["-sample", "1x1"], "422": ["-sample", "2x1"], "420": ["-sample", "2x2"], "440": ["-sample", "1x2"],
        "411": ["-sample", "4x1"], "410": ["-sample", "4x2"], "441": ["-sample", "1x4"], "311": ["-sample", "3x1"],
        "chroma-finer": ["-sample", "1x1,2x2,1x2"], "mixed": ["-sample", "2x2,1x2,2x1"],
        "quality-5": ["-quality", "5", "-sample", "1x1"], "quality-97": ["-quality", "97"],
        
        "quant-16bit": ["-quality", "3"], "optimised": ["-optimize", "-quality", "85"],
        "restart-1-row": ["-restart", "1"], "restart-1-mcu": ["-restart", "1B"], "restart-2-mcu-444": ["-restart", "2B", "-sample", "1x1"],
        "progressive-420": ["-progressive"], "progressive-444": ["-progressive", "-sample", "1x1", "-quality", "90"],
        "progressive-422": ["-progressive", "-sample", "2x1"], "progressive-411": ["-progressive", "-sample", "4x1"],
        "progressive-restart": ["-progressive", "-restart", "3B"],
        "progressive-quality-100": ["-progressive", "-quality", "100"],
        "rgb-adobe": ["-rgb"], "rgb-progressive": ["-rgb", "-progressive"],
        "three-scans": ["-scans", scans("0;1;2;"), "-sample", "2x2"],
        "two-scans-restart": ["-scans", scans("0;1 2;"), "-sample", "2x1", "-restart", "3B"],
        "spectral-only": ["-scans", scans("0 1 2: 0-0,0,0;0: 1-63,0,0;1: 1-5,0,0;1: 6-63,0,0;2: 1-63,0,0;")],
        "deep-approximation": ["-scans", scans(
            "0 1 2: 0-0,0,3;0 1 2: 0-0,3,2;0: 1-63,0,3;1: 1-63,0,2;2: 1-63,0,1;0: 1-63,3,2;0 1 2: 0-0,2,1;"
            "0: 1-63,2,1;1: 1-63,2,1;0 1 2: 0-0,1,0;0: 1-63,1,0;1: 1-63,1,0;2: 1-63,1,0;"), "-quality", "95"],
    }.items():
        files[name] = run(p, "cjpeg", *args)
    for width, height in [(1, 1), (2, 2), (3, 1), (1, 17), (17, 1), (5, 3), (6, 6), (7, 9), (8, 8), (15, 16), (16, 15), (17, 33), (33, 17)]:
        for sample in ["1x1", "2x1", "2x2", "1x2"]:
            small = ppm(picture(width, height, 100 + width * 40 + height))
            files[f"size-{width}x{height}-{sample}"] = run(small, "cjpeg", "-sample", sample, "-optimize")
    files["size-17x33-2x2-progressive"] = run(ppm(picture(17, 33, 5)), "cjpeg", "-progressive")
    grey = ppm(base[:, :, 1].copy())
    files["grey"] = run(grey, "cjpeg")
    files["grey-progressive"] = run(grey, "cjpeg", "-progressive", "-restart", "2B")
    # A single component may state any sampling; it then means nothing.
    files["grey-sampling-2x2"] = patch(files["grey"], 0xC0, 10, 0x22)
    files["noise-420"] = run(ppm(np.random.default_rng(3).integers(0, 256, (24, 31, 3), dtype=np.uint8)), "cjpeg", "-quality", "92")
    wide = picture(301, 21, 9)
    files["quality-100"] = run(ppm(base[:24, :32].copy()), "cjpeg", "-quality", "100", "-sample", "1x1")
    for sample in ["1x1", "2x1", "2x2", "1x2"]:
        files[f"wide-{sample}"] = run(ppm(wide), "cjpeg", "-quality", "30", "-sample", sample)
    files["transcoded-progressive"] = run(files["420"], "jpegtran", "-progressive", "-copy", "none")
    files["transcoded-optimised"] = run(files["422"], "jpegtran", "-optimize", "-copy", "none")

    def pillow(image, **options):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", **options)
        return buffer.getvalue()

    cmyk = np.dstack([255 - base, np.random.default_rng(4).integers(0, 60, base.shape[:2], dtype=np.uint8)])
    files["cmyk"] = pillow(Image.fromarray(cmyk, "CMYK"), quality=80)
    files["cmyk-420-progressive"] = pillow(Image.fromarray(cmyk, "CMYK"), quality=80, subsampling=2, progressive=True)
    # What Adobe's transform 2 means is decided by that byte alone, so a CMYK file with it is a YCCK file.
    files["ycck"] = patch(files["cmyk"], 0xEE, 14, 2)
    files["ycck-420-progressive"] = patch(files["cmyk-420-progressive"], 0xEE, 14, 2)
    files["cmyk-without-adobe"] = strip_segment(files["cmyk"], 0xEE)
    files["rgb-by-identifiers"] = strip_segment(files["rgb-adobe"], 0xEE)
    files["ycc-by-adobe"] = patch(files["rgb-adobe"], 0xEE, 14, 1)
    files["without-jfif"] = strip_segment(files["420"], 0xE0)
    files["no-huffman-tables"] = run(p, "cjpeg", "-sample", "2x1", "-quality", "60")
    while b"\xff\xc4" in files["no-huffman-tables"]:
        files["no-huffman-tables"] = strip_segment(files["no-huffman-tables"], 0xC4)
    files["density-microscope"] = pillow(Image.fromarray(base[:8, :8].copy()), dpi=(50800, 50800))
    files["exif-orientation"] = pillow(Image.fromarray(base[:9, :20].copy()), exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0")
    files["trailing-bytes"] = files["size-8x8-1x1"] + b"trailing bytes"

    refused = {
        "refused-arithmetic": run(p, "cjpeg", "-arithmetic"),
        "refused-fraction": patch(files["311"], 0xC0, 13, 0x21),
        "refused-12bit": patch(files["size-8x8-1x1"], 0xC0, 3, 12),
        "refused-lossless": patch(files["size-8x8-1x1"], 0xC0, 0, 0xC3),
        "refused-hierarchical": patch(files["size-8x8-1x1"], 0xC0, 0, 0xC5),
    }
    expected = {}
    for name, data in sorted({**files, **refused}.items()):
        with open(os.path.join(HERE, name + ".jpg"), "wb") as file:
            file.write(data)
        expected[name] = None if name in refused else describe(io.BytesIO(data))
    write("expected.json", expected)
    total = sum(len(d) for d in files.values())
    print(len(expected), "files", total, "bytes, largest", max((len(d), n) for n, d in files.items()))

    encoded = {}
    for name in ["444", "wide-2x1", "quality-5", "quality-100", *(n for n in files if n.startswith("size-") and n.endswith("-1x1"))]:
        pixels = ppm(np.array(Image.open(io.BytesIO(files[name]))))
        for quality in [1, 30, 75, 92, 100]:
            for sample in ["1x1", "2x2"]:
                for optimise in ["", "-optimize"]:
                    command = ["cjpeg", "-baseline", "-quality", str(quality), "-sample", sample] + ([optimise] if optimise else [])
                    encoded[f"{name} {quality} {sample} {optimise or 'standard'}"] = hashlib.sha256(run(pixels, *command)).hexdigest()[:16]
    write("encoded.json", encoded)

    if len(sys.argv) > 1:
        root = sys.argv[1]
        paths = [os.path.join(folder, f) for top in ["data", "slides"] for folder, _, names in os.walk(os.path.join(root, top)) for f in names]
        found = {}
        for path in sorted(paths):
            if path.lower().endswith((".jpg", ".jpeg")):
                try:
                    found[os.path.relpath(path, root)] = describe(path)
                except OSError as error:
                    print("Pillow refuses", path, error)
        write("shared.json", found)
        print(len(found), "shared files")


def describe(source):
    image = Image.open(source)
    image.load()
    return [image.width, image.height, image.mode, hashlib.sha256(image.tobytes()).hexdigest()]


def write(name, value):
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
    with open(os.path.join(HERE, name), "w") as file:
        file.write("{\n" + lines + "\n}\n")


main()
