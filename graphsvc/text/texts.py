"""Texts as this process reads them: by the sentence model once it is there, without vectors until then."""

from graphsvc.text.model import SentenceModel
from graphsvc.text.vectors import text_properties


class Texts:
    """Holds the model; it may come later than the first request, or never."""

    def __init__(self, model: SentenceModel | None = None) -> None:
        self.model = model

    async def properties(self, title: str, description: str | None) -> dict[str, object]:
        """What is stored beside a title and description, in the transaction that sets them."""
        return await text_properties(self.model, title, description)
