"""What stands for matplotlib where there is none: in a notebook that runs in the browser.

The notebooks import it at the top and draw in one cell, to which no points belong. So everything
can be imported, a figure takes every call and draws nothing, and the reader is told.
"""
