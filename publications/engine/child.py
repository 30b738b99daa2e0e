"""The entry of the child process: `python -m publications.engine.child LIMITS`."""

import json
import sys
from pathlib import Path
from typing import Any

from publications.engine.errors import BuildError
from publications.engine.limits import Limits, answer_line, limit_process, limit_request, usage


def _typeset(request: dict[str, Any]) -> dict[str, Any]:
    from publications.engine import typeset

    if not getattr(typeset, "is_prepared", False):
        typeset.prepare()
        typeset.is_prepared = True  # type: ignore[attr-defined]
    pdf, pages, anchors = typeset.typeset(
        Path(request["html"]).read_text("utf-8"),
        Path(request["css"]).read_text("utf-8"),
        request["assets"],
        key=request.get("key", ""),
        is_tagged=request["is_tagged"],
    )
    Path(request["out"]).write_bytes(pdf)
    return {"pages": pages, "anchors": anchors}


def _join(request: dict[str, Any]) -> dict[str, Any]:
    from publications.engine import check, join

    plan = json.loads(Path(request["plan"]).read_text("utf-8"))
    notes = join.join(plan, Path(request["out"]))
    problems = check.problems(Path(request["out"]), plan)
    if problems:
        raise BuildError(" ".join(problems))
    return {"notes": notes}


def _print(request: dict[str, Any]) -> dict[str, Any]:
    from publications.engine import attach

    plan = json.loads(Path(request["plan"]).read_text("utf-8"))
    return {"pages": attach.for_print(plan, Path(request["out"]))}


HANDLERS = {"typeset": _typeset, "join": _join, "print": _print}


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1]))
    limit_process(limits)
    answers, sys.stdout = sys.stdout, sys.stderr  # a library that prints must not break a line
    for line in sys.stdin:
        limit_request(limits)
        request = json.loads(line)
        try:
            answer = HANDLERS[request["do"]](request)
        except BuildError as error:
            answer = {"error": str(error)}
        except MemoryError:
            answer = {"error": "It needs more memory than is allowed."}
        except OSError as error:
            answer = {"error": f"A file could not be written or read ({error.strerror})."}
        except Exception as error:
            # The message may quote the text: only its class leaves the process.
            answer = {"error": f"The typesetter failed ({type(error).__name__})."}
            import traceback

            traceback.print_exc()
        answer_line(answers, {**answer, **usage()})


if __name__ == "__main__":
    main()
