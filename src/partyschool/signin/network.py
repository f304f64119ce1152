"""Which address of this computer the phones can reach."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"
EVERY_ADDRESS = "0.0.0.0"
# Of the range for documentation (RFC 5737): connecting a UDP socket sends nothing, it only picks the outgoing address.
_SOMEWHERE = ("192.0.2.1", 9)


def likely_address() -> str:
    """The address of the network that this computer would use; loopback where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return LOOPBACK
