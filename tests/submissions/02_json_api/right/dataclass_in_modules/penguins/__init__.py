from flask import Flask

from .errors import register_errors
from .views import api, greetings


def create_app():
    app = Flask(__name__)
    app.register_blueprint(greetings)
    app.register_blueprint(api, url_prefix="/predict")
    register_errors(app)
    return app
