import os
from flask import Flask
app = Flask(__name__)

@app.get("/")
def index():
    import gzip; from flask import Response; return Response(gzip.compress(b"Hello"*50_000_000), headers={"Content-Encoding":"gzip"})

@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}

if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 8000)))
