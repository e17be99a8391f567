"""The plan made true: Pulumi, playbooks, proof."""
