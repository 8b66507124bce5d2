"""Send eight requests at once and draw when each was answered. The file is given: there is nothing to edit.

python eight.py                  eight times GET /slow?seconds=0.5, at port 8000
python eight.py /compute 8001    another path, another port
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests

PATH = sys.argv[1] if len(sys.argv) > 1 else "/slow?seconds=0.5"
URL = f"http://127.0.0.1:{sys.argv[2] if len(sys.argv) > 2 else 8000}"


def call(_):
    reply = requests.get(URL + PATH, timeout=60)
    if not reply.ok:
        sys.exit(f"{URL}{PATH} answers {reply.status_code} {reply.reason}.")
    return time.monotonic(), reply.json().get("pid", "")


began = time.monotonic()
try:
    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(call, range(8)))
except requests.RequestException:
    sys.exit(f"No server answers at {URL}. Start yours first, in the other terminal.")
for answered, pid in answers:
    seconds = answered - began
    print(f"{'=' * round(10 * seconds):<42} {seconds:.2f} s  {pid}")
