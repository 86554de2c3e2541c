#!/usr/bin/python3
"""Makes the small PNGs of every stored layout in png/, and png/expected.json: SHA-256 of their pixels as Pillow reads them.

Pillow cannot write every layout, so the files are assembled here by the PNG specification (filters chosen by row, IDAT
split in pieces); the expected pixels come from Pillow's own decoder, except where it reduces 16-bit colour to 8 bits
(checked there on the high bytes) or keeps tRNS aside (applied here by the specification).

    /usr/bin/python3 make_png.py        Pillow 9.4, numpy 1.24
"""
import hashlib, json, os, struct, zlib
import numpy as np
from PIL import Image, PngImagePlugin

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "png")
os.makedirs(here, exist_ok=True)
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pack(row, bits):
    if bits == 16:
        return row.astype(">u2").tobytes()
    if bits == 8:
        return row.astype(np.uint8).tobytes()
    flat = row.reshape(-1)
    per = 8 // bits
    flat = np.concatenate([flat, np.zeros(-len(flat) % per, flat.dtype)])
    out = bytearray()
    for i in range(0, len(flat), per):
        v = 0
        for x in flat[i:i + per]:
            v = v << bits | int(x)
        out.append(v)
    return bytes(out)


def predict(kind, a, b, c):
    if kind == 0: return 0
    if kind == 1: return a
    if kind == 2: return b
    if kind == 3: return (a + b) // 2
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def rows(image, bits, start):
    """Stored rows of one pass, filters in turn."""
    bpp = max(1, image.shape[2] * bits // 8)
    above, out = None, bytearray()
    for y in range(image.shape[0]):
        row = pack(image[y], bits)
        if above is None:
            above = bytes(len(row))
        kind = (y + start) % 5
        out.append(kind)
        for i, v in enumerate(row):
            a, c = (row[i - bpp], above[i - bpp]) if i >= bpp else (0, 0)
            out.append(v - predict(kind, a, above[i], c) & 255)
        above = row
    return bytes(out)


def write(name, image, color, bits, interlace, extra=(), pieces=3):
    h, w = image.shape[:2]
    if interlace:
        raw = b""
        for n, (x, y, dx, dy) in enumerate(PASSES):
            part = image[y::dy, x::dx]
            if part.size:
                raw += rows(part, bits, n)
    else:
        raw = rows(image, bits, 0)
    z = zlib.compress(raw, 9)
    step = len(z) // pieces + 1
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, bits, color, 0, 0, interlace))
    for kind, content in extra:
        data += chunk(kind, content)
    for i in range(0, len(z), step):
        data += chunk(b"IDAT", z[i:i + step])
    data += chunk(b"IEND", b"")
    path = os.path.join(here, name)
    with open(path, "wb") as f:
        f.write(data)
    assert len(data) < 4096, (name, len(data))
    return path


def noise(w, h, channels, top, seed):
    """Smooth in part, so that every filter has something to do, with some noise."""
    r = np.random.RandomState(seed)
    y, x = np.mgrid[0:h, 0:w]
    base = [(x * (3 + k) + y * (5 - k)) * (top + 1) // (8 * (w + h)) for k in range(channels)]
    image = np.stack(base, -1) + r.randint(0, max(2, top // 40), (h, w, channels))
    return (image % (top + 1)).astype(np.int64)


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def apply_trns(image, color, bits, trns, palette):
    scale = 255 // ((1 << bits) - 1) if bits < 8 else 1
    opaque = 65535 if bits == 16 else 255
    if color == 3:
        alpha = np.frombuffer(trns + b"\xff" * (256 - len(trns)), np.uint8)
        return np.concatenate([palette[image[..., 0]], alpha[image]], -1).astype(np.uint8)
    key = np.array(struct.unpack(">%dH" % (len(trns) // 2), trns))
    alpha = np.where((image == key).all(-1), 0, opaque)[..., None]
    return np.concatenate([image * scale, alpha], -1).astype(np.uint16 if bits == 16 else np.uint8)


expected = {}
palette256 = np.stack([np.arange(256), 255 - np.arange(256), np.arange(256) * 7 % 256], -1).astype(np.uint8)
seed = 0
for color, depths in {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}.items():
    for bits in depths:
        for interlace in (0, 1):
            for w, h in ((13, 11), (1, 3), (3, 1)) if bits in (1, 8) else ((13, 11),):
                for with_trns in ((False, True) if color in (0, 2, 3) and w == 13 else (False,)):
                    seed += 1
                    top = (1 << bits) - 1
                    image = noise(w, h, CHANNELS[color], top, seed)
                    extra, palette = [], palette256[: 1 << bits]
                    if color == 3:
                        extra.append((b"PLTE", palette.tobytes()))
                    trns = None
                    if with_trns:
                        trns = {0: lambda: struct.pack(">H", int(image[4, 4, 0])),
                                2: lambda: struct.pack(">HHH", *map(int, image[4, 4])),
                                3: lambda: bytes([0, 128, 255, 40][: 1 << bits])}[color]()
                        extra.append((b"tRNS", trns))
                    name = "c%d-b%02d%s%s-%dx%d.png" % (color, bits, "-adam7" if interlace else "", "-trns" if with_trns else "", w, h)
                    path = write(name, image, color, bits, interlace, extra)
                    with Image.open(path) as opened:
                        opened.load()
                        pillow = opened.convert("RGB") if color == 3 else opened.copy()
                        rgb = None if bits == 16 else np.asarray(opened.convert("RGB"))
                    scale = 255 // top if bits < 8 and color == 0 else 1
                    full = (palette[image[..., 0]] if color == 3 else image * scale).astype(np.uint16 if bits == 16 else np.uint8)
                    seen = np.asarray(pillow)
                    seen = seen.reshape(h, w, -1)
                    if pillow.mode == "1":
                        seen = seen.astype(np.uint8) * 255
                    if bits == 16 and color != 0:   # Pillow keeps the high byte; grey + alpha it reads as RGBA or LA
                        high = (full >> 8).astype(np.uint8)
                        high = high[..., [0, 0, 0, 1]] if color == 4 and seen.shape[2] == 4 else high
                        assert np.array_equal(seen, high), (name, pillow.mode)
                    else:
                        assert np.array_equal(seen.astype(full.dtype), full), (name, pillow.mode)
                    if with_trns:
                        full = apply_trns(image, color, bits, trns, palette)
                    channels = full.shape[2]
                    entry = {"width": w, "height": h, "channels": channels, "bits": 16 if bits == 16 else 8,
                             "sha256": sha(full.astype("<u2" if bits == 16 else np.uint8))}
                    if rgb is not None:
                        entry["rgb"] = sha(rgb)
                    if color in (0, 3):
                        entry["labels"] = sha(image[..., 0].astype("<i4"))
                    expected[name] = entry

# Pixel sizes: pHYs in pixels per metre.
for name, phys, microns in (("phys-quarter-micron.png", (4000000, 4000000, 1), 0.25), ("phys-72dpi.png", (2835, 2835, 1), None),
                            ("phys-unit-unknown.png", (4000000, 4000000, 0), None), ("phys-uneven.png", (4000000, 2000000, 1), None),
                            ("phys-zero.png", (0, 0, 1), None)):
    image = noise(3, 2, 1, 255, 99)
    write(name, image, 0, 8, 0, [(b"pHYs", struct.pack(">IIB", *phys))], pieces=1)
    expected[name] = {"width": 3, "height": 2, "channels": 1, "bits": 8, "sha256": sha(image.astype(np.uint8)), "microns": microns}
with open(os.path.join(here, "expected.json"), "w") as f:
    json.dump(expected, f, indent=1, sort_keys=True)
    f.write("\n")
print(len(expected), "files,", sum(os.path.getsize(os.path.join(here, n)) for n in os.listdir(here)), "bytes")
