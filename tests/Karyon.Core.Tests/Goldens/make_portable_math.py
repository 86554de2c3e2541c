"""Correctly rounded values of elementary functions, from mpmath at 2000 bits.

  python3 make_portable_math.py > portable_math.txt

Each line: function, arguments, value; doubles in shortest round-trip form.
"""
import random

from mpmath import mp, mpf, cos, erf, exp, expm1, log, power, sin, tanh

mp.prec = 2000
rng = random.Random(20260101)


def spread(lo, hi):
    """A magnitude whose logarithm is uniform."""
    return lo * (hi / lo) ** rng.random()


def both(lo, hi):
    return rng.choice((-1, 1)) * spread(lo, hi)


def emit(name, f, *x):
    print(name, *[repr(v) for v in x], repr(float(f(*[mpf(v) for v in x]))))


for _ in range(150):
    emit("exp", exp, both(1e-12, 700.0))
    emit("expm1", expm1, both(1e-12, 39.0))
    emit("log", log, spread(1e-150, 1e150) ** 2)
    emit("log", log, 1 + both(1e-12, 0.6))
    emit("sin", sin, both(1e-8, 1e5))
    emit("cos", cos, both(1e-8, 1e5))
    emit("tanh", tanh, both(1e-10, 19.9))
    emit("erf", erf, both(1e-10, 5.9))
    emit("pow", power, spread(1e-5, 1e5), rng.uniform(-60, 60))
    emit("pow", power, spread(0.3, 3.0), rng.uniform(-500, 500))
for _ in range(30):
    emit("sin", sin, both(1e6, 1e300))
    emit("cos", cos, both(1e6, 1e300))
emit("sin", sin, 5.319372648326541e255)  # the double nearest to a multiple of pi/2
emit("cos", cos, 5.319372648326541e255)
emit("log", log, 5e-324)
