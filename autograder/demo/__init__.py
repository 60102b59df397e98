"""The demo class: 24 students by number, described in `class.toml`, who hand in real notebooks."""

from autograder.demo.make import Student, make, read_class

__all__ = ["Student", "make", "read_class"]
