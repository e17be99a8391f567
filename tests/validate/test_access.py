"""Access: who gets in, who does not, and how the host shows that it is the one it should be."""

import pytest
from answers import Knock, State
from asking import Silence
from knocking import Badges
from record import Verdict

from podwright.plan.types import Host, HostProfile

pytestmark = [pytest.mark.layer("hosts")]

MATCHED = "ED25519-CERT host certificate"
UNTRUSTED = "Host key verification failed"
DENIED = "Permission denied"
FREE_FOR_ALL = "(ALL"


@pytest.mark.requirement("BMAAS03", part="every host is reached over ssh by the pod's automation")
def test_the_host_lets_the_automation_in(planned: Host, greetings, verdict: Verdict) -> None:
    greeting = greetings[planned.name]
    verdict([f"ssh says: {greeting.reason}"] if isinstance(greeting, Silence) else [], evidence="logged in with a short certificate")


def test_the_host_shows_a_certificate_of_the_pods_authority(attempts: dict[str, Knock], verdict: Verdict) -> None:
    knock = attempts["certified"]
    wrong = [] if knock.status == 0 and MATCHED in knock.said else [f"no host certificate that the pod's authority signed: {_last(knock)}"]
    verdict(wrong, evidence="host certificate verified with nothing but the authority's key")


def test_the_host_cannot_pass_for_another(attempts: dict[str, Knock], verdict: Verdict) -> None:
    if "impostor" not in attempts:
        pytest.skip("the pod has one host alone")
    knock = attempts["impostor"]
    verdict([] if knock.status == 255 and UNTRUSTED in knock.said else [f"its certificate is taken for another host's: {_last(knock)}"], evidence=UNTRUSTED)


def test_no_password_opens_the_host(attempts: dict[str, Knock], state: State, verdict: Verdict) -> None:
    offered = attempts["password"].said.rpartition("(")[2].partition(")")[0].split(",")
    wrong = [f"the server offers {method}" for method in offered if method in ("password", "keyboard-interactive")]
    wrong += (
        []
        if attempts["password"].status == 255 and DENIED in attempts["password"].said
        else [f"a login without a key ended with: {_last(attempts['password'])}"]
    )
    wrong += [f"{name} has a password" for name, account in state.accounts.items() if account.has_password]
    verdict(wrong, evidence=f"the server offers {', '.join(offered)} alone; {len(state.accounts)} accounts have no password")


@pytest.mark.requirement("SEC04", part="nobody logs in as root")
def test_nobody_logs_in_as_root(attempts: dict[str, Knock], state: State, verdict: Verdict) -> None:
    knock, setting = attempts["root"], state.sshd.get("permitrootlogin", "unknown")
    wrong = [] if knock.status == 255 and DENIED in knock.said else [f"root's login ended with: {_last(knock)}"]
    verdict(wrong + ([] if setting == "no" else [f"sshd's PermitRootLogin is {setting}"]), evidence="PermitRootLogin no, and tried")


def test_every_person_has_their_account(profile: HostProfile, state: State, verdict: Verdict) -> None:
    rows = [(user, state.accounts[user.name].uid) for user in profile.users]
    if not rows:
        pytest.skip("the plan names no people")
    wrong = [f"{user.name} has uid {uid}, the plan says {user.uid}" if uid >= 0 else f"{user.name} has no account" for user, uid in rows if uid != user.uid]
    verdict(wrong, evidence=", ".join(f"{user.name} {uid}" for user, uid in rows))


@pytest.mark.requirement("IAM01", part="a declared user logs in as themselves")
@pytest.mark.requirement("CP05", part="a certificate is issued and used to log in")
@pytest.mark.requirement("SEC06", part="people log in with a certificate of some minutes")
def test_every_person_gets_in_with_their_own_certificate(profile: HostProfile, attempts: dict[str, Knock], badges: Badges | str, verdict: Verdict) -> None:
    _need(badges)
    if not profile.users:
        pytest.skip("the plan names no people")
    knocks = [(user, attempts[f"user {user.name}"]) for user in profile.users]
    wrong = [f"{user.name}: {_last(knock)}" for user, knock in knocks if knock.output.split()[:1] != [user.name]]
    verdict(wrong, evidence=", ".join(user.name for user, _ in knocks))


@pytest.mark.requirement("SEC04", part="administrators become root, others do not")
def test_administrators_alone_become_root(profile: HostProfile, attempts: dict[str, Knock], state: State, badges: Badges | str, verdict: Verdict) -> None:
    if not profile.users:
        pytest.skip("the plan names no people")
    allowed = [user.name for user in profile.users if FREE_FOR_ALL in state.accounts[user.name].sudo]
    wrong = [f"sudo {'allows' if user.name in allowed else 'refuses'} {user.name}" for user in profile.users if (user.name in allowed) is not user.is_admin]
    if isinstance(badges, Badges):
        tried = [(user, attempts[f"user {user.name}"].output.split()[1:]) for user in profile.users]
        wrong += [
            f"{user.name} {'became' if ended == ['0'] else 'could not become'} root" for user, ended in tried if ended and (ended == ["0"]) is not user.is_admin
        ]
    verdict(wrong, evidence=f"root for {', '.join(allowed) or 'nobody'}")


@pytest.mark.requirement("SEC04", part="a certificate opens no other account than the one it names")
def test_a_certificate_for_another_principal_is_refused(profile: HostProfile, attempts: dict[str, Knock], badges: Badges | str, verdict: Verdict) -> None:
    _need(badges)
    tried = ["a certificate for another principal", *(f"the certificate of {user.name}" for user in profile.users)]
    verdict(_let_in(tried, attempts, account=profile.automation_user), evidence=f"{len(tried)} certificates tried on {profile.automation_user}")


@pytest.mark.requirement("CP06", part="a certificate that has expired no longer opens anything")
def test_an_expired_certificate_is_refused(profile: HostProfile, attempts: dict[str, Knock], badges: Badges | str, verdict: Verdict) -> None:
    _need(badges)
    verdict(_let_in(["a certificate that has expired"], attempts, account=profile.automation_user), evidence=DENIED)


def test_a_key_that_the_pods_authority_did_not_sign_is_refused(
    profile: HostProfile, attempts: dict[str, Knock], badges: Badges | str, verdict: Verdict
) -> None:
    _need(badges)
    tried = ["a key without a certificate", "a certificate of another authority"]
    verdict(_let_in(tried, attempts, account=profile.automation_user), evidence=DENIED)


def _need(badges: Badges | str) -> None:
    """Skip a check that needs certificates when none can be made."""
    if isinstance(badges, str):
        pytest.skip(f"no certificate can be made here: {badges}")


def _let_in(tried: list[str], attempts: dict[str, Knock], *, account: str) -> list[str]:
    """Return one line for each attempt that was not denied."""
    return [f"{what} on {account}: {_last(attempts[what])}" for what in tried if attempts[what].status != 255 or DENIED not in attempts[what].said]


def _last(knock: Knock) -> str:
    """Return how an attempt ended in one line."""
    lines = [line.strip() for line in knock.said.splitlines() if line.strip() and not line.startswith("debug")]
    return lines[-1] if lines else f"it got in (status {knock.status})" if knock.status == 0 else f"status {knock.status}"
