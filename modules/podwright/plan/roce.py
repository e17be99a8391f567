"""How lossless Ethernet traffic is marked: one class for RDMA, one for its congestion notices, on hosts as on switches.

Source: NVUE's `qos roce` in mode lossless (Cumulus Linux user guide, RoCE: DSCP 26 to switch priority 3 with PFC, DSCP 48 to priority 6), and NVA-1173, which sets
DSCP trust, PFC 0,0,0,1,0,0,0,0 and traffic class 106 on hosts; both read 2026-11-21.
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
