import os
import sys

# One thread for all, as in the web workers.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "DJANGO_SETTINGS_MODULE": "tests.settings"}

if __name__ == "__main__":
    import django

    django.setup()

    from tests.bench import bench_page, bench_questions, bench_ranking

    missed = [*bench_ranking.run(), *bench_questions.run(), *bench_page.run()]
    print("\n".join(f"MISSED: {miss}" for miss in missed) or "All targets met.")
    sys.exit(1 if missed else 0)
