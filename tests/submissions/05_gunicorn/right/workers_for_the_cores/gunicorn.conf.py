import os

bind = ["127.0.0.1:" + os.environ.get("PORT", "8000")]
workers = max(2, min(4, os.cpu_count() or 1))
threads = 16
preload_app = True
accesslog = "-"
keepalive = 5
