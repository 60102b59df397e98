"""Python helpers that draw the figures of the book (``from figures import draw``)."""
