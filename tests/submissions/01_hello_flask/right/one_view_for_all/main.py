"""One view behind both routes, and another error page than Flask's."""

from os import environ

from flask import Flask, jsonify, url_for

app = Flask(__name__, static_folder=None)


@app.route("/", defaults={"name": None}, methods=["GET", "HEAD"], strict_slashes=False)
@app.route("/hello/<name>", strict_slashes=False)
def greet(name):
    if name is None:
        return f"<p>Hello! Try {url_for('greet', name='Ada')}.</p>"
    return jsonify({"message": f"Hello, {name}!"})


@app.errorhandler(404)
def lost(error):
    return "<p>There is nothing here.</p>", 404


if __name__ == "__main__":
    app.config["SERVER_NAME"] = None
    app.run(host="127.0.0.1", port=int(environ.get("PORT", 8000)), debug=False, use_reloader=False)
