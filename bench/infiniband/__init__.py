"""A planned InfiniBand subnet, proved by the programs that run one."""
