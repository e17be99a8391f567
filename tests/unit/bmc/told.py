"""What one BMC tells, changed here and there, and what follows from it."""

import json

from podwright.bmc.asking import asked_of
from podwright.bmc.setting import Asked
from podwright.bmc.wish import FACTORY, Accounts, Wish
from podwright.lab.bmc.documents import Document, documents
from podwright.observe.redfish.shelf import ROOT, Failed, Shelf
from podwright.plan.types import BiosAttribute
from unit.observe.redfish.racked import GPU, machine

SYSTEM, ACCOUNTS = f"{ROOT}/Systems/DGX", f"{ROOT}/AccountService/Accounts"
PROTOCOLS, BIOS = f"{ROOT}/Managers/BMC/NetworkProtocol", f"{SYSTEM}/Bios"
WHERE = "rack r, U1, host"
ACCOUNTS_WISH = Accounts("podwright", "admin")


def told() -> dict[str, Document]:
    """Return fresh documents of a BMC that nobody has set up."""
    copied = json.loads(json.dumps(documents(machine(GPU))))
    assert isinstance(copied, dict)
    return {path: {**one, "@odata.etag": f'"{number}"'} for number, (path, one) in enumerate(copied.items())}


def asked(wish: Wish, documents: dict[str, Document] | None = None, login: str = FACTORY) -> Asked:
    """Return what is asked for, once no more document is wanted; one that is not there answers 404."""
    found: dict[str, object] = {**(told() if documents is None else documents)}
    while True:
        shelf = Shelf(found)
        answer = asked_of(shelf, "host", wish, login)
        if not shelf.wanted:
            return answer
        found |= {path: Failed("answers 404") for path in shelf.wanted}


def bios(*rows: tuple[str, str]) -> Wish:
    return Wish(WHERE, bios=tuple(BiosAttribute(*row) for row in rows))
