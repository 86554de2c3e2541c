"""Decodes samples/ with Pillow and writes digests of the pixels to samples.json beside this script (python3-pil, numpy)."""
import hashlib
import json
import pathlib

import numpy as np
from PIL import Image

here = pathlib.Path(__file__).parent
root = here.parents[3] / "samples"
golden = {}
for image in sorted((root / "images").glob("*.png")):
    rgb = np.asarray(Image.open(image))
    labels = np.asarray(Image.open(root / "labels" / image.name)).astype("<i4")
    golden[image.stem] = {
        "width": rgb.shape[1],
        "height": rgb.shape[0],
        "rgb_sha256": hashlib.sha256(rgb.tobytes()).hexdigest(),
        "labels_int32_sha256": hashlib.sha256(labels.tobytes()).hexdigest(),
        "nuclei": int(len(np.unique(labels)) - 1),
    }
(here / "samples.json").write_text(json.dumps(golden, indent=1) + "\n")
