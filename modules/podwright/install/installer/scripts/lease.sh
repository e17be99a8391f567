#!/bin/sh
# What udhcpc calls with a lease: takes the address, and the way out where there is one.
# shellcheck disable=SC2154
case $1 in
bound | renew)
	ip addr replace "$ip/$mask" dev "$interface"
	for gateway in $router; do
		ip route replace default via "$gateway" dev "$interface"
		break
	done
	echo "$ip" >"/run/lease.$interface"
	;;
esac
