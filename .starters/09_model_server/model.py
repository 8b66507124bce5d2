"""The model: loaded once from a file, then asked with rows of penguins."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import skops.io

NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
FEATURES = [*NUMBERS, "island", "sex"]
DTYPES = {**dict.fromkeys(NUMBERS, "float64"), "island": "str", "sex": "str"}


class ModelError(Exception):
    """A file is no model that this server trusts."""


# TODO 2: frame_of(penguins) makes of a list of penguins, which are dicts, the frame that the model was trained on. A
# class Model holds a classifier, its version and its card. Its method probabilities(penguins) asks the classifier once
# for all of them, and returns a dict for each: the species with their probabilities. about() returns what /model says.


# TODO 3: load_model(path) returns a Model. It reads the file once, hashes those bytes with SHA-256, loads the model
# from them with skops, and reads the card beside it, if there is one. Whatever is wrong with the file: ModelError, with
# its path in the text.
