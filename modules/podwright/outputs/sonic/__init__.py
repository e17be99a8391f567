"""Configuration of Ethernet switches that run SONiC: `config_db.json` and, where a switch routes, `frr.conf` beside it.

The form is that of SONiC's own YANG modules (sonic-net/sonic-buildimage 086b03b, 2026-08). `hwsku`, `platform` and `mac` stay out: zero-touch provisioning keeps them
as the switch has them (sonic-net/sonic-ztp, plugin configdb-json, read 2026-11-21). The cages must be broken out as the plan has them, which is the `hwsku`'s.

What carries RDMA stands here whole: classes, PFC and its watchdog, ECN, queues, buffers, and what tells flows apart. `config qos reload` on a switch takes all of that
away for the image's own, lossless in other classes (sonic-net/sonic-utilities, config/main.py, `_clear_qos`, read 2026-11-21): nobody should run it. Not written, since
the modules have no words for them: adaptive routing, and queue pairs as what tells flows apart.
"""

from podwright.outputs.sonic.switch import switch_files

__all__ = ["switch_files"]
