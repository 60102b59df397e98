"""The commands of ``python -m autograder``, a module for each group of them.

Each module has ``add_to(commands)``, which describes its commands to `argparse`, and a function for
each command, which takes the call and returns the exit code. What a command needs is imported
there: ``--help`` and a typing error answer at once.
"""
