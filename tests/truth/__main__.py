"""How true and how sure the answer is: `make truth` prints it, and fails when a target is missed."""

import os
import sys

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "DJANGO_SETTINGS_MODULE": "tests.settings"}

if __name__ == "__main__":
    import django

    django.setup()

    from tests.truth import judging

    missed = judging.run()
    print("\n" + ("\n".join(f"MISSED: {miss}" for miss in missed) or "All targets met."))
    sys.exit(1 if missed else 0)
