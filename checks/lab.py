"""JupyterLab for this repository alone: no token prompt, no news, and nothing of the learner's own Jupyter touched."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from checks.files import state_folder, write_whole


def settings(root: Path, app_settings: Path) -> dict[str, Any]:
    """Return JupyterLab's configuration, as in jupyter_server_config.json."""
    return {
        "ServerApp": {
            "ip": "127.0.0.1",
            "port_retries": 0,  # the workshop picks the port, so that it can say which one
            "open_browser": False,
            "root_dir": str(root),
            "preferred_dir": str(root / "notebooks"),  # what the file browser shows first
            # A container's only user is often root, and JupyterLab refuses root unless told otherwise.
            "allow_root": os.name == "posix" and os.geteuid() == 0,
        },
        # No token: links on the site lead straight into a notebook. Requests from other sites are still refused, by
        # their origin, and by a Host header that is not this machine; both checks stay on.
        "IdentityProvider": {"token": ""},
        "PasswordIdentityProvider": {"hashed_password": "", "allow_password_change": False},
        "LabApp": {
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "extension_manager": "readonly",
            "app_settings_dir": str(app_settings),
        },
    }


OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
}


def prepare(root: Path) -> dict[str, str]:
    """Write the settings under .workshop/jupyter and return the environment for JupyterLab; raises OSError."""
    home = state_folder(root) / "jupyter"
    folders = {name: home / name for name in ("config", "data", "runtime", "settings", "user", "workspaces", "ipython")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(settings(root, folders["settings"]), indent=2).encode()
    write_whole(folders["config"] / "jupyter_server_config.json", content)
    write_whole(folders["settings"] / "overrides.json", json.dumps(OVERRIDES, indent=2).encode())
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "IPYTHON"))}
    return kept | {
        "JUPYTER_CONFIG_DIR": str(folders["config"]),
        "JUPYTER_DATA_DIR": str(folders["data"]),
        "JUPYTER_RUNTIME_DIR": str(folders["runtime"]),
        "JUPYTERLAB_SETTINGS_DIR": str(folders["user"]),
        "JUPYTERLAB_WORKSPACES_DIR": str(folders["workspaces"]),
        "IPYTHONDIR": str(folders["ipython"]),
    }


def command(port: int) -> list[str]:
    """Return the command that starts JupyterLab on this port."""
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.port={port}"]
