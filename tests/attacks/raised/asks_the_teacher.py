"""Waits for somebody at the keyboard."""


def corr2d(x, w):
    return eval(input("What is the answer? "))
