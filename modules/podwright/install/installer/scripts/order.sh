# shellcheck shell=sh
# The order: which image goes on which disk of which host.

fetch_order() {
	get_signed order "$RUN/order"
	trouble=$(read_order "$RUN/order") || fail "the order is not to be followed: $trouble"
	read_order "$RUN/order" >/dev/null
	[ "$ORDER_HOST" = "$HOST" ] || fail "the order is for $ORDER_HOST, and this is $HOST"
}

# read_order FILE: sets IMAGE, IMAGE_BYTES, DISK_BYTES, DISK_SERIAL, DISK_PATH, WIPE, ORDER_HOST; says what is wrong and fails where something is.
read_order() {
	ORDER_FORMAT='' ORDER_HOST='' IMAGE='' IMAGE_BYTES='' DISK_BYTES='' DISK_SERIAL='' DISK_PATH='' WIPE='' seen=' '
	while read -r key value || [ -n "$key" ]; do
		case $seen in *" $key "*) echo "$key stands twice" && return 1 ;; esac
		seen="$seen$key "
		[ -n "$value" ] || { echo "$key says nothing" && return 1; }
		case $key in
		format) ORDER_FORMAT=$value ;;
		host) ORDER_HOST=$value ;;
		image) IMAGE=$value ;;
		image_bytes) IMAGE_BYTES=$value ;;
		disk_bytes) DISK_BYTES=$value ;;
		disk_serial) DISK_SERIAL=$value ;;
		disk_path) DISK_PATH=$value ;;
		wipe) WIPE=$value ;;
		*) echo "$key is not known to this installer" && return 1 ;;
		esac
	done <"$1"
	[ "$ORDER_FORMAT" = 1 ] || { echo "its format is ${ORDER_FORMAT:-not said}, and this installer knows 1" && return 1; }
	[ -n "$ORDER_HOST" ] || { echo "it names no host" && return 1; }
	is_digest "$IMAGE" || { echo "image $IMAGE is no SHA-256" && return 1; }
	is_number "$IMAGE_BYTES" || { echo "image_bytes $IMAGE_BYTES is no number" && return 1; }
	is_disk_size "$DISK_BYTES" || { echo "disk_bytes $DISK_BYTES is not the size of a disk in whole MiB" && return 1; }
	case $DISK_SERIAL,$DISK_PATH in ?*,?* | ,) echo "it names its disk by disk_serial or by disk_path, one of the two" && return 1 ;; esac
}

is_number() {
	case $1 in '' | *[!0-9]*) return 1 ;; esac
}

is_disk_size() {
	is_number "$1" || return 1
	[ $(($1 % MIB)) = 0 ] || return 1
	[ "$1" -ge $((4 * MIB)) ]
}

is_digest() {
	case $1 in *[!0-9a-f]*) return 1 ;; esac
	[ ${#1} = 64 ]
}
