"""Runs a Python job template on the hosts of one run: see src/services/automation/runs/protocol.ts."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

if __name__ == "__main__":
    sys.path.insert(0, HERE)
    from atelier_runner import work

    # What lies beside this file is nothing that a template could mean by its imports.
    sys.path.remove(HERE)
    work.main(os.path.join(HERE, "standin"))
