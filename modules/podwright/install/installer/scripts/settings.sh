# shellcheck shell=sh
# Where things are; tests put others in their place.
PROC=${PROC:-/proc}
SYS=${SYS:-/sys}
RUN=${RUN:-/run}
KEY=${KEY:-/etc/podwright/key.pem}
MIB=1048576
BACKUP_SECTORS=33 # of a partition table at the end of a disk: 32 of entries, one of what says where they are
STALL_S=60        # so long may nothing arrive before a server counts as gone
IS_WRITING=

# argument NAME: the value of a kernel argument; fails where there is none.
argument() {
	read -r words <"$PROC/cmdline"
	for word in $words; do
		case $word in "$1="?*)
			echo "${word#*=}"
			return 0
			;;
		esac
	done
	return 1
}
