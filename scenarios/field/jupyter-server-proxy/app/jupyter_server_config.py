"""A notebook server that offers one more web application at /echo/.

Address, port and token come from the command line and the environment (JUPYTER_TOKEN).
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent

c = get_config()  # noqa: F821

c.ServerApp.open_browser = False
c.ServerApp.root_dir = str(HERE)
c.ServerProxy.servers = {
    "echo": {
        "command": [sys.executable, str(HERE / "echo.py"), "{port}"],
        "timeout": 20,
    }
}
