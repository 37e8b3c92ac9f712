import os
import sys

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # one thread for all, as in the web workers

if __name__ == "__main__":
    from tests.bench.bench_ranking import main

    sys.exit(main())
