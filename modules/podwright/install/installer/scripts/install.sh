#!/bin/sh
# The whole of an installation, in order. Whatever ends it early ends it in fail.
HERE=${HERE:-/podwright}
# shellcheck source=settings.sh
. "$HERE/settings.sh"
# shellcheck source=tell.sh
. "$HERE/tell.sh"
# shellcheck source=drivers.sh
. "$HERE/drivers.sh"
# shellcheck source=network.sh
. "$HERE/network.sh"
# shellcheck source=server.sh
. "$HERE/server.sh"
# shellcheck source=order.sh
. "$HERE/order.sh"
# shellcheck source=disk.sh
. "$HERE/disk.sh"
# shellcheck source=write.sh
. "$HERE/write.sh"
# shellcheck source=table.sh
. "$HERE/table.sh"
# shellcheck source=seed.sh
. "$HERE/seed.sh"

load_drivers
SERVER=$(argument podwright.server) || fail "the kernel command line has no podwright.server"
HOST=$(argument podwright.host) || fail "the kernel command line has no podwright.host"
TOKEN=$(argument podwright.token) || fail "the kernel command line has no podwright.token"
TRIES=$(argument podwright.tries) || TRIES=8

join_network
tell started "kernel $(uname -r), disks: $(disks_in_words)"
fetch_order
choose_disk
refuse_unfit
tell checked "$DISK, serial $(serial_of "${DISK##*/}")"

IS_WRITING=yes
blank_disk
write_image
tell written "$IMAGE_BYTES bytes, digest as ordered" 100
grow_root
lay_seed
tell seeded "the files of $HOST are laid"
write_table
IS_WRITING=
tell "done" "$HOST boots from $DISK next"
reboot -f
