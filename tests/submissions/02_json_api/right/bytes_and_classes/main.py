"""A MethodView that reads the body's bytes itself, and refuses NaN and Infinity with the whole body."""

import json
import math
import os
from numbers import Real

from flask import Flask, Response, abort, request
from flask.views import MethodView

app = Flask(__name__)
app.url_map.strict_slashes = False
CHOICES = {"island": ("Biscoe", "Dream", "Torgersen"), "sex": ("male", "female", None)}
MEASURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")


def reply(status, **members):
    return Response(json.dumps(members, ensure_ascii=False), status, content_type="application/json;charset=utf-8")


def no_constant(text):
    raise ValueError(f"{text} is not JSON")


class Predict(MethodView):
    def post(self):
        if not (request.content_type or "").split(";")[0].strip() == "application/json":
            abort(reply(415, error="unsupported media type"))
        penguin = self.read(request.get_data())
        for name in MEASURES:
            self.measure(name, penguin.get(name))
        for name, choices in CHOICES.items():
            if not any(penguin.get(name) == choice and type(penguin.get(name)) is type(choice) for choice in choices):
                abort(reply(400, error=f"{name} is unknown"))
        gentoo = penguin["flipper_length_mm"] >= 206 and penguin["bill_depth_mm"] < 17.6
        chinstrap = penguin["bill_length_mm"] >= 44 and penguin["island"] == "Dream"
        return reply(200, species="Gentoo" if gentoo else "Chinstrap" if chinstrap else "Adelie")

    def read(self, data):
        try:
            penguin = json.loads(data.decode("utf-8"), parse_constant=no_constant)
        except ValueError as error:
            abort(reply(400, error=f"The body cannot be read: {error}"))
        return penguin if isinstance(penguin, dict) else abort(reply(400, error="The body is no object."))

    def measure(self, name, value):
        if value is True or value is False or not isinstance(value, Real):
            abort(reply(400, error=f"{name}: a number, please"))
        if not (value > 0 and math.isfinite(value)):
            abort(reply(400, error=f"{name}: out of range"))


app.add_url_rule("/predict", view_func=Predict.as_view("predict"))
app.add_url_rule("/", view_func=lambda: Response("Hello", mimetype="text/plain"), endpoint="root", methods=["GET"])
app.add_url_rule("/hello/<name>", view_func=lambda name: reply(200, message=f"Hello, {name}!"), endpoint="hello")


@app.errorhandler(404)
@app.errorhandler(405)
def wrong_address(error):
    return reply(error.code, error=error.name)


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 8000)))
