"""Files of torch.save as the tests expect them; the tests know the values by the formulas written here.

Made with Debian's python3-torch 1.13.1+dfsg-4 (torch 1.13.0a0), NumPy 1.24.2, Python 3.11: /usr/bin/python3 make_goldens.py
"""
import argparse
import collections

import numpy
import torch

TYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool]


def state():
    tensors = collections.OrderedDict()
    for kind in TYPES:
        values = torch.arange(12).reshape(3, 4)
        tensors["module.type." + str(kind).split(".")[1]] = (values % 2 == 1) if kind == torch.bool else (values / 4 if kind.is_floating_point else values).to(kind)
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
    tensors["module.whole"] = base
    tensors["module.transposed"] = base.permute(2, 0, 1)
    tensors["module.part"] = base[1, 1:, ::2]
    tensors["module.expanded"] = torch.tensor([5.0]).expand(2, 3)
    tensors["module.scalar"] = torch.tensor(-1.5)
    tensors["module.empty"] = torch.zeros(0, 3)
    tensors["module.learnt"] = torch.nn.Parameter(torch.full((2,), 0.75))
    tensors._metadata = collections.OrderedDict([("", {"version": 1})])
    return tensors


def trainer():
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.Adam([weight], lr=1e-4)
    (weight.sum()).backward()
    optimizer.step()
    return {
        "epoch": 7, "val_loss": numpy.float64(0.5), "curve": numpy.arange(3, dtype=numpy.float32), "options": argparse.Namespace(lr=0.1, name="x"),
        "optimizer_state_dict": optimizer.state_dict(), "model_state_dict": state(), "device": torch.device("cpu"), "size": torch.Size([1, 2]),
    }


torch.save(trainer(), "torch-1.13-zip.pt")
torch.save({"desc": state()}, "torch-1.13-stream.tar", _use_new_zipfile_serialization=False)
