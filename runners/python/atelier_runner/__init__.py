"""The Python runner of automation. Standard library alone, for Python 3.8 and later."""
