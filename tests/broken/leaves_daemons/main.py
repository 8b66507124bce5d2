import os
from flask import Flask

import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import time; time.sleep(600)
    os._exit(0)
app = Flask(__name__)

@app.get("/")
def index():
    return "Hello"

@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}

if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 8000)))
