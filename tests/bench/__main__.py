import os
import platform
import sys
import tempfile
from pathlib import Path

# One thread for all, as in the web workers.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "DJANGO_SETTINGS_MODULE": "tests.settings"}


def machine() -> str:
    """What this was measured on."""
    try:
        names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    except OSError:
        names = []
    processor = names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores, {processor}, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    import django

    django.setup()

    from tests.bench import bench_page, bench_questions, bench_ranking, bench_reading, bench_size, bench_worker

    print(f"{machine()}\n")
    missed = [*bench_ranking.run(), *bench_questions.run(), *bench_reading.run()]
    with tempfile.TemporaryDirectory() as folder:
        bench_worker.managed(Path(folder), "prepare")
        missed += [*bench_page.run(Path(folder)), *bench_worker.run(Path(folder)), *bench_size.run(Path(folder))]
    print("\n".join(f"MISSED: {miss}" for miss in missed) or "All targets met.")
    sys.exit(1 if missed else 0)
