"""Lesson 01's requests as a check50 problem."""

import sys
from pathlib import Path

import check50

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # check50 loads a problem by its file alone
import contract


@check50.check()
def keeps_the_contract() -> None:
    """GET / says Hello, any name is greeted, other paths are 404 and other methods 405"""
    with contract.serving(contract.SERVE) as url:
        contract.greets(url)


@check50.check()
def reads_the_port() -> None:
    """python main.py serves on the port that PORT names"""
    contract.runs_by_itself()


@check50.check()
def listens_on_this_machine_only() -> None:
    """python main.py answers; check50 has no means to list what a process listens on"""
    contract.runs_by_itself()
