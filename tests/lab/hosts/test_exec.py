"""The only door into a lab: the command is as it would be outside, but for where it is."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from lab.hosts.pods import Lab, environment, until
from podwright.lab import cgroups

pytestmark = pytest.mark.lab


def test_the_exit_code_is_the_commands(standing: Lab) -> None:
    assert standing.run("exec", "--", "sh", "-c", "exit 42").returncode == 42


def test_a_signal_reaches_the_command_and_ends_it_as_a_signal_does(standing: Lab) -> None:
    with subprocess.Popen(standing.verb("exec", "--", "sleep", "1000"), cwd=standing.state.root, env=environment()) as child:
        assert until(lambda: Path(f"/proc/{child.pid}/cmdline").read_bytes().startswith(b"sleep"), limit_s=30)
        child.send_signal(signal.SIGINT)
        assert child.wait(10) == -signal.SIGINT


def test_a_command_that_is_not_there_is_named(standing: Lab) -> None:
    told = standing.run("exec", "--", "no-such-command")
    assert told.returncode == 127
    assert told.stderr == "podwright lab exec: no-such-command: no such command. Look at PATH inside with podwright lab exec -- env.\n"


def test_plain_ssh_by_plan_name_works_and_the_outside_sees_nothing_of_it(standing: Lab) -> None:
    host = standing.plan.hosts.hosts[0]
    assert standing.run("exec", "--", "ssh", host.full_name, "hostname").stdout == f"{host.name}\n"
    assert subprocess.run(["getent", "hosts", host.full_name], capture_output=True, check=False).returncode != 0


def test_the_environment_leads_to_the_lab(standing: Lab) -> None:
    program = "import json, os; print(json.dumps(dict(os.environ)))"
    told = json.loads(standing.run("exec", "--", "python3", "-c", program).stdout)
    outside = environment()
    folder = str(standing.state.folder)
    assert told["HOME"] == outside["HOME"]
    assert told["CREDENTIALS_DIRECTORY"] == f"{folder}/credentials"
    assert told["KUBECONFIG"] == f"{folder}/credentials/kubeconfig"
    assert told["PULUMI_BACKEND_URL"] == f"file://{folder}/state/pulumi"
    assert told["PATH"].split(":")[0] == f"{folder}/bin"


def test_only_the_lab_has_the_standins_on_path(standing: Lab) -> None:
    for program in ("pulumi-language-python", "pulumi-resource-kubernetes"):
        assert standing.run("exec", "--", "which", program).stdout.startswith(str(standing.state.folder))


def test_a_name_outside_of_the_lab_is_not_found_and_nothing_goes_out(standing: Lab) -> None:
    assert standing.run("exec", "--", "getent", "hosts", "host.example").returncode == 2
    assert "default" not in subprocess.run(["ip", "-netns", standing.state.id, "route"], capture_output=True, text=True, check=True).stdout


def test_a_lab_is_not_started_from_inside_a_lab(standing: Lab) -> None:
    told = standing.run("exec", "--", *standing.verb("down"))
    assert told.returncode == 3
    assert told.stderr.startswith(f"podwright lab down: this command runs inside the lab {standing.state.id}. ")


def test_down_ends_what_a_command_left_behind(standing: Lab) -> None:
    standing.run("exec", "--", "sh", "-c", "setsid sleep 1001 >/dev/null 2>&1 &")
    assert len(cgroups.pids(standing.state.id, "exec")) == 1
    cgroups.kill(standing.state.id, "exec")


def test_the_door_of_a_lab_that_is_down_is_shut(fresh: Lab) -> None:
    (fresh.state.folder).mkdir(parents=True)
    told = fresh.run("exec", "--", "true")
    assert told.returncode == 3
    assert told.stderr == "lab west: it is not up. Start it with podwright lab up DIR.\n"
