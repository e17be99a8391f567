"""Program of a test: the BMCs of a plan at their planned addresses, in the network namespace that it is started in; a line of JSON on its input changes one.

Usage: serve.py PLAN.json; it prints `ready`, then `done` after each line such as {"host": "...", "fault": {"hangs": true}}, {"host": "...", "as": "..."} (the
machine of another place stands there), {"host": "...", "renew": true}, {"host": "...", "fresh": true} (as it came from its maker). What is asked beside that is answered:
{"may": [user, password]}, whether this user may log in; {"tell": path}, the document there. It ends with its input.
"""

import json
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from podwright.lab.bmc.certificate import self_signed
from podwright.lab.bmc.documents import documents
from podwright.lab.bmc.faults import Faults
from podwright.lab.bmc.machine import EmulatedMachine, machine_of
from podwright.lab.bmc.service import EmulatedBmc, serving
from podwright.plan.canonical import from_json


def main(plan_file: Path) -> None:
    plan = from_json(plan_file.read_text(encoding="utf-8"))
    access = plan.machines.bmc
    assert access is not None
    password = (plan_file.parent / "credentials" / access.password.name).read_text(encoding="utf-8")
    kinds, kind_of = {kind.kind: kind for kind in plan.machines.kinds}, {device.name: device.kind for device in plan.physical.devices}
    machines: dict[str, EmulatedMachine] = {}
    bmcs: dict[str, EmulatedBmc] = {}
    with ExitStack() as stack:
        for host in plan.hosts.hosts:
            subprocess.run(["ip", "address", "add", f"{host.bmc_v4}/32", "dev", "lo"], check=True)
            machines[host.name] = machine_of(kinds[kind_of[host.name]], host=host.name, address=host.bmc_v4)
            bmcs[host.name] = EmulatedBmc(documents(machines[host.name]), access.user, password, self_signed(host.name))
            stack.enter_context(serving(bmcs[host.name], address=host.bmc_v4, port=443))
        _say("ready")
        for line in sys.stdin:
            wish = json.loads(line)
            bmc = bmcs[wish["host"]]
            for name, value in wish.get("fault", {}).items():
                setattr(bmc.faults, name, set(value) if isinstance(value, list) else value)
            if "as" in wish:
                bmc.documents = documents(replace(machines[wish["as"]], address=machines[wish["host"]].address))
            if wish.get("renew"):
                bmc.renew_certificate()
            if wish.get("fresh"):
                bmc.documents, bmc.passwords, bmc.faults = documents(machines[wish["host"]]), {access.user: password}, Faults()
                bmc.requests.clear()
                bmc.sessions.clear()
                bmc.updating, bmc.pushed = {}, 0
            more = {"may": bmc.is_right(*wish["may"])} if "may" in wish else {"tell": bmc.documents[wish["tell"]]} if "tell" in wish else {}
            _say(json.dumps({"writes": bmc.writes, "sessions": len(bmc.sessions), "pushed": bmc.pushed, **more}))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
