import os
import sys

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # one thread for all, as in the web workers

if __name__ == "__main__":
    from tests.bench import bench_questions, bench_ranking

    missed = [*bench_ranking.run(), *bench_questions.run()]
    print("\n".join(f"MISSED: {miss}" for miss in missed) or "All targets met.")
    sys.exit(1 if missed else 0)
