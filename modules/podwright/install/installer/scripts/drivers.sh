# shellcheck shell=sh
# Drivers of what this machine has: each device says by which name it is known.

load_drivers() {
	depmod
	modprobe -q ext4
	before=
	while :; do
		names=$(find "$SYS/devices" -name modalias -exec cat {} + 2>/dev/null | sort -u)
		[ "$names" != "$before" ] || break # what a driver brings has drivers of its own
		before=$names
		echo "$names" | xargs modprobe -q -a -b 2>/dev/null
	done
	modprobe -q -a sd_mod virtio_blk 2>/dev/null
	return 0
}
