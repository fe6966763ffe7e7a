#!/usr/bin/env python
"""Django's command line, with the environment of this installation."""

import os
import sys

from django.core.management import execute_from_command_line

from okr_site.safety import refuse_unsafe_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okr_site.settings")
    refuse_unsafe_command(sys.argv[1] if len(sys.argv) > 1 else "help")
    execute_from_command_line(sys.argv)
