# shellcheck shell=sh
# What is asked of the server. What it refuses is refused; what it does not answer is asked again, TRIES times at most.

# ask URL: the answer, with our token; fails as wget fails, whose words are in $RUN/wget.
ask() {
	wget -q -O - --header "Authorization: Bearer $TOKEN" "$1" 2>"$RUN/wget"
}

# is_refused: whether the last answer was the server's no, which asking again does not change.
is_refused() {
	grep -q 'HTTP/1.[01] 4' "$RUN/wget"
}

# words_of_server: the last trouble, in one line.
words_of_server() {
	tail -n 1 "$RUN/wget" | sed 's/^wget: //'
}

# pause ATTEMPT: waits 2, 4, 8, 16, then 30 seconds.
pause() {
	case $1 in 1 | 2 | 3 | 4) sleep $((1 << $1)) ;; *) sleep 30 ;; esac
}

# get NAME FILE: a file of this host, whole.
get() {
	attempt=1
	until timeout $STALL_S wget -q -O "$2" --header "Authorization: Bearer $TOKEN" "$SERVER/v1/hosts/$HOST/$1" 2>"$RUN/wget"; do
		! is_refused || fail "the server refuses $1: $(words_of_server)"
		[ $attempt -lt "$TRIES" ] || fail "the server gave no $1 in $TRIES attempts: $(words_of_server)"
		pause $attempt
		attempt=$((attempt + 1))
	done
}

# get_signed NAME FILE: the same, and its signature fits.
get_signed() {
	get "$1" "$2"
	get "$1.sig" "$2.sig"
	is_signed "$2" || fail "the signature of $1 does not fit the pod's key"
}

# is_signed FILE: whether FILE.sig is the pod's signature of it.
is_signed() {
	openssl pkeyutl -verify -pubin -inkey "$KEY" -rawin -in "$1" -sigfile "$1.sig" >/dev/null 2>&1
}
