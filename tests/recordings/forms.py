"""Every form that exchanges can be written in."""

from __future__ import annotations

import io

from salesiq_validate.recordings.vcr_writer import JsonCassetteWriter, YamlCassetteWriter
from salesiq_validate.recordings.writer import HarWriter, JsonlWriter, PostmanWriter

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
