"""Class-based views, and the debug mode's reloader, which serves from a child process."""

import os

from flask import Flask
from flask.views import MethodView

application = Flask(__name__)


class Root(MethodView):
    def get(self):
        return "Hello"


class Greeting(MethodView):
    def get(self, name):
        return {"message": "Hello, {}!".format(name)}, 200


application.add_url_rule("/", view_func=Root.as_view("root"))
application.add_url_rule("/hello/<name>", view_func=Greeting.as_view("greeting"))

if __name__ == "__main__":
    application.run(port=int(os.environ["PORT"]), debug=True)
