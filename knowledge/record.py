"""The base of every value that crosses a folder boundary."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """An immutable value with a closed schema: unknown keys are refused, nobody edits it afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
