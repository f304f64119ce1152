"""The two kinds of problem that a person is told about; everything else that is raised is a bug.

`message` is one Chinese sentence, at most two, saying what is wrong, where, and what to do about it.
`code` is a stable English word for scripts and tests, empty where nothing needs to tell this problem from others.
"""


class Problem(Exception):
    """Something that a person must hear of in words; never raised as itself."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Refusal(Problem):
    """The rules say no; nothing was changed. Exit code 1 on the command line."""


class Trouble(Problem):
    """A file, port or printer failed. Exit code 1 on the command line."""


class DataTrouble(Trouble):
    """The school's own data is damaged or cannot be reached. Exit code 3 on the command line."""
