"""Takes out of an installed environment what its packages bring for their own developers: `python slim.py FOLDER`.

Runs alone, with nothing but Python, so that the build of an image can use it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

UNUSED = (
    "numpy/f2py",
    "onnxruntime/capi/libonnxruntime.so.*",  # for programs in C; the Python module has the same code in itself
    "onnxruntime/datasets",
    "onnxruntime/quantization",
    "onnxruntime/tools",
    "onnxruntime/transformers",
)
"""Below site-packages; nothing of it is imported by the service."""

WITH_SYMBOLS = ("_brotli*.so", "cryptography/**/*.so", "obstore/*.so", "PIL/*.so", "tokenizers/*.so", "uvloop/*.so")
"""Compiled modules that come with the symbols of their debugger."""


def slim(environment: Path) -> None:
    """Remove tests and unused parts; strip symbols where the program for it is installed."""
    for packages in environment.glob("lib/python*/site-packages"):
        for found in [*packages.glob("**/tests"), *(each for name in UNUSED for each in packages.glob(name))]:
            if found.is_dir():
                shutil.rmtree(found)
            else:
                found.unlink(missing_ok=True)
        modules = [str(each) for name in WITH_SYMBOLS for each in packages.glob(name)]
        if modules and (strip := shutil.which("strip")):
            subprocess.run([strip, "--strip-unneeded", *modules], check=True)


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
