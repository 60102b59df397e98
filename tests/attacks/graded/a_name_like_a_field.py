# kind: tamper
# student: {assignment_id} %s {{7+7}} ${HOME}
"""A name that three kinds of templates would fill in."""


def tamper(nb, folder):
    return None
