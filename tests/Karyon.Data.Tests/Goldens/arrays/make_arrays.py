"""Makes the array files beside it with NumPy and SciPy. Values follow closed forms that the tests repeat."""
import gzip
import io
import os

import numpy as np
import scipy.io

HERE = os.path.dirname(os.path.abspath(__file__))
base = np.arange(24).reshape(2, 3, 4)

arrays = {}
for kind in ("b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8"):
    if kind == "b1":
        values = base % 3 == 0
    elif kind[0] == "f":
        values = base * 0.25 - 2
    elif kind[0] == "i":
        values = base * 5 - 60
    else:
        values = base * 10
    for order in ("C", "F"):
        for end in ("<", ">"):
            arrays["%s_%s_%s" % (kind, order, "little" if end == "<" else "big")] = np.array(values, dtype=end + kind, order=order)
arrays["wide_i8"] = np.array([-2**63, 2**63 - 1], "<i8")
arrays["wide_u8"] = np.array([0, 2**64 - 1], ">u8")
arrays["floats"] = np.array([np.inf, -np.inf, np.nan, 5e-324], ">f8")
arrays["texts_little"] = np.array(["Breast", "Bile-duct", "", "\u03b1\u0394", "\U0001F52C"], "<U9")
arrays["texts_big_F"] = np.array([["a", "b", "c"], ["d", "e", "f"]], ">U3", order="F")
arrays["scalar"] = np.array(7.5)
arrays["none"] = np.zeros((3, 0, 2), np.int32)
np.savez_compressed(os.path.join(HERE, "arrays.npz"), **arrays)

for version in (1, 2, 3):
    with open(os.path.join(HERE, "version%d.npy" % version), "wb") as f:
        np.lib.format.write_array(f, np.arange(6, dtype=np.int32).reshape(2, 3), version=(version, 0))
memory = io.BytesIO()
np.save(memory, np.arange(6, dtype=np.int32).reshape(2, 3))
with open(os.path.join(HERE, "zipped.npy.gz"), "wb") as f:
    f.write(gzip.compress(memory.getvalue(), mtime=0))
np.save(os.path.join(HERE, "objects.npy"), np.array([{}, None], dtype=object), allow_pickle=True)
np.save(os.path.join(HERE, "records.npy"), np.zeros(2, dtype=[("a", "i4"), ("b", "f8")]))
np.save(os.path.join(HERE, "complex.npy"), np.zeros(2, np.complex64))

variables = {k.split("_")[0]: v for k, v in arrays.items() if k.endswith("_C_little") and k[:2] not in ("f2",)}
variables.update(text="hello", cells=np.array([1, "a"], dtype=object), record={"a": 1}, imaginary=np.array([[1 + 2j]]),
                 sparse=__import__("scipy.sparse", fromlist=["x"]).csc_matrix(np.eye(3)), small=np.array([[3]], np.uint8), empty=np.zeros((0, 2)))
for compressed in (False, True):
    scipy.io.savemat(os.path.join(HERE, "variables_%s.mat" % ("compressed" if compressed else "plain")), variables, do_compression=compressed)

# Files in the layouts of CoNSeP (published) and of hover_net's training patches: two nuclei, ids 4 and 9.
inst = np.array([[4, 4, 0, 0], [4, 0, 9, 9], [0, 0, 9, 9]], float)
kind = np.array([[2, 2, 0, 0], [2, 0, 7, 7], [0, 0, 7, 1]], float)
scipy.io.savemat(os.path.join(HERE, "consep_tile.mat"), {
    "inst_map": inst, "type_map": kind, "inst_type": np.array([[2.0], [7.0]]),
    "inst_centroid": np.array([[1 / 3, 1 / 3], [2.5, 1.5]])}, do_compression=True)
colours = np.arange(36).reshape(3, 4, 3) * 7
np.save(os.path.join(HERE, "patch.npy"), np.concatenate([colours, inst[..., None], kind[..., None]], -1).astype(np.int32))
