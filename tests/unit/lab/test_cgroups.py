"""Where a machine tracks its processes, in both versions of control groups."""

from pathlib import Path

from podwright.lab.cgroups import trees

ROOT = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
UNIFIED = "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
HYBRID = (
    "30 24 0:26 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n"
    "31 24 0:27 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
    "32 24 0:28 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd\n"
)


def test_version_2_alone_is_one_tree() -> None:
    assert trees(ROOT + UNIFIED) == (Path("/sys/fs/cgroup"),)


def test_a_hybrid_machine_has_systemds_tree_first_and_no_controllers_tree() -> None:
    assert trees(ROOT + HYBRID) == (Path("/sys/fs/cgroup/systemd"), Path("/sys/fs/cgroup/unified"))


def test_a_machine_without_any_has_none() -> None:
    assert trees(ROOT) == ()
