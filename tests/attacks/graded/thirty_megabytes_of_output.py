# kind: tamper
"""An innocent loop that printed, in a notebook that is saved with all of it."""


def tamper(nb, folder):
    text = "".join(f"epoch {n}: loss 0.{n:06}\n" for n in range(1_000_000))
    cell = next(c for c in nb["cells"] if c["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
