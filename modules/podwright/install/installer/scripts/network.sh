# shellcheck shell=sh
# A lease on any port, and the way to the server by it.
LEASE_TRIES=30

join_network() {
	ip link set lo up
	for path in "$SYS"/class/net/*; do
		[ "$(cat "$path/type")" = 1 ] || continue # Ethernet
		port=${path##*/}
		ip link set "$port" up
		udhcpc -q -n -f -t $LEASE_TRIES -T 2 -i "$port" -s "$HERE/lease.sh" >/dev/null 2>&1 &
	done
	count=0
	until ls "$RUN"/lease.* >/dev/null 2>&1; do
		count=$((count + 1))
		[ $count -lt 300 ] || fail "no port got an address: $(ports_in_words)"
		usleep 200000
	done
	IS_JOINED=yes
}

# ports_in_words: every port with its MAC and whether something is at its other end.
ports_in_words() {
	for path in "$SYS"/class/net/*; do
		[ "$(cat "$path/type")" = 1 ] || continue
		printf '%s %s %s; ' "${path##*/}" "$(cat "$path/address")" "$(cat "$path/operstate")"
	done
}
