"""The other side of the benchmark: makes the file sets, then times libjpeg-turbo, by itself and within Pillow, over one set per line of input.

Sets, in folders of the work folder given: the images as they are, and the same coded again with Pillow.
"""
import ctypes, glob, io, os, sys, time
from PIL import Image

source, work = sys.argv[1:3]
images = [Image.open(p).convert("RGB") for p in sorted(glob.glob(os.path.join(source, "**", "*.jpg"), recursive=True))[:8]]
raw = [open(p, "rb").read() for p in sorted(glob.glob(os.path.join(source, "**", "*.jpg"), recursive=True))[:8]]


def put(name, index, data):
    os.makedirs(os.path.join(work, name), exist_ok=True)
    with open(os.path.join(work, name, f"{index:03}.jpg"), "wb") as file:
        file.write(data)


def coded(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)
    return buffer.getvalue()


for i, (image, data) in enumerate(zip(images, raw)):
    put("as-stored", i, data)
    put("444-q90", i, coded(image, quality=90, subsampling=0))
    put("420-q80", i, coded(image, quality=80, subsampling=2))
    put("422-q70", i, coded(image, quality=70, subsampling=1))
    put("progressive-420-q85", i, coded(image, quality=85, subsampling=2, progressive=True))
    for j in range(8):
        put("tiles-240-422-q70", 8 * i + j, coded(image.crop((240 * (j % 4), 240 * (j // 4), 240 * (j % 4) + 240, 240 * (j // 4) + 240)), quality=70, subsampling=1))
turbo = ctypes.CDLL("libturbojpeg.so.0")
turbo.tjInitDecompress.restype = ctypes.c_void_p
handle = ctypes.c_void_p(turbo.tjInitDecompress())
RGB, ACCURATE = 0, 4096


def decode_turbo(data, width, height, buffer):
    if turbo.tjDecompress2(handle, data, ctypes.c_ulong(len(data)), buffer, width, 0, height, RGB, ACCURATE) != 0:
        raise RuntimeError("libjpeg-turbo refuses a file")


print("ready", flush=True)
sets = {}
for line in sys.stdin:
    engine, name = line.split()
    if name not in sets:
        files = [open(p, "rb").read() for p in sorted(glob.glob(os.path.join(work, name, "*.jpg")))]
        sizes = [Image.open(io.BytesIO(f)).size for f in files]
        sets[name] = [(f, w, h, ctypes.create_string_buffer(w * h * 3)) for f, (w, h) in zip(files, sizes)]
    start = time.perf_counter()
    for data, width, height, buffer in sets[name]:
        if engine == "turbo":
            decode_turbo(data, width, height, buffer)
        else:
            Image.open(io.BytesIO(data)).load()
    print(time.perf_counter() - start, flush=True)
