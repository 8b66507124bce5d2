bind = "127.0.0.1:8000"
workers = 2
threads = 8


def on_exit(server):
    with open("/nowhere/served.txt", "a") as log:
        log.write("Ended.\n")
