import os
from flask import Flask
import signal, time
signal.signal(signal.SIGTERM, lambda *a: time.sleep(100))
app = Flask(__name__)

@app.get("/")
def index():
    return "Hello"

@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}

if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 8000)))
