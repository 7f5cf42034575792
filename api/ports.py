"""Whether the server may listen where it is asked to."""

import socket

from geo.errors import Conflict
from geo.messages import Message

PORT_TAKEN = Message(
    "port_taken",
    zh="{host} 的端口 {port} 用不了：{reason}。请用 --port 换一个端口。",
    en="port {port} of {host} cannot be used: {reason}; choose another with --port",
)


def require_free_port(host: str, port: int) -> None:
    """Raise Conflict where another program listens already, before any work is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(PORT_TAKEN, host=host, port=port, reason=error.strerror) from error
