"""Run the benchmarks (all, or those named), one JSON object a line.

A benchmark is a function `bench_<name>` of a module in this folder that returns a `Comparison`, or several lines.
"""

import importlib
import json
import pkgutil
import sys
from collections.abc import Callable, Iterator

import django

import tests.benchmarks
from tests.benchmarks.comparison import Comparison, Figures

PREFIX = "bench_"

Found = Comparison | Figures | tuple[Comparison | Figures, ...]


def benchmarks() -> Iterator[tuple[str, Callable[[], Found]]]:
    """(name, function) of each, in the order of modules and of names."""
    for module_facts in pkgutil.iter_modules(tests.benchmarks.__path__):
        if module_facts.name.startswith("_"):
            continue
        module = importlib.import_module(f"tests.benchmarks.{module_facts.name}")
        for name in sorted(vars(module)):
            if name.startswith(PREFIX):
                yield name.removeprefix(PREFIX), getattr(module, name)


def line(found: Comparison | Figures) -> str:
    """Times to four significant digits, for the clock gives no more; other figures as they were counted."""
    if isinstance(found, Figures):
        return json.dumps({"bench": found.bench, **found.figures}, ensure_ascii=False)
    return json.dumps(
        {
            "bench": found.bench,
            "ours": float(f"{found.ours:.4g}"),
            "peer": float(f"{found.peer:.4g}"),
            "peer_name": found.peer_name,
            "unit": found.unit,
            "ratio": float(f"{found.ratio:.4g}"),
        },
        ensure_ascii=False,
    )


def main(wanted: list[str]) -> int:
    django.setup()
    known = dict(benchmarks())
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        sys.stderr.write(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(known)}\n")
        return 2
    for name, benchmark in known.items():
        if not wanted or name in wanted:
            found = benchmark()
            for one in found if isinstance(found, tuple) else (found,):
                print(line(one), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
