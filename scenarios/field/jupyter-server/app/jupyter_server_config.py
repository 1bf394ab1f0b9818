"""A notebook server whose page is served from another origin.

Address, port and token come from the command line and the environment (JUPYTER_TOKEN).
"""

from pathlib import Path

c = get_config()  # noqa: F821

c.ServerApp.open_browser = False
c.ServerApp.root_dir = str(Path(__file__).parent)
c.ServerApp.allow_origin = "https://lab.example.test"
c.ServerApp.allow_credentials = True
# Without a name of its own the cookie is called after the port.
c.IdentityProvider.cookie_name = "session"
