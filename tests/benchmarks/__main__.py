"""Run the benchmarks (all, or those named), one JSON object a line.

A benchmark is a function `bench_<name>` of a module in this folder that returns a `Comparison`.
"""

import importlib
import json
import pkgutil
import sys
from collections.abc import Callable, Iterator

import django

import tests.benchmarks
from tests.benchmarks.comparison import Comparison

PREFIX = "bench_"


def benchmarks() -> Iterator[tuple[str, Callable[[], Comparison]]]:
    """(name, function) of each, in the order of modules and of names."""
    for module_facts in pkgutil.iter_modules(tests.benchmarks.__path__):
        if module_facts.name.startswith("_"):
            continue
        module = importlib.import_module(f"tests.benchmarks.{module_facts.name}")
        for name in sorted(vars(module)):
            if name.startswith(PREFIX):
                yield name.removeprefix(PREFIX), getattr(module, name)


def line(comparison: Comparison) -> str:
    """The figures to four significant digits: the clock gives no more."""
    return json.dumps(
        {
            "bench": comparison.bench,
            "ours": float(f"{comparison.ours:.4g}"),
            "peer": float(f"{comparison.peer:.4g}"),
            "peer_name": comparison.peer_name,
            "unit": comparison.unit,
            "ratio": float(f"{comparison.ratio:.4g}"),
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
            print(line(benchmark()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
