"""What goes in and what comes out."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

# TODO 1: move EXAMPLE, Penguin and Prediction here from main.py, which then imports Penguin and Prediction.
