"""How lossless Ethernet traffic is marked: one class for RDMA, one for its congestion notices, on hosts as on switches.

Source: Cumulus Linux 5.14 user guide, RDMA over Converged Ethernet (lossless: RoCE is priority 3, with PFC, its notices are priority 6); NetApp NVA-1175 (DSCP 26) and
NVA-1173 (hosts trust DSCP, PFC 0,0,0,1,0,0,0,0, traffic class 106); read 2026-11-21. DSCP 48 is the class selector of priority 6 (RFC 2474).
"""

PRIORITY = 3
DSCP = 26
NOTICE_PRIORITY = 6
NOTICE_DSCP = 48
ECN_CAPABLE = 2
TRAFFIC_CLASS = DSCP << 2 | ECN_CAPABLE
"""The octet of the IP header that holds both, as RDMA programs ask for it: 106."""
LOSSLESS_MEMORY_PERCENT = 90
"""The part of a switch's buffer that lossless traffic has, where RDMA is most of what runs (github:NVIDIA/enterprise-ras@6c19a59, exports of core switches)."""
