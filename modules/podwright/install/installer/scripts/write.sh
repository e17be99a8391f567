# shellcheck shell=sh
# The image streamed to the disk, its digest taken on the way. The first MiB and the last are held back: without them nothing boots.

write_image() {
	attempt=1
	until stream; do
		! is_refused || fail "the server refuses the image: $(words_of_server)"
		[ $attempt -lt "$TRIES" ] || fail "the image did not arrive whole in $TRIES attempts: $(words_of_server)"
		echo "podwright: the image broke off ($(words_of_server)); attempt $((attempt + 1)) of $TRIES"
		pause $attempt
		attempt=$((attempt + 1))
	done
	digest=$(cut -d ' ' -f 1 "$RUN/digest")
	[ "$digest" = "$IMAGE" ] || fail "the image that arrived has the digest $digest, and the order says $IMAGE"
	[ "$(cat "$RUN/zstd.code")" = 0 ] || fail "the image cannot be unpacked: $(tail -n 1 "$RUN/zstd")"
	[ "$(cat "$RUN/body.code")" = 0 ] || fail "$DISK cannot be written: $(tail -n 1 "$RUN/body")"
	[ "$(wc -c <"$RUN/head"),$(wc -c <"$RUN/tail"),$(cat "$RUN/rest")" = "$MIB,$MIB,0" ] || fail "the image does not unpack to the $DISK_BYTES bytes of the order"
}

# stream: the image from the server to the disk; fails where the server broke off.
stream() {
	rm -f "$RUN/to-sum"
	mkfifo "$RUN/to-sum"
	sha256sum <"$RUN/to-sum" >"$RUN/digest" &
	sum=$!
	watch_progress &
	watch=$!
	arrive | tee "$RUN/to-sum" | unpack | lay
	kill $watch
	wait $sum
	return "$(cat "$RUN/wget.code")"
}

# arrive: the image's bytes; how that ended is in $RUN/wget.code.
arrive() {
	ask "$SERVER/v1/images/$IMAGE" &
	echo $! >"$RUN/wget.pid"
	wait $!
	echo $? >"$RUN/wget.code"
}

# unpack: the disk's bytes; what cannot be unpacked is still read to its end, so that its digest is known.
unpack() {
	zstd -dcq 2>"$RUN/zstd"
	echo $? >"$RUN/zstd.code"
	cat >/dev/null
}

# lay: first MiB to memory, the middle to the disk, last MiB to memory; what comes after it is counted.
lay() {
	exec 3<&0
	dd of="$RUN/head" bs=$MIB count=1 iflag=fullblock <&3 2>/dev/null
	dd of="$DISK" bs=$MIB seek=1 count=$((DISK_BYTES / MIB - 2)) iflag=fullblock conv=notrunc,fsync <&3 2>"$RUN/body" &
	echo $! >"$RUN/body.pid"
	wait $!
	echo $? >"$RUN/body.code"
	dd of="$RUN/tail" bs=$MIB count=1 iflag=fullblock <&3 2>/dev/null
	wc -c <&3 >"$RUN/rest"
}

# watch_progress: tells how far the disk is written; a server from which nothing comes any more is hung up on.
watch_progress() {
	rm -f "$RUN/body.pid"
	told='' last='' still_s=0
	while sleep 2; do
		at=$(sed -n 's/^pos:[^0-9]*//p' "/proc/$(cat "$RUN/body.pid" 2>/dev/null)/fdinfo/1" 2>/dev/null)
		percent=$((${at:-0} * 100 / DISK_BYTES))
		[ "$percent" = "$told" ] || tell writing "$DISK" $percent
		told=$percent
		if [ "$at" = "$last" ]; then still_s=$((still_s + 2)); else still_s=0; fi
		last=$at
		[ $still_s -lt $STALL_S ] || hang_up
	done
}

# hang_up: the transfer ends, for a reason that is told.
hang_up() {
	kill "$(cat "$RUN/wget.pid")"
	echo "nothing came for $STALL_S s" >>"$RUN/wget"
}
