"""The type token of the Playbook, the one word that program, provider and engine share."""

TOKEN = "podwright:host:Playbook"  # noqa: S105 (a type token, no password)
VERSION = "0.1.0"
