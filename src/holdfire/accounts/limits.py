"""How long somebody who failed to log in waits before the next try: doubling, by account and by address. Pure."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

SECOND = 1_000_000
FREE = {"account": 5, "address": 20, "token": 20}
"""Failures that cost no waiting: many officers may share an address, and so may many programs (`token`)."""
LONGEST = 900 * SECOND
"""A quarter of an hour at most: whoever knows a name can make its owner wait, and not lock it out. A passkey still
opens the account."""
FORGOTTEN = 86_400 * SECOND
"""Failures are forgotten after a day without another."""


def wait(failures: int, free: int) -> int:
    """Microseconds from the last failure to the next try: none up to `free`, then 1 s, 2 s, 4 s ..."""
    over = failures - free
    return 0 if over < 0 else min(SECOND << min(over, 30), LONGEST)


def left(failures: int, free: int, last: int, now: int) -> int:
    """Microseconds still to wait: never more than the whole, even where the clock was set back; 0 if a try is due."""
    whole = wait(failures, free)
    return min(whole, max(0, last + whole - now))


def by_account(name: str) -> str:
    """Name the count of an account, whether there is one of that name or not."""
    return f"account {name}"


def by_address(address: str) -> str:
    """Name the count of an address; of IPv6 that of its /64, for one machine has all of it."""
    try:
        given = ip_address(address.partition("%")[0])
    except ValueError:
        return "address unknown"
    if isinstance(given, IPv6Address):
        if given.ipv4_mapped:
            return f"address {given.ipv4_mapped}"
        return f"address {IPv6Address(int(given) >> 64 << 64)}/64"
    return f"address {given}"


def by_token(address: str) -> str:
    """Name the count of an address from which tokens come that do not hold; it stops no login."""
    return by_address(address).replace("address", "token", 1)


def free(who: str) -> int:
    """Say how many failures a count has free."""
    return FREE[who.partition(" ")[0]]
