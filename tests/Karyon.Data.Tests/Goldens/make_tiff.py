#!/usr/bin/python3
"""Makes the small TIFFs of every stored layout in tiff/, and tiff/expected.json: SHA-256 of their pixels.

Few programs write all layouts, so the files are assembled here by TIFF 6.0 and the BigTIFF design; each is then read by
tifffile, Pillow and libtiff's tiffcp, and at least one of them must give the pixels that went in (which ones is noted, and those that none reads are listed at
the end of the run).

    /usr/bin/python3 make_tiff.py        Pillow 9.4, tifffile 2023.2.3, tiffcp of libtiff 4.5, numpy 1.24
"""
import hashlib, io, json, os, struct, subprocess, warnings, zlib
import numpy as np
import tifffile
from PIL import Image

warnings.simplefilter("ignore")
here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tiff")
os.makedirs(here, exist_ok=True)


def lzw(data):
    """TIFF 6.0, section 13."""
    bits = []
    width, table, code = 9, {bytes([i]): i for i in range(256)}, 258

    def put(value):
        bits.append((value, width))

    put(256)
    omega = b""
    for k in data:
        k = bytes([k])
        if omega + k in table:
            omega += k
            continue
        put(table[omega])
        table[omega + k] = code
        code += 1
        if code == 512: width = 10
        elif code == 1024: width = 11
        elif code == 2048: width = 12
        elif code == 4095:
            put(256)
            width, table, code = 9, {bytes([i]): i for i in range(256)}, 258
        omega = k
    if omega:
        put(table[omega])
        code += 1
        if code in (512, 1024, 2048): width += 1
    put(257)
    out, pool, n = bytearray(), 0, 0
    for value, count in bits:
        pool, n = pool << count | value, n + count
        while n >= 8:
            n -= 8
            out.append(pool >> n & 255)
        pool &= (1 << n) - 1
    if n: out.append(pool << 8 - n & 255)
    return bytes(out)


def packbits(data):
    out, i = bytearray(), 0
    while i < len(data):
        run = 1
        while i + run < len(data) and run < 128 and data[i + run] == data[i]: run += 1
        if run > 2:
            out += bytes([257 - run, data[i]])
            i += run
        else:
            start = i
            while i < len(data) and i - start < 128 and not (i + 2 < len(data) and data[i] == data[i + 1] == data[i + 2]): i += 1
            out += bytes([i - start - 1]) + data[start:i]
    return bytes(out)


PACK = {1: lambda d: d, 5: lzw, 8: lambda d: zlib.compress(d, 9), 32946: lambda d: zlib.compress(d, 9), 32773: packbits}


def pack_rows(block, bits, order, predictor):
    """block: rows x columns x samples of one tile."""
    rows, columns, samples = block.shape
    if predictor == 2:
        block = block.copy()
        block[:, 1:] = (block[:, 1:] - block[:, :-1]) & (1 << bits) - 1
    if bits >= 8:
        return block.astype({8: "u1", 16: order + "u2", 32: order + "u4"}[bits]).tobytes()
    out = bytearray()
    for row in block.reshape(rows, -1):
        value = 0
        padded = list(row) + [0] * (-len(row) % (8 // bits))
        for i in range(0, len(padded), 8 // bits):
            value = 0
            for x in padded[i:i + 8 // bits]: value = value << bits | int(x)
            out.append(value)
    return bytes(out)


def write(name, image, bits, photometric, compression=1, predictor=1, tile=None, strip=None, planar=1, order="<", big=False,
          extra=None, colormap=None, sampleformat=None, resolution=None, missing=(), omit=()):
    h, w, c = image.shape
    blocks = []
    tw, th = tile or (w, strip or h)
    for plane in range(c if planar == 2 else 1):
        part = image[..., plane:plane + 1] if planar == 2 else image
        for y in range(0, h, th):
            for x in range(0, w, tw):
                block = part[y:y + th, x:x + tw]
                if tile:
                    block = np.pad(block, ((0, th - block.shape[0]), (0, tw - block.shape[1]), (0, 0)), "edge")
                packed = b"" if len(blocks) in missing else PACK[compression](pack_rows(block, bits, order, predictor))
                blocks.append(packed)
    tags = {256: (4, [w]), 257: (4, [h]), 258: (3, [bits] * c), 259: (3, [compression]), 262: (3, [photometric]), 277: (3, [c]), 284: (3, [planar])}
    if predictor != 1: tags[317] = (3, [predictor])
    if extra is not None: tags[338] = (3, extra)
    if colormap is not None: tags[320] = (3, colormap)
    if sampleformat: tags[339] = (3, [sampleformat] * c)
    if resolution:
        (x, y, unit) = resolution
        tags[282], tags[283], tags[296] = (5, [x]), (5, [y]), (3, [unit])
    long = 16 if big else 4
    if tile:
        tags[322], tags[323], tags[324], tags[325] = (4, [tw]), (4, [th]), (long, blocks), (long, [len(b) for b in blocks])
    else:
        tags[273], tags[278], tags[279] = (long, blocks), (4, [th]), (long, [len(b) for b in blocks])
    for tag in omit: del tags[tag]
    kinds = {3: "H", 4: "I", 16: "Q"}
    data = bytearray(b"II" if order == "<" else b"MM")
    data += struct.pack(order + ("HHHQ" if big else "HI"), *((43, 8, 0, 0) if big else (42, 0)))
    offsets = []
    for block in blocks:
        offsets.append(len(data) if block else 0)
        data += block
        data += b"\0" * (len(data) % 2)
    entries = []
    for tag, (kind, values) in sorted(tags.items()):
        if tag in (273, 324): values = offsets
        content = b"".join(struct.pack(order + "II", *v) for v in values) if kind == 5 else struct.pack(order + str(len(values)) + kinds[kind], *values)
        room = 8 if big else 4
        if len(content) > room:
            at = len(data)
            data += content + b"\0" * (len(content) % 2)
            content = struct.pack(order + ("Q" if big else "I"), at)
        entries.append(struct.pack(order + ("HHQ" if big else "HHI"), tag, kind, len(values)) + content.ljust(room, b"\0"))
    ifd = len(data)
    struct.pack_into(order + ("Q" if big else "I"), data, 8 if big else 4, ifd)
    data += struct.pack(order + ("Q" if big else "H"), len(entries)) + b"".join(entries) + struct.pack(order + ("Q" if big else "I"), 0)
    path = os.path.join(here, name)
    with open(path, "wb") as f: f.write(data)
    assert len(data) < 12000, (name, len(data))
    return path


def noise(w, h, c, top, seed):
    r = np.random.RandomState(seed)
    y, x = np.mgrid[0:h, 0:w]
    base = [(x * (3 + k) + y * (5 - k)) // 3 * (top + 1) // (4 * (w + h)) for k in range(c)]
    return (np.stack(base, -1) + r.randint(0, max(2, top // 60), (h, w, c)) * (x % 5 == 0)[..., None]).astype(np.int64) % (top + 1)


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


expected, unread = {}, []


def add(name, image, bits, photometric, decoded=None, labels=True, microns=None, check=None, **layout):
    """decoded: pixels as they should come out, None for those that went in; check: what other programs should see."""
    path = write(name, image, bits, photometric, **layout)
    h, w, _ = image.shape
    decoded = image if decoded is None else decoded
    out = 8 if bits < 8 or photometric == 3 else bits
    decoded = decoded.astype({8: "u1", 16: "<u2", 32: "<u4"}[out])
    seen = []
    for reader in ("tifffile", "pillow", "libtiff"):
        try:
            if reader != "pillow":
                plain = path
                if reader == "libtiff":
                    plain = "/tmp/karyon-make-tiff.tif"
                    subprocess.run(["tiffcp", "-c", "none", path, plain], check=True, capture_output=True)
                with tifffile.TiffFile(plain) as file:
                    page = file.pages[0]
                    array = page.asarray()
                    if page.planarconfig == 2: array = np.moveaxis(array, 0, -1)
                array = array.reshape(h, w, -1).astype(np.int64)
                ok = np.array_equal(array, image if check is None else check)
            else:
                with Image.open(path) as opened:
                    array = np.asarray(opened.convert("RGB") if photometric == 3 else opened).reshape(h, w, -1)
                    if opened.mode == "1": array = array.astype(np.uint8) * 255
                ok = np.array_equal(array.astype(np.int64), decoded)
            if ok: seen.append(reader)
        except Exception:
            pass
    if not seen: unread.append(name)
    expected[name] = {"width": w, "height": h, "channels": decoded.shape[2], "bits": out, "sha256": sha(decoded), "microns": microns, "agreed": seen}
    if labels and image.shape[2] == 1:
        expected[name]["labels"] = sha(image[..., 0].astype("<i4"))


palette = [int(v) * 257 for v in np.stack([np.arange(256), 255 - np.arange(256), np.arange(256) * 7 % 256]).reshape(-1)]
seed = 0
NAMES = {1: "none", 5: "lzw", 8: "deflate", 32946: "deflateold", 32773: "packbits"}
for compression in NAMES:
    for c, bits in ((1, 8), (3, 8), (1, 16), (3, 16)):
        for predictor in ((1, 2) if compression in (5, 8) else (1,)):
            for order in ("<", ">") if bits == 16 or compression == 1 else ("<",):
                for tile, strip in ((None, 4), ((16, 16), None)) if bits == 8 or predictor == 2 else ((None, 5),):
                    seed += 1
                    image = noise(19, 13, c, (1 << bits) - 1, seed)
                    name = "%s-%d%s%s-%s%s.tif" % ("grey" if c == 1 else "rgb", bits, "be" if order == ">" else "", "-tiles" if tile else "-strips", NAMES[compression], "-pred" if predictor == 2 else "")
                    add(name, image, bits, 1 if c == 1 else 2, compression=compression, predictor=predictor, tile=tile, strip=strip, order=order)
# A stream long enough for codes of 12 bits and a cleared table.
add("rgb-8-lzw-long.tif", np.random.RandomState(5).randint(0, 8, (40, 60, 3)) * 31, 8, 2, compression=5)
add("grey-8-lzw-flat.tif", np.zeros((120, 100, 1), np.int64) + 7, 8, 1, compression=5)
for order in "<>":
    for tile in (None, (16, 32)):
        seed += 1
        image = noise(21, 17, 3, 255, seed)
        suffix = ("be" if order == ">" else "le") + ("-tiles" if tile else "-strips")
        add("big-rgb-8-%s.tif" % suffix, image, 8, 2, compression=8, tile=tile, strip=6, order=order, big=True)
        add("planar-rgb-8-%s.tif" % suffix, image, 8, 2, compression=8, tile=tile, strip=6, order=order, planar=2, predictor=2)
        add("planar-rgb-16-%s.tif" % suffix, noise(21, 17, 3, 65535, seed), 16, 2, compression=8 if tile else 5, tile=tile, strip=6, order=order, planar=2)
        labels = np.random.RandomState(seed).randint(0, 5, (17, 21, 1)) * 70_001
        add("labels-32-%s.tif" % suffix, labels, 32, 1, compression=8, tile=tile, strip=6, order=order)
        add("labels-32-pred-%s.tif" % suffix, labels, 32, 1, compression=8, tile=tile, strip=6, order=order, predictor=2)
add("labels-32-signed.tif", labels, 32, 1, compression=1, sampleformat=2)
for bits in (1, 2, 4, 8, 16):
    top = (1 << bits) - 1
    image = noise(19, 13, 1, top, 70 + bits)
    scale = 255 // top if bits < 8 else 1
    if bits != 16: add("white-is-zero-%d.tif" % bits, image, bits, 0, (top - image) * scale, compression=8)
    else: add("white-is-zero-16.tif", image, bits, 0, top - image, compression=8, strip=3)
    if bits < 8: add("grey-%d.tif" % bits, image, bits, 1, image * scale, compression=32773, strip=5)
    if bits <= 8:
        colors = np.array(palette).reshape(3, 256)[:, : 1 << bits]
        add("palette-%d.tif" % bits, image, bits, 3, (colors.T >> 8)[image[..., 0]], compression=5, colormap=[int(v) for v in colors.reshape(-1)], tile=None if bits > 2 else (32, 16))
image = noise(19, 13, 4, 255, 90)
add("rgba-8.tif", image, 8, 2, extra=[2], compression=8)
add("rgba-8-premultiplied-tiles.tif", image, 8, 2, extra=[1], compression=5, tile=(16, 16))
add("rgbx-8.tif", image, 8, 2, image[..., :3], extra=[0], compression=8)
add("rgbx-8-planar.tif", image, 8, 2, image[..., :3], extra=[0], compression=8, planar=2)
add("cmyk-8.tif", image, 8, 5, compression=8)
add("grey-alpha-8.tif", image[..., :2], 8, 1, extra=[2], compression=8)
add("grey-extra-16.tif", noise(19, 13, 2, 65535, 91), 16, 1, noise(19, 13, 2, 65535, 91)[..., :1], extra=[0], compression=8, strip=4)
add("no-byte-counts.tif", noise(19, 13, 3, 255, 92), 8, 2, strip=4, omit=(279,))
add("tile-40x9.tif", noise(19, 13, 3, 255, 93), 8, 2, tile=(40, 9), compression=8)
sparse = noise(32, 32, 3, 255, 94)
seen = sparse.copy()
seen[:16, 16:] = 255
zero = sparse.copy()
zero[:16, 16:] = 0
add("sparse-rgb-tiles.tif", sparse, 8, 2, seen, tile=(16, 16), missing=(1,), compression=8, check=zero)
grey = noise(32, 32, 1, 65535, 95)
seen = grey.copy()
seen[16:, :16] = 0
add("sparse-grey-tiles.tif", grey, 16, 1, seen, labels=False, tile=(16, 16), missing=(2,), compression=8, check=seen)
for name, resolution, microns in (("cm", ((20000, 1), (20000, 1), 3), 0.5), ("inch", ((50800, 1), (50800, 1), 2), 0.5), ("72dpi", ((72, 1), (72, 1), 2), None),
                                  ("300dpi", ((300, 1), (300, 1), 2), None), ("no-unit", ((20000, 1), (20000, 1), 1), None), ("zero", ((0, 1), (0, 1), 3), None), ("nan", ((0, 0), (0, 0), 3), None)):
    add("resolution-%s.tif" % name, noise(3, 2, 1, 255, 96), 8, 1, resolution=resolution, microns=microns)
# JPEG strips with shared tables, by Pillow (libtiff and libjpeg-turbo), which also decodes them.
for name, mode in (("jpeg-ycbcr-strips.tif", "RGB"), ("jpeg-grey-strips.tif", "L"), ("jpeg-cmyk-strips.tif", "CMYK")):
    c = {"L": 1, "RGB": 3, "CMYK": 4}[mode]
    source = Image.fromarray(noise(37, 29, c, 255, 97).astype(np.uint8).squeeze(), mode)
    source.save(os.path.join(here, name), compression="jpeg", quality=60)
    with Image.open(os.path.join(here, name)) as opened:
        array = np.asarray(opened).reshape(29, 37, -1)
        assert opened.mode == mode
    expected[name] = {"width": 37, "height": 29, "channels": c, "bits": 8, "sha256": sha(array), "microns": None, "agreed": ["pillow"]}


def add_jpeg(name, c, decoded=None):
    """Pixels as libtiff gives them, and Pillow, where it reads them; decoded: what its streams hold one by one."""
    path, plain = os.path.join(here, name), "/tmp/karyon-make-tiff.tif"
    seen = {} if decoded is None else {"pillow, block by block": decoded}
    try:
        subprocess.run(["tiffcp", "-c", "none", path, plain], check=True, capture_output=True)
        with tifffile.TiffFile(plain) as file:
            array = file.pages[0].asarray()
            seen["libtiff"] = np.moveaxis(array, 0, -1) if file.pages[0].planarconfig == 2 else array
    except subprocess.CalledProcessError:
        print(name, "is not read by tiffcp")
    try:
        with Image.open(path) as opened: seen["pillow"] = np.asarray(opened)
    except OSError:
        print(name, "is not read by Pillow")
    arrays = [array.reshape(29, 37, c) for array in seen.values()]
    assert all(np.array_equal(array, arrays[0]) for array in arrays), (name, list(seen))
    expected[name] = {"width": 37, "height": 29, "channels": c, "bits": 8, "sha256": sha(arrays[0]), "microns": None, "agreed": sorted(seen)}


# JPEG in tiles and as RGB, with shared tables, by libtiff's tiffcp.
for name, c, options in (("jpeg-ycbcr-tiles.tif", 3, ["-c", "jpeg:60", "-t", "-w", "16", "-l", "32"]), ("jpeg-rgb-tiles.tif", 3, ["-c", "jpeg:r:60", "-t", "-w", "16", "-l", "32"]),
                         ("jpeg-rgb-strips.tif", 3, ["-c", "jpeg:r:60", "-s", "-r", "16"]), ("jpeg-grey-tiles.tif", 1, ["-c", "jpeg:60", "-t", "-w", "16", "-l", "32"])):
    source = "/tmp/karyon-make-tiff-source.tif"
    Image.fromarray(noise(37, 29, c, 255, 98).astype(np.uint8).squeeze()).save(source)
    subprocess.run(["tiffcp", *options, source, os.path.join(here, name)], check=True, capture_output=True)
    with tifffile.TiffFile(os.path.join(here, name)) as file:
        page = file.pages[0]
        assert page.compression == 7 and page.is_tiled == ("tiles" in name) and page.photometric == (6 if "ycbcr" in name else 1 if c == 1 else 2)
    add_jpeg(name, c)
# JPEG in planes, each block a whole stream of grey.
for name, tile, strip in (("jpeg-planar-tiles.tif", (16, 16), None), ("jpeg-planar-strips.tif", None, 8)):
    image, blocks = noise(37, 29, 3, 255, 99), []

    def jpeg(data):
        buffer = io.BytesIO()
        Image.fromarray(np.frombuffer(data, np.uint8).reshape(-1, tile[0] if tile else 37)).save(buffer, "JPEG", quality=60)
        blocks.append(np.asarray(Image.open(buffer)))
        return buffer.getvalue()

    PACK[7] = jpeg
    write(name, image, 8, 2, compression=7, tile=tile, strip=strip, planar=2)
    (th, tw), across = blocks[0].shape, -(-37 // blocks[0].shape[1])
    whole = np.zeros((29 + th, 37 + tw, 3), np.uint8)
    for k, block in enumerate(blocks):
        plane, k = divmod(k, len(blocks) // 3)
        whole[k // across * th:, k % across * tw:, plane][:block.shape[0], :tw] = block
    add_jpeg(name, 3, whole[:29, :37])
with open(os.path.join(here, "expected.json"), "w") as f:
    f.write("{\n" + ",\n".join("%s: %s" % (json.dumps(k), json.dumps(v)) for k, v in sorted(expected.items())) + "\n}\n")
print(len(expected), "files,", sum(os.path.getsize(os.path.join(here, n)) for n in os.listdir(here)), "bytes; by no program:", unread)
