"""Pickles of NumPy arrays as the tests expect them; the tests know the values by the formulas written here.

Made with NumPy 1.24.2, Python 3.11.2: /usr/bin/python3 make_pickles.py
"""
import pickle

import numpy

predictions = {
    "names": ["a", "b"], "pair": (1, -2.5), "large": 1 << 70, "none": None, "flags": [True, False],
    "c": numpy.arange(6, dtype=numpy.float32).reshape(2, 3), "fortran": numpy.asfortranarray(numpy.arange(6, dtype=numpy.int32).reshape(2, 3)),
    "big": numpy.arange(4, dtype=">i2"), "empty": numpy.zeros((0, 2)), "bool": numpy.array([True, False]), "number": numpy.int64(-3),
}
for protocol in (2, 4, 5):
    with open(f"numpy-protocol{protocol}.pkl", "wb") as file:
        pickle.dump(predictions, file, protocol=protocol)

# A prediction with the keys, types and protocol of HoVer-UNet's inference/infer.py: three nuclei of 12 x 9 px, of which 2 has no record (too few contour
# points); the ids of the records stand in another order than in the map.
ids = numpy.zeros((9, 12), dtype=numpy.int32)
ids[1:4, 1:5] = 1
ids[0, 11] = 2
ids[5:8, 6:11] = 7
boxes = {7: [[5, 6], [8, 11]], 1: [[1, 1], [4, 5]]}
records = {
    uid: {
        "bbox": numpy.array(boxes[uid]), "centroid": numpy.argwhere(ids == uid).mean(axis=0)[::-1], "type": numpy.int64(kind), "type_prob": 0.75,
        "contour": numpy.array([[left, top], [left, bottom - 1], [right - 1, bottom - 1], [right - 1, top]], dtype=numpy.int32),
    }
    for uid, kind, ((top, left), (bottom, right)) in ((7, 5, boxes[7]), (1, 2, boxes[1]))
}
for name, found, image in (("hoverunet", records, ids), ("hoverunet-empty", {}, numpy.zeros((9, 12), dtype=numpy.int32))):
    values = list(found.values())
    prediction = {
        "inst_map": image, "inst_uid": numpy.array(list(found.keys())), "inst_type": numpy.array([v["type"] for v in values]),
        "inst_centroid": numpy.array([v["centroid"] for v in values]), "inst_bbox": numpy.array([v["bbox"] for v in values]),
        "inst_type_prod": numpy.array([v["type_prob"] for v in values]), "inst_contour": [v["contour"] for v in values],
    }
    with open(f"{name}.pickle", "wb") as file:
        pickle.dump(prediction, file, protocol=pickle.HIGHEST_PROTOCOL)
