"""Runs one command on each host over a new connection, with paramiko in threads: what people write in Python."""

import base64
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import paramiko

order = json.load(sys.stdin)
key = paramiko.Ed25519Key(data=base64.b64decode(order["key"]))


def ask(address: str) -> str:
    client = paramiko.SSHClient()
    client.get_host_keys().add(f"[{address}]:{order['port']}", "ssh-ed25519", key)
    client.connect(
        address,
        port=order["port"],
        username=order["user"],
        password=order["password"],
        allow_agent=False,
        look_for_keys=False,
        timeout=60,
        banner_timeout=60,
        auth_timeout=60,
    )
    try:
        _, stdout, _ = client.exec_command("uptime")
        return stdout.read().decode()
    finally:
        client.close()


since = time.perf_counter()
with ThreadPoolExecutor(max_workers=order["workers"]) as pool:
    answers = list(pool.map(ask, order["addresses"]))
seconds = time.perf_counter() - since
print(json.dumps({"answers": sum(answer.endswith(" is up\n") for answer in answers), "seconds": seconds}))
