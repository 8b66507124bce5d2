"""The workshop's autograder: it talks to a learner's server and says what works, what does not, and why."""
