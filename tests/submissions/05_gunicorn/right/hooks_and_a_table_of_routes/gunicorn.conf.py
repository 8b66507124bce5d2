bind = "127.0.0.1:8000"
workers = 2
threads = 20
max_requests = 5000
max_requests_jitter = 500
timeout = 10


def post_fork(server, worker):
    server.log.info("A worker more: %s", worker.pid)


def worker_exit(server, worker):
    server.log.info("A worker less: %s", worker.pid)
