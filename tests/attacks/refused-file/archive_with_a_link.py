# kind: tamper
"""A tar in which the notebook is a link to the gradebook."""

import tarfile


def tamper(nb, folder):
    with tarfile.open(folder / "work.tar", "w") as archive:
        link = tarfile.TarInfo(f"{folder.name}.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, "../../../gradebook.db"
        archive.addfile(link)
    return folder
