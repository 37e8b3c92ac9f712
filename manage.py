#!/usr/bin/env python
import io
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, connection


def main() -> None:
    """Run a command; what it writes is UTF-8 whatever the locale, and it ends quietly when nobody reads on.

    What an operator has to mend is told without a traceback.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relocate.settings")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))
    except OperationalError as problem:
        named = connection.settings_dict
        sys.exit(f"The database {named['NAME']} {named['HOST'] and 'at ' + named['HOST']} cannot be used: {problem}")
    except BrokenPipeError:
        # What is still to be written goes nowhere, or Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
