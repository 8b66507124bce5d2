import skops.io
from pandas import DataFrame

TYPES = dict.fromkeys(("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"), float)
TYPES |= {"island": "str", "sex": "str"}


class Classifier:
    def __init__(self, estimator):
        self.estimator = estimator
        self.classes = [str(name) for name in estimator.classes_]
        estimator.predict_proba  # a regression has none, and the server must not start with one

    @classmethod
    def from_file(cls, path):
        with open(path, "rb") as file:
            data = file.read()
        try:
            named = skops.io.get_untrusted_types(data=data)
            return cls(skops.io.loads(data, trusted=[name for name in named if is_trusted(name)]))
        except Exception as error:
            raise SystemExit(f"{path}: {error}")

    def probabilities(self, penguin):
        frame = DataFrame({name: [penguin.get(name)] for name in TYPES}).astype(TYPES)
        return {name: float(p) for name, p in zip(self.classes, self.estimator.predict_proba(frame)[0])}


def is_trusted(name):
    return name.split(".")[0] == "sklearn" or name == "numpy.dtype"
