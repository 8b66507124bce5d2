"""The ideas behind servers that make one request wait for another, or lose one when they are told to reload or end."""

from checks.lessons.ideas import Idea, at, first_of, html_page, other_key

NO_ROUTE = at(404, "There is no route for /slow yet. request.args holds what follows the ? in a path, as texts.")
SLEPT_NONSENSE = at(
    500,
    "time.sleep raises ValueError for -1 and for NaN, and so does float() for a word. Ask before you sleep, and "
    "abort(400, …) with a sentence.",
)
NAN_PASSES = (
    "Every comparison with NaN is false: `if seconds <= 0 or seconds > 5` lets it pass. `if not 0 < seconds <= 5` "
    "refuses it."
)
BOUND = "A wait is above 0 and at most 5 seconds. Whoever may choose more keeps a worker of yours busy for as long."
WORD_TAKEN = (
    "A word was slept as if it were a number. request.args.get(..., type=float) hides it: for a text that is no number "
    "it gives the default. Call float() yourself, and catch ValueError."
)
NOT_WAITED = "time.sleep(seconds) makes the view wait. Without it nothing is slow, and nothing can be learned here."
SLEPT_IS_A_NUMBER = '"slept" is the number of seconds, not a text: float(request.args.get("seconds", "1")).'
TIMED_OUT = (
    "A sync worker that is busy for longer than `timeout` is ended in the middle of its request: WORKER TIMEOUT in "
    "the log, then SystemExit. Leave timeout at 30, or use threads: with them it does not count a request's time."
)
NO_LONG_WAIT = first_of(at(400, "5 is at most 5: the bound belongs to what is allowed."), at(500, TIMED_OUT))
NO_PID = first_of(
    NO_ROUTE, at(200, 'os.getpid() is the process that runs the view. Put it into the reply: "pid": os.getpid().')
)
ONE_PROCESS = (
    "`workers` in gunicorn.conf.py says how many processes answer; `threads` are inside of each. Gunicorn finds the "
    "file if it has just that name and lies in the folder that Gunicorn is started in."
)
NO_CHILD = "Ask os.getpid() inside the view, at each request: a number from elsewhere says nothing."
OF_THE_PARENT = (
    "That is the process id of Gunicorn itself, the parent, which answers no request. With preload_app the code at the "
    "left margin runs there: ask os.getpid() inside the view."
)
TOO_FEW_AT_ONCE = (
    "A worker of the class sync answers one request at a time, and the others queue. Either four workers or more, or "
    "threads: workers = 2 and threads = 8 can have 16 under way."
)
LOADED_LATE = (
    "The model was read from the file after the worker had begun to answer: at the first prediction, or at each. "
    "Load it at the left margin of main.py, which runs before the worker takes its first request."
)
CUT_SHORT = (
    "A worker that is sent home first ends its requests, for as long as `graceful_timeout` allows (30 s unless you say "
    "otherwise). What cuts them short is a small graceful_timeout, or a signal handler of yours."
)
NO_NEW_WORKERS = "At HUP Gunicorn starts new workers and sends the old ones home. Does your code handle signals itself?"
BAD_STATUS = "The exit status of a server that was asked to end is 0. Does a hook in gunicorn.conf.py raise something?"
NEVER_ENDED = "Gunicorn ends when its workers have. Is there a thread or a handler of yours that goes on for ever?"


def of_no_wait(text: str) -> Idea:
    """Return the ideas that a text which is no wait was slept, or made the server stumble."""
    of_nan = first_of(at(200, NAN_PASSES), at(500, NAN_PASSES)) if text.lower() == "nan" else None
    taken = BOUND if is_number(text) else WORD_TAKEN
    return first_of(of_nan, NO_ROUTE, at(200, taken), SLEPT_NONSENSE, html_page, other_key)


def is_number(text: str) -> bool:
    """Tell if Python reads a number in this text."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def of_pid(pid: int, parent: int) -> str:
    """Return the idea where a pid is none of a worker: that of the parent, or of nobody."""
    return OF_THE_PARENT if pid == parent else NO_CHILD
