"""The documents of an emulated BMC that may be changed, and those that say what they take: accounts, BIOS with its registry, the next boot, the reset.

In the shape of a DGX H100 (github:chet-nvidia/libredfish@932ded5, tests/mockups/nvidia_viking): settings objects are called SD, what a reset allows stands in an ActionInfo.
"""

ROOT = "/redfish/v1"
ACCOUNTS = f"{ROOT}/AccountService/Accounts"
ROLES = {"Administrator": ["Login", "ConfigureManager", "ConfigureUsers", "ConfigureSelf", "ConfigureComponents"], "ReadOnly": ["Login", "ConfigureSelf"]}
REGISTRY = "BiosAttributeRegistry107.1.0.7"
RESETS = ["ForceOff", "ForceRestart", "GracefulShutdown", "On"]
ATTRIBUTES: dict[str, object] = {"SRIOVEnable": "Disable", "VTdSupport": "Enable", "PxeBootWaitTime": 0, "ConsoleRedirectionEnable0": True, "BiosTag": "none"}
ENABLE = [{"ValueName": word, "ValueDisplayName": word} for word in ("Disable", "Enable")]
TARGETS = ["None", "Pxe", "Cd", "Usb", "Hdd", "BiosSetup", "UefiHttp"]
Document = dict[str, object]


def settable(system: str) -> dict[str, Document]:
    """Return these documents by their paths; `system` is that of the machine."""
    return {**_accounts(), **_bios(system), **_registry(), **_boot(system)}


def account(path: str, user: str, role: str = "Administrator") -> Document:
    """Return the document of an account; its password is never told."""
    return _one(path, "ManagerAccount.v1_5_0.ManagerAccount") | {
        "UserName": user,
        "Password": None,
        "RoleId": role,
        "Enabled": True,
        "Locked": False,
        "AccountTypes": ["Redfish"],
        "Links": {"Role": {"@odata.id": f"{ROOT}/AccountService/Roles/{role}"}},
    }


def add_slots(told: dict[str, Document], count: int) -> None:
    """Add so many empty accounts behind those that are there, as a Dell has them, the first of which takes no user."""
    members = told[ACCOUNTS]["Members"]
    assert isinstance(members, list), "a collection has members"
    paths = [f"{ACCOUNTS}/{len(members) + number}" for number in range(1, count + 1)]
    told |= {path: account(path, "", "None") | {"Enabled": False} for path in paths}
    told[ACCOUNTS] |= {"Members": [*members, *({"@odata.id": path} for path in paths)], "Members@odata.count": len(members) + count}


def _accounts() -> dict[str, Document]:
    service, roles = f"{ROOT}/AccountService", f"{ROOT}/AccountService/Roles"
    told = {
        service: _one(service, "AccountService.v1_7_1.AccountService")
        | {"ServiceEnabled": True, "MinPasswordLength": 8, "MaxPasswordLength": 20, "Accounts": {"@odata.id": ACCOUNTS}, "Roles": {"@odata.id": roles}},
        f"{ACCOUNTS}/1": account(f"{ACCOUNTS}/1", "admin"),
        ACCOUNTS: _collection(ACCOUNTS, "ManagerAccount", [f"{ACCOUNTS}/1"]),
        roles: _collection(roles, "Role", [f"{roles}/{name}" for name in ROLES]),
    }
    for name, rights in ROLES.items():
        told[f"{roles}/{name}"] = _one(f"{roles}/{name}", "Role.v1_2_4.Role") | {"RoleId": name, "IsPredefined": True, "AssignedPrivileges": rights}
    return told


def _bios(system: str) -> dict[str, Document]:
    path = f"{system}/Bios"
    both = {"AttributeRegistry": REGISTRY, "Attributes": dict(ATTRIBUTES)}
    settings = {"@odata.type": "#Settings.v1_2_2.Settings", "SettingsObject": {"@odata.id": f"{path}/SD"}}
    actions = {"#Bios.ResetBios": {"target": f"{path}/Actions/Bios.ResetBios"}}
    return {
        path: _one(path, "Bios.v1_1_0.Bios") | both | {"@Redfish.Settings": settings, "Actions": actions},
        f"{path}/SD": _one(f"{path}/SD", "Bios.v1_1_0.Bios") | {**both, "Attributes": dict(ATTRIBUTES)},
    }


def _registry() -> dict[str, Document]:
    page, file = f"{ROOT}/Registries", f"{ROOT}/Registries/{REGISTRY}"
    rows: list[Document] = [
        {"AttributeName": "SRIOVEnable", "Type": "Enumeration", "Value": ENABLE},
        {"AttributeName": "VTdSupport", "Type": "Enumeration", "Value": ENABLE},
        {"AttributeName": "PxeBootWaitTime", "Type": "Integer", "LowerBound": 0, "UpperBound": 50, "ScalarIncrement": 1},
        {"AttributeName": "ConsoleRedirectionEnable0", "Type": "Boolean"},
        {"AttributeName": "BiosTag", "Type": "String", "MinLength": 1, "MaxLength": 8},
        {"AttributeName": "AdminPassword", "Type": "Password", "MinLength": 3, "MaxLength": 20},
        {"AttributeName": "SystemLanguage", "Type": "String", "ReadOnly": True},
    ]
    entries = [{"DisplayName": row["AttributeName"], "ReadOnly": False, "Immutable": False, "ResetRequired": True, **row} for row in rows]
    words = {"Language": "en", "OwningEntity": "AMI", "RegistryVersion": "1.0.7", "RegistryEntries": {"Attributes": entries}}
    return {
        page: _collection(page, "MessageRegistryFile", [file]),
        file: _one(file, "MessageRegistryFile.v1_1_3.MessageRegistryFile")
        | {"Registry": REGISTRY, "Languages": ["en"], "Location": [{"Language": "en", "Uri": f"{file}.json"}]},
        f"{file}.json": _one(f"{file}.json", "AttributeRegistry.v1_3_6.AttributeRegistry") | {"Id": REGISTRY} | words,
    }


def _boot(system: str) -> dict[str, Document]:
    boot: Document = {
        "BootSourceOverrideEnabled": "Disabled",
        "BootSourceOverrideEnabled@Redfish.AllowableValues": ["Disabled", "Once", "Continuous"],
        "BootSourceOverrideMode": None,
        "BootSourceOverrideMode@Redfish.AllowableValues": ["UEFI"],
        "BootSourceOverrideTarget": "None",
        "BootSourceOverrideTarget@Redfish.AllowableValues": TARGETS,
    }
    reset = {"Name": "ResetType", "Required": True, "DataType": "String", "AllowableValues": RESETS}
    later, action = f"{system}/SD", f"{system}/ResetActionInfo"
    return {
        later: _one(later, "ComputerSystem.v1_17_0.ComputerSystem") | {"SystemType": "Physical", "Boot": boot},
        action: _one(action, "ActionInfo.v1_1_2.ActionInfo") | {"Parameters": [reset]},
    }


def _collection(path: str, of: str, members: list[str]) -> Document:
    rows = [{"@odata.id": member} for member in members]
    kind = f"#{of}Collection.{of}Collection"
    return {"@odata.id": path, "@odata.type": kind, "Name": f"{of} Collection", "Members": rows, "Members@odata.count": len(rows)}


def _one(path: str, kind: str) -> Document:
    name = path.rpartition("/")[2]
    return {"@odata.id": path, "@odata.type": f"#{kind}", "Id": name, "Name": name}
