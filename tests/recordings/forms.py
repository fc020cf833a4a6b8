"""Every form that exchanges can be written in."""

from __future__ import annotations

import io

from salesiq_validate.recordings.scrub.writer import HarWriter, JsonlWriter, PostmanWriter
from salesiq_validate.recordings.vcr.writer import JsonCassetteWriter, YamlCassetteWriter

WRITERS = {
    "jsonl": JsonlWriter,
    "har": HarWriter,
    "vcr yaml": YamlCassetteWriter,
    "vcr json": JsonCassetteWriter,
    "postman": PostmanWriter,
}


def written(form, exchanges):
    """What a form's writer makes of exchanges."""
    sink = io.BytesIO()
    writer = WRITERS[form](sink)
    for exchange in exchanges:
        writer.add(exchange, frozenset())
    writer.close()
    return sink.getvalue()
