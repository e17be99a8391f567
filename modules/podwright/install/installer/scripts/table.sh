# shellcheck shell=sh
# The partition table, made in memory for the disk's real size; what makes a disk boot is written last.

# grow_root: the root file system takes the whole disk; ROOT is its device.
grow_root() {
	sectors=$(cat "$SYS/block/${DISK##*/}/size")
	truncate -s $((sectors * 512)) "$RUN/table"
	dd if="$RUN/head" of="$RUN/table" bs=$MIB conv=notrunc 2>/dev/null
	dd if="$RUN/tail" of="$RUN/table" bs=$MIB seek=$((DISK_BYTES / MIB - 1)) conv=notrunc 2>/dev/null
	sfdisk --quiet --relocate gpt-bak-std "$RUN/table" >"$RUN/said" 2>&1 || fail "the partition table does not fit $DISK: $(tail -n 1 "$RUN/said")"
	echo ',+' | sfdisk --quiet --no-reread --no-tell-kernel -N 3 "$RUN/table" >"$RUN/said" 2>&1 || fail "the root does not grow to $DISK: $(tail -n 1 "$RUN/said")"
	place=$(sfdisk --dump "$RUN/table" | sed -n 's/.*table3 : start= *\([0-9]*\), size= *\([0-9]*\),.*/\1 \2/p')
	# shellcheck disable=SC2086
	addpart "$DISK" 3 $place || fail "the kernel takes no partition of $DISK at $place"
	case $DISK in *[0-9]) ROOT=${DISK}p3 ;; *) ROOT=${DISK}3 ;; esac
	resize2fs "$ROOT" >"$RUN/said" 2>&1 || fail "the root file system does not grow: $(tail -n 1 "$RUN/said")"
}

# write_table: the table at the end of the disk, then, when that is there, the first MiB: from then on the disk boots.
write_table() {
	end=$((sectors - BACKUP_SECTORS))
	dd if="$RUN/table" of="$DISK" bs=512 skip=$end seek=$end count=$BACKUP_SECTORS conv=notrunc,fsync 2>"$RUN/said" || fail "$DISK cannot be written: $(tail -n 1 "$RUN/said")"
	dd if="$RUN/table" of="$DISK" bs=$MIB count=1 conv=notrunc,fsync 2>"$RUN/said" || fail "$DISK cannot be written: $(tail -n 1 "$RUN/said")"
}
