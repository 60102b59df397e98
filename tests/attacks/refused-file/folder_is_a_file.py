# kind: tamper
# alone
"""A file where the folder of the exercise should be."""


def tamper(nb, folder):
    folder.rmdir()
    folder.write_text("my notebook")
