# kind: tamper
"""Some kilobytes that unpack to a gigabyte."""

import zipfile


def tamper(nb, folder):
    with (
        zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open(f"{folder.name}.ipynb", "w", force_zip64=True) as file,
    ):
        for _ in range(1000):
            file.write(bytes(1_000_000))
    return folder
