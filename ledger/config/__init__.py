"""Where the three apps are joined: settings, addresses, static files, and the demonstration.

The embedded PostgreSQL's wheel keeps its lock, and for long paths its socket, in XDG_RUNTIME_DIR. Machines
without a desktop session have none, so one is named here, before anything imports the wheel.
"""

import os
import tempfile
from pathlib import Path

_runtime = Path(tempfile.gettempdir()) / f"henrei-{os.getuid()}"
if "XDG_RUNTIME_DIR" not in os.environ:
    _runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(_runtime)
