"""A callback plugin for Ansible: every result as a JSON line in the file that RECORDER_FILE names."""

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: recorder
type: aggregate
short_description: results as JSON lines
description: [Results as JSON lines.]
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]  # Ansible publishes no types
    """Writes who did what, and how it ended."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "recorder"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result: Any) -> None:
        """Write a result that is fine."""
        self._write(result, "changed" if result._result.get("changed") else "ok")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:  # noqa: ARG002 - Ansible calls it so
        """Write a result that is not."""
        self._write(result, "failed")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """Write that a host did not answer."""
        self._write(result, "unreachable")

    def v2_runner_on_skipped(self, result: Any) -> None:
        """Write that nothing had to be done."""
        self._write(result, "skipped")

    def _write(self, result: Any, status: str) -> None:
        line = {"host": result._host.get_name(), "task": result._task.get_name().strip(), "status": status, "message": str(result._result.get("msg", ""))}
        with Path(os.environ["RECORDER_FILE"]).open("a") as stream:
            stream.write(json.dumps(line) + "\n")
