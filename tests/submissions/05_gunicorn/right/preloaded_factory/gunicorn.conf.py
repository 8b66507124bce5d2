"""One copy of the app, loaded before the fork: sys.exit at import ends the server, too."""

preload_app = True
workers, threads = 3, 4
worker_class = "gthread"
graceful_timeout = 20
