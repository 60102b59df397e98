# kind: tamper
"""A whole number of a million digits takes long to read."""


def tamper(nb, folder):
    return b'{"nbformat": ' + b"9" * 1_000_000 + b', "cells": []}'
