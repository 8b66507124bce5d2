class Refused(Exception):
    """A request with a fault: the sentence, and the status that says whose fault it is."""

    def __init__(self, sentence, status=400):
        super().__init__(sentence)
        self.status = status


def register_errors(app):
    app.register_error_handler(Refused, lambda error: ({"error": str(error)}, error.status))
    app.register_error_handler(404, lambda error: ({"error": "There is no such path."}, 404))
    app.register_error_handler(405, lambda error: ({"error": "This path takes another method."}, 405))
