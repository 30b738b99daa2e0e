"""Write requirements/base.txt and requirements/dev.txt anew from pyproject.toml.

Every package with every hash, for every platform, and no address: whoever installs uses the index
that their own pip is set up for.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTE = "# Written by `make lock` from pyproject.toml; do not edit by hand.\n"


def compile_lock(output: str, *options: str) -> None:
    """Resolve pyproject.toml into one lock file."""
    target = ROOT / "requirements" / output
    subprocess.run(
        [
            Path(sys.executable).parent / "uv", "pip", "compile", "pyproject.toml", "--universal",
            "--generate-hashes", "--python-version", "3.11", "--no-header", "--no-annotate",
            "--no-emit-index-url", "--no-emit-find-links", "--quiet", "--upgrade",
            "--output-file", target, *options,
        ],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    target.write_text(NOTE + target.read_text())


if __name__ == "__main__":
    compile_lock("base.txt")
    compile_lock("dev.txt", "--extra", "dev", "--constraint", "requirements/base.txt")
