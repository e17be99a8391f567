"""Who gets in and who does not, as sshd and ssh themselves decide."""

from pathlib import Path

import pytest

from lab.hosts.pods import Lab
from lab.roles.conftest import Story
from lab.roles.people import ask, keys_of, known_by, login, public_of
from lab.roles.play import play, play_by_seed
from podwright.plan.types import Role

pytestmark = pytest.mark.lab

DENIED = "Permission denied (publickey)"
UNKNOWN = "Host key verification failed"


def test_a_certificate_opens_the_account_of_its_principal_on_a_host_never_met(standing: Lab, desk: Path) -> None:
    for host in standing.plan.hosts.hosts:
        assert ask(standing, host, login(standing, desk, "lin"), user="lin", command="id --user --name").stdout.strip() == "lin"


def test_an_administrator_becomes_root_and_another_person_does_not(standing: Lab, desk: Path) -> None:
    host = standing.host(Role.GPU_NODE)
    assert ask(standing, host, login(standing, desk, "ada"), user="ada", command="sudo --non-interactive id --user").stdout.strip() == "0"
    assert ask(standing, host, login(standing, desk, "lin"), user="lin", command="sudo --non-interactive id --user").returncode != 0


def test_an_expired_certificate_is_refused(standing: Lab, desk: Path) -> None:
    answer = ask(standing, standing.host(Role.GPU_NODE), login(standing, desk, "ada", age_s=3600), user="ada", command="true")
    assert DENIED in answer.stderr


@pytest.mark.parametrize("user", ["ada", "podwright", "root"])
def test_a_certificate_opens_no_account_but_that_of_its_principal(standing: Lab, desk: Path, user: str) -> None:
    assert DENIED in ask(standing, standing.host(Role.GPU_NODE), login(standing, desk, "lin"), user=user, command="true").stderr


def test_a_principal_named_root_does_not_open_root(standing: Lab, desk: Path) -> None:
    assert DENIED in ask(standing, standing.host(Role.GPU_NODE), login(standing, desk, "root"), user="root", command="true").stderr


def test_the_certificate_of_another_pods_authority_is_refused(standing: Lab, desk: Path) -> None:
    theirs = login(standing, desk / "theirs", "ada", keys=keys_of(standing, pod="another"))
    ours = known_by(theirs, login(standing, desk / "ours", "ada"))
    assert DENIED in ask(standing, standing.host(Role.GPU_NODE), ours, user="ada", command="true").stderr


def test_a_host_of_another_pods_authority_is_not_trusted(standing: Lab, desk: Path) -> None:
    ours = login(standing, desk / "ours", "ada")
    misled = known_by(ours, login(standing, desk / "theirs", "ada", keys=keys_of(standing, pod="another")))
    assert UNKNOWN in ask(standing, standing.host(Role.GPU_NODE), misled, user="ada", command="true").stderr


def test_a_host_cannot_pass_for_another(standing: Lab, desk: Path) -> None:
    here, there = standing.host(Role.GPU_NODE), standing.host(Role.GPU_NODE, ordinal=1)
    assert UNKNOWN in ask(standing, here, login(standing, desk, "ada"), user="ada", command="true", alias=there.full_name).stderr


def test_a_stored_key_opens_nothing(standing: Lab, desk: Path) -> None:
    host, mine = standing.host(Role.GPU_NODE), login(standing, desk, "lin")
    store = f"mkdir --parents --mode 700 ~/.ssh; echo '{public_of(mine)}' > ~/.ssh/authorized_keys"
    assert ask(standing, host, mine, user="lin", command=store).returncode == 0
    mine.certificate.unlink()
    assert DENIED in ask(standing, host, mine, user="lin", command="true").stderr


def test_a_password_is_not_asked_for_even_where_the_image_allowed_it(standing: Lab, story: Story) -> None:
    told = standing.ask(story.odd, "sudo sshd -T").stdout.splitlines()
    assert {"passwordauthentication no", "permitrootlogin no", "kbdinteractiveauthentication no"} <= set(told)


def test_who_leaves_the_plan_is_locked_out_and_let_in_again_on_return(standing: Lab, desk: Path) -> None:
    host = standing.host(Role.GPU_NODE, ordinal=1)
    everyone = [{"name": user.name, "uid": user.uid, "is_admin": user.is_admin, "principal": user.principal} for user in standing.plan.hosts.profiles[0].users]
    remaining = [user for user in everyone if user["name"] != "ada"]
    mine = login(standing, desk, "ada")
    left = play(standing, "--tags", "host_access", "--limit", host.name, host_access_users=remaining)
    assert left.status == 0, left.text
    assert DENIED in ask(standing, host, mine, user="ada", command="true").stderr
    assert standing.ask(host, "sudo -l -U ada | grep --count NOPASSWD; test -d /home/ada && echo kept").stdout.split() == ["0", "kept"]
    assert play(standing, "--tags", "host_access", "--limit", host.name, host_access_users=remaining).changed() == set()
    assert play(standing, "--tags", "host_access", "--limit", host.name).status == 0
    assert ask(standing, host, mine, user="ada", command="id --user --name").stdout.strip() == "ada"


@pytest.mark.soak
def test_a_new_generation_gives_new_keys_and_ends_the_old_ones(standing: Lab, desk: Path) -> None:
    host = standing.host(Role.STORAGE_HOST)
    old, new = login(standing, desk / "old", "podwright"), login(standing, desk / "new", "podwright", keys=keys_of(standing, generation=2))
    turned = play_by_seed(standing, "--tags", "host_access", "--limit", host.name, generation=1, host_access_generation=2)
    assert turned.status == 0, turned.text
    assert ask(standing, host, new, user="podwright", command="true").returncode == 0
    assert UNKNOWN in ask(standing, host, old, user="podwright", command="true").stderr
    assert DENIED in ask(standing, host, known_by(old, new), user="podwright", command="true").stderr
    back = play_by_seed(standing, "--tags", "host_access", "--limit", host.name, generation=2)
    assert back.status == 0, back.text
    assert ask(standing, host, old, user="podwright", command="true").returncode == 0


def test_the_seed_and_the_hosts_file_are_all_that_a_run_needs(standing: Lab) -> None:
    ran = play_by_seed(standing, "--tags", "name_resolution")
    assert ran.status == 0, ran.text
    assert ran.changed() == set()
