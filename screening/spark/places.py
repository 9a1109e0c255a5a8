"""Files and folders wherever Spark can write: a local path, HDFS, an object store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyspark.sql import SparkSession


class Place:
    """A path of a Hadoop file system, asked from the driver."""

    def __init__(self, spark: SparkSession, path: str) -> None:
        """``path`` as Spark takes it: without a scheme it is on the default file system."""
        self._spark = spark
        self.path = path

    def __truediv__(self, name: str) -> Place:
        return Place(self._spark, f"{self.path.rstrip('/')}/{name}")

    def exists(self) -> bool:
        """Whether anything is there."""
        return bool(self._files().exists(self._at(self.path)))

    def remove(self) -> None:
        """Take away what is there, with all that is in it."""
        self._files().delete(self._at(self.path), True)

    def write(self, pieces: Iterable[bytes]) -> None:
        """Write a file, over whatever is there; each piece is held in memory."""
        stream = self._files().create(self._at(self.path), True)
        try:
            for piece in pieces:
                stream.write(bytearray(piece))
        finally:
            stream.close()

    def sha256(self) -> str:
        """The hash of a file, which the driver reads as a stream."""
        jvm: Any = self._spark.sparkContext._jvm
        stream = self._files().open(self._at(self.path))
        try:
            return str(jvm.org.apache.commons.codec.digest.DigestUtils.sha256Hex(stream))
        finally:
            stream.close()

    def rename(self, path: str) -> Place:
        """Give it another path of the same file system. Raises ``OSError`` where that fails."""
        if not self._files().rename(self._at(self.path), self._at(path)):
            raise OSError(f"{self.path} could not be renamed to {path}")
        return Place(self._spark, path)

    def _files(self) -> Any:
        configuration = self._spark.sparkContext._jsc.hadoopConfiguration()
        return self._at(self.path).getFileSystem(configuration)

    def _at(self, path: str) -> Any:
        jvm: Any = self._spark.sparkContext._jvm
        return jvm.org.apache.hadoop.fs.Path(path)
