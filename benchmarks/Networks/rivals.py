"""Times PyTorch on the networks that `papers` times, at its best on this machine.

Each network is tried in NCHW, in channels_last and frozen (torch.jit), and with OpenBLAS's kernels as it picks them and those for AVX-512
(SkylakeX); a process each, since OpenBLAS reads its variable once. Before a network is timed its parameters and multiply-accumulates are
counted and compared with those published or known exactly. Lines of `papers` on standard input are passed on, and compared.

Usage: rivals.py [part of a network's name] [passes] [threads]
"""
import os
import re
import subprocess
import sys
import time

# Parameters, 10^9 multiply-accumulates of a tile, tiles of a pass, side of a tile.
NETWORKS = {
    "HoVer-Net fast": (37_639_626, 148.934, 16, 256),
    "U-Net MiT-B0": (5_550_794, 3.060, 16, 256),
    "U-Net MiT-B1": (16_433_450, 5.068, 16, 256),
    "U-Net MiT-B2": (27_478_314, 7.179, 16, 256),
    "U-Net MiT-B3": (47_354_154, 10.958, 16, 256),
    "UNI2-h": (681_394_176, 185.470, 1, 224),
}
CORE_TYPES = ("", "SkylakeX")


def build(name):
    """The network of a name; torch is imported here, because the parent process needs none."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    def crop(x, size):
        top, left = (x.shape[2] - size[0]) // 2, (x.shape[3] - size[1]) // 2
        return x[:, :, top:top + size[0], left:left + size[1]]

    def conv(inputs, outputs, kernel, **options):
        return nn.Conv2d(inputs, outputs, kernel, bias=False, **options)

    def norm_relu(width):
        return nn.Sequential(nn.BatchNorm2d(width), nn.ReLU(inplace=True))

    class Unit(nn.Module):
        """A unit of the pre-activated ResNet-50; strided ones pad at the end alone, as TensorFlow does for even sizes."""

        def __init__(self, inputs, width, stride, first):
            super().__init__()
            self.before = nn.Identity() if first else nn.Sequential(nn.BatchNorm2d(inputs), nn.ReLU())
            self.a = nn.Sequential(conv(inputs, width, 1), norm_relu(width))
            self.pad = nn.ZeroPad2d((0, 1, 0, 1) if stride == 2 else 1)
            self.b = nn.Sequential(conv(width, width, 3, stride=stride), norm_relu(width), conv(width, 4 * width, 1))

        def forward(self, x):
            return self.b(self.pad(self.a(self.before(x))))

    class Group(nn.Module):
        def __init__(self, inputs, width, units, stride):
            super().__init__()
            self.units = nn.ModuleList([Unit(inputs if i == 0 else 4 * width, width, stride if i == 0 else 1, i == 0) for i in range(units)])
            self.shortcut = conv(inputs, 4 * width, 1, stride=stride)
            self.end = norm_relu(4 * width)

        def forward(self, x):
            shortcut = self.shortcut(x)
            for unit in self.units:
                x = unit(x) + shortcut
                shortcut = x
            return self.end(x)

    class Dense(nn.Module):
        def __init__(self, inputs, units):
            super().__init__()
            self.units = nn.ModuleList([
                nn.Sequential(nn.BatchNorm2d(inputs + 32 * i), nn.ReLU(), conv(inputs + 32 * i, 128, 1), norm_relu(128), conv(128, 32, 3, groups=4))
                for i in range(units)])
            self.end = norm_relu(inputs + 32 * units)

        def forward(self, x):
            for unit in self.units:
                y = unit(x)
                x = torch.cat([crop(x, y.shape[2:]), y], 1)
            return self.end(x)

    class Branch(nn.Module):
        def __init__(self, outputs):
            super().__init__()
            self.u3 = nn.Sequential(conv(1024, 256, 3), Dense(256, 8), conv(512, 512, 1))
            self.u2 = nn.Sequential(conv(512, 128, 3), Dense(128, 4), conv(256, 256, 1))
            self.u1 = conv(256, 64, 3, padding=1)
            self.u0 = nn.Sequential(norm_relu(64), nn.Conv2d(64, outputs, 1))

        def forward(self, d0, d1, d2, d3):
            x = self.u3(F.interpolate(d3, scale_factor=2.0) + d2)
            x = self.u2(F.interpolate(x, scale_factor=2.0) + d1)
            return self.u0(self.u1(F.interpolate(x, scale_factor=2.0) + d0))

    class HoverNetFast(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem = nn.Sequential(conv(3, 64, 7, padding=3), norm_relu(64))
            self.groups = nn.ModuleList([Group(64, 64, 3, 1), Group(256, 128, 4, 2), Group(512, 256, 6, 2), Group(1024, 512, 3, 2)])
            self.bottom = conv(2048, 1024, 1)
            self.branches = nn.ModuleList([Branch(6), Branch(2), Branch(2)])

        def forward(self, x):
            x = self.stem(x / 255)
            d = []
            for group in self.groups:
                x = group(x)
                d.append(x)
            size = [s - 92 for s in d[0].shape[2:]]
            d0, d1 = crop(d[0], size), crop(d[1], [s - 36 for s in d[1].shape[2:]])
            d3 = self.bottom(d[3])
            return [branch(d0, d1, d[2], d3) for branch in self.branches]

    def attend(q, k, v, heads):
        """Tokens [N, T, C]."""
        n, tokens, width = q.shape
        q, k, v = (t.reshape(n, -1, heads, width // heads).transpose(1, 2) for t in (q, k, v))
        weights = torch.softmax((q * (width // heads) ** -0.5) @ k.transpose(2, 3), -1)
        return (weights @ v).transpose(1, 2).reshape(n, tokens, width)

    class ReducedAttention(nn.Module):
        def __init__(self, width, heads, reduction):
            super().__init__()
            self.heads, self.reduction = heads, reduction
            self.q, self.kv, self.proj = nn.Linear(width, width), nn.Linear(width, 2 * width), nn.Linear(width, width)
            if reduction > 1:
                self.sr, self.norm = nn.Conv2d(width, width, reduction, reduction), nn.LayerNorm(width)

        def forward(self, x, height, width):
            keys = x
            if self.reduction > 1:
                keys = self.sr(x.transpose(1, 2).reshape(x.shape[0], x.shape[2], height, width))
                keys = self.norm(keys.flatten(2).transpose(1, 2))
            k, v = self.kv(keys).chunk(2, -1)
            return self.proj(attend(self.q(x), k, v, self.heads))

    class MixBlock(nn.Module):
        def __init__(self, width, heads, reduction):
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(width, 1e-6), nn.LayerNorm(width, 1e-6)
            self.attn = ReducedAttention(width, heads, reduction)
            self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
            self.depthwise = nn.Conv2d(4 * width, 4 * width, 3, padding=1, groups=4 * width)

        def forward(self, x, height, width):
            x = x + self.attn(self.norm1(x), height, width)
            y = self.fc1(self.norm2(x))
            y = self.depthwise(y.transpose(1, 2).reshape(y.shape[0], y.shape[2], height, width))
            return x + self.fc2(F.gelu(y.flatten(2).transpose(1, 2)))

    class MixStage(nn.Module):
        def __init__(self, inputs, width, depth, heads, reduction, first):
            super().__init__()
            self.embed = nn.Conv2d(inputs, width, 7, 4, 3) if first else nn.Conv2d(inputs, width, 3, 2, 1)
            self.embed_norm, self.end = nn.LayerNorm(width), nn.LayerNorm(width, 1e-6)
            self.blocks = nn.ModuleList([MixBlock(width, heads, reduction) for _ in range(depth)])

        def forward(self, x):
            x = self.embed(x)
            n, c, height, width = x.shape
            x = self.embed_norm(x.flatten(2).transpose(1, 2))
            for block in self.blocks:
                x = block(x, height, width)
            return self.end(x).transpose(1, 2).reshape(n, c, height, width)

    class Student(nn.Module):
        def __init__(self, widths, depths):
            super().__init__()
            inputs = [3] + widths[:3]
            self.stages = nn.ModuleList([MixStage(inputs[i], widths[i], depths[i], (1, 2, 5, 8)[i], (8, 4, 2, 1)[i], i == 0) for i in range(4)])
            outputs, skips = [256, 128, 64, 32, 16], [widths[2], widths[1], widths[0], 0, 0]
            self.blocks = nn.ModuleList()
            x = widths[3]
            for skip, y in zip(skips, outputs):
                self.blocks.append(nn.Sequential(conv(x + skip, y, 3, padding=1), norm_relu(y), conv(y, y, 3, padding=1), norm_relu(y)))
                x = y
            self.head = nn.Conv2d(16, 10, 3, padding=1)

        def forward(self, x):
            x = x / 255
            features = []
            for stage in self.stages:
                x = stage(x)
                features.append(x)
            for i, block in enumerate(self.blocks):
                x = F.interpolate(x, scale_factor=2.0)
                if i < 3:
                    x = torch.cat([x, features[2 - i]], 1)
                x = block(x)
            return self.head(x)

    class VitBlock(nn.Module):
        def __init__(self, width, heads):
            super().__init__()
            self.heads = heads
            self.norm1, self.norm2 = nn.LayerNorm(width, 1e-6), nn.LayerNorm(width, 1e-6)
            self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.fc1, self.fc2 = nn.Linear(width, 8192), nn.Linear(4096, width)
            self.scale1, self.scale2 = nn.Parameter(torch.ones(width)), nn.Parameter(torch.ones(width))

        def forward(self, x):
            q, k, v = self.qkv(self.norm1(x)).chunk(3, -1)
            x = x + self.scale1 * self.proj(attend(q, k, v, self.heads))
            a, b = self.fc1(self.norm2(x)).chunk(2, -1)
            return x + self.scale2 * self.fc2(F.silu(a) * b)

    class Uni2h(nn.Module):
        def __init__(self, width=1536):
            super().__init__()
            self.embed = nn.Conv2d(3, width, 14, 14)
            self.position, self.prefix = nn.Parameter(torch.zeros(1, 256, width)), nn.Parameter(torch.zeros(1, 9, width))
            self.blocks = nn.ModuleList([VitBlock(width, 24) for _ in range(24)])
            self.norm = nn.LayerNorm(width, 1e-6)

        def forward(self, x):
            x = self.embed(x).flatten(2).transpose(1, 2) + self.position
            x = torch.cat([self.prefix.expand(x.shape[0], -1, -1), x], 1)
            for block in self.blocks:
                x = block(x)
            return self.norm(x)[:, 0]

    students = {"0": ([32, 64, 160, 256], [2, 2, 2, 2]), "1": ([64, 128, 320, 512], [2, 2, 2, 2]),
                "2": ([64, 128, 320, 512], [3, 4, 6, 3]), "3": ([64, 128, 320, 512], [3, 4, 18, 3])}
    return HoverNetFast() if name.startswith("HoVer") else Uni2h() if name.startswith("UNI") else Student(*students[name[-1]])


def count(network, image):
    """Parameters, and 10^9 multiply-accumulates of a pass: convolutions, linear layers and attention's two products."""
    import torch
    from torch import nn
    total = 0
    multiply = torch.Tensor.__matmul__

    def layer(module, inputs, output):
        nonlocal total
        weights = module.weight
        total += output.numel() * weights[0].numel()

    def product(a, b):
        nonlocal total
        result = multiply(a, b)
        total += result.numel() * a.shape[-1]
        return result

    hooks = [m.register_forward_hook(layer) for m in network.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    torch.Tensor.__matmul__ = product
    network(image)
    torch.Tensor.__matmul__ = multiply
    for hook in hooks:
        hook.remove()
    return sum(p.numel() for p in network.parameters()), total / 1e9


def demand_openblas():
    """Ends where torch found the reference BLAS alone, whose products are slower by two orders of magnitude: that would be no comparison."""
    with open("/proc/self/maps") as libraries:
        if not any("openblas" in line for line in libraries):
            sys.exit("torch has no OpenBLAS here: apt-get install libopenblas0-pthread")


def measure(name, passes, threads):
    """Prints one line a way of running the network: its name, the best time and the median."""
    import torch
    demand_openblas()
    torch.manual_seed(1)
    torch.set_num_threads(threads)
    parameters, macs, tiles, side = NETWORKS[name]
    with torch.no_grad():
        network = build(name).eval()
        one = torch.rand(1, 3, side, side)
        counted, products = count(network, one)
        if counted != parameters or abs(products - macs) > 0.0006:
            sys.exit(f"{name}: {counted} parameters and {products:.3f} GMAC instead of {parameters} and {macs:.3f}")
        image = torch.rand(tiles, 3, side, side)
        last = image.to(memory_format=torch.channels_last)

        def frozen(x):
            return torch.jit.freeze(torch.jit.trace(network, x, check_trace=False))

        ways = [("NCHW", lambda: network, image), ("frozen", lambda: frozen(image), image),
                ("channels_last", lambda: network.to(memory_format=torch.channels_last), last), ("channels_last, frozen", lambda: frozen(last), last)]
        for way, make, x in ways:
            ready = make()
            # A frozen graph is optimised in its first calls.
            for _ in range(3 if "frozen" in way else 1):
                ready(x)
            times = []
            for _ in range(passes):
                start = time.perf_counter()
                ready(x)
                times.append(time.perf_counter() - start)
            print(f"{way}\t{min(times):.4f}\t{sorted(times)[len(times) // 2]:.4f}", flush=True)


def compare(part, passes, threads):
    """Passes our lines on, then runs and prints PyTorch's."""
    ours = {}
    if not sys.stdin.isatty():
        for line in sys.stdin:
            print(line, end="", flush=True)
            match = re.match(r"(\S.*?)\s+\d+ tiles:\s+([\d.]+) s best", line)
            if match:
                ours[match[1]] = float(match[2])
    for name in NETWORKS:
        if part.lower() not in name.lower():
            continue
        best = None
        for core in CORE_TYPES:
            environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
            if core:
                environment["OPENBLAS_CORETYPE"] = core
            run = subprocess.run([sys.executable, __file__, "--one", name, str(passes), str(threads)], env=environment, stdout=subprocess.PIPE, text=True)
            if run.returncode != 0:
                sys.exit(run.returncode)
            for line in run.stdout.splitlines():
                way, fastest, median = line.split("\t")
                label = f"{way}, OpenBLAS {core or 'as found'}"
                print(f"    {float(fastest):7.3f} s best, {float(median):7.3f} median: PyTorch, {label}", flush=True)
                if best is None or float(fastest) < best[0]:
                    best = (float(fastest), label)
        factor = f"; ours {ours[name]:.3f} s, {best[0] / ours[name]:.2f} times as fast" if name in ours else ""
        print(f"{name:15} PyTorch at its best {best[0]:.3f} s ({best[1]}){factor}", flush=True)


if sys.argv[1:2] == ["--one"]:
    measure(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    compare(sys.argv[1] if len(sys.argv) > 1 else "", int(sys.argv[2]) if len(sys.argv) > 2 else 3, int(sys.argv[3]) if len(sys.argv) > 3 else 2)
