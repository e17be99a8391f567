# shellcheck shell=sh
# The disk that the order means, and what speaks against writing to it.
MARK="podwright: an image is being written to this disk, and nothing on it is whole"
DISK_WAIT_S=${DISK_WAIT_S:-30} # controllers of many disks find them one after the other
LOOKED_AT_MIB=8

# disks: the name of every disk that stays where it is.
disks() {
	for path in "$SYS"/block/*; do
		name=${path##*/}
		case $name in loop* | ram* | zram* | dm-* | md* | sr* | fd* | nbd*) continue ;; esac
		[ "$(cat "$path/removable" 2>/dev/null)" != 1 ] && [ "$(cat "$path/size")" -gt 0 ] && echo "$name"
	done
	return 0
}

# serial_of NAME: its serial number: NVMe and virtio tell it as a file, SCSI and SATA as page 0x80 of what they say of themselves.
serial_of() {
	for file in "$SYS/block/$1/serial" "$SYS/block/$1/device/serial"; do
		[ ! -s "$file" ] || { tr -d ' \n\000' <"$file" && return 0; }
	done
	[ ! -r "$SYS/block/$1/device/vpd_pg80" ] || dd if="$SYS/block/$1/device/vpd_pg80" bs=1 skip=4 2>/dev/null | tr -d ' \n\000'
}

# bytes_of NAME: its size.
bytes_of() {
	echo $(($(cat "$SYS/block/$1/size") * 512))
}

# disks_in_words: every disk with its serial number and size.
disks_in_words() {
	words=
	for name in $(disks); do
		serial=$(serial_of "$name")
		words="$words${words:+, }$name (serial ${serial:-not told}, $(($(bytes_of "$name") / 1000000)) MB)"
	done
	echo "${words:-no disk}"
}

# is_meant NAME: whether the order means this disk: by serial number, by name, or by the PCI address that it is behind.
is_meant() {
	case $DISK_PATH in
	'') [ "$(serial_of "$1")" = "$DISK_SERIAL" ] ;;
	/dev/*) [ "/dev/$1" = "$DISK_PATH" ] ;;
	*pci-*)
		address=${DISK_PATH##*pci-}
		case $(readlink -f "$SYS/block/$1") in */"${address%%-*}"/*) return 0 ;; *) return 1 ;; esac
		;;
	*) return 1 ;;
	esac
}

# choose_disk: sets DISK; waits for disks that take their time.
choose_disk() {
	count=0
	while :; do
		found=
		for name in $(disks); do
			! is_meant "$name" || found="$found $name"
		done
		[ -z "$found" ] || break
		count=$((count + 1))
		[ $count -lt "$DISK_WAIT_S" ] || fail "no disk is ${DISK_SERIAL:+the one of serial $DISK_SERIAL}$DISK_PATH; there are: $(disks_in_words)"
		sleep 1
	done
	case $found in ' '*' '*) fail "the order means one disk, and these fit:$found" ;; esac
	DISK=/dev/${found# }
}

# refuse_unfit: ends here where the disk is too small, cannot be written, or holds something that nobody said may be lost.
refuse_unfit() {
	name=${DISK##*/}
	serial=$(serial_of "$name")
	[ "$(bytes_of "$name")" -ge "$DISK_BYTES" ] || fail "$DISK has $(bytes_of "$name") bytes, and the image needs $DISK_BYTES"
	[ "$(cat "$SYS/block/$name/queue/logical_block_size")" = 512 ] || fail "$DISK has sectors of $(cat "$SYS/block/$name/queue/logical_block_size") bytes, and the image is made for 512"
	[ "$(cat "$SYS/block/$name/ro")" = 0 ] || fail "$DISK may not be written"
	is_ours "$DISK" || is_blank "$DISK" "$(bytes_of "$name")" || may_be_wiped "$serial" ||
		fail "$DISK (serial ${serial:-not told}) is not empty, and the order does not name its serial under wipe"
}

# may_be_wiped SERIAL: whether the order says that this disk's content may be lost.
may_be_wiped() {
	[ -n "$1" ] || return 1
	for allowed in $WIPE; do
		[ "$allowed" != "$1" ] || return 0
	done
	return 1
}

# is_ours FILE: whether an installation began here and did not end.
is_ours() {
	[ "$(dd if="$1" bs=512 skip=2047 count=1 2>/dev/null | tr -d '\000')" = "$MARK" ]
}

# is_blank FILE BYTES: whether its first MiBs and its last hold nothing: no partition table, file system or volume.
is_blank() {
	last=$(($2 / MIB - 1))
	[ "$({
		dd if="$1" bs=$MIB count=$LOOKED_AT_MIB
		dd if="$1" bs=$MIB skip=$last
	} 2>/dev/null | tr -d '\000' | head -c 1 | wc -c)" = 0 ]
}

# blank_disk: no partition table is left, and what is there is marked as nothing whole.
blank_disk() {
	sectors=$(cat "$SYS/block/${DISK##*/}/size")
	dd if=/dev/zero of="$DISK" bs=$MIB count=1 conv=notrunc,fsync 2>/dev/null
	dd if=/dev/zero of="$DISK" bs=512 count=2048 seek=$((sectors - 2048)) conv=notrunc,fsync 2>/dev/null
	printf %s "$MARK" | dd of="$DISK" bs=512 seek=2047 count=1 conv=notrunc,fsync 2>/dev/null
	blockdev --rereadpt "$DISK" 2>/dev/null # so that the kernel forgets the partitions that were there
	return 0
}
