bind = "127.0.0.1:8000"
workers = 2  # processes: each has its own Python, and its own copy of the model
threads = 8  # in each process: as many requests can be under way there, side by side
preload_app = False  # each worker loads the model itself, so that HUP brings in a new file
