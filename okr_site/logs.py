"""What must not stand in a log: whoever reads it could act for somebody else."""

import re
from logging import Filter, LogRecord

SIGNED = re.compile(r"/(answer|unsubscribe|join)/\S+")


class WithoutTokens(Filter):
    """Signed links keep their kind and lose their token."""

    def filter(self, record: LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(hidden(each) if isinstance(each, str) else each for each in record.args)
        record.msg = hidden(str(record.msg))
        return True


def hidden(text: str) -> str:
    return SIGNED.sub(r"/\1/…", text)
