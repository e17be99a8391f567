"""The shortest list of moves that brings a group of cables to the plan.

Ports are points; planned cables and observed ones are edges between them. Where both differ they form paths and circles on which planned and observed edges take
turns. A circle of n cables takes n plugs to be moved, one of which hangs for a while; a path takes as many as it has cables of the longer sort, and since one of
its ports is free, none hangs.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from podwright.observe.drift import Action, Move
from podwright.observe.planned import End, Planned


class Group(NamedTuple):
    """Ports in turn, joined by observed and planned cables in turn; a circle closes with a planned one, from the last port to the first."""

    ports: tuple[End, ...]
    is_circle: bool
    begins_observed: bool

    def observed(self) -> list[tuple[End, End]]:
        """Return the cables that are there."""
        first = 0 if self.begins_observed else 1
        return [(self.ports[at], self.ports[at + 1]) for at in range(first, len(self.ports) - 1, 2)]

    def planned(self) -> list[tuple[End, End]]:
        """Return the cables that should be."""
        first = 1 if self.begins_observed else 0
        pairs = [(self.ports[at], self.ports[at + 1]) for at in range(first, len(self.ports) - 1, 2)]
        return [*pairs, (self.ports[-1], self.ports[0])] if self.is_circle else pairs

    def turned(self) -> "Group":
        """Return the group told from its other side."""
        if self.is_circle:
            first, *rest = self.ports
            return Group((rest[0], first, *reversed(rest[1:])), is_circle=True, begins_observed=True)
        return Group(tuple(reversed(self.ports)), is_circle=False, begins_observed=self.begins_observed ^ (len(self.ports) % 2 == 1))


def groups(observed: Mapping[End, End], planned: Mapping[End, End]) -> list[Group]:
    """Return the paths and circles of all ports whose cable is not the planned one; a port without a cable is in neither mapping.

    Laws: every port once; in the order of the smallest port of each.
    """
    differing = sorted({end for end in (*observed, *planned) if observed.get(end) != planned.get(end)})
    done: set[End] = set()
    found = []
    for start in differing:
        if start in done:
            continue
        forward, closes = _walk(start, observed, planned)
        if closes:
            group = Group(tuple(forward), is_circle=True, begins_observed=True)
        else:
            backward, _ = _walk(start, planned, observed)
            ports = (*reversed(backward[1:]), *forward)
            group = Group(ports, is_circle=False, begins_observed=observed.get(ports[0]) == ports[1])
        done.update(group.ports)
        found.append(group)
    return found


def _walk(start: End, first: Mapping[End, End], second: Mapping[End, End]) -> tuple[list[End], bool]:
    """Return the ports met from a start by edges of the first sort and the second in turn, and whether they lead back."""
    ports, sorts, turn = [start], (first, second), 0
    while True:
        after = sorts[turn % 2].get(ports[-1])
        if after is None:
            return ports, False
        if after == start:
            return ports, True
        ports.append(after)
        turn += 1


def moves(group: Group, planned: Planned) -> tuple[Move, ...]:
    """Return the moves of the cheaper side: no plug that takes other legs of its cable with it, then fewest racks to stand at, then fewest devices to
    reach into, then plugs at the upper end of their cables, where a host's cable is not pulled twice.
    """
    sides = [_side(one) for one in ((group, group.turned()) if _has_two_sides(group) else (group if not group.begins_observed else group.turned(),))]
    best = min(sides, key=lambda steps: _price(steps, planned))
    return tuple(_move(step, planned) for step in best)


Step = tuple[Action, End | None, End | None, End | None]
"""What is done, where the plug is, where it goes, and the port at the other end of its cable."""


def _has_two_sides(group: Group) -> bool:
    return group.is_circle or len(group.ports) % 2 == 0


def _side(group: Group) -> list[Step]:
    """Return the steps that keep the first port of every observed cable of a circle, and of a path what its free port asks for."""
    if len(group.ports) == 2 and not group.is_circle:
        first, second = group.ports
        return [(Action.REMOVE if group.begins_observed else Action.LAY, first, second, first)]
    cables = group.observed()
    if group.is_circle:
        if len(cables) == 2:
            return [(Action.EXCHANGE, cables[0][1], cables[1][1], cables[0][0])]
        steps: list[Step] = [(Action.LIFT, cables[0][1], None, cables[0][0])]
        steps += [(Action.MOVE, here[1], before[1], here[0]) for before, here in pairwise(cables)]
        return [*steps, (Action.SET, cables[0][1], cables[-1][1], cables[0][0])]
    if group.begins_observed:  # one cable too many: the first goes, and its place is the free one
        steps = [(Action.REMOVE, *cables[0], None)]
        return [*steps, *((Action.MOVE, here[1], before[1], here[0]) for before, here in pairwise(cables))]
    free, steps = group.ports[0], []
    for near, far in cables:  # the port that is free is planned for the near end, whose plug is at the far one
        steps.append((Action.MOVE, far, free, near))
        free = far
    ends_planned = len(group.ports) % 2 == 0
    return [*steps, (Action.LAY, free, group.ports[-1], free)] if ends_planned else steps


def _move(step: Step, planned: Planned) -> Move:
    """Return a step as people are told it; a cable that is laid begins at its lower end."""
    action, before, to, kept = step
    cable = planned.cable_at.get(kept) if kept else None
    if action is Action.LAY and cable is not None:
        before, to = End(cable.a_device, cable.a_port), End(cable.b_device, cable.b_port)
    return Move(action, cable.label if cable is not None else "", planned.where(before) if before else None, planned.where(to) if to else None)


def _price(steps: Sequence[Step], planned: Planned) -> tuple[int, int, int, int, list[End]]:
    moved = [end for action, before, to, _ in steps if action is not Action.LAY for end in (before, to) if end is not None]
    racks = {planned.where(end).rack for end in moved}
    lower = sum(1 for end in moved if (cable := planned.cable_at.get(end)) is not None and (cable.a_device, cable.a_port) == tuple(end))
    return sum(end in planned.plug_at for end in moved), len(racks), len({end.device for end in moved}), lower, moved
