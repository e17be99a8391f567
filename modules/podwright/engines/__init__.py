"""The programs that podwright stands on: found on PATH when their version is exactly right, built from their Go modules otherwise.

Nothing here imports another room; anyone may import this one.
"""

from podwright.engines.catalog import GROUPS, EngineGroup, Program
from podwright.engines.choice import Engine, Origin, find
from podwright.engines.source import module_folder
from podwright.engines.supply import ensure

__all__ = ["GROUPS", "Engine", "EngineGroup", "Origin", "Program", "ensure", "find", "module_folder"]
