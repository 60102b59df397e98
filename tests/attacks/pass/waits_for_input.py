# cell: first
"""Waits for somebody at the keyboard."""

name = input("Your name? ")
