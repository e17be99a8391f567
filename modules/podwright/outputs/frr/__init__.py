"""Routing of the Ethernet switches as FRR reads it: by itself, or beside SONiC's `config_db.json` with `docker_routing_config_mode: split-unified`."""
