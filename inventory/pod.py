#!/usr/bin/env python3
"""Ansible's inventory, compiled from the pod's own file on every run: it cannot go stale. PODWRIGHT_POD names the pod's folder."""

import json
import os
import sys
from pathlib import Path

from podwright.declaration import declared
from podwright.outputs.inventory import inventory, values_of
from podwright.plan.compile import compile_pod
from podwright.plan.finding import Infeasible
from podwright.refusal import Refused
from podwright.spec.errors import SpecErrors

DEFAULT_POD = Path(__file__).resolve().parent.parent / "stacks" / "lab"

if __name__ == "__main__":
    try:
        plan = compile_pod(*declared(Path(os.environ.get("PODWRIGHT_POD", DEFAULT_POD))))
    except (SpecErrors, Infeasible, Refused) as error:
        sys.exit(str(error))
    print(json.dumps(values_of(plan, sys.argv[2]) if sys.argv[1:2] == ["--host"] else inventory(plan)))
