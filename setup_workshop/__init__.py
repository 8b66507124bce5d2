"""Set-up: `.venv` from requirements.lock, with the standard library alone (nothing else is there yet).

start.py is the story; environment.py knows what `.venv` must be; build.py makes it so, with installers.py (uv, pip),
tool.py (runs them, shows how far they are), one_at_a_time.py (two starts at once) and trouble.py (what can go wrong).
own_tests.py is `python3 workshop.py test`.
"""
