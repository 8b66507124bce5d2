from flask import Flask
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from penguins.classifier import Classifier
from penguins.views import Predict, pages
from penguins.waiting import waiting


def create_app(model_path):
    app = Flask(__name__)
    app.config["CLASSIFIER"] = Classifier.from_file(model_path)
    app.register_blueprint(pages)
    app.register_blueprint(waiting)
    app.add_url_rule("/predict", view_func=Predict.as_view("predict"))
    app.register_error_handler(HTTPException, lambda error: ({"error": error.description}, error.code))
    app.register_error_handler(ValidationError, invalid)
    return app


def invalid(error):
    first = error.errors(include_input=False)[0]
    return {"error": f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}"}, 400
