"""Prints the digest of the plan of each folder that is named, and the Python that made it, as JSON; a program that any Python with podwright's packages runs."""

import json
import sys
from hashlib import sha256
from pathlib import Path

from podwright.declaration import declared
from podwright.plan.canonical import to_json
from podwright.plan.compile import compile_pod

DIGESTS = {folder: sha256(to_json(compile_pod(*declared(Path(folder)))).encode()).hexdigest() for folder in sys.argv[1:]}
sys.stdout.write(json.dumps({"python": ".".join(map(str, sys.version_info[:2])), "digests": DIGESTS}))
