import asyncio
from concurrent.futures import ThreadPoolExecutor

CLIENTS, REQUESTS = 500, 6
ASKED = b"GET /v1/nearest?lon=121.52&lat=31.30&at=2026-11-25T10:00 HTTP/1.1\r\nHost: desk\r\n\r\n"


async def ask(port, gate):
    """Ask some times over one connection, as soon as all clients are connected."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await gate.wait()
    answered = []
    for _ in range(REQUESTS):
        writer.write(ASKED)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-l"))
        await reader.readexactly(int(length.split(b":")[1]))
        answered.append(head.split()[1])
    writer.close()
    return answered


async def crowd(port):
    gate = asyncio.Barrier(CLIENTS)
    return await asyncio.gather(*(ask(port, gate) for _ in range(CLIENTS)))


def test_five_hundred_clients_at_once_are_all_answered(office):
    port = int(office.url.rpartition(":")[2])

    # In a thread of its own: a browser of other tests may have a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        answered = pool.submit(asyncio.run, crowd(port)).result()

    assert answered == [[b"200"] * REQUESTS] * CLIENTS
