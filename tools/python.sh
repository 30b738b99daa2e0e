#!/bin/sh
# Print the first Python that is new enough; say what to do when there is none.
for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] || continue
    command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        echo "$candidate"
        exit 0
    fi
done
echo "Python 3.11 or newer was not found." >&2
echo "  Debian 12, Ubuntu 24.04 or newer: apt-get install python3 python3-venv" >&2
echo "  Fedora:                           dnf install python3" >&2
echo "  macOS:                            brew install python@3.13" >&2
echo "Or name one: make demo PYTHON=/path/to/python3.12" >&2
exit 1
