# shellcheck shell=sh
# What is told to the server and to the console.

PERCENT=0

# event STAGE MESSAGE: one JSON object.
event() {
	text=$(printf %s "$2" | tr '\n\t' '  ' | tr -d '\000-\037' | sed 's/[\\"]/\\&/g')
	printf '{"stage": "%s", "message": "%s", "percent": %s}' "$1" "$text" "$PERCENT"
}

# tell STAGE MESSAGE [PERCENT]: what happens; a server that does not hear it stops nothing.
tell() {
	PERCENT=${3:-$PERCENT}
	echo "podwright: $1: $2 ($PERCENT %)"
	[ -n "${IS_JOINED:-}" ] || return 0
	timeout 10 wget -q -O /dev/null --header "Authorization: Bearer $TOKEN" --header "Content-Type: application/json" \
		--post-data "$(event "$1" "$2")" "$SERVER/v1/hosts/$HOST/events" 2>/dev/null
	return 0
}

# fail MESSAGE: the end, with nothing on the disk that boots once writing has begun.
fail() {
	[ -z "$IS_WRITING" ] || blank_disk
	tell failed "$1"
	sync
	poweroff -f
	exit 1
}
