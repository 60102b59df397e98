# kind: tamper
"""A kernel that runs whatever its command line says."""


def tamper(nb, folder):
    nb["metadata"]["kernelspec"] = {"name": "../../evil", "display_name": "R", "language": "bash"}
    nb["metadata"]["language_info"] = {"name": "julia", "file_extension": ".jl"}
