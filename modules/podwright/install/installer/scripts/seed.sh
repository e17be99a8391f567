# shellcheck shell=sh
# The host's own files, which are given out once, laid over the root that was written.

lay_seed() {
	get_signed seed.tar "$RUN/seed.tar"
	mount -t ext4 "$ROOT" /mnt || fail "the root that was written cannot be mounted"
	tar -x -p -f "$RUN/seed.tar" -C /mnt 2>"$RUN/said" || fail "the seed cannot be laid: $(tail -n 1 "$RUN/said")"
	rm -f "$RUN/seed.tar"
	umount /mnt || fail "the root that was written cannot be let go"
	sync
}
