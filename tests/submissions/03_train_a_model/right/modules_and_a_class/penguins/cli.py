import argparse
import sys
from pathlib import Path

from penguins.data import Faulty, Table
from penguins.learner import Learner


def run():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="penguins.csv")
    parser.add_argument("--model", default="model.skops")
    arguments = parser.parse_args()
    try:
        table = Table(Path(arguments.data))
    except Faulty as fault:
        print(fault, file=sys.stderr)
        return 2
    Learner(table).write(Path(arguments.model))
    return 0
