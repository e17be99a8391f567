"""The simulated fabric itself: it serves, obeys, refuses, and is gone afterwards."""

from pathlib import Path

import pytest

from lab.fabrics.ibsim import lacking, simulated

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(lacking()), reason=f"a simulated fabric needs {', '.join(lacking())}")]

NET = """
vendid=0x2c9
devid=0x1021
caguid=0x02a1000000000010
Hca\t1 "H-1"\t\t# "one"
[1]\t"S-1"[1]

vendid=0x2c9
devid=0x1021
caguid=0x02a1000000000020
Hca\t1 "H-2"\t\t# "two"
[1]\t"S-1"[2]

vendid=0x2c9
devid=0xd2f2
switchguid=0x02a2000000000100
Switch\t8 "S-1"\t\t# "leaf"
[1]\t"H-1"[1]
[2]\t"H-2"[1]

"""


def test_a_cable_that_is_pulled_is_no_longer_discovered(tmp_path: Path) -> None:
    with simulated(NET, tmp_path) as fabric:
        assert '"two"' in fabric.run("ibnetdiscover")
        fabric.console('Unlink "S-1"[2]')
        assert '"two"' not in fabric.run("ibnetdiscover")
        fabric.console('Link "S-1"[7] "H-2"[1]')
        assert '[7]\t"H-02a1000000000020"[1]' in fabric.run("ibnetdiscover")


def test_a_command_that_ibsim_refuses_is_an_error(tmp_path: Path) -> None:
    with simulated(NET, tmp_path) as fabric, pytest.raises(AssertionError, match="not found"):
        fabric.console('Unlink "nobody"[2]')


def test_ibsim_is_gone_when_a_test_fails_inside(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), simulated(NET, tmp_path) as fabric:
        _ = 1 // 0
    assert fabric.simulator.poll() is not None
